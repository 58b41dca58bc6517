"""What a unit's file says of findings: none of it is the unit's to say, but its rows name findings it has fixed."""

from __future__ import annotations

from collections.abc import Callable

from metrics import history
from metrics.intake.directory import folded_name
from metrics.intake.findings import STATED, dates_of, identity_of
from metrics.intake.hearing import Heard, Hearing, plain_fields
from metrics.intake.matching import FindingIndex, KnownFinding, codes_named
from metrics.intake.speaking import request_finding_changes, request_row
from metrics.rulebook.names import normalised


def hear_findings_of_unit(hearing: Hearing) -> None:
    """Find the finding each row names, for the rectification beside it; list every difference as a request."""
    rows = hearing.rows("findings")
    index = FindingIndex.read(hearing.warehouse) if rows else FindingIndex()
    named = [(heard, found) for heard in rows if (found := _named(hearing, heard, index)) is not None]
    known = hearing.warehouse.statements("findings", {found.identity for _, found in named})
    for heard, found in named:
        hearing.finding_of_row[heard.place] = found.identity
        request_finding_changes(hearing, heard, found.unit, found.identity, known[found.identity], STATED)
        text = heard.get("indicator_text")
        if text is not None and found.indicator not in codes_named(hearing, str(text)):
            request_finding_changes(
                hearing, heard, found.unit, found.identity, known[found.identity], ("indicator_text",)
            )
    for heard in hearing.all_rows("findings"):
        is_refused = hearing.is_refused(heard)
        # A finding the store does not have is a request, and so is what the row says of its repair.
        hearing.finding_of_row.setdefault(heard.place, None if is_refused else "")
        hearing.files[heard.file].tallies["findings"].unchanged += not is_refused


def _named(hearing: Hearing, heard: Heard, index: FindingIndex) -> KnownFinding | None:
    """Return the finding a row names, whatever else was changed in it; None once it became a request or a fault."""
    unit = hearing.unit_of(heard)
    if unit is None:
        return None
    number = heard.get("number")
    found = index.by_number.get((unit, number), []) if number is not None else _described(heard, unit, index)
    for fits in _narrowing(hearing, heard):
        if len(found) > 1:
            found = [one for one in found if fits(one)] or found
    if not found:
        item = str(number or heard.get("description") or "")
        request_row(hearing, heard, "findings", hearing.directory.name_of(unit), _identity(heard, unit), item)
    elif len(found) > 1:
        others = tuple(one.item for one in found[:5])
        hearing.blame(heard, "several_findings_fit", "number", count=len(found), others=others)
    return found[0] if len(found) == 1 else None


def _described(heard: Heard, unit: int, index: FindingIndex) -> list[KnownFinding]:
    wanted = normalised(str(heard.get("description") or ""))
    return [one for one in index.by_unit.get(unit, []) if normalised(one.description) == wanted]


def _identity(heard: Heard, unit: int) -> str:
    """Return what a new finding will be known by once the office has entered it; empty where its row does not say."""
    number = heard.get("number")
    if number is None:
        return ""
    try:
        quarter = dates_of(heard)[0]
    except ValueError:
        return ""
    return identity_of(unit, None, "", quarter, str(number), None, None, None, None)


def _narrowing(hearing: Hearing, heard: Heard) -> tuple[Callable[[KnownFinding], bool], ...]:
    """Return what tells findings of one number or description apart, the surest first."""
    when = plain_fields({name: heard.get(name) for name in ("found_on", "period")})
    quarter = history.finding_dates(when)[0] if when else None
    channel = folded_name(heard.get("channel_name") or "")
    codes = codes_named(hearing, str(heard.get("indicator_text") or ""))

    def is_on_channel(one: KnownFinding) -> bool:
        known = hearing.directory.channels.get(one.channel if one.channel is not None else -1)
        return channel == folded_name(known.name if known else "")

    return (
        lambda one: one.quarter == quarter,
        is_on_channel,
        lambda one: one.indicator in codes,
        lambda one: one.page == (heard.get("page") or ""),
    )
