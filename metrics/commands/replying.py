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
from metrics.commands.tables import table
from metrics.i18n import Translator
from metrics.replies import Reply, replies, requests_to_decide, windows
from metrics.replying import decide_reply, reply, set_window
from metrics.scores import scheme_of
from metrics.warehouse import Warehouse
from metrics.words import word_indicator, word_value
from metrics.words_of_replies import FIELDS_TO_ENTER, REPLY_STATES

Said = tuple[dict[str, Any], str]


def say_reply(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Keep a unit's reply to one mark."""
    file = (cwd / asked.file, asked.file.name) if asked.file else None
    found = reply(
        warehouse, LOCAL, asked.unit, asked.period, asked.mark, asked.text, evidence=asked.evidence, file=file,
        **_by(asked),
    )  # fmt: skip
    sentence = t(
        "Kept as reply {reply} of {unit} to the mark {points} “{item}”; a different person decides it.",
        reply=found.number, unit=found.unit, points=found.points, item=found.item,
    )  # fmt: skip
    return found.as_json(), sentence + "\n"


def list_replies(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """List the replies with what was decided, the windows, and what units' files ask for."""
    del cwd
    found = replies(warehouse, LOCAL, asked.period)
    requests = requests_to_decide(warehouse, LOCAL)
    set_for = [one for one in windows(warehouse) if asked.period is None or one.period == asked.period.code]
    document = {
        "windows": [one.as_json() for one in set_for],
        "replies": [one.as_json() for one in found],
        "requests": [
            {"unit": row["unit_name"], "kind": row["kind"], "identity": row["identity"], "field": row["field"],
             "old": row["old_value"], "new": row["new_value"], "import": row["import"]}
            for row in requests
        ],
    }  # fmt: skip
    text = "".join(
        t("Replies for {period} are taken from {start} to {until}.", period=one.period,
          start=one.opens_on.isoformat(), until=one.closes_on.isoformat()) + "\n"
        for one in set_for
    )  # fmt: skip
    headings = [t("No."), t("Period"), t("Unit"), t("Points"), t("Indicator"), t("Item"), t("Reply"), t("State"),
                t("Reason")]  # fmt: skip
    text += table(headings, [_line(warehouse, one, t) for one in found], right={0, 3})
    if requests:
        rows = [[row["unit_name"], row["field"], word_value(t, row["field"], row["old_value"]),
                 word_value(t, row["field"], row["new_value"]), row["import"]] for row in requests]  # fmt: skip
        text += "\n" + table([t("Unit"), t("Column"), t("Now"), t("Asked for"), t("Import")], rows, right={4})
    return document, text


def _line(warehouse: Warehouse, one: Reply, t: Translator) -> list[Any]:
    indicator = word_indicator(t, scheme_of(warehouse, Period.parse(one.period)), one.dimension, one.indicator)
    said = f"{one.text}（{one.actor}，{one.at.date().isoformat()}）"
    made = one.decision
    why = f"{made.reason}（{made.actor}，{made.at.date().isoformat()}）" if made else None
    return [one.number, one.period, one.unit, one.points, indicator, one.item, said, t(REPLY_STATES[one.state]), why]


def decide(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Keep what was decided of a reply, and say what is still to be entered."""
    del cwd
    answer = "accepted" if asked.accept else "upheld"
    found = decide_reply(warehouse, LOCAL, asked.number, answer, asked.reason, **_by(asked))  # type: ignore[arg-type]
    text = t("Reply {reply} of {unit}: {state}.", reply=found.number, unit=found.unit,
             state=t(REPLY_STATES[found.state])) + "\n"  # fmt: skip
    if found.still_to_enter:
        text += t(FIELDS_TO_ENTER[found.still_to_enter]) + "\n"
    return found.as_json(), text


def set_days(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Set the days within which replies are taken."""
    del cwd
    found = set_window(warehouse, LOCAL, asked.period, asked.opens_on, asked.closes_on, **_by(asked))
    sentence = t("Replies for {period} are taken from {start} to {until}.", period=found.period,
                 start=found.opens_on.isoformat(), until=found.closes_on.isoformat())  # fmt: skip
    return found.as_json(), sentence + "\n"


def _by(asked: argparse.Namespace) -> dict[str, Any]:
    return {"actor": asked.by.strip() or actor_here(), "now": datetime.now(SHANGHAI)}


COMMANDS: dict[str, Callable[[Warehouse, argparse.Namespace, Path, Translator], Said]] = {
    "reply": say_reply,
    "replies": list_replies,
    "decide-reply": decide,
    "reply-window": set_days,
}
