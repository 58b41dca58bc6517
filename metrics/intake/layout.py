"""Find the tables of a sheet: where their headings are (in one to three rows), how far they reach, what is above.

A sheet may hold several tables, one under the other or side by side. What a heading means is asked of
headings.py; here is only where things stand. Every step is linear in the cells of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest

from metrics.intake.faults import Fault
from metrics.intake.heading_faults import nothing_fits
from metrics.intake.headings import (
    ROWS_TO_LOOK_AT,
    Keys,
    Kinds,
    Table,
    columns_of,
    heading_key,
    key_of_field,
    kinds_of,
    known_keys,
    period_in,
    qualified,
)
from metrics.intake.mappings import NO_MAPPINGS, Mappings, layout_of
from metrics.intake.passing import first_texts
from metrics.intake.titles import Before, Titles, year_of
from metrics.intake.workbook import Sheet

MOST_HEADING_ROWS = 3
LONGEST_HEADING = 40
_DIGIT = re.compile(r"[0-9０-９]")
LIKE_HEADING = f"^[^0-9０-９]{{1,{LONGEST_HEADING}}}$"
Cells = Mapping[int, str]
Spans = Mapping[tuple[int, int], tuple[int, int]]
"""Row and column of merged cells → their last row and last column."""


@dataclass(frozen=True)
class Block:
    """The rows of the headings of one table, or of several side by side, taken together."""

    rows: tuple[int, ...]
    stacks: Mapping[int, tuple[str, ...]]
    """Column → the texts above its data as typed, from the top down."""
    mappings: Mappings = NO_MAPPINGS
    period: str | None = None
    """The quarter or half-year that a title above says for every row."""

    @property
    def keys(self) -> Keys:
        """Column → what the heading may mean, the likeliest first: the lowest text, else that with those above it.

        A heading nobody knows means what a person has said of it in this layout.
        """
        lowest = [heading_key(stack[-1]) for stack in self.stacks.values()]
        found = {
            column: qualified([heading_key(text) for text in stack], lowest.count(heading_key(stack[-1])) > 1)
            for column, stack in self.stacks.items()
        }
        if not self.mappings:
            return found
        layout, shown = self.layout, self.shown
        for column, names in found.items():
            meant = self.mappings.field_of(layout, heading_key(shown[column]))
            if meant is not None and not known_keys().intersection(names):
                found[column] = (key_of_field(*meant),)
        return found

    @property
    def titled(self) -> tuple[str, ...]:
        """Fields that a title above says for every row."""
        return ("period",) if self.period else ()

    @property
    def as_before(self) -> Before:
        """What titles further down need to know of it."""
        return Before(self.rows[-1], self.stacks.keys())

    @property
    def layout(self) -> str:
        """The name of its set of headings, under which it is remembered what a column holds."""
        return layout_of(heading_key(text) for text in self.shown.values())

    @property
    def shown(self) -> dict[int, str]:
        """Column → heading as a person would call it: the lowest text, with those above it when it repeats."""
        lowest = [heading_key(stack[-1]) for stack in self.stacks.values()]
        return {
            column: stack[-1] if lowest.count(heading_key(stack[-1])) == 1 else " ".join(stack)
            for column, stack in self.stacks.items()
        }


def tables_of(sheet: Sheet, title: str = "", mappings: Mappings = NO_MAPPINGS) -> tuple[Table, ...] | Fault:
    """Return the tables of a sheet in reading order, or the fault of a sheet nobody understands; none without cells.

    ``title`` is where a year is looked for last (a text table has no title row, but a file name).
    """
    rows: list[int] = sheet.columns.numbers[~sheet.columns.is_blank].tolist()
    if not rows:
        return ()
    titles = Titles(sheet, rows)
    blocks, again = blocks_of(titles, title, mappings)
    if not blocks:
        return nothing_fits(sheet, rows[:ROWS_TO_LOOK_AT])
    widths = {(first, left): right - left + 1 for first, left, _, right in sheet.merges if right > left}
    problems = dict(sheet.problems)
    places = {number: place for place, number in enumerate(rows)}
    tables: list[Table] = []
    year: int | None = None
    before: Before | None = None
    for block, following in zip_longest(blocks, blocks[1:]):
        year, others = year_of(titles.texts(places[block.rows[0]], before), year, [sheet.name, title])
        before = block.as_before
        end = rows[-1] if following is None else rows[titles.first_of(places[following.rows[0]], before)] - 1
        whole = Table(
            sheet, block.rows[-1], year, block.shown, {}, end, again=again, widths=widths, problems=problems,
            period=block.period, layout=block.layout, other_years=others, reach=reach_of(sheet, block, widths),
        )  # fmt: skip
        tables += parts_of(whole, side_by_side(block))
    return tuple(tables)


def reach_of(sheet: Sheet, block: Block, widths: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Return column → last column of the headings whose own cell, the lowest, is merged across."""
    lowest = {column: row for row in block.rows for column in filled_in(sheet.rows[row])}
    return {column: column + widths[row, column] - 1 for column, row in lowest.items() if (row, column) in widths}


