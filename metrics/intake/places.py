"""What rows of 单位名录, 渠道台账 and 检查记录 say: units, channels, and which channels were looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from metrics.calendar import Period
from metrics.intake.directory import Trouble
from metrics.intake.hearing import Heard, Hearing, Said, plain_fields
from metrics.intake.records import Row, Value
from metrics.intake.units import Match
from metrics.intake.words import vocabulary

ALIAS_KINDS = (("short_names", "short"), ("former_names", "former"))
UNIT_FIELDS = ("group", "league", "serves_public", "supervisor", "sort_order", "valid_from", "valid_until")
CHANNEL_FIELDS = ("identifier", "address", "status", "opened_on", "closed_on")


def hear_units(hearing: Hearing) -> list[Said]:
    """Return what 单位名录 rows say; a unit named by one of its aliases is corrected, not made twice.

    A row whose 曾用名 is the official name of a unit renames that unit: marks, findings and trend go on.
    """
    said = []
    rows = list(hearing.rows("units"))
    listed = {str(heard.get("name")) for heard in rows}
    for heard in rows:
        typed = str(heard.get("name"))
        match = hearing.directory.find_unit(typed)
        if match.how == "decided":
            # The list of units has the last word: a name that was taken for another unit's is a unit after all.
            match = Match(None)
        renamed = _renamed_unit(hearing, heard, match, listed)
        unit = renamed if renamed is not None else _known_unit(match.unit_id)
        name = typed if renamed is not None or unit is None else hearing.directory.name_of(unit)
        identity = hearing.directory.identity_of(unit) or name
        aliases = [[alias, kind] for column, kind in ALIAS_KINDS for alias in heard.get(column) or () if alias != name]
        fields = {"name": name, "aliases": aliases or None} | _picked(heard, UNIT_FIELDS)
        if fields["valid_from"] and _had_name(hearing, identity, heard.get("former_names") or ()):
            # The day on which a name begins is not the day on which its unit does.
            del fields["valid_from"]
        said.append(Said("units", identity, heard, plain_fields(fields), unit, name))
    for one in list(said):
        _check_names(hearing, one, said)
    return [one for one in said if not hearing.is_refused(one.source)]


def _renamed_unit(hearing: Hearing, heard: Heard, match: Match, listed: Collection[str]) -> int | None:
    """Return the unit that a row gives another official name; None for any other row.

    A list that holds the former name, too, speaks of two units.
    """
    official = {one.name: one.unit for one in hearing.directory.units.values()}
    meant = {official[name] for name in heard.get("former_names") or () if name in official and name not in listed}
    if len(meant) != 1 or str(heard.get("name")) in official:
        return None
    (unit,) = meant
    return unit if match.unit_id is None or int(match.unit_id) == unit else None


def _had_name(hearing: Hearing, identity: str, names: Collection[str]) -> bool:
    """Whether one of these was the official name of the unit in this store."""
    said = hearing.warehouse.statements("units", [identity]) if names else {}
    return any(one.fields.get("name") in names for one in said.get(identity, ()))


def _check_names(hearing: Hearing, one: Said, said: Iterable[Said]) -> None:
    """Find fault with a short or former name that is somebody else's: it could then mean two units."""
    official = {other.item for other in said}
    claims = {alias: other.item for other in said if other is not one for alias, _ in other.fields.get("aliases", ())}
    for alias, kind in one.fields.get("aliases", ()):
        column = next(name for name, known in ALIAS_KINDS if known == kind)
        holder = hearing.directory.names.get(alias)
        owner = "" if holder is not None and holder == one.unit else hearing.directory.name_of(holder)
        other = alias if alias in official and alias != one.item else claims.get(alias, owner)
        if other and other != one.item:
            hearing.blame(one.source, "name_taken", column, alias, other=other)


def hear_channels(hearing: Hearing) -> list[Said]:
    """Return what 渠道台账 rows say; one closed without a date runs on, also when valid rows are accepted."""
    return [one for heard in _channel_rows(hearing) if (one := _channel(hearing, heard)) is not None]


def _channel_rows(hearing: Hearing) -> Iterator[Heard]:
    for heard in hearing.all_rows("channels"):
        if not hearing.is_refused(heard) or (hearing.accepts_valid and _lacks_only_closing(hearing, heard)):
            yield heard


