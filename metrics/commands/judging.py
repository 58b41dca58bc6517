"""The commands by which the office judges findings and answers units: review, extend, recheck, answer."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from metrics.access import LOCAL
from metrics.answering import answer_requests
from metrics.calendar import SHANGHAI
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.judgements import review, unsettled
from metrics.judging import Judged, Later, Overtaken, states
from metrics.preview import Effect, effects_of_judgement
from metrics.rechecks import extend, recheck
from metrics.reviews import findings_named
from metrics.warehouse import Warehouse
from metrics.words import word_actor, word_field, word_value

Said = tuple[dict[str, Any], str]
STATE = re.compile(r"\d+\.\d+(:\d+)?")


def judge(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Judge, extend or re-check findings; ``review`` without a verdict lists what waits in the period."""
    if asked.command == "review" and asked.verdict is None:
        return _listed(warehouse, asked, t)
    keys = _findings(warehouse, asked)
    told = _told(asked, keys)
    act: Callable[..., Judged]
    if asked.command == "review":
        act = partial(review, warehouse, LOCAL, keys, asked.verdict, reduced_points=asked.points, **told)
    elif asked.command == "extend":
        act = partial(extend, warehouse, LOCAL, keys, asked.until, asked.approved, **told)
    else:
        act = partial(recheck, warehouse, LOCAL, keys, asked.on, asked.result, **told)
    return _done(warehouse, asked, act, t)


def answer(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Accept or decline requests of units."""
    keys = tuple(asked.numbers)
    act = partial(answer_requests, warehouse, LOCAL, keys, "accepted" if asked.accept else "declined",
                  **_told(asked, keys))  # fmt: skip
    return _done(warehouse, asked, act, t)


def _told(asked: argparse.Namespace, keys: tuple[int, ...]) -> dict[str, Any]:
    now = datetime.now(SHANGHAI).replace(tzinfo=None)
    return {
        "reason": asked.reason, "actor": asked.by or actor_here(), "now": now, "seen": _seen(keys, asked.seen)
    }  # fmt: skip


def _done(warehouse: Warehouse, asked: argparse.Namespace, act: Callable[..., Judged], t: Translator) -> Said:
    try:
        if asked.dry_run:
            return _foreseen(warehouse, asked, act, t)
        judged = act()
    except Overtaken as met:
        raise Refused("{sentence}\n{changes}", sentence=t.error(met), changes=list_later(met.later, t)) from met
    text = t("Kept as import {number}: {findings}", number=judged.import_id, findings="、".join(judged.items)) + "\n"
    if judged.settled:
        text += t("Confirmed by a second person: {findings}", findings="、".join(judged.settled)) + "\n"
    return judged.as_json(), text


def _findings(warehouse: Warehouse, asked: argparse.Namespace) -> tuple[int, ...]:
    if asked.finding:
        return tuple(asked.finding)
    if asked.unit and asked.number and asked.period:
        return findings_named(warehouse, LOCAL, asked.period, asked.unit, asked.number)
    raise Refused("Name the findings: --finding, or --unit with --number and --period.")


def _seen(keys: tuple[int, ...], said: list[str] | None) -> dict[int, str] | None:
    if not said:
        return None
    if len(said) != len(keys) or not all(STATE.fullmatch(one) for one in said):
        raise Refused("--seen takes one state for each, as review or replies lists it.")
    return dict(zip(keys, said, strict=True))


def _foreseen(warehouse: Warehouse, asked: argparse.Namespace, act: Callable[..., Judged], t: Translator) -> Said:
    if asked.period is None:
        raise Refused("With --dry-run name the --period whose scores are compared.")
    effects = effects_of_judgement(warehouse, LOCAL, lambda look: act(look=look), asked.period)
    rows = [[one.period.code, one.unit, *_before_and_after(one)] for one in effects]
    headings = [t("Period"), t("Unit"), t("Score now"), t("Score then"), t("Rank now"), t("Rank then")]
    keys = ("period", "unit", "score_before", "score_after", "rank_before", "rank_after")
    document = {"effects": [dict(zip(keys, row, strict=True)) for row in rows]}
    text = table(headings, rows, right={2, 3, 4, 5}) if rows else t("Scores and ranks would not change.") + "\n"
    return document, text


def _before_and_after(one: Effect) -> list[Any]:
    return [
        one.before.score if one.before else None, one.after.score if one.after else None,
        one.before.rank if one.before else None, one.after.rank if one.after else None,
    ]  # fmt: skip


def _listed(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    if asked.period is None:
        raise Refused("Say of which --period.")
    found = unsettled(warehouse, LOCAL, asked.period)
    seen = states(warehouse, LOCAL, [one.finding for one in found])
    document = {
        "period": asked.period.code, "unsettled": [one.as_json() | {"seen": seen[one.finding]} for one in found]
    }  # fmt: skip
    if not found:
        return document, t("Nothing waits for a judgement.") + "\n"
    whys = {"pending": t("To be confirmed"), "one_person": t("Waits for a second person")}
    rows = [
        [one.finding, one.unit, one.item, t("Suspected veto") if one.is_suspected_veto else whys[one.why],
         one.confirmed_by and word_actor(t, one.confirmed_by), seen[one.finding]]
        for one in found
    ]  # fmt: skip
    headings = [t("Finding"), t("Unit"), t("Item"), t("State"), t("Confirmed by"), t("Seen")]
    return document, table(headings, rows, right={0})


def list_later(later: tuple[Later, ...], t: Translator) -> str:
    """Return what others said, line by line, as a table of the terminal."""
    rows = [
        [one.unit, one.item, word_field(t, one.kind, one.field) if one.field else t("said again"),
         word_value(t, one.field, one.old), word_value(t, one.field, one.new), word_actor(t, one.actor),
         one.at.strftime("%Y-%m-%d %H:%M")]
        for one in later
    ]  # fmt: skip
    headings = [t("Unit"), t("Item"), t("Column"), t("Before"), t("After"), t("By"), t("At")]
    return table(headings, rows)
