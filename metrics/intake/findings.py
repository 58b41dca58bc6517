"""What 问题台账 rows say: findings, judged by the rules of scoring.md §4 («Which kind», «Whose»).

A row is judged together with what the store already knows of its finding: an empty cell says nothing, so a
later row without 性质 does not turn 仅记录 into a deduction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics import history
from metrics.calendar import Period
from metrics.history import Statement
from metrics.intake.directory import Channel, Trouble
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields, typed_text
from metrics.intake.words import vocabulary
from metrics.rulebook.scheme import Indicator, IndicatorMatch

# The one veto that may stand for the unit as a whole, without a channel (安全泄密等严重问题, scoring.md §4).
VETO_OF_UNIT = "safety"
# What 性质 may be typed under an indicator or class of each natural kind; anything else asks which is meant.
FITTING = {
    "deduction": {"deduction", "record_only"},
    "bonus": {"bonus", "record_only"},
    "veto": {"veto", "record_only"},
    "record_only": {"record_only"},
}
NATURES = {
    "deduction": "an item with points",
    "bonus": "a bonus item",
    "veto": "a veto item",
    "record_only": "only recorded",
}
STATED = (
    "number", "period", "found_on", "kind", "points", "description", "page", "screenshot", "source", "review",
    "reduced_points",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Whose a finding is and where and when it was seen, as far as a row says."""

    unit: int
    channel: Channel | None
    match: IndicatorMatch
    quarter: int
    dated: date


Placed = tuple[Heard, Place]


def place_findings(hearing: Hearing, rows: Iterable[Heard]) -> list[Placed]:
    """Return whose, where and when the findings of rows are; rows of which that cannot be told are faults."""
    return [(heard, place) for heard in rows if (place := _place(hearing, heard)) is not None]


def identities_of(placed: Iterable[Placed]) -> dict[tuple[int, str, int], str]:
    """Return the identities of findings by the place of their rows."""
    return {heard.place: _identity(heard, place) for heard, place in placed}


def hear_findings(hearing: Hearing, placed: Sequence[Placed]) -> tuple[list[Said], list[Said]]:
    """Return what 问题台账 rows say, and the inspection records that unplanned findings imply."""
    identities = identities_of(placed)
    known = hearing.warehouse.statements("findings", set(identities.values()))
    said, implied = [], []
    for heard, place in placed:
        identity = identities[heard.place]
        judge(hearing, heard, place, known.get(identity, ()))
        implied += _unplanned_inspection(hearing, heard, place)
        if not hearing.is_refused(heard):
            said.append(_said(heard, place, identity))
    for heard in hearing.all_rows("findings"):
        hearing.finding_of_row[heard.place] = None if hearing.is_refused(heard) else identities[heard.place]
    return said, implied


def name_every_trouble(hearing: Hearing) -> None:
    """Find fault with the names in rows that reading already refused: a clerk mends a row once, not twice."""
    for heard in hearing.all_rows("findings"):
        if not heard.row.is_faulty:
            continue
        unit = hearing.unit_of(heard) if heard.get("unit_text") is not None else None
        channel = channel_of(hearing, heard, unit) if unit is not None else None
        try:
            _, _, dated = dates_of(heard)
        except ValueError:
            continue
        if heard.get("indicator_text") is not None:
            find_indicator(hearing, heard, dated, channel)


def _place(hearing: Hearing, heard: Heard) -> Place | None:
    unit = hearing.unit_of(heard)
    channel = channel_of(hearing, heard, unit) if unit is not None else None
    if hearing.is_refused(heard) or unit is None:
        return None
    quarter, _, dated = dates_of(heard)
    match = find_indicator(hearing, heard, dated, channel)
    return Place(unit, channel, match, quarter, dated) if match is not None else None


