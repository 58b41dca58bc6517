"""Who may say what: a unit's file fills the unit columns of its own rows; everything else it says is a request.

Office columns, other units' rows, and things the office has never named stay as they are; each difference is
listed for the office (scoring.md §9 «Who may say what»).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from metrics import history
from metrics.history import UNIT_COLUMNS
from metrics.intake.asking import finding_in_words, thing_in_words
from metrics.intake.comparison import fold, shown
from metrics.intake.directory import folded_name
from metrics.intake.faults import Fault
from metrics.intake.hearing import CELL_OF, Heard, Hearing, Said, heading_of, plain, typed_text
from metrics.intake.receipt import Request
from metrics.intake.tasks import is_same_task
from metrics.intake.words import word_in_cell

# Unit columns by kind; the other kinds have none.
OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "assignments": (*UNIT_COLUMNS, "is_report"),
    "rectifications": ("action", "fixed_on"),
}
# Fields a statement needs to stand by itself; saying them again asks for nothing.
NAMING: Mapping[str, tuple[str, ...]] = {
    "assignments": ("year", "number", "unit"),
    "channels": ("unit", "name", "type"),
    "inspections": ("period", "channel", "is_declared_full"),
    "units": ("name",),
    "tasks": ("year", "number", "to_confirm"),
}
# A fault in one of these columns stays a fault: without them nobody knows whose row it is.
NEEDED_TO_NAME = ("unit_text", "number", "year", "responsible", "lead_units", "support_units", "name")
# What follows from other columns of the row, which are asked about themselves.
IMPLIED = (
    "is_report", "review_default", "kind_default", "problem_class", "is_accepted", "is_area", "is_unchecked",
)  # fmt: skip
ROW = "row"


def forgive_office_columns(hearing: Hearing) -> None:
    """Turn errors in office columns of a unit's file into warnings and requests: those cells change nothing anyway."""
    for number, file in enumerate(hearing.files):
        places: dict[tuple[str, int], list[Heard]] = {}
        for row in file.reading.rows:
            places.setdefault((row.sheet, row.row), []).append(Heard(number, row))
        forgiven: set[tuple[str, int]] = set()
        for (sheet, row_number), rows in places.items():
            errors = [one for one in file.faults if one.severity == "error" and _is_in_row(one, sheet, row_number)]
            if errors and all(_is_office_cell(one, rows) for one in errors):
                forgiven.add((sheet, row_number))
                file.faults = [replace(one, severity="warning") if one in errors else one for one in file.faults]
                for one in errors:
                    _request_of_fault(hearing, one, rows)
        sound = tuple(
            replace(row, is_faulty=False) if (row.sheet, row.row) in forgiven else row for row in file.reading.rows
        )
        file.reading, file.blocks = replace(file.reading, single=sound, parts=()), []


def _is_in_row(fault: Fault, sheet: str, row: int) -> bool:
    return fault.sheet == sheet and fault.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row)


def _columns_of(fault: Fault, rows: Iterable[Heard]) -> list[tuple[Heard, str]]:
    return [(heard, name) for heard in rows for name, cell in heard.row.addresses.items() if cell == fault.cell]


def _is_office_cell(fault: Fault, rows: Sequence[Heard]) -> bool:
    columns = _columns_of(fault, rows)
    return bool(columns) and not any(
        name in NEEDED_TO_NAME or name in OWN_FIELDS.get(heard.row.kind, ()) or heard.row.kind == "observations"
        for heard, name in columns
    )


def _request_of_fault(hearing: Hearing, fault: Fault, rows: Sequence[Heard]) -> None:
    heard, name = _columns_of(fault, rows)[0]
    if not fault.value:
        return
    item = str(heard.get("number") or heard.get("description") or heard.get("name") or "")
    _list(hearing, heard, heard.row.kind, hearing.speaker.name, "", item, name, None, fault.value)


