"""How much dearer is the re-computable workbook of a city-quarter than openpyxl writing the same cells?

    python tests/benchmarks/workbook.py

Prints the seconds of the workbook from the store to its bytes, the seconds openpyxl needs to write the same values with
the same styles, and the ratio, best of three each. At most 1.5 is wanted.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from composites import best  # noqa: E402 (a program beside this one)

from metrics.access import LOCAL  # noqa: E402 (the path has to be set first)
from metrics.briefs.recomputable import recomputable_workbook  # noqa: E402
from metrics.calendar import Period  # noqa: E402
from metrics.demonstration import build  # noqa: E402
from metrics.warehouse import Warehouse  # noqa: E402

WANTED = 1.5
PERIOD = Period.parse("2025Q2")


def cells_of(content: bytes) -> dict[str, list[list[tuple[Any, Any]]]]:
    """Return value and number format of every cell by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def write(cells: dict[str, list[list[tuple[Any, Any]]]]) -> bytes:
    """Write these cells with openpyxl alone."""
    book = openpyxl.Workbook(write_only=True)
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            written = []
            for value, form in row:
                cell = None if value is None else WriteOnlyCell(sheet, value=value)
                if cell is not None and form != "General":
                    cell.number_format = form
                written.append(cell)
            sheet.append(written)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def main() -> None:
    """Measure and print one line."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "store")
        warehouse = Warehouse.open(Path(folder) / "store")
        made = recomputable_workbook(warehouse, LOCAL, PERIOD)
        cells = cells_of(made)
        floor, full = best(lambda: write(cells)), best(lambda: recomputable_workbook(warehouse, LOCAL, PERIOD))
        warehouse.close()
    count = sum(value is not None for rows in cells.values() for row in rows for value, _ in row)
    seconds = f"openpyxl {floor:.2f}s, workbook {full:.2f}s"
    print(f"{count:,} cells: {seconds}, {full / floor:.2f}× (wanted: at most {WANTED:g})")


if __name__ == "__main__":
    main()
