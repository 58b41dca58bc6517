"""Versions of one ledger: which import a file replaces, and the rows that one had and the file lacks.

A missing row is kept and listed: it may have been deleted on purpose, or be in the ledger of a colleague.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from metrics.intake.faults import fault
from metrics.intake.hearing import Hearing, ReceivedFile
from metrics.intake.receipt import Missing

# Missing rows are named up to this many.
MOST_ROWS = 20
# Kinds whose rows a later version of the same ledger is expected to repeat.
REPEATED = ("units", "channels", "assignments", "inspections", "findings", "observations")
# What programs and people add to the name of a file when they save it once more.
_SAVED = r"\d+|批注\d*|修改版?|更正版?|最终版?|新版?"
_COPY = re.compile(rf"[-_\s]*([(（]\s*({_SAVED})\s*[)）]|副本|copy|v\d+|(修改|更正|最终)版)\s*$", re.IGNORECASE)
MOST_TEXT = 80


def warn_of_missing_rows(hearing: Hearing) -> None:
    """Warn of rows that the last version of a ledger had and this one lacks, and list them."""
    for file in hearing.files:
        if file.number is None or file.is_command or not hearing.speaker.is_office:
            continue
        earlier = last_version(hearing, file)
        if earlier is None:
            continue
        missing = missing_rows(hearing, file, earlier)
        for sheet in dict.fromkeys(one.sheet for one in missing):
            rows = list(dict.fromkeys(one.row for one in missing if one.sheet == sheet))
            more = ("…",) if len(rows) > MOST_ROWS else ()
            file.faults.append(fault("row_missing", sheet, count=len(rows), seen=(*map(str, rows[:MOST_ROWS]), *more)))
        hearing.missing += missing


def last_version(hearing: Hearing, file: ReceivedFile) -> int | None:
    """Return the latest import that the file is a new version of: of its name, or half of whose things it repeats."""
    asked = {"import_number": file.number, "speaker_name": hearing.speaker.name}
    for row in hearing.warehouse.query("last_versions", **asked):
        if bare_name(row["file_name"]) == bare_name(file.name) or row["shared"] * 2 >= row["things"]:
            return int(row["import"])
    return None


def bare_name(name: str) -> str:
    """Return the name of a file without its ending and without what marks a copy."""
    stem, before = Path(name).stem.casefold().strip(), ""
    while stem != before:
        stem, before = _COPY.sub("", stem).strip(), stem
    return stem


def missing_rows(hearing: Hearing, file: ReceivedFile, earlier: int) -> list[Missing]:
    """Return the rows of an earlier import about things of the same time that the file does not speak of."""
    number = hearing.files.index(file)
    # Where rows were refused, they may well be the ones that look missing.
    refused = {kind for kind, source, *_ in hearing.refused_rows if source == number}
    refused |= {row.kind for row in file.reading.single if row.is_faulty}
    spoken_of = {(kind, stretch(kind, identity)) for kind, known in file.said.items() for identity in known}
    found = []
    for row in hearing.warehouse.query("rows_of_version", import_number=earlier):
        kind, identity = row["kind"], row["identity"]
        if kind not in REPEATED or kind in refused or identity in file.said.get(kind, ()):
            continue
        if (kind, stretch(kind, identity)) in spoken_of:
            found.append(Missing(file.name, kind, earlier, row["sheet"], row["row_number"], told(row["cells"])))
    return found


def told(cells: str) -> str:
    """Return the beginning of a row as it was typed."""
    typed = json.loads(cells) if isinstance(cells, str) else cells
    return " · ".join(text for text in typed.values() if text)[:MOST_TEXT]


def stretch(kind: str, identity: str) -> str:
    """Return the time a thing belongs to, as its identity says it: a new quarter's ledger lacks nothing of the last."""
    parts = identity.split("|")
    if kind in ("assignments", "inspections"):
        return parts[0]
    if kind == "observations":
        return parts[2]
    if kind == "findings":
        last = parts[-1]
        is_day = len(last) == len("2025-06-30") and last[4] == "-"
        quarter = "".join((last[:4], str((int(last[5:7]) + 2) // 3))) if is_day else last
        return quarter.replace("Q", "")
    return ""
