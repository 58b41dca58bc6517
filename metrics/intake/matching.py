"""Which finding a row of 整改台账 speaks of, and what it says of it.

A row that is a finding and its rectification at once belongs to that finding; else 问题编号 + 责任单位 decide, or
责任单位 + 渠道名称 + 指标 + 问题描述. What fits several findings or none is a fault, never a guess.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from metrics.calendar import Period
from metrics.intake.directory import Trouble
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields
from metrics.rulebook.names import normalised
from metrics.warehouse import Warehouse

STATED = (
    "deadline_text", "deadline_on", "extended_to", "extension_approved_on", "action", "fixed_on",
    "rechecked_on", "recheck_result",
)  # fmt: skip
SHOWN = 5


@dataclass(frozen=True)
class KnownFinding:
    """A finding of the store as far as rectification rows need it."""

    identity: str
    unit: int
    channel: int | None
    indicator: str
    number: str | None
    quarter: int
    description: str
    page: str

    @property
    def item(self) -> str:
        """The finding in words."""
        return self.number or self.description


@dataclass
class FindingIndex:
    """The findings of the store by unit and number, and by unit."""

    by_number: dict[tuple[int, str], list[KnownFinding]] = field(default_factory=lambda: defaultdict(list))
    by_unit: dict[int, list[KnownFinding]] = field(default_factory=lambda: defaultdict(list))
    by_identity: dict[str, KnownFinding] = field(default_factory=dict)

    @classmethod
    def read(cls, warehouse: Warehouse) -> FindingIndex:
        """Return the index of every finding, those of the running command included."""
        identities = {row["key"]: row["identity"] for row in warehouse.rows("identities", kind="findings")}
        codes = {row["indicator"]: row["code"] for row in warehouse.rows("indicators")}
        index = cls()
        for row in warehouse.rows("findings"):
            index.add(
                KnownFinding(
                    identities[row["finding"]],
                    row["unit"],
                    row["channel"],
                    codes[row["indicator"]],
                    row["number"] or None,
                    row["quarter"],
                    row["description"] or "",
                    row["page"] or "",
                )
            )
        return index

    def add(self, known: KnownFinding) -> None:
        """Make a finding known."""
        self.by_identity[known.identity] = known
        self.by_unit[known.unit].append(known)
        if known.number:
            self.by_number[known.unit, known.number].append(known)


def hear_rectifications(hearing: Hearing) -> list[Said]:
    """Return what 整改台账 rows say of findings; rows with nothing filled in say nothing."""
    said = []
    index: FindingIndex | None = None
    for heard in hearing.rows("rectifications"):
        fields = plain_fields({name: heard.get(name) for name in STATED})
        if heard.place in hearing.finding_of_row:
            identity = hearing.finding_of_row[heard.place]
            if identity is None:
                # The finding in the same row is refused, and with it what was done about it.
                hearing.refuse(heard, "finding_refused")
            elif identity and fields:
                said.append(_said(heard, identity, fields))
        elif fields or heard.get("number") is not None:
            index = index or FindingIndex.read(hearing.warehouse)
            found = find_finding(hearing, heard, index)
            if found is not None and fields:
                said.append(_said(heard, found.identity, fields))
    return said


def _said(heard: Heard, identity: str, fields: dict[str, Any]) -> Said:
    # The unit stands first in every identity of a finding (scoring.md §9).
    item = str(heard.get("number") or heard.get("description") or "")
    return Said("rectifications", identity, heard, fields, int(identity.split("|", 1)[0]), item)


def find_finding(hearing: Hearing, heard: Heard, index: FindingIndex) -> KnownFinding | None:
    """Return the one finding a rectification row fits; None after finding fault with the row."""
    number = heard.get("number")
    if heard.get("unit_text") is None and number is not None and hearing.speaker.is_office:
        hearing.blame(heard, "number_without_unit", "number")
        return None
    unit = hearing.unit_of(heard)
    if unit is None:
        return None
    found = index.by_number.get((unit, number), []) if number is not None else _like(hearing, heard, unit, index)
    period = heard.get("period")
    if period is not None:
        # It may as well be the quarter in which the repair is reported: it decides between several, and refuses none.
        found = [one for one in found if one.quarter in Period.parse(period).quarters] or found
    column = next((name for name in ("number", "description", "unit_text") if heard.get(name) is not None), "")
    if hearing.is_refused(heard):
        return None
    if not found:
        hearing.blame(heard, "no_finding_fits", column, seen=_seen(hearing, heard, unit))
    elif len(found) > 1:
        others = tuple(f"{one.item}（{Period.quarter(one.quarter).code}）" for one in found[:SHOWN])
        hearing.blame(heard, "several_findings_fit", column, count=len(found), others=others)
    return found[0] if len(found) == 1 else None


def _like(hearing: Hearing, heard: Heard, unit: int, index: FindingIndex) -> list[KnownFinding]:
    """Return the unit's findings that fit every cell the row fills in: channel, indicator, description."""
    found = index.by_unit.get(unit, [])
    if heard.get("channel_name") is not None:
        channel = hearing.directory.find_channel(str(heard.get("channel_name")), unit, heard.get("channel_type"))
        if isinstance(channel, Trouble):
            hearing.blame_trouble(heard, channel, "channel_name")
            return []
        found = [one for one in found if one.channel == channel.channel]
    if heard.get("indicator_text") is not None:
        text = str(heard.get("indicator_text"))
        codes = codes_named(hearing, text)
        if not codes:
            suggestions = hearing.warehouse.schemes.versions[-1].suggest(text)
            hearing.blame(heard, "unknown_indicator", "indicator_text", suggestions=suggestions)
            return []
        found = [one for one in found if one.indicator in codes]
    if heard.get("description") is not None:
        wanted = normalised(str(heard.get("description")))
        found = [one for one in found if normalised(one.description) == wanted]
    return found


def codes_named(hearing: Hearing, text: str) -> set[str]:
    """Return the indicators ``text`` means under any scheme: a rectification need not say when it was found."""
    codes = set()
    for scheme in hearing.warehouse.schemes.versions:
        for target in ("website", "account"):
            match = scheme.find_indicator(text, target)
            if match is not None:
                codes.add(match.indicator.code)
    return codes


def _seen(hearing: Hearing, heard: Heard, unit: int) -> tuple[str, ...]:
    columns = ("number", "channel_name", "indicator_text", "description")
    return (hearing.directory.name_of(unit), *(str(heard.get(name)) for name in columns if heard.get(name) is not None))