def channel_of(hearing: Hearing, heard: Heard, unit: int) -> Channel | None:
    """Return the channel a row names; None without a name, or after finding fault with it."""
    name = heard.get("channel_name")
    if name is None:
        return None
    found = hearing.directory.find_channel(str(name), unit, heard.get("channel_type"))
    if isinstance(found, Trouble):
        hearing.blame_trouble(heard, found, "channel_name")
        return None
    return found


def dates_of(heard: Heard) -> tuple[int, date, date]:
    """Return quarter, first visible day and date of a finding; raises ValueError without 检查期 and 发现日期."""
    return history.finding_dates(plain_fields({name: heard.get(name) for name in ("found_on", "period")}))


def find_indicator(hearing: Hearing, heard: Heard, day: date, channel: Channel | None) -> IndicatorMatch | None:
    """Return what 指标 means on ``day``; None after finding fault with a name the scheme does not know."""
    text, scheme = str(heard.get("indicator_text")), hearing.scheme_on(day)
    # Without a channel a name shared by sites and accounts is read as the site's: it is then a veto without a channel.
    match = scheme.find_indicator(text, channel.type if channel else heard.get("channel_type") or "website")
    if match is None:
        hearing.blame(heard, "unknown_indicator", "indicator_text", suggestions=scheme.suggest(text))
    return match


# What ``identity_of`` needs of a row beside its place.
NAMED_BY = ("number", "description", "page", "found_on", "period")


def identity_of(
    unit: int, channel: int | None, indicator: str, quarter: int, number: str | None, description: str | None,
    page: str | None, found_on: date | None, period: str | None,
) -> str:  # fmt: skip
    """Return unit + 问题编号 + quarter, else unit + channel + indicator + description + page + date (scoring.md §9)."""
    if number:
        return f"{unit}|#{number}|{quarter}"
    when = found_on.isoformat() if found_on else period
    return f"{unit}|{channel or ''}|{indicator}|{description or ''}|{page or ''}|{when}"


def _identity(heard: Heard, place: Place) -> str:
    channel = place.channel.channel if place.channel else None
    named = (heard.get(name) for name in NAMED_BY)
    return identity_of(place.unit, channel, place.match.indicator.code, place.quarter, *named)


def judge(hearing: Hearing, heard: Heard, place: Place, known: Sequence[Statement]) -> None:
    """Find fault with what does not go together, the cells of this row and what is known of the finding."""
    before = history.corrected(known)
    indicator, natural = place.match.indicator, natural_kind(place.match)
    typed = heard.get("kind") or before.get("kind")
    if typed is not None and typed not in FITTING[natural]:
        name = place.match.problem_class or indicator.name
        column = "kind" if heard.get("kind") else "indicator_text"
        hearing.blame(
            heard,
            "kind_does_not_fit",
            column,
            typed_text(heard, "kind") or typed,
            indicator=name,
            wanted=NATURES[natural],
        )
        return
    kind = typed or natural
    if kind == "veto":
        _judge_veto(hearing, heard, place, before)
    if kind not in ("deduction", "bonus") and heard.get("points"):
        name = place.match.problem_class or indicator.name
        hearing.blame_once(heard, "points_not_counted", "points", indicator=name, nature=NATURES[kind])
    has_points = heard.get("points") is not None or before.get("points") is not None
    if kind in ("deduction", "bonus") and not has_points and indicator.price is None:
        column = "points" if "points" in heard.row.addresses else "indicator_text"
        hearing.blame(heard, "missing_price", column, "", indicator=indicator.name)
    reviewed = heard.get("review") or before.get("review")
    if reviewed == "reduced" and kind == "veto":
        hearing.blame(heard, "reduced_veto", "review" if heard.get("review") else "kind")
    elif reviewed == "reduced" and heard.get("reduced_points") is None and before.get("reduced_points") is None:
        hearing.blame(heard, "reduced_without_points", "review")
    if (
        place.channel is not None
        and hearing.scope.leaves_out(place.quarter, place.channel)
        and not _is_unplanned(heard)
    ):
        period = Period.quarter(place.quarter).code
        details = {"period": period, "unit": hearing.directory.name_of(place.unit), "channel": place.channel.channel}
        hearing.blame(heard, "finding_outside_scope", "channel_name", **details)


