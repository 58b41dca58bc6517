"""The words and columns of the workbook's sheets, and the grids with the places of all cells."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from metrics.briefs.grids import Formula, Grid, GridColumn

WORDS = Path(__file__).parents[1] / "blanks" / "workbook.toml"
SHEETS = ("ranking", "scores", "details", "tasks", "findings", "facts", "rules")
MOST_QUARTERS = 4
Line = dict[str, Any]


@cache
def words() -> dict[str, Any]:
    """Return the words of the workbook."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def listed(name: str) -> list[str]:
    """Return a list whose entries are chosen by code; the first has the code 1."""
    found: list[str] = words()["lists"][name]
    return found


def named(name: str, code: str) -> str:
    """Return the word for a code of the store."""
    found: Mapping[str, str] = words()["lists"][name]
    return found.get(code, code)


@dataclass(frozen=True)
class Layout:
    """Where everything stands: one grid per sheet, and how many quarters there are."""

    grids: Mapping[str, Grid]
    quarters: int

    def whole(self, sheet: str, key: str) -> str:
        """Return all cells of a column."""
        return self.grids[sheet].whole(key)

    def rule(self, key: str) -> str:
        """Return the cell that holds a number of the rulebook."""
        keys = [one["key"] for one in words()["rule"]]
        return self.grids["rules"].cell("value", keys.index(key))

    def by_code(self, key: str, code: str) -> str:
        """Return the entry of a list on the sheet of rules that a cell with a code chooses."""
        return f"INDEX({self.whole('rules', key)},{code})"


def lay_out(counts: Mapping[str, int], quarters: int) -> Layout:
    """Return the layout of sheets with so many rows."""
    grids = {}
    for code in SHEETS:
        columns = [GridColumn(*one) for one in words()["columns"][code]]
        absent = {f"{part}_{number}" for part in ("num", "den") for number in range(quarters + 1, MOST_QUARTERS + 1)}
        kept = [one for one in columns if code != "scores" or one.key not in absent]
        grids[code] = Grid(words()["titles"][code], words()["notes"][code], kept, counts[code])
    return Layout(grids, quarters)


def floored(dividend: str, divisor: str) -> str:
    """Return the whole quotient of two whole numbers as an expression.

    LibreOffice takes a quotient that lies very near below a whole number for that number: then one too many is counted,
    and the comparison takes it back.
    """
    return f"INT({dividend}/{divisor})-(INT({dividend}/{divisor})*{divisor}>{dividend})"


def sum_of(what: str, *conditions: str) -> Formula:
    """Return the sum of a column over the rows that meet all conditions (column, value, column, value, …)."""
    return Formula(f"=SUMIFS({what},{','.join(conditions)})")
