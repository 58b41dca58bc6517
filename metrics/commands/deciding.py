"""The commands by which a person decides what held files wait for: names, columns, scope."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from metrics.access import LOCAL
from metrics.calendar import SHANGHAI
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.intake.column_decisions import (
    Column,
    all_column_decisions,
    decide_column,
    fields_of,
    standing_columns,
    unknown_columns,
    unknown_columns_kept,
)
from metrics.intake.decisions import Decision, Meaning, Name, all_decisions, standing_decisions, unit_named
from metrics.intake.directory import Directory, Trouble
from metrics.intake.headings import heading_key
from metrics.intake.likeness import Suggestion, reason_in_words
from metrics.intake.unmatched import Unmatched, decide, keep_all_ready, ready_files, unmatched
from metrics.intake.unplanned import add_to_scope, left_out_in
from metrics.intake.waiting import Held, held_files
from metrics.warehouse import Warehouse
from metrics.words import NAME_ANSWERS, NAME_KINDS, word_actor

Said = tuple[dict[str, Any], str]


def names(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """List the names nobody knew, decide one of them, keep the files that are ready, or first one, then the other."""
    if asked.decide is None and not asked.keep:
        return _listed_names(warehouse, t)
    warehouse.require_writable()
    if asked.decide is None:
        return _kept(warehouse, t)
    document, text = _decided(warehouse, asked, t)
    if asked.keep:
        # What was just decided may be what a file waited for.
        kept, sentence = _kept(warehouse, t)
        return document | kept, text + sentence
    return document, text


def _kept(warehouse: Warehouse, t: Translator) -> Said:
    receipts = keep_all_ready(warehouse, LOCAL, actor=actor_here(), now=_now())
    kept = [one.file for receipt in receipts for one in receipt.files if one.accepted]
    left = [one.file for receipt in receipts for one in receipt.files if not one.accepted]
    sentence = t("In the store now: {files}", files="、".join(kept) or t("none")) + "\n"
    sentence += t("Still held: {files}", files="、".join(left)) + "\n" if left else ""
    return {"kept": kept, "held": left}, sentence


def _decided(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    directory = Directory(warehouse)
    name = _name_asked(warehouse, directory, asked)
    answer, meant = _answer(directory, name, asked)
    standing = standing_decisions(warehouse, directory).get(name.key)
    seen = standing.import_id if standing is not None and asked.change else None
    decision, files = decide(
        warehouse, LOCAL, name, answer, meant, actor=actor_here(), now=_now(), reason=asked.reason, seen=seen
    )
    sentence = t("Kept as import {number}: “{name}” {meaning}.", number=decision.import_id, name=name.text,
                 meaning=_in_words(decision, t))  # fmt: skip
    return decision.as_json() | {"files": _files(files)}, sentence + "\n" + _files_text(files, t)


def columns(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """List the columns nobody knew in held and kept files, or say what one of them holds."""
    held = unknown_columns(warehouse, LOCAL)
    waiting = {(one.layout, heading_key(one.heading)) for one in held}
    kept_ones = unknown_columns_kept(warehouse, LOCAL)
    unknown = [*held, *(one for one in kept_ones if (one.layout, heading_key(one.heading)) not in waiting)]
    if asked.heading is None:
        return _listed_columns(warehouse, unknown, t)
    warehouse.require_writable()
    column = _column_asked(warehouse, unknown, asked)
    standing = standing_columns(warehouse).get((column.layout, heading_key(column.heading)))
    field = None
    if asked.field is not None:
        fields = {heading_key(name): field for name, field in fields_of(column.kinds).items()}
        field = fields.get(heading_key(asked.field))
        if field is None:
            raise Refused("A table of this kind has no column “{heading}”; possible: {known}.", heading=asked.field,
                          known="、".join(fields_of(column.kinds)))  # fmt: skip
    elif not (asked.ignore or asked.forget):
        raise Refused("Say what the column holds: --field, --ignore or --forget.")
    seen = standing.import_id if standing is not None and (asked.change or asked.forget) else None
    kept, files = decide_column(
        warehouse, LOCAL, column, field, actor=actor_here(), now=_now(), seen=seen, is_forgotten=asked.forget
    )
    meaning = t("what was said of it is taken back") if asked.forget else kept.meaning
    sentence = t("Kept as import {number}: the column “{heading}” of this layout: {meaning}.",
                 number=kept.import_id, heading=column.heading, meaning=meaning)  # fmt: skip
    if column.is_kept and column.held is not None and field is not None:
        sentence += "\n" + t("“{file}” (import {number}) is in the store without this column: to have it read, "
                             "withdraw that import and import the file again.",
                             file=column.held.file, number=column.held.import_id)  # fmt: skip
    return kept.as_json() | {"files": _files(files)}, sentence + "\n" + _files_text(files, t)


def scope(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Add channels looked at without a plan to the scope of a quarter that is declared."""
    warehouse.require_writable()
    if asked.number is not None:
        held = [one for one in held_files(warehouse) if one.import_id == asked.number]
        places = [(one.period, one.channel) for file in held for one in left_out_in(file.faults)]
    elif asked.period and asked.unit and asked.channel:
        directory = Directory(warehouse)
        found = directory.find_channel(asked.channel, unit_named(directory, asked.unit), None)
        if isinstance(found, Trouble):
            raise Refused("No channel is called “{name}” here, or several are.", name=asked.channel)
        places = [(asked.period.code, found.channel)]
    else:
        raise Refused("Either --import, or --period with --unit and --channel.")
    number, files = add_to_scope(warehouse, LOCAL, places, asked.source, actor=actor_here(), now=_now())
    sentence = t("Kept as import {number}: {n} inspection records were added.", number=number, n=len(set(places)))
    document = {"import": number, "added": len(set(places)), "files": _files(files)}
    return document, sentence + "\n" + _files_text(files, t)


