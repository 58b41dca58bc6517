"""What statements would change: the fold of a thing before and after them, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from metrics import history
from metrics.history import Statement
from metrics.intake.hearing import CELL_OF, Hearing, Said
from metrics.intake.receipt import Change

# How things are kept, not what is said of them.
NOT_SHOWN = frozenset({
    "record", "is_report", "review_default", "kind_default", "from_unit", "is_decision", "is_left_out", "is_area",
    "supporting", "confirmed",
})  # fmt: skip


def fold(kind: str, statements: Sequence[Statement]) -> dict[str, Any]:
    """Return what is believed of a thing after ``statements``, without empty fields; empty for none."""
    if not statements:
        return {}
    folded = _folded(kind, statements)
    return {
        name: value for name, value in folded.items() if value is not None and value != "" and name not in NOT_SHOWN
    }


def _folded(kind: str, statements: Sequence[Statement]) -> dict[str, Any]:
    if kind == "channels":
        return history.fold_channel(statements)
    if kind == "assignments":
        folded = history.fold_assignment(statements)
        return {**folded, "role": folded.get("role") or "lead"}
    if kind == "observations":
        return history.fold_observation(statements)
    folded = history.corrected(statements)
    if kind == "units":
        return {
            **folded,
            "aliases": sorted({alias for one in statements for alias, _ in one.fields.get("aliases") or ()}),
        }
    if kind == "inspections":
        return {**folded, "is_unchecked": bool(statements[-1].fields.get("is_unchecked"))}
    if kind == "findings":
        kinds = {"kind": folded.get("kind") or folded.get("kind_default")}
        return {**folded, **kinds, "review": history.review_of(statements)}
    if kind == "rectifications":
        checks = history.recheck_results(statements)
        return {**folded, "rechecks": tuple((day.isoformat(), said[0]) for day, said in sorted(checks.items()))}
    return folded


def compare(hearing: Hearing, kind: str, said: Iterable[Said]) -> None:
    """Count what each statement does and list what it changes; they are not in the store yet."""
    said = list(said)
    known: dict[str, list[Statement]] = hearing.warehouse.statements(kind, {one.identity for one in said})
    before: dict[str, dict[str, Any]] = {}
    command = hearing.changes_to_store.command
    for one in said:
        statements = known.setdefault(one.identity, [])
        old = before[one.identity] if one.identity in before else fold(kind, statements)
        statements.append(Statement(command, -1, one.fields))
        new = before[one.identity] = fold(kind, statements)
        if one.is_counted:
            _count(hearing, one, old, new)


def _count(hearing: Hearing, one: Said, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    file = hearing.files[one.source.file]
    tally = file.tallies[one.kind]
    if not old:
        tally.new += 1
        return
    names = [name for name in (*new, *(name for name in old if name not in new)) if old.get(name) != new.get(name)]
    if not names:
        tally.unchanged += 1
        return
    tally.changed += 1
    place = (one.source.row.sheet, one.source.row.row)
    for name in _each_cell_once(names, old, new):
        values = (shown(old.get(name)), shown(new.get(name)))
        hearing.changes.append(Change(file.name, one.kind, one.identity, one.item, name, *values, *place))


def _each_cell_once(names: Sequence[str], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the changed fields without those that say the same change again: one cell is kept in several ways.

    Of a deadline the day is told where there was one and still is one, else the words; of a re-check its own columns.
    """
    twice = {day: words for day, words in CELL_OF.items() if day in names and words in names}
    told_by_words = {day for day in twice if not (old.get(day) and new.get(day))}
    left_out = told_by_words | {words for day, words in twice.items() if day not in told_by_words}
    if "rechecked_on" in names or "recheck_result" in names:
        left_out.add("rechecks")
    return [name for name in names if name not in left_out]


def shown(value: Any) -> str | None:
    """Return a field's value as lists of changes and requests keep it; empty is None."""
    if value is None or value == "":
        return None
    if isinstance(value, list | tuple):
        return "、".join(":".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value)
    return str(value)
