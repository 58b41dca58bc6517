"""Results of formulas, carried over into a workbook that openpyxl saved.

openpyxl writes a formula without its last result; a copy that is sent again as it is would then have cells without
a value. Only the annotating process uses this.
"""

from __future__ import annotations

import os
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import to_excel

_FORMULA_CELL = re.compile(
    r'<c r="(?P<place>[A-Z]+\d+)"(?P<style>(?: s="\d+")?)(?: t="\w+")?>(?P<formula><f\b.*?</f>|<f\b[^>]*/>)'
    r"<v\s*(?:/>|></v>)</c>",
    re.DOTALL,
)
Results = dict[str, tuple[str, str]]


def keep_results(original: Path, saved: Path, book: Workbook) -> None:
    """Write the results that ``original`` shows for its formulas into ``saved``, which was saved from ``book``."""
    wanted = {
        page.title: {cell.coordinate for cells in page.iter_rows() for cell in cells if cell.data_type == "f"}
        for page in book.worksheets
    }
    if not any(wanted.values()):
        return
    # An open file: originals are kept without an ending, by which openpyxl would refuse a path.
    with original.open("rb") as content:
        shown = load_workbook(content, data_only=True)
    parts = {}
    for number, page in enumerate(book.worksheets, start=1):
        if places := wanted[page.title]:
            cells = ((place, shown[page.title][place].value) for place in places)
            results = {place: result for place, value in cells if (result := result_of(value))}
            parts[f"xl/worksheets/sheet{number}.xml"] = results
    rewrite(saved, parts)


def result_of(value: object) -> tuple[str, str] | None:
    """Return the type and the text of a result as a sheet keeps them; None where there is none."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, datetime | date | time | timedelta):
        return "n", repr(to_excel(value))
    if isinstance(value, int | float):
        return "n", repr(value)
    text = str(value)
    return ("e" if text.startswith("#") and text.endswith(("!", "?", "A")) else "str"), escape(text)


def rewrite(saved: Path, parts: dict[str, Results]) -> None:
    """Fill results into the sheets of a saved workbook, part by part."""
    draft = saved.with_suffix(".draft")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename in parts:
                content = fill(content.decode("utf-8"), parts[part.filename]).encode("utf-8")
            new.writestr(part.filename, content)
    os.replace(draft, saved)


def fill(sheet: str, results: Results) -> str:
    """Return the XML of a sheet with the results of its formulas in their cells."""

    def filled(found: re.Match[str]) -> str:
        if found["place"] not in results:
            return found[0]
        kind, text = results[found["place"]]
        return f'<c r="{found["place"]}"{found["style"]} t="{kind}">{found["formula"]}<v>{text}</v></c>'

    return _FORMULA_CELL.sub(filled, sheet)
