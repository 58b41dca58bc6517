"""The reading process for .docx: paragraphs and tables in, lines and cells out, inside limits; started by ``document``.

``main`` takes FILE RESULT MEGABYTES SECONDS UNPACKED_MEGABYTES LINES. Numbers that
Word counts itself are not in the text; they are counted again here, since a plan's tasks are named by them.
Every line of the result is a JSON text, or a table; ``{"fault": code, …}`` says why there is none, ``{"end": true}``
closes.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from metrics.intake.sandbox import NotATable, foreign_archive, limit, refuse_unsafe

DOCUMENT = "word/document.xml"
# A table of Word has at most 63 columns.
MOST_COLUMNS = 63
HAN = "〇一二三四五六七八九"
# Deleted text, text moved away, and what old programs see in place of a drawing.
LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"})
CHINESE_COUNTS = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographDigital",
})  # fmt: skip


def read(path: Path, result: IO[str], most_megabytes: int, most_lines: int) -> None:
    """Write the document's lines. Raises ``NotATable`` with the code of the fault."""
    with opened_document(path, most_megabytes) as (archive, names):
        if DOCUMENT not in names:
            is_workbook = any(name.startswith("xl/") for name in names)
            seen = "a workbook" if is_workbook else foreign_archive(names)
            raise NotATable("wrong_document", seen=seen)
        numbering = Numbering.of(archive, names)
        lines = 0
        for line in document_parts(archive, numbering):
            lines += 1 if isinstance(line, str) else sum(map(len, line["cells"]))
            if lines > most_lines:
                raise NotATable("too_large", most=most_megabytes)
            result.write(json.dumps(line, ensure_ascii=False) + "\n")
        if not lines:
            raise NotATable("empty_file")


@contextmanager
def opened_document(path: Path, most_megabytes: int) -> Iterator[tuple[zipfile.ZipFile, set[str]]]:
    """Open a Word document for a block that reads it: the archive, and the names of its parts.

    Raises ``NotATable`` for one that would unpack to too much, has a password, or turns out to be damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_unsafe(archive, most_megabytes)
            yield archive, set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, OSError):
        raise NotATable("unreadable_document") from None
    except (KeyError, ValueError, NotImplementedError):
        # The last is what the zip reader raises for a compression it does not know.
        raise NotATable("unreadable_document") from None


def document_parts(archive: zipfile.ZipFile, numbering: Numbering) -> Iterator[str | dict[str, Any]]:
    """Yield the text of every paragraph that has any, and every table, in the order of the document.

    A table inside a table is text of its cell.
    """
    root = ElementTree.fromstring(archive.read(DOCUMENT))
    for part in _walk(root, ("p", "tbl")):
        if _tag(part) == "tbl":
            table = table_of(part, numbering)
            if any(any(cells) for cells in table["cells"]):
                yield table
            continue
        yield from _lines_of(part, numbering)


def table_of(table: ElementTree.Element, numbering: Numbering) -> dict[str, Any]:
    """Return the texts of a table's cells row by row, and its merged cells as Excel tells of them.

    Covered cells are empty; a merge is its first row and column and its last, from 1.
    """
    rows: list[list[str]] = []
    merges: list[tuple[int, int, int, int]] = []
    # Column → where the cell began that is still open downwards.
    begun: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(_walk(table, ("tr",)), start=1):
        texts: list[str] = []
        for cell in _walk(row, ("tc",)):
            left = len(texts) + 1
            span, is_continued, is_begun = _extent(cell)
            right = left + span - 1
            is_continued = is_continued and left in begun
            texts += ["" if is_continued else _cell_text(cell, numbering), *[""] * (span - 1)]
            if is_continued:
                first, _ = begun[left]
                merges = [one for one in merges if one[:2] != (first, left)]
                merges.append((first, left, number, right))
                continue
            begun.pop(left, None)
            if is_begun:
                begun[left] = (number, right)
            if span > 1:
                merges.append((number, left, number, right))
        rows.append(texts)
    return {"cells": rows, "merges": merges}


def _extent(cell: ElementTree.Element) -> tuple[int, bool, bool]:
    """Return how many columns a cell covers, whether it continues the cell above, whether it may go on below."""
    span, merge = 1, ""
    for properties in _children(cell, "tcPr"):
        for one in properties:
            if _tag(one) == "gridSpan":
                span = max(1, min(int(_value(one, "val") or 1), MOST_COLUMNS))
            elif _tag(one) == "vMerge":
                merge = _value(one, "val") or "continue"
    return span, merge == "continue", merge == "restart"


def _cell_text(cell: ElementTree.Element, numbering: Numbering) -> str:
    lines = [line for paragraph in _walk(cell, ("p",)) for line in _lines_of(paragraph, numbering)]
    if lines:
        return "\n".join(lines)
    # A column 序号 that Word counts itself has no text at all.
    labels = (numbering.next_label(paragraph).strip(".、．") for paragraph in _walk(cell, ("p",)))
    return next(filter(None, labels), "")


def _lines_of(paragraph: ElementTree.Element, numbering: Numbering) -> Iterator[str]:
    text = "".join(_texts(paragraph))
    label = numbering.next_label(paragraph) if text.strip() else ""
    for part in f"{label}{text}".split("\n"):
        if part.strip():
            yield part.strip()


def _walk(element: ElementTree.Element, tags: tuple[str, ...]) -> Iterator[ElementTree.Element]:
    """Yield the outermost elements of these tags below an element, in their order."""
    # No recursion: the depth of a document's XML is its sender's choice.
    waiting = [child for child in reversed(element) if _tag(child) not in LEFT_OUT]
    while waiting:
        one = waiting.pop()
        if _tag(one) in tags:
            yield one
            continue
        waiting += [child for child in reversed(one) if _tag(child) not in LEFT_OUT]


def _texts(paragraph: ElementTree.Element) -> Iterator[str]:
    waiting = list(reversed(paragraph))
    while waiting:
        one = waiting.pop()
        tag = _tag(one)
        if tag in LEFT_OUT:
            continue
        if tag == "t":
            yield one.text or ""
        elif tag == "tab":
            yield " "
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        waiting += list(reversed(one))


@dataclass
class Level:
    """How one level of a list is counted."""

    count: str
    """Word's name of the counting: decimal, chineseCounting…"""
    pattern: str
    """As in （%1）."""
    start: int


