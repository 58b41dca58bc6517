"""The lines and tables of a plan: a text file is decoded here, a .docx is opened in a process of its own."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from metrics.intake.faults import Fault, fault
from metrics.intake.sandbox import not_text
from metrics.intake.unpacking import Limits, run_reader
from metrics.intake.workbook import Sheet

ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# A plan has some ten thousand characters; what is thirty times as long is something else.
MOST_MEGABYTES = 1
LIMITS = Limits(megabytes=1_000, seconds=30, unpacked_megabytes=100)


def read_document(path: Path, limits: Limits = LIMITS) -> tuple[str | Sheet, ...] | Fault:
    """Return the lines and tables of a plan in their order; tables are called 表格1, 表格2, ….

    Its bytes decide what it is, not its name. Raises OSError if it cannot be opened.
    """
    with path.open("rb") as content:
        head = content.read(4096)
    if head.startswith(b"PK"):
        return _read_word(path, limits)
    size = path.stat().st_size
    if size > MOST_MEGABYTES * 1_000_000:
        # An old .doc with pictures is better told what it is than how large.
        kind = not_text(head)
        return _foreign(kind) if kind else fault("too_large", most=MOST_MEGABYTES)
    content_bytes = path.read_bytes()
    if not content_bytes.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return fault("empty_file")
    if kind := not_text(content_bytes):
        return _foreign(kind)
    text = decoded(content_bytes)
    return fault("notice_not_recognised") if text is None else tuple(text.splitlines())


def _foreign(kind: tuple[str, ...]) -> Fault:
    return fault(kind[0]) if len(kind) == 1 else fault("wrong_document", seen=kind[1])


def _read_word(path: Path, limits: Limits) -> tuple[str | Sheet, ...] | Fault:
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        result = Path(folder) / "result.jsonl"
        failure = run_reader("metrics.intake.word_document", path, result, limits)
        if failure:
            return failure
        parts: list[str | Sheet] = []
        tables = 0
        with result.open(encoding="utf-8", errors="surrogatepass") as entries:
            for entry in map(json.loads, entries):
                if isinstance(entry, str):
                    parts.append(entry)
                elif "cells" in entry:
                    tables += 1
                    parts.append(_sheet(f"表格{tables}", entry))
                elif "fault" in entry:
                    return fault(entry["fault"], **entry["details"])
                else:
                    return tuple(parts)
    return fault("reading_failed")


def _sheet(name: str, table: dict[str, Any]) -> Sheet:
    rows = {
        number: {column: text for column, text in enumerate(texts, start=1) if text}
        for number, texts in enumerate(table["cells"], start=1)
    }
    merges = tuple((first, left, last, right) for first, left, last, right in table["merges"])
    return Sheet(name, rows={number: cells for number, cells in rows.items() if cells}, merges=merges,
                 unchecked=("bold",))  # fmt: skip


def decoded(content: bytes) -> str | None:
    """Return a text file's text; None when it is in no encoding that is usual here."""
    encodings = ("utf-16",) if content.startswith(UTF_16) else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