def _lacks_only_closing(hearing: Hearing, heard: Heard) -> bool:
    """Whether the one thing wrong with the row is a closing without a date (scoring.md §4: until then it runs)."""
    cells = set(heard.row.addresses.values())
    faults = [
        one
        for one in hearing.files[heard.file].faults
        if one.severity == "error" and one.sheet == heard.row.sheet and one.cell in cells
    ]
    return [one.code for one in faults] == ["closed_without_date"]


def _channel(hearing: Hearing, heard: Heard) -> Said | None:
    unit = hearing.unit_of(heard)
    channel_type, name = heard.get("type"), heard.get("name")
    if unit is None or channel_type is None or name is None:
        return None
    known = hearing.directory.channel_of(unit, channel_type, name)
    name = known.name if known else name
    fields = plain_fields({"unit": unit, "name": name, "type": channel_type} | _picked(heard, CHANNEL_FIELDS))
    is_refused = hearing.is_refused(heard)
    if is_refused:
        fields.pop("status", None)
    return Said("channels", f"{unit}|{channel_type}|{name}", heard, fields, unit, name, is_counted=not is_refused)


def hear_inspections(hearing: Hearing) -> list[Said]:
    """Return what 检查记录 rows say."""
    return [one for heard in hearing.rows("inspections") if (one := _inspection(hearing, heard)) is not None]


def full_coverage_row(period: Period) -> Row:
    """Return the row by which a command itself declares 全覆盖; it stands in no sheet."""
    fields: dict[str, Value] = {"period": period.code, "is_declared_full": True, "is_unchecked": False}
    return Row("inspections", "", 0, {}, fields, {})


def _inspection(hearing: Hearing, heard: Heard) -> Said | None:
    unit = None
    if heard.get("unit_text") is not None and vocabulary().code("hosts", str(heard.get("unit_text"))) != "everybody":
        unit = hearing.unit_of(heard)
    if hearing.is_refused(heard):
        return None
    fields = {"period": heard.get("period"), "inspected_on": heard.get("inspected_on")}
    fields |= {"result_text": heard.get("result_text"), "is_unchecked": bool(heard.get("is_unchecked"))}
    if heard.get("is_declared_full"):
        if unit is not None:
            hearing.blame(heard, "full_coverage_of_one_unit", "unit_text")
            return None
        fields |= {"is_declared_full": True, "type": heard.get("type")}
        return _inspection_said(heard, fields, None, None, "全覆盖")
    found = hearing.directory.find_channel(str(heard.get("channel_name")), unit, heard.get("type"))
    if isinstance(found, Trouble):
        hearing.blame_trouble(heard, found, "channel_name")
        return None
    return _inspection_said(heard, fields | {"channel": found.channel}, found.channel, found.unit, found.name)


def _inspection_said(heard: Heard, fields: dict[str, Any], channel: int | None, unit: int | None, item: str) -> Said:
    identity = f"{fields['period']}|{channel or '*'}|{fields.get('type') or '*'}"
    return Said("inspections", identity, heard, plain_fields(fields), unit, item)


def warn_of_findings_left_out(hearing: Hearing, said: Iterable[Said]) -> None:
    """Warn when a declared scope leaves out channels on which findings are already known: they cost nothing then."""
    files_of_quarter: dict[int, Heard] = {}
    for one in said:
        for quarter in Period.parse(one.fields["period"]).quarters:
            files_of_quarter.setdefault(quarter, one.source)
    if not files_of_quarter:
        return
    left_out: dict[int, set[str]] = defaultdict(set)
    for quarter in files_of_quarter:
        for finding in hearing.warehouse.rows("findings", quarter=quarter):
            channel = hearing.directory.channels.get(finding["channel"])
            if channel is not None and hearing.scope.leaves_out(quarter, channel):
                left_out[quarter].add(hearing.directory.words(channel))
    for quarter, channels in left_out.items():
        period = Period.quarter(quarter).code
        hearing.blame(
            files_of_quarter[quarter], "scope_leaves_out", "channel_name", period=period, seen=tuple(sorted(channels))
        )


def _picked(heard: Heard, columns: Iterable[str]) -> dict[str, Any]:
    return {column: heard.get(column) for column in columns}


def _known_unit(unit: int | str | None) -> int | None:
    return None if unit is None else int(unit)
