"""All supervision orders of 75 units against python-docx alone writing the same paragraphs and tables.

``python tests/benchmarks/papers.py [--store FOLDER]`` prints both times and their ratio; exit 1 above the bound.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import docx
from docx.shared import Mm
from docx.table import Table

sys.path.insert(0, str(Path(__file__).parents[2]))

from metrics.access import LOCAL
from metrics.briefs.figures import Issue
from metrics.briefs.geometry import new_document
from metrics.briefs.order import order_values
from metrics.briefs.template import template_of
from metrics.calendar import Period
from metrics.demonstration import build
from metrics.footing import Footing
from metrics.scores import full_names
from metrics.supervision import Selection, items_of_units, selection
from metrics.warehouse import Warehouse

UNITS, BOUND, REPEATS = 75, 1.3, 3
PERIOD = Period.parse("2025Q2")
ISSUE = Issue(date(2025, 7, 10), date(2025, 7, 24), is_named=True, footing=Footing("draft"))


def main() -> int:
    """Measure, print, compare with the bound."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--store", type=Path, help="a demonstration store; else one is made")
    folder = asked.parse_args().store
    with tempfile.TemporaryDirectory() as made:
        if folder is None:
            folder = Path(made) / "store"
            build(folder)
        warehouse = Warehouse.open(folder)
        try:
            return compare(warehouse)
        finally:
            warehouse.close()


def compare(warehouse: Warehouse) -> int:
    """Print the times of both ways, the best of a few runs each, taken in turn."""
    contents = [read(paper) for paper in ours(warehouse)]
    base = io.BytesIO()
    new_document("").save(base)
    mine = theirs = float("inf")
    for _ in range(REPEATS):
        mine = min(mine, seconds(lambda: list(ours(warehouse))))
        theirs = min(theirs, seconds(lambda: [plainly(base, content) for content in contents]))
    ratio = mine / theirs
    print(f"{len(contents)} orders: {mine:.2f} s, python-docx alone: {theirs:.2f} s, ratio {ratio:.2f} (bound {BOUND})")
    return 0 if ratio <= BOUND else 1


def seconds(work: Callable[[], Any]) -> float:
    """Return how long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ours(warehouse: Warehouse) -> Iterator[bytes]:
    """Make the orders of 75 units, questions to the store included; who needs one stands in for who does not."""
    table = selection(warehouse, LOCAL, PERIOD)
    items = items_of_units(warehouse, LOCAL, PERIOD)
    template, names = template_of("order"), full_names(warehouse)
    for number, one in enumerate(islice(cycle(table.units), UNITS)):
        unit = replace(one, unit=f"{one.unit}{number}")
        city = Selection(table.period, table.as_of, table.scheme, (unit,))
        yield template.fill(order_values(city, unit.unit, items.get(one.unit, ()), names, ISSUE))


def read(paper: bytes) -> list[tuple[str, Any]]:
    """Return what a paper contains: paragraphs (style, text) and tables (widths and rows of cells of paragraphs)."""
    found: list[tuple[str, Any]] = []
    for part in docx.Document(io.BytesIO(paper)).iter_inner_content():
        if isinstance(part, Table):
            rows = [[[one.text for one in cell.paragraphs] for cell in row.cells] for row in part.rows]
            found.append(("table", ([column.width for column in part.columns], rows)))
        else:
            found.append((part.style.name if part.style else "Normal", part.text))
    return found


def plainly(base: io.BytesIO, content: list[tuple[str, Any]]) -> bytes:
    """Write the same paper with python-docx alone; styles are looked up once, or it would be several times slower."""
    base.seek(0)
    document = docx.Document(base)
    styles = {one.name: one for one in document.styles}
    for style, value in content:
        if style != "table":
            document.add_paragraph(value, style=styles[style])
            continue
        widths, rows = value
        table = document.add_table(rows=0, cols=len(widths), style=styles["Table Grid"])
        for texts in rows:
            cells = table.add_row().cells
            for cell, lines, width in zip(cells, texts, widths, strict=True):
                cell.width = width or Mm(20)
                cell.paragraphs[0].add_run(lines[0])
                cell.paragraphs[0].style = styles["表格文字"]
                for line in lines[1:]:
                    cell.add_paragraph(line, style=styles["表格文字"])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
