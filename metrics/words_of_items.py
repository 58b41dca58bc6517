"""Words for what a unit has left to do, as pages and commands list it; papers have their own (briefs/items.py)."""

from __future__ import annotations

from datetime import date

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.supervision import Item
from metrics.what_if import Recoverable
from metrics.words import ITEM_STATES, LACKING, word_period


def word_place(t: Translator, item: Item) -> str:
    """Return the task, the checklist or the channel an item belongs to."""
    if item.kind == "task":
        return t("Task {number}", number=item.number)
    if item.is_safety and not item.channel:
        return t("Security problem")
    return t("Disclosure checklist") if item.kind == "checklist" else item.channel or t("No channel given")


def word_item(item: Item) -> str:
    """Return what is to be done; of a problem whose details are not the reader's, its kind."""
    return item.title or item.indicator_name


def word_state_of_item(t: Translator, item: Item) -> str:
    """Return how it stands, and what a reported completion lacks."""
    state = t(ITEM_STATES[item.state])
    return t("{state} ({lacking})", state=state, lacking=t(LACKING[item.lacking])) if item.lacking else state


def word_cost(item: Item) -> str:
    """Return what an item costs as the marks print it; one that is not due costs nothing yet."""
    return "—" if item.state == "not_due" else item.at_stake


def word_period_that_counts(t: Translator, found: Recoverable, asked: Period, today: date) -> str:
    """Return in which period counts what is done, when that is not the one asked for, or not any more."""
    if found.period != asked:
        return t(
            "{period} has ended: what is done now counts in {running}, and this is the effect on that.",
            period=word_period(t, asked), running=word_period(t, found.period),
        )  # fmt: skip
    if today <= found.period.last:
        return ""
    return t(
        "The period has ended: this is what doing the items by its last day would have given; what is done now counts"
        " for the periods that follow."
    )
