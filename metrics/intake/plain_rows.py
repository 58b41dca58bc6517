"""Clean the plain rows of a table by columns: every distinct text once, by the rules that rows.py has for one cell.

A row is plain when nothing in it is a fault, a total, a note, a merged cell or 同上. All others are left to
data_rows.py and rows.py, one by one; what a plain row says is exactly what they would have read of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from metrics.columns import EMPTY, Flags, Places, Values, codes_in_use, compact, constant, decided, without_none
from metrics.intake.blocks import Block
from metrics.intake.cell_values import (
    HINTING,
    addresses,
    deadline_of,
    hints_for,
    in_reading_order,
    shown_cells,
    shown_headings,
    value_of,
)
from metrics.intake.cleaning import PARSERS, Hints, Parser, Wrong, day, line, number_of_problem, period, text
from metrics.intake.data_rows import LONGEST_DITTO, is_ditto
from metrics.intake.headings import Table, is_dated_by_title, known_headings
from metrics.intake.passing import is_total, may_be_no_data, numbers_columns, own_cells, texts_of
from metrics.intake.records import Value
from metrics.intake.rules import READ_BY_RULES, RULES
from metrics.intake.sheet_columns import TextColumn
from metrics.intake.words import vocabulary

# Tables of these are long; those of other kinds are read row by row.
LONG_KINDS = frozenset({"findings", "rectifications"})
# A row of fewer texts may be a title, a note, a signature.
FEWEST_TEXTS = 3
HINTED: tuple[Parser, ...] = (day, period)
# Signs that stay what they are in a text on one line, however often it is cleaned.
_SAFE = r"!-~\x{4e00}-\x{9fff}，。、；：“”‘’《》（）！？—…·【】"
_SAFE_CODE = "!-~"
# What rows do not begin with that begin with a number or a code.
NO_CODE = "^[^0-9A-Za-z]"
# No sign or word for 同上 has a letter or a digit; numbers, dates and codes need no closer look.
LIKE_DITTO = rf"^\s*[^0-9A-Za-z]{{1,{LONGEST_DITTO}}}\s*$"
# Stands for the value of a cell that rows.py has to look at.
FAULTY = object()
# What spreadsheets write in place of a value begins with one of these.
_BY_PROGRAM = "^[#=]"


def plain_places(table: Table) -> Places:
    """Return where the rows stand (in the columns of the sheet) that may be plain, as far as their layout tells."""
    columns, sheet = table.sheet.columns, table.sheet
    is_plain = (columns.numbers > table.heading_row) & (columns.numbers <= table.last_row)
    if not table.kinds.keys() <= LONG_KINDS:
        return np.zeros(0, np.int64)
    used = {column for found in table.kinds.values() for column in found.values()}
    texts = np.zeros(len(columns.numbers), np.int32)
    is_used = np.zeros(len(columns.numbers), np.bool_)
    is_first = np.ones(len(columns.numbers), np.bool_)
    for at, column in columns.columns.items():
        if not table.left <= at <= table.right:
            continue
        is_given = column.codes != EMPTY
        is_plain &= ~column.rows_of(column.is_blank)
        is_plain &= ~column.where(lambda typed: is_total([typed.strip()]), "计")
        if (is_first & is_given).any():
            firsts = TextColumn(np.where(is_first, column.codes, EMPTY), column.array)
            is_plain &= ~firsts.where(lambda typed: not typed.strip() or may_be_no_data(typed), NO_CODE)
        if at in used:
            is_plain &= ~column.where(is_ditto, LIKE_DITTO)
            is_used |= is_given
        is_first &= ~is_given
        texts += is_given
    is_plain &= is_used & (texts >= FEWEST_TEXTS)
    left_out = {number for number, _ in table.problems} | table.again
    below = texts_of(own_cells(table, sheet.rows.get(table.heading_row + 1, {})))
    if numbers_columns(list(below.values())):
        left_out.add(table.heading_row + 1)
    for first, left, last, _ in sheet.merges:
        if left in used and last > first:
            is_plain &= (columns.numbers < first) | (columns.numbers > last)
    if left_out:
        is_plain &= ~np.isin(columns.numbers, list(left_out))
    return np.flatnonzero(is_plain)


def plain_block(table: Table) -> Block | None:
    """Return the plain rows of a table of findings or rectifications, None for other kinds."""
    if not table.kinds.keys() <= LONG_KINDS:
        return None
    places = plain_places(table)
    is_sound = np.ones(len(places), np.bool_)
    said: dict[str, Values] = {}
    fields: dict[str, dict[str, Values]] = {}
    for kind in table.kinds:
        fields[kind] = _Reader(table, kind, places, is_sound, said).read()
        said |= fields[kind]
    columns = table.sheet.columns
    block = Block(
        table.sheet.name, columns.numbers[places], fields,
        {kind: _says(kind, found, len(places)) for kind, found in fields.items()},
        _cells_of(table), _addresses_of(table), *_shown(table, places),
    )  # fmt: skip
    return block if is_sound.all() else block.take(np.flatnonzero(is_sound))


class _Reader:
    """Reads one kind of a table; rows with anything wrong stop being ``is_sound``."""

    def __init__(self, table: Table, kind: str, places: Places, is_sound: Flags, said: Mapping[str, Values]) -> None:
        self.table, self.kind, self.places, self.is_sound = table, kind, places, is_sound
        self.said = said
        self.fields: dict[str, Values] = {}

    def read(self) -> dict[str, Values]:
        """Return field → values."""
        columns = self.table.kinds[self.kind]
        for name in in_reading_order(columns):
            hinted = PARSERS[self.kind][name] in HINTED
            self.fields[name] = self._hinted(name) if hinted else self._unhinted(name)
        if is_dated_by_title(self.table, self.kind):
            self.fields["period"] = constant(self.table.period, len(self.places))
        if self.kind == "rectifications" and "deadline_text" in self.fields:
            self._read_deadline()
        self._check()
        return self.fields

    def _column(self, name: str) -> TextColumn | None:
        return self.table.sheet.columns.columns.get(self.table.kinds[self.kind][name])

    def _typed(self, name: str) -> Values:
        """Return the texts of a column in the rows read."""
        column = self._column(name)
        if column is None:
            return constant(None, len(self.places))
        return Values(column.codes[self.places], column.texts, column.array)

    def _unhinted(self, name: str) -> Values:
        """Read a column whose texts mean the same in every row."""
        typed, column = self._typed(name), self._column(name)
        is_clean = _clean(column, PARSERS[self.kind][name]) if column is not None else None
        codes, has_empty = codes_in_use(typed.codes, len(typed.values))
        if is_clean is not None:
            codes = np.array(codes, np.int64)[~is_clean[codes]].tolist()
            if not codes and not has_empty:
                return typed
        made: list[object] = [*typed.values, None]
        wrong = np.zeros(len(made), np.bool_)
        for code in [*codes, EMPTY] if has_empty else codes:
            value = self._value(name, "" if code == EMPTY else typed.values[code], hints_for(self.table, {}, name))
            wrong[code] = value is FAULTY
            made[code] = None if value is FAULTY else value
        self.is_sound &= ~wrong[typed.codes]
        return compact(typed.codes, made) if is_clean is None else without_none(typed.codes, made)

    def _value(self, name: str, typed: str, hints: Hints) -> object:
        try:
            return value_of(self.kind, name, typed, hints)
        except Wrong:
            return FAULTY

    def _hinted(self, name: str) -> Values:
        """Read a column whose texts may need the year, or the day of the finding, that other cells name."""
        typed = self._typed(name)

        def read(place: int, known: dict[str, Value]) -> object:
            return self._value(name, typed[place] or "", hints_for(self.table, known, name))

        return self._by_hints(typed, read)

    def _by_hints(self, typed: Values, read: Callable[[int, dict[str, Value]], object]) -> Values:
        """Return what ``read`` makes of a row's text, given what the row says of its year."""
        before = {**self.said, **self.fields}
        hinting = {name: before[name] for name in HINTING if name in before}
        found = decided(
            [typed, *hinting.values()], len(self.places),
            lambda place: read(place, {name: values[place] for name, values in hinting.items()}),
        )  # fmt: skip
        return self._sound(found)

    def _sound(self, found: Values) -> Values:
        """Return values without the faulty ones; their rows are no longer sound."""
        wrong = np.array([value is FAULTY for value in found.values], np.bool_)
        if wrong.any():
            self.is_sound &= ~wrong[found.codes]
        return compact(found.codes, [*(None if value is FAULTY else value for value in found.values), None])

    def _read_deadline(self) -> None:
        words = self.fields["deadline_text"]

        def read(place: int, known: dict[str, Value]) -> object:
            typed = words[place]
            if typed is None:
                return None
            try:
                found, code = deadline_of(typed, hints_for(self.table, known, "deadline_text"), self.kind)
            except ValueError:
                return FAULTY
            return FAULTY if code else found

        self.fields["deadline_on"] = self._by_hints(words, read)

    def _check(self) -> None:
        """Leave out the rows whose cells do not go together."""
        names = READ_BY_RULES[self.kind]

        def is_wrong(place: int) -> bool:
            fields = {name: self.fields[name][place] for name in names if name in self.fields}
            return any(True for _ in RULES[self.kind](fields))

        found = decided([self.fields.get(name) for name in names], len(self.places), is_wrong)
        if len(found.values):
            self.is_sound &= ~np.array(found.values, np.bool_)[found.codes]


