"""The command that tells what a unit can win back, and where it would stand with some of that done; nothing is kept."""

from __future__ import annotations

import argparse
from typing import Any

from metrics.access import LOCAL
from metrics.calendar import today_in_shanghai
from metrics.commands.questions import Said
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.supervision import Item
from metrics.warehouse import Warehouse
from metrics.what_if import Outcome, Recoverable, period_that_counts, recoverable
from metrics.words import GRADES, word_named_rank, word_period
from metrics.words_of_items import word_cost, word_item, word_period_that_counts, word_place, word_state_of_item


def recover(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Answer with the open items of one unit, what each gives back, and where it stands now and with ``--done``."""
    today = today_in_shanghai()
    counting = asked.period if asked.as_of else period_that_counts(warehouse, asked.period, today)
    found = recoverable(warehouse, LOCAL, asked.unit, counting, asked.as_of)
    places = sorted({number - 1 for number in asked.done})
    if places and not 0 <= places[0] <= places[-1] < len(found.items):
        raise Refused("There are {n} items, numbered from 1.", n=len(found.items))
    now, then = found.if_done(()), found.if_done(places)
    document = {
        "unit": found.unit,
        "period": found.period.code,
        "as_of": found.as_of.isoformat(),
        "items": [_item_document(number, one) for number, one in enumerate(found.items, 1)],
        "now": _outcome_document(found, now),
        "then": {"done": [place + 1 for place in places], **_outcome_document(found, then)},
    }
    head = f"{found.unit}  {word_period(t, found.period)}  {found.as_of.isoformat()}\n"
    if said := word_period_that_counts(t, found, asked.period, asked.as_of or today):
        head += f"{said}\n"
    lines = [_line(t, number, one) for number, one in enumerate(found.items, 1)]
    headings = [t("No."), t("Comes back"), t("Costs now"), t("Task or channel"), t("Item"), t("State"), t("Time limit")]
    text = head + table([*headings, t("File · sheet · row")], lines, right={0, 1, 2})
    text += "\n" + t("Now: {place}", place=_word(t, now)) + "\n"
    if places:
        text += t("With {n} items done: {place}", n=len(places), place=_word(t, then)) + "\n"
    return document, text


def _item_document(number: int, one: Item) -> dict[str, Any]:
    source = one.source
    return {
        "number": number,
        "kind": one.kind,
        "gain": one.gain,
        "at_stake": None if one.state == "not_due" else one.at_stake,
        "channel": one.channel,
        "item": word_item(one),
        "state": one.state,
        "deadline": one.deadline_on and one.deadline_on.isoformat(),
        "source": source and {"file": source.file, "sheet": source.sheet, "row": source.row},
    }


def _outcome_document(found: Recoverable, one: Outcome) -> dict[str, Any]:
    return {
        "score": one.score if found.is_ranked else None, "shadow_score": None if found.is_ranked else one.score,
        "grade": one.grade, "rank": one.rank, "rank_low": one.rank_low, "rank_high": one.rank_high,
    }  # fmt: skip


def _line(t: Translator, number: int, one: Item) -> list[Any]:
    source = one.source
    return [
        number, one.gain, word_cost(one), word_place(t, one), word_item(one), word_state_of_item(t, one),
        one.deadline_on and one.deadline_on.isoformat(),
        f"{source.file} · {source.sheet} · {source.row}" if source else None,
    ]  # fmt: skip


def _word(t: Translator, one: Outcome) -> str:
    if one.rank is None:
        return t("for rectification only, not ranked: {score}", score=one.score or "–")
    return f"{one.score} · {t(GRADES[one.grade or 'fail'])} · {word_named_rank(t, one)}"
