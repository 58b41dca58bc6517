"""The commands of the right of reply: reply, replies, decide-reply, reply-window."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.access import LOCAL
from metrics.calendar import SHANGHAI, Period
from metrics.commands.actor import actor_here
from metrics.commands.judging import STATE, list_later
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.judging import Overtaken, states
from metrics.replies import Reply, replies, window_of, windows
from metrics.replying import close_window, decide_reply, reply, set_window
from metrics.scores import scheme_of
from metrics.unit_requests import UnitRequest, requests_of_units
from metrics.warehouse import Warehouse
from metrics.words import KINDS, word_actor, word_field, word_indicator, word_value
from metrics.words_of_replies import FIELDS_TO_ENTER, REPLY_STATES, REQUEST_STATES, word_kept_reply, word_window

Said = tuple[dict[str, Any], str]


def say_reply(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Keep a unit's reply to one mark."""
    file = (cwd / asked.file, asked.file.name) if asked.file else None
    found = reply(
        warehouse, LOCAL, asked.unit, asked.period, asked.mark, asked.text, evidence=asked.evidence, file=file,
        **_by(asked),
    )  # fmt: skip
    return found.as_json(), word_kept_reply(t, found) + "\n"


def list_replies(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """List the replies with what was decided, the windows, and what units' files ask for."""
    del cwd
    found = replies(warehouse, LOCAL, asked.period)
    requests = requests_of_units(warehouse, LOCAL)
    set_for = [one for one in windows(warehouse) if asked.period is None or one.period == asked.period.code]
    document = {
        "windows": [one.as_json() for one in set_for],
        "replies": [one.as_json() for one in found],
        "requests": [one.as_json() for one in requests],
    }
    text = "".join(word_window(t, one) + "\n" for one in set_for)
    headings = [t("No."), t("Period"), t("Unit"), t("Points"), t("Indicator"), t("Item"), t("Reply"), t("State"),
                t("Reason")]  # fmt: skip
    text += table(headings, [_line(warehouse, one, t) for one in found], right={0, 3})
    if requests:
        asked_for = [t("No."), t("From"), t("Unit"), t("Kind"), t("Item"), t("Column"), t("In the store"),
                     t("Asked for"), t("State"), t("Reason"), t("Seen")]  # fmt: skip
        text += "\n" + table(asked_for, [_request_line(one, t) for one in requests], right={0})
    return document, text


def _request_line(one: UnitRequest, t: Translator) -> list[Any]:
    made = one.answered
    return [
        one.number, one.speaker, one.unit, t(KINDS[one.kind]), one.words, word_field(t, one.kind, one.field),
        word_value(t, one.field, one.old),
        word_value(t, one.field, one.new), t(REQUEST_STATES[one.state]),
        f"{made.reason}（{word_actor(t, made.actor)}，{made.at.date().isoformat()}）" if made else None, one.seen,
    ]  # fmt: skip


def _line(warehouse: Warehouse, one: Reply, t: Translator) -> list[Any]:
    indicator = word_indicator(t, scheme_of(warehouse, Period.parse(one.period)), one.dimension, one.indicator)
    said = f"{one.text}（{word_actor(t, one.actor)}，{one.at.date().isoformat()}）"
    made = one.decision
    why = f"{made.reason}（{word_actor(t, made.actor)}，{made.at.date().isoformat()}）" if made else None
    state = t(REPLY_STATES[one.state])
    state = t("{state}, still to be entered", state=state) if one.still_to_enter else state
    return [one.number, one.period, one.unit, one.points, indicator, one.item, said, state, why]


def decide(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Keep what was decided of a reply, and say what is still to be entered."""
    del cwd
    answer = "accepted" if asked.accept else "upheld"
    if asked.seen is not None and not STATE.fullmatch(asked.seen):
        raise Refused("--seen takes one state for each, as review or replies lists it.")
    try:
        found = decide_reply(
            warehouse, LOCAL, asked.number, answer, asked.reason, seen=asked.seen, **_by(asked)  # type: ignore[arg-type]
        )
    except Overtaken as met:
        seen = states(warehouse, LOCAL, [met.later[0].finding])[met.later[0].finding]
        again = t("To decide knowing this, add --seen {state}.", state=seen)
        changes = f"{list_later(met.later, t)}{again}"
        raise Refused("{sentence}\n{changes}", sentence=t.error(met), changes=changes) from met
    text = t("Reply {reply} of {unit}: {state}.", reply=found.number, unit=found.unit,
             state=t(REPLY_STATES[found.state])) + "\n"  # fmt: skip
    if found.still_to_enter:
        text += t(FIELDS_TO_ENTER[found.still_to_enter]) + "\n"
    return found.as_json(), text


def set_days(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Set the days within which replies are taken and tell which they replace, or close them early."""
    del cwd
    before = window_of(warehouse, asked.period)
    if asked.close:
        closed = close_window(warehouse, LOCAL, asked.period, asked.reason, **_by(asked))
        return closed.as_json(), word_window(t, closed) + "\n"
    if asked.opens_on is None or asked.closes_on is None:
        raise Refused("Say the first and the last day: --from and --until; or --close with a reason.")
    found = set_window(warehouse, LOCAL, asked.period, asked.opens_on, asked.closes_on, **_by(asked))
    text = word_window(t, found) + "\n"
    if before is not None:
        text += t("This replaces what held before: {days}", days=word_window(t, before)) + "\n"
    return found.as_json() | {"before": before and before.as_json()}, text


def _by(asked: argparse.Namespace) -> dict[str, Any]:
    return {"actor": asked.by.strip() or actor_here(), "now": datetime.now(SHANGHAI)}


COMMANDS: dict[str, Callable[[Warehouse, argparse.Namespace, Path, Translator], Said]] = {
    "reply": say_reply,
    "replies": list_replies,
    "decide-reply": decide,
    "reply-window": set_days,
}