@cache
def _longest_empty() -> int:
    return max(len(word) for word in vocabulary().codes["empty"])


def _clean(column: TextColumn, parser: Parser) -> Flags | None:
    """Return per distinct text whether reading it with ``parser`` leaves it as it is; None where nobody can tell.

    Long enough to be no sign for nothing, without a sign that spreadsheets write, of signs that are never changed.
    """
    if parser not in (line, text, number_of_problem):
        return None
    signs = _SAFE_CODE if parser is number_of_problem else _SAFE
    pattern = f"^[{signs}]{{{_longest_empty() + 1},}}( [{signs}]+)*$"
    return column.matching(pattern) & ~column.matching(_BY_PROGRAM)


def _says(kind: str, fields: Mapping[str, Values], count: int) -> Flags:
    """Return per row whether it says anything of its kind: a ledger may speak of no repair yet."""
    if kind != "rectifications":
        return np.ones(count, np.bool_)
    found = np.zeros(count, np.bool_)
    for name, heading in known_headings().kinds[kind].items():
        if heading.group == "repair" and name in fields:
            found |= fields[name].is_given
    return found


def _shown(table: Table, places: Places) -> tuple[dict[str, Values], frozenset[str]]:
    """Return heading → texts as typed of every column with a heading or a text, and the headings among them."""
    columns = table.sheet.columns.columns
    own = {at: one for at, one in columns.items() if table.left <= at <= table.right}
    headings = shown_headings(table, own)
    shown = {
        heading: constant(None, len(places))
        if at not in own
        else Values(own[at].codes[places], own[at].texts, own[at].array)
        for at, heading in headings.items()
    }
    return shown, frozenset(heading for at, heading in headings.items() if at in table.headings)


def _cells_of(table: Table) -> Callable[[int], Mapping[str, str]]:
    return lambda number: shown_cells(table, own_cells(table, table.sheet.rows[number]))


def _addresses_of(table: Table) -> Callable[[str, int], Mapping[str, str]]:
    return lambda kind, number: addresses(table, kind, number)