def _judge_veto(hearing: Hearing, heard: Heard, place: Place, before: Mapping[str, Any]) -> None:
    indicator = place.match.indicator
    if place.channel is None and before.get("channel") is None:
        if indicator.code != VETO_OF_UNIT:
            column = "channel_name" if "channel_name" in heard.row.addresses else "indicator_text"
            hearing.blame(heard, "veto_without_channel", column, "", indicator=indicator.name)
    elif place.channel is not None and not _is_for(indicator, place.channel):
        hearing.blame(
            heard, "indicator_not_for_channel", "indicator_text", indicator=indicator.name, type=place.channel.type
        )


def _is_for(indicator: Indicator, channel: Channel) -> bool:
    return ("website" if channel.type == "website" else "account") in indicator.targets


def natural_kind(match: IndicatorMatch) -> str:
    """Return what a finding is when 性质 is empty: the class says it, else the indicator."""
    return match.kind_override or match.indicator.kind


def _said(heard: Heard, place: Place, identity: str) -> Said:
    natural = natural_kind(place.match)
    fields = {name: heard.get(name) for name in STATED}
    fields |= {
        "unit": place.unit,
        "channel": place.channel.channel if place.channel else None,
        "indicator": place.match.indicator.code,
        "problem_class": place.match.problem_class or place.match.indicator.name,
        "kind_default": natural,
        "review_default": review_default(heard, natural),
    }
    return Said("findings", identity, heard, plain_fields(fields), place.unit, item_of(heard))


def review_default(heard: Heard, natural: str) -> str:
    """Return the review a row implies when nobody has spoken one (scoring.md §4)."""
    is_suspected_veto = natural == "veto" and heard.get("kind") is None
    is_machine = "review" not in heard.row.fields and _source_says(heard, "machine")
    return "pending" if is_suspected_veto or is_machine or "review" in heard.row.fields else "confirmed"


def item_of(heard: Heard) -> str:
    """Return a finding in words."""
    return str(heard.get("number") or heard.get("description") or heard.get("indicator_text") or "")


def _is_unplanned(heard: Heard) -> bool:
    """Whether nobody planned to look there (明察暗访, 投诉): the inspection record is still to be added."""
    return _source_says(heard, "unplanned")


def _source_says(heard: Heard, code: str) -> bool:
    return any(word in str(heard.get("source") or "") for word in vocabulary().lists["source"][code])


def _unplanned_inspection(hearing: Hearing, heard: Heard, place: Place) -> list[Said]:
    """Return the inspection record that a finding from 明察暗访 or a complaint adds to a declared scope."""
    channel = place.channel
    if channel is None or hearing.is_refused(heard) or not _is_unplanned(heard):
        return []
    if not hearing.scope.leaves_out(place.quarter, channel):
        return []
    period = Period.quarter(place.quarter).code
    fields = {
        "period": period,
        "channel": channel.channel,
        "inspected_on": heard.get("found_on"),
        "is_unchecked": False,
    }
    fields["result_text"] = heard.get("source")
    hearing.blame(heard, "inspection_added", "channel_name", period=period)
    identity = f"{period}|{channel.channel}|*"
    return [Said("inspections", identity, heard, plain_fields(fields), place.unit, channel.name, is_counted=False)]


def ask_for_scope(hearing: Hearing, placed: Iterable[Placed]) -> None:
    """Ask once per period and command which channels were checked, when nobody has declared it."""
    for heard, place in sorted(placed, key=lambda one: hearing.position(one[0])):
        period = Period.quarter(place.quarter).code
        if (
            place.channel is not None
            and period not in hearing.questions
            and not hearing.scope.is_declared(place.quarter)
        ):
            hearing.questions.add(period)
            column = "period" if heard.get("period") is not None else "found_on"
            hearing.blame(heard, "scope_not_declared", column, "", period=period)