def parts_of(whole: Table, groups: Sequence[tuple[frozenset[int], Kinds]]) -> Iterator[Table]:
    """Yield the tables that stand side by side below some headings, each with the columns up to the next one."""
    edges = [*(min(columns) for columns, _ in groups[1:]), 16_385]
    left = 1
    for (columns, kinds), edge in zip(groups, edges, strict=True):
        shown = {column: text for column, text in whole.headings.items() if column in columns}
        yield replace(whole, headings=shown, kinds=kinds, left=left, right=edge - 1)
        left = edge


def blocks_of(titles: Titles, title: str, mappings: Mappings) -> tuple[list[Block], frozenset[int]]:
    """Return the headings of a sheet in order, and the rows that hold the same ones again."""
    sheet, rows = titles.sheet, titles.rows
    blocks: list[Block] = []
    again: set[int] = set()
    spans = {(first, left): (last, right) for first, left, last, right in sheet.merges}
    columns = sheet.columns
    speaking = set(columns.numbers[columns.where(is_heading_word, LIKE_HEADING)].tolist())
    place = 0
    while place < len(rows):
        number = rows[place]
        is_near_top = not blocks and place < ROWS_TO_LOOK_AT
        block = None
        is_spoken = number in speaking and any(is_heading_word(text) for text in first_texts(sheet.rows[number]))
        if is_near_top or is_spoken:
            before = blocks[-1] if blocks else None
            block = headings_at(titles, place, spans, before, Block((), {}, mappings, period_in([sheet.name, title])))
        if block is None:
            place += 1
            continue
        if blocks and blocks[-1].keys == block.keys and titles.first_of(place, blocks[-1].as_before) == place:
            again.update(block.rows)
        else:
            blocks.append(block)
        place += len(block.rows)
    return blocks, frozenset(again)


def headings_at(titles: Titles, place: int, spans: Spans, before: Block | None, empty: Block) -> Block | None:
    """Return the headings that begin in a row, with the period their titles say, else ``empty``'s.

    The same headings again without a period of their own (续表) go on with that of the table before.
    """
    said = period_in(titles.texts(place, before.as_before if before else None))
    if before is not None and before.period and not said:
        block = block_at(titles.sheet, titles.rows, place, spans, replace(empty, period=before.period))
        if block is not None and block.keys == before.keys:
            return block
    return block_at(titles.sheet, titles.rows, place, spans, replace(empty, period=said or empty.period))


@lru_cache(maxsize=20_000)
def is_heading_word(text: str) -> bool:
    """Return whether a text is a heading of some ledger; a number or a date never is."""
    return len(text) <= LONGEST_HEADING and not _DIGIT.search(text) and heading_key(text) in known_keys()


def block_at(sheet: Sheet, rows: Sequence[int], place: int, spans: Spans, empty: Block) -> Block | None:
    """Return the headings that begin in a row: so many rows as together say most, one when that is as good.

    ``empty`` knows what stands above.
    """
    best: Block | None = None
    best_count = 0
    taken = [rows[place]]
    while True:
        block = replace(empty, rows=tuple(taken), stacks=stacked(sheet, taken, spans))
        kinds = side_by_side(block)
        count = sum(len(columns) for _, found in kinds for columns in found.values())
        if kinds and (best is None or count > best_count or is_drawn_as_group(sheet, taken, spans)):
            best, best_count = block, count
        follows = rows[place + len(taken)] if place + len(taken) < len(rows) else 0
        if len(taken) == MOST_HEADING_ROWS or not continues(sheet, block, taken[-1], follows, spans):
            return best
        taken.append(follows)