class Numbering:
    """The numbers Word shows before paragraphs and does not keep in their text."""

    def __init__(self, lists: dict[str, str], levels: dict[tuple[str, int], Level], styles: dict[str, _Place]) -> None:
        self._lists, self._levels, self._styles = lists, levels, styles
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)

    @classmethod
    def of(cls, archive: zipfile.ZipFile, names: set[str]) -> Numbering:
        """Return the numbering of a document; empty when it has none."""
        lists: dict[str, str] = {}
        levels: dict[tuple[str, int], Level] = {}
        if "word/numbering.xml" in names:
            root = ElementTree.fromstring(archive.read("word/numbering.xml"))
            for abstract in _children(root, "abstractNum"):
                for level in _children(abstract, "lvl"):
                    key = (_value(abstract, "abstractNumId"), int(_value(level, "ilvl") or 0))
                    levels[key] = _level(level)
            for one in _children(root, "num"):
                lists[_value(one, "numId")] = _value_of(one, "abstractNumId")
        styles: dict[str, _Place] = {}
        if "word/styles.xml" in names:
            for style in _children(ElementTree.fromstring(archive.read("word/styles.xml")), "style"):
                place = _place(style)
                if place:
                    styles[_value(style, "styleId")] = place
        return cls(lists, levels, styles)

    def next_label(self, paragraph: ElementTree.Element) -> str:
        """Return the number Word shows before this paragraph and count on; empty without one."""
        place = _place(paragraph) or self._styles.get(_style(paragraph))
        if place is None or place[0] not in self._lists:
            return ""
        abstract, depth = self._lists[place[0]], place[1]
        level = self._levels.get((abstract, depth))
        if level is None or level.count in ("bullet", "none"):
            return ""
        counters = self._counters[abstract]
        counters[depth] = counters[depth] + 1 if depth in counters else level.start
        for deeper in [one for one in counters if one > depth]:
            del counters[deeper]
        label = level.pattern
        for one in range(depth + 1):
            shown = self._levels.get((abstract, one), level)
            label = label.replace(f"%{one + 1}", counted(counters.get(one, shown.start), shown.count))
        return label


_Place = tuple[str, int]


def counted(number: int, count: str) -> str:
    """Return a number as a list shows it; countings that plans do not use are shown in digits."""
    if count == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if count not in CHINESE_COUNTS or not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[ones] if ones or not tens else "")


def _level(level: ElementTree.Element) -> Level:
    start = _value_of(level, "start")
    return Level(_value_of(level, "numFmt") or "decimal", _value_of(level, "lvlText"), int(start) if start else 1)


def _place(owner: ElementTree.Element) -> _Place | None:
    """Return list and level stated in a paragraph's or style's properties."""
    for properties in _children(owner, "pPr"):
        for number in _children(properties, "numPr"):
            list_id = _value_of(number, "numId")
            return (list_id, int(_value_of(number, "ilvl") or 0)) if list_id else None
    return None


def _style(paragraph: ElementTree.Element) -> str:
    return next((_value_of(properties, "pStyle") for properties in _children(paragraph, "pPr")), "")


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    return (child for child in element if _tag(child) == tag)


def _value_of(element: ElementTree.Element, tag: str) -> str:
    return next((_value(child, "val") for child in _children(element, tag)), "")


def _value(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def main(arguments: Sequence[str]) -> None:
    """Read the file named by ``arguments`` into the result named there."""
    path, target = Path(arguments[0]), Path(arguments[1])
    megabytes, seconds, most_megabytes, most_lines = (int(argument) for argument in arguments[2:])
    limit(megabytes, seconds)
    with target.open("w", encoding="utf-8", errors="surrogatepass") as result:
        try:
            read(path, result, most_megabytes, most_lines)
        except NotATable as fault:
            result.write(json.dumps({"fault": fault.code, "details": fault.details}) + "\n")
        result.write('{"end": true}\n')
