"""Words for what a unit has left to do, as pages and commands list it; papers have their own (briefs/items.py)."""

from __future__ import annotations

from metrics.i18n import Translator
from metrics.supervision import Item
from metrics.words import ITEM_STATES, LACKING


def word_place(t: Translator, item: Item) -> str:
    """Return the task, the checklist or the channel an item belongs to."""
    if item.kind == "task":
        return t("Task {number}", number=item.number)
    return t("Disclosure checklist") if item.kind == "checklist" else item.channel or t("No channel given")


def word_item(item: Item) -> str:
    """Return what is to be done; of a problem whose details are not the reader's, its kind."""
    return item.title or item.indicator_name


def word_state_of_item(t: Translator, item: Item) -> str:
    """Return how it stands, and what a reported completion lacks."""
    state = t(ITEM_STATES[item.state])
    return t("{state} ({lacking})", state=state, lacking=t(LACKING[item.lacking])) if item.lacking else state