def stacked(sheet: Sheet, taken: Sequence[int], spans: Spans) -> dict[int, tuple[str, ...]]:
    """Return column → its texts in the rows from the top down; a group's text stands above all its columns."""
    texts = [filled_in(sheet.rows[number]) for number in taken]
    stacks: dict[int, tuple[str, ...]] = {}
    for column in sorted({column for cells in texts for column in cells}):
        stack: list[str] = []
        for depth, cells in enumerate(texts):
            own = cells.get(column, "")
            below = any(column in lower for lower in texts[depth + 1 :])
            if not own and below:
                own = group_above(taken[depth], column, cells, spans)
            if own and (not stack or heading_key(own) != heading_key(stack[-1])):
                stack.append(own)
        stacks[column] = tuple(stack)
    return stacks


def group_above(row: int, column: int, cells: Cells, spans: Spans) -> str:
    """Return the text that spans a column from its left: by its merge, or without one up to the next text."""
    left = max((at for at in cells if at < column), default=0)
    if not left:
        return ""
    bottom, right = spans.get((row, left), (row, 0))
    return cells[left] if right >= column or (right == 0 and bottom == row) else ""


def filled_in(cells: Cells) -> dict[int, str]:
    """Return the cells of a row that are not blank, from left to right."""
    return {column: cells[column].strip() for column in sorted(cells) if cells[column].strip()}


def continues(sheet: Sheet, block: Block, upper: int, lower: int, spans: Spans) -> bool:
    """Return whether ``lower`` reads as a further row of headings: short words, only below groups or blanks."""
    if lower != upper + 1 or len(block.stacks) < 2:
        return False
    above, below = filled_in(sheet.rows[upper]), filled_in(sheet.rows[lower])
    if any(len(text) > LONGEST_HEADING or _DIGIT.search(text) for text in below.values()):
        return False
    for column, text in below.items():
        if column not in above or heading_key(above[column]) == heading_key(text):
            continue
        is_group = spans.get((upper, column), (0, 0))[1] > column
        if not is_group and not (column + 1 not in above and column + 1 in below):
            return False
    return bool(below)


def is_drawn_as_group(sheet: Sheet, taken: Sequence[int], spans: Spans) -> bool:
    """Return whether the last row stands below a heading that is merged over at least two of its columns."""
    below = filled_in(sheet.rows[taken[-1]])
    for upper in taken[:-1]:
        for column in filled_in(sheet.rows[upper]):
            bottom, right = spans.get((upper, column), (upper, column))
            if right > column and bottom < taken[-1] and sum(column <= at <= right for at in below) >= 2:
                return True
    return False


def side_by_side(block: Block) -> list[tuple[frozenset[int], Kinds]]:
    """Return the tables of a row of headings: their columns and kinds; one, unless several are whole by themselves."""
    keys = block.keys
    whole = kinds_in(keys, keys, block.titled)
    groups: list[list[int]] = []
    for run in runs_of(keys):
        is_whole = bool(kinds_in(keys, run, block.titled))
        before = bool(groups) and bool(kinds_in(keys, groups[-1], block.titled))
        if groups and not (is_whole and before):
            groups[-1] += run
        else:
            groups.append(list(run))
    found = [(frozenset(group), kinds_in(keys, group, block.titled)) for group in groups]
    if len(found) > 1 and all(kinds for _, kinds in found):
        return found
    return [(frozenset(keys), whole)] if whole else []


def kinds_in(keys: Keys, columns: Iterable[int], titled: tuple[str, ...]) -> Kinds:
    """Return the kinds that some of the columns make by themselves; what a title says is asked last.

    A report on repairs under 2025年第二季度 stays one, though with a 检查期 it would be a ledger of findings.
    """
    found = columns_of({column: keys[column] for column in columns})
    return kinds_of(found) or (kinds_of(found, titled) if titled else {})


def runs_of(keys: Keys) -> list[list[int]]:
    """Return the columns in runs without a blank column between; headings that repeat as a whole are a run each."""
    columns = sorted(keys)
    runs: list[list[int]] = [columns[:1]]
    for before, column in pairwise(columns):
        if column - before > 1:
            runs.append([])
        runs[-1].append(column)
    return [part for run in runs for part in repeated_parts([keys[column] for column in run], run)]


def repeated_parts(names: Sequence[Iterable[str]], run: list[int]) -> list[list[int]]:
    """Return a run cut where its headings begin anew (单位 排名 得分 单位 排名 得分)."""
    lists = [list(name) for name in names]
    for period in range(2, len(run) // 2 + 1):
        if len(run) % period == 0 and all(lists[at] == lists[at % period] for at in range(len(run))):
            return [run[start : start + period] for start in range(0, len(run), period)]
    return [run]
