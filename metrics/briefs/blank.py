"""The blank templates of the papers, laid out from the words in ``blanks/``.

``python -m metrics.briefs.blank`` writes them anew into ``data/templates``. Afterwards the files are the office's:
it edits them in Word or WPS, and nothing here is needed to make a paper.

A line of ``blanks/<kind>.txt`` is a paragraph, ``style: text``; ``style>2`` stands two characters in from the right,
``style+`` stays on the page of the next paragraph. ``@title`` names the document, ``@annex mark | title`` begins an
annex on a new page, ``@table line in lines`` begins a table and ``@column heading | text | width in mm | style`` adds
a column to it. ``\\n`` breaks a line; empty lines are for the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docx.document import Document

from metrics.briefs.geometry import TableColumn, add, add_annex, add_table, new_document
from metrics.briefs.template import CORRECTION, KINDS, TEMPLATES

BLANKS = Path(__file__).parent / "blanks"
_PARAGRAPH = re.compile(r"(?P<style>\w+)(?:>(?P<right>\d+))?(?P<kept>\+)?:(?: (?P<text>.*))?")


def write_blank_templates(folder: Path = TEMPLATES) -> None:
    """Write the templates of all kinds into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (*KINDS, CORRECTION):
        lay_out((BLANKS / f"{kind}.txt").read_text(encoding="utf-8")).save(str(folder / f"{kind}.docx"))


def lay_out(words: str) -> Document:
    """Return the template that ``words`` describe; ValueError for a line that is none of the above."""
    lines = [line.replace("\\n", "\n") for line in words.splitlines() if line]
    document = new_document(lines[0].removeprefix("@title ").replace("\n", ""))
    for number, line in enumerate(lines[1:], 1):
        if line.startswith("@annex "):
            mark, title = line.removeprefix("@annex ").split(" | ")
            add_annex(document, mark, title)
        elif line.startswith("@table "):
            _lay_out_table(document, line, lines[number + 1 :])
        elif not line.startswith("@column "):
            _lay_out_paragraph(document, line)
    return document


def _lay_out_paragraph(document: Document, line: str) -> None:
    found = _PARAGRAPH.fullmatch(line.replace("\n", "\\n"))
    if not found:
        raise ValueError(f"not a line of a blank template: {line}")
    text = (found["text"] or "").replace("\\n", "\n")
    add(document, found["style"], text, int(found["right"] or 0), bool(found["kept"]))


def _lay_out_table(document: Document, line: str, following: list[str]) -> None:
    each, rows = line.removeprefix("@table ").split(" in ")
    add_table(document, list(_columns(following)), each, rows)


def _columns(lines: list[str]) -> Iterator[TableColumn]:
    for line in lines:
        if not line.startswith("@column "):
            return
        heading, text, width, style = line.removeprefix("@column ").split(" | ")
        yield heading, text, int(width), style


if __name__ == "__main__":
    write_blank_templates()