def own_part(hearing: Hearing, kind: str, said: Iterable[Said]) -> list[Said]:
    """Return what the speaking unit may say of it; the rest becomes requests. The office may say everything."""
    said = list(said)
    if hearing.speaker.is_office:
        return said
    known = hearing.warehouse.statements(kind, {one.identity for one in said})
    kept = []
    for one in said:
        statements = known.get(one.identity, [])
        if kind == "observations" and one.unit == hearing.speaker.unit:
            accepted = [statement for statement in statements if statement.fields.get("is_accepted")]
            _request_differences(hearing, one, fold(kind, accepted), ("numerator", "denominator", "value"))
            kept.append(one)
            continue
        is_own = one.unit == hearing.speaker.unit
        founded = any(not statement.fields.get("from_unit") for statement in statements) or kind == "rectifications"
        own = OWN_FIELDS.get(kind, ()) if is_own else ()
        if not is_own or not founded or kind not in OWN_FIELDS:
            hearing.files[one.source.file].tallies[kind].unchanged += one.is_counted
        if not founded:
            request_row(hearing, one.source, one.kind, hearing.directory.name_of(one.unit), one.identity, one.item)
            continue
        # A cell that was read as a date is asked about once, by its date.
        dated = [words for day, words in CELL_OF.items() if day in one.fields]
        asked = [name for name in one.fields if name not in (*own, *NAMING.get(kind, ()), *IMPLIED, *dated)]
        _request_differences(hearing, one, fold(kind, statements), asked, statements)
        fields = {name: value for name, value in one.fields.items() if name in (*own, *NAMING.get(kind, ()))}
        if is_own and any(name in fields for name in own):
            kept.append(replace(one, fields={**fields, "from_unit": True}))
    return kept


def _request_differences(
    hearing: Hearing,
    one: Said,
    believed: Mapping[str, Any],
    names: Iterable[str],
    statements: Sequence[history.Statement] = (),
) -> None:
    for name in names:
        new, old = one.fields.get(name), believed.get(name)
        if new is None or new == old or (name == "title" and old and is_same_task(str(old), str(new))):
            continue
        if name in ("rechecked_on", "recheck_result") and _is_known_recheck(one, statements):
            continue
        owner = hearing.directory.name_of(one.unit)
        _list(hearing, one.source, one.kind, owner, one.identity, one.item, name, shown(old), shown(new))


def _is_known_recheck(one: Said, statements: Sequence[history.Statement]) -> bool:
    checks = history.recheck_results(statements)
    on = history.day(one.fields.get("rechecked_on"))
    return on in checks and checks[on][0] == one.fields.get("recheck_result")


def request_finding_changes(
    hearing: Hearing,
    heard: Heard,
    unit: int,
    identity: str,
    statements: Sequence[history.Statement],
    columns: Iterable[str],
) -> None:
    """List what a unit's row says differently of a finding the store has: every column of it is the office's."""
    believed = fold("findings", statements)
    words = finding_in_words(hearing, believed)
    typed = heard.get("channel_name")
    item = str(heard.get("number") or heard.get("description") or "")
    owner = hearing.directory.name_of(unit)
    if typed is not None and folded_name(typed) != folded_name(words["channel_name"]):
        old = words["channel_name"] or None
        _list(hearing, heard, "findings", owner, identity, item, "channel_name", old, str(typed))
    for name in columns:
        # Names as people typed them are not kept; what the store has instead is a key.
        new, old = plain(heard.get(name)), words[name] if name == "indicator_text" else believed.get(name)
        if new is not None and new != old:
            _list(hearing, heard, "findings", owner, identity, item, name, shown(old), shown(new))


def request_row(hearing: Hearing, heard: Heard, kind: str, owner: str, identity: str, item: str) -> None:
    """List a whole row that speaks of a thing the store does not have: only the office can bring it in."""
    cells = "; ".join(f"{heading}: {text}" for heading, text in heard.row.cells.items() if text)
    _list(hearing, heard, kind, owner, identity, item, ROW, None, cells)


def _list(
    hearing: Hearing,
    heard: Heard,
    kind: str,
    owner: str,
    identity: str,
    item: str,
    name: str,
    old: str | None,
    new: str | None,
) -> None:
    request = Request(
        hearing.files[heard.file].name,
        hearing.speaker.name,
        kind,
        owner,
        identity,
        item,
        thing_in_words(hearing, heard, kind, owner, identity) or item,
        name,
        old,
        new,
        heard.row.sheet,
        heard.row.row,
        heard.row.addresses.get(name, ""),
    )
    if request in hearing.requests:
        return
    hearing.requests.append(request)
    if name != ROW:
        was = word_in_cell(kind, name, old) if owner == hearing.speaker.name else ""
        details = {"unit": hearing.speaker.name, "heading": heading_of(heard.row.kind, name), "old": was}
        # A heading that a person has explained is not found again: its typed text is the code then.
        typed = word_in_cell(kind, name, typed_text(heard, name) or new)
        hearing.blame(heard, "office_column", name, typed, **details)
