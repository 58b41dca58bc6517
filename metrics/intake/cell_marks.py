"""Marks in the copy of a ledger: colours and comments on bad cells, a tint on their rows; and their removal.

Only the annotating process uses this. A copy that was corrected in part and sent again loses its old marks first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from metrics.i18n import translator

# Tints of the look's red and amber: the cell, and lighter the rest of its row.
TINTS = {"error": ("00F2C4BF", "00FBEEEC"), "warning": ("00F3DFB8", "00FBF5E8")}
OURS = {tint for tints in TINTS.values() for tint in tints}
LONGEST_TEXT = 32_000
LONGEST_COMMENT = 1_500
CHARACTERS_OF_LINE, PIXELS_OF_LINE, COMMENT_WIDTH = 22, 19, 330
# What a spreadsheet takes for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
t = translator("zh_CN")


@dataclass(frozen=True)
class Spot:
    """One place of the answer."""

    sheet: str
    cell: str
    """Address; empty when the sheet as a whole is meant."""


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text as text: nothing a sender typed becomes a formula, not even when somebody edits the cell."""
    if isinstance(cell, MergedCell):
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    if text:
        cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def mark(book: Workbook, faults: Sequence[tuple[Mapping[str, str], Spot]]) -> None:
    """Colour and comment every cell at fault, and tint its row where it has no colour of its own."""
    by_spot: dict[Spot, list[Mapping[str, str]]] = {}
    for fault, spot in faults:
        by_spot.setdefault(spot, []).append(fault)
    rows: dict[tuple[str, int], str] = {}
    for spot, found in by_spot.items():
        severity = worst(found)
        page = book[spot.sheet]
        cell = page[spot.cell]
        cell.fill = PatternFill("solid", fgColor=TINTS[severity][0])
        cell.comment = comment_of(found, cell.comment)
        place = (spot.sheet, cell.row)
        rows[place] = severity if rows.get(place) != "error" else "error"
    for (sheet, number), severity in rows.items():
        tint_row(book[sheet], number, severity)


def worst(faults: Iterable[Mapping[str, str]]) -> str:
    """Return ``error`` if one of the faults is one."""
    return "error" if any(one["severity"] == "error" for one in faults) else "warning"


def tint_row(page: Worksheet, number: int, severity: str) -> None:
    """Tint the cells of a row that have no colour yet."""
    for cell in page[number]:
        if not isinstance(cell, MergedCell) and cell.fill.fill_type is None:
            cell.fill = PatternFill("solid", fgColor=TINTS[severity][1])


def comment_of(faults: Sequence[Mapping[str, str]], kept: Comment | None) -> Comment:
    """Return the comment on a cell: for each fault what is wrong and what to do; a comment of its own stays."""
    labels = {"error": t("Error"), "warning": t("Warning")}
    lines = [f"【{labels[one['severity']]}】{one['message']}\n→ {one['advice']}" for one in faults]
    if kept is not None and kept.text:
        lines.append(t("Comment of the sender: {text}", text=kept.text))
    text = ILLEGAL_CHARACTERS_RE.sub("", "\n".join(lines))[:LONGEST_COMMENT]
    height = sum(1 + len(line) // CHARACTERS_OF_LINE for line in text.split("\n")) + 1
    return Comment(text, author(), height=height * PIXELS_OF_LINE, width=COMMENT_WIDTH)


def author() -> str:
    """Return who signs comments: by it they are known again."""
    return t("Openness performance monitor")


def remove_marks(book: Workbook) -> None:
    """Take away what an earlier answer marked in this workbook, the list included; the sender's own comments stay."""
    said = t("Comment of the sender: {text}", text="")
    for page in book.worksheets:
        for cells in page.iter_rows():
            for cell in cells:
                if isinstance(cell, MergedCell):
                    continue
                if cell.comment is not None and cell.comment.author == author():
                    kept = cell.comment.text.partition(said)[2]
                    cell.comment = Comment(kept, "") if kept else None
                if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in OURS:
                    cell.fill = PatternFill()