def _now() -> datetime:
    return datetime.now(SHANGHAI).replace(tzinfo=None)


def _name_asked(warehouse: Warehouse, directory: Directory, asked: argparse.Namespace) -> Name:
    """Return the name that is meant: the one in the queue, else one said to be a unit's or a channel's."""
    whose = unit_named(directory, asked.of) if asked.of else None
    waiting = [one.name for one in unmatched(warehouse, LOCAL) if one.name.text == asked.decide.strip()]
    waiting = [one for one in waiting if whose is None or one.unit == whose]
    if asked.channel or asked.of:
        waiting = [one for one in waiting if one.what == "channel"]
    elif asked.unit:
        waiting = [one for one in waiting if one.what == "unit"]
    if len(waiting) == 1:
        return waiting[0]
    if len(waiting) > 1:
        raise Refused("Several names are written “{name}”; add --of and the unit whose channel is meant.",
                      name=asked.decide)  # fmt: skip
    return Name("channel" if asked.channel or asked.of else "unit", asked.decide.strip(), whose)


def _answer(directory: Directory, name: Name, asked: argparse.Namespace) -> tuple[Meaning, int | None]:
    chosen = [bool(asked.unit), bool(asked.channel), asked.awaited, asked.nothing]
    if sum(chosen) != 1 or (asked.unit and name.what == "channel"):
        raise Refused("Say what the name means: --unit, --channel, --awaited or --nothing.")
    if asked.unit:
        return "is", unit_named(directory, asked.unit)
    if asked.channel:
        found = directory.find_channel(asked.channel, name.unit, None)
        if isinstance(found, Trouble):
            raise Refused("No channel is called “{name}” here, or several are.", name=asked.channel)
        return "is", found.channel
    return ("awaited" if asked.awaited else "refused"), None


def _column_asked(warehouse: Warehouse, unknown: Iterable[Column], asked: argparse.Namespace) -> Column:
    key = heading_key(asked.heading)
    found = {
        one.layout: one
        for one in unknown
        if heading_key(one.heading) == key and one.held is not None and asked.number in (None, one.held.import_id)
    }
    if not found:
        for one in all_column_decisions(warehouse):
            if one.is_standing and heading_key(one.heading) == key and asked.number in (None, one.import_id):
                found[one.layout] = Column(one.layout, one.heading, (one.kind,) if one.kind else (), "")
    if len(found) != 1:
        raise Refused("{n} layouts have an unknown column “{heading}”; name the file with --import.",
                      n=len(found), heading=asked.heading)  # fmt: skip
    return next(iter(found.values()))


# What is listed -------------------------------------------------------------------------------------------


