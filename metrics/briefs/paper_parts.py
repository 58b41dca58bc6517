"""The reading process for papers that come back: what a file says it is about, and its annex as it stands printed.

``main`` takes FILE RESULT MEGABYTES SECONDS UNPACKED_MEGABYTES LINES; started by ``reading_back``. The file is
somebody's: whatever it does, it does in here. The result is one JSON text, ``{"about": …, "rows": …}`` or
``{"fault": code}``.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from metrics.briefs.identity import PART, PREFIX
from metrics.intake.sandbox import MEGABYTE, NotATable, limit
from metrics.intake.word_document import DOCUMENT, Numbering, document_parts, opened_document

# A table is an annex of figures by these two of its headings, wherever an editor has moved them.
FIGURE, VALUE = "数据项", "数值"
HEADINGS = {FIGURE: "name", VALUE: "value", "截至": "as_of", "方案版本": "scheme"}


def read(path: Path, most_megabytes: int, most_lines: int) -> dict[str, Any]:
    """Return what the paper in ``path`` is about and the rows of its annex. Raises ``NotATable``."""
    if path.stat().st_size > most_megabytes * MEGABYTE:
        raise NotATable("too_large")
    with opened_document(path, most_megabytes) as (archive, names):
        if DOCUMENT not in names:
            raise NotATable("wrong_document")
        for name in (DOCUMENT, PART, "word/numbering.xml", "word/styles.xml"):
            # No program writes declarations of its own into a Word document; they exist to blow a reader up.
            if name in names and b"<!DOCTYPE" in archive.read(name):
                raise NotATable("unreadable_document")
        about = _about(archive.read(PART)) if PART in names else {}
        return {"about": about, "rows": _rows(archive, names, most_lines)}


def _about(properties: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(properties)
    found = {str(one.get("name") or ""): "".join(one.itertext()).strip() for one in root}
    return {name.removeprefix(PREFIX): value for name, value in found.items() if name.startswith(PREFIX)}


def _rows(archive: zipfile.ZipFile, names: set[str], most_lines: int) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for part in document_parts(archive, Numbering.of(archive, names)):
        if isinstance(part, str) or not part["cells"]:
            continue
        headings = ["".join(cell.split()) for cell in part["cells"][0]]
        if FIGURE not in headings or VALUE not in headings:
            continue
        places = {HEADINGS[text]: place for place, text in enumerate(headings) if text in HEADINGS}
        for cells in part["cells"][1:]:
            row = {name: " ".join(cells[place].split()) for name, place in places.items() if place < len(cells)}
            rows += [row] if row.get("name") or row.get("value") else []
            if len(rows) > most_lines:
                raise NotATable("too_large")
    return rows


def main(arguments: Sequence[str]) -> None:
    """Read the file named by ``arguments`` into the result named there."""
    path, target = Path(arguments[0]), Path(arguments[1])
    megabytes, seconds, most_megabytes, most_lines = (int(argument) for argument in arguments[2:])
    limit(megabytes, seconds)
    try:
        found = read(path, most_megabytes, most_lines)
    except NotATable as fault:
        found = {"fault": fault.code}
    target.write_text(json.dumps(found), encoding="utf-8")