def _listed_names(warehouse: Warehouse, t: Translator) -> Said:
    queue = unmatched(warehouse, LOCAL)
    ready = ready_files(warehouse, LOCAL)
    decided = all_decisions(warehouse)
    document = {
        "unmatched": [_asked_as_json(one, t) for one in queue if one.is_open],
        "decided_and_waiting": [_asked_as_json(one, t) for one in queue if not one.is_open],
        "ready": _files(ready),
        "decided": [one.as_json() for one in decided],
    }
    headings = [t("Name"), t("What"), t("Number of rows"), t("Files that wait"), t("Similar")]
    lines = [
        [one.name.text, _what(one.name.what, one.unit_name, t), one.rows, "、".join(held.file for held, _ in one.files),
         "、".join(f"{similar.name}（{reason_in_words(similar, t)}）" for similar in one.suggestions)]
        for one in queue
        if one.is_open
    ]  # fmt: skip
    text = table(headings, lines, right={2}) if lines else t("No name waits for a decision.") + "\n"
    if ready:
        text += t("Ready to be kept (names --keep): {files}", files="、".join(one.file for one in ready)) + "\n"
    if decided:
        rows = [
            [one.import_id, one.name.text, _what(one.name.what, one.unit_name, t), _in_words(one, t),
             word_actor(t, one.actor),
             one.at.strftime("%Y-%m-%d %H:%M"), t("in force") if one.is_standing else t("not in force")]
            for one in decided
        ]  # fmt: skip
        text += table([t("Import"), t("Name"), t("What"), t("Decision"), t("By"), t("At"), t("State")], rows)
    return document, text


def _asked_as_json(one: Unmatched, t: Translator) -> dict[str, Any]:
    return {
        "name": one.name.text, "what": one.name.what, "unit": one.unit_name or None, "rows": one.rows,
        "files": [{"import": held.import_id, "file": held.file, "rows": rows} for held, rows in one.files],
        "suggestions": [
            {"name": similar.name, "reason": reason_in_words(similar, t)} for similar in one.suggestions
        ],
        "decision": one.decision.as_json() if one.decision else None,
    }  # fmt: skip


def _listed_columns(warehouse: Warehouse, unknown: Iterable[Column], t: Translator) -> Said:
    decided = all_column_decisions(warehouse)
    listed = [_column_as_json(one, t) for one in unknown]
    lines = [
        [one["import"], one["file"], one["sheet"], one["heading"],
         "、".join(f"{similar['heading']}（{similar['reason']}）" for similar in one["suggestions"])]
        for one in listed
    ]  # fmt: skip
    headings = [t("Import"), t("File"), t("Sheet"), t("Column"), t("Similar")]
    text = table(headings, lines) if lines else t("No file has a column that waits for a decision.") + "\n"
    if decided:
        rows = [
            [one.import_id, one.heading, one.meaning, word_actor(t, one.actor), one.at.strftime("%Y-%m-%d %H:%M"),
             t("in force") if one.is_standing else t("not in force")]
            for one in decided
        ]  # fmt: skip
        text += table([t("Import"), t("Column"), t("Decision"), t("By"), t("At"), t("State")], rows)
    return {"unknown": listed, "decided": [one.as_json() for one in decided]}, text


def _column_as_json(one: Column, t: Translator) -> dict[str, Any]:
    similar = [said.as_json() if isinstance(said, Suggestion) else said for said in one.suggestions]
    return {
        "import": one.held.import_id if one.held else None, "file": one.held.file if one.held else None,
        "sheet": one.sheet, "heading": one.heading, "layout": one.layout,
        "suggestions": [{"heading": said["name"], "reason": reason_in_words(said, t)} for said in similar],
        "fields": list(fields_of(one.kinds)),
    }  # fmt: skip


def _what(what: str, unit: str, t: Translator) -> str:
    return t(NAME_KINDS[what]) + (f"（{unit}）" if unit else "")


def _in_words(decision: Decision, t: Translator) -> str:
    return t(NAME_ANSWERS[decision.name.what, decision.answer], meaning=decision.meaning)


def _files(files: Iterable[Held]) -> list[dict[str, Any]]:
    return [
        {"import": one.import_id, "file": one.file, "ready": one.is_ready, "errors": one.errors} for one in files
    ]


def _files_text(files: Iterable[Held], t: Translator) -> str:
    lines = [
        t("{file} (import {number}): ready to be kept (names --keep)", file=one.file, number=one.import_id)
        if one.is_ready
        else t("{file} (import {number}): {n} errors left", file=one.file, number=one.import_id, n=one.errors)
        for one in files
    ]
    return "".join(f"{line}\n" for line in lines)
