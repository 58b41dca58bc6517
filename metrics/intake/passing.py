"""Rows of a sheet that are no data: totals, notes, chapter titles, signatures, examples, numbered columns.

They are passed over with a warning, never silently; a row that fills every needed column is always data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from metrics.intake.cleaning import PARSERS, day
from metrics.intake.headings import Table, missing
from metrics.intake.words import folded, half_width, vocabulary
from metrics.intake.workbook import Sheet

# 合计, 历下区小计, 本页小计（3个）, 共计：12, 共计1条; looked for in the first texts of a row.
LONGEST_TOTAL = 16
TEXTS_TO_LOOK_AT = 3
LAST_COLUMN = 16_384
_SUM = r"(合计|小计|总计|共计|累计)(数|分)?(\d+(\.\d+)?[个条项件处次家分]?)?"
_TOTAL = re.compile(rf".{{0,8}}{_SUM}([:：(].*)?")
# What a problem's description never is by itself; 收费表合计（数字错误） is one.
_BARE_TOTAL = re.compile(rf".{{0,8}}{_SUM}|{_SUM}([:：(].*)?")
# What adds a list up in a sentence below it: 共抽查60家，合格58家，合格率96.7%.
_SUMMED_UP = re.compile(r"(本次|全市|本季度)?共(抽查|检查|监测|有|发现)?(网站|账号)?\d+[个条项件处家].*[,;。].*", re.S)
# Where the name of a unit or a channel belongs: 合计 is neither, however complete the row beside it is.
NAMING = frozenset({"name", "unit_text", "channel_name", "responsible", "lead_units", "support_units"})
_ONLY_SUM = re.compile(_SUM)
# Columns where a day may stand among words.
WITH_A_DAY = frozenset({"due_text", "deadline_text"})
_HAN = "[一二三四五六七八九十]+"
_ANNEX = r"附[件表]\s*[\d一二三四五六七八九十]*\s*[:：.]?"
_CHAPTER = re.compile(rf"{_HAN}[、.．]|[(（]{_HAN}[)）]|第{_HAN}(章|节|部|类|部分)|{_ANNEX}")
_COUNTED = re.compile(rf"[(（]?{_HAN}[)）]?[、.．]?|第{_HAN}(章|节|部|类|部分)")
_REMARK = re.compile(r"(备注|注|注释|附注|说明|填表说明|填报说明|填写说明).{0,4}?[:：].*", re.S)
_FORM = re.compile(
    r"(填表人|填报人|审核人|负责人|联系人|联系电话|统计截止|截止日期|填报单位|填报日期|填报时间|填表日期|制表|报送单位"
    r"|单位负责人|分管领导|经办人|签字|盖章|单位|日期).{0,8}?[:：].*",
    re.S,
)
# The same labels alone in their cell, what they say in the next one: 说明|本表…, 填表人|张三|审核人|李四.
_LABEL = re.compile(
    r"备注|注|注释|附注|(填表|填报|填写)?说明|(填表|填报|审核|负责|联系|制表|复核|经办|签发)人|(单位|部门)负责人|分管领导|制表"
    r"|联系电话|统计截止|截止日期|(填报|报送|填表|制表)(单位|部门|日期|时间)|签字|盖章"
)
_SIGNED_ON = re.compile(
    r"20\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?|[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
# Who signs: a unit's own name alone above a day may as well be a row that lacks the rest.
_SIGNER = re.compile(r".*(办公厅|办公室|公开办|领导小组|工作专班|[科处]室?)(\(.*\))?")
# Below the office that signs and the day there are a few notes at most.
MOST_ROWS_BELOW_A_SIGNATURE = 20
_EXAMPLE = re.compile(r"(示例|样例|例|例行|填写示例|填报示例)([:：].*)?", re.S)
_POINTS = re.compile(r"\d+(\.\d+)?分?")


def own_cells(table: Table, cells: Mapping[int, str]) -> Mapping[int, str]:
    """Return the cells of a row that stand in the table's columns."""
    if table.left == 1 and table.right == LAST_COLUMN:
        return cells
    return {column: text for column, text in cells.items() if table.left <= column <= table.right}


def texts_of(cells: Mapping[int, str]) -> dict[int, str]:
    """Return the texts of a row that are not blank, from left to right, without outer blanks."""
    return {column: text for column in sorted(cells) if (text := cells[column].strip())}


def first_texts(cells: Mapping[int, str]) -> list[str]:
    """Return the first texts of a row as typed, at most so many as decide what the row is."""
    found = []
    for text in cells.values():
        if text and not text.isspace():
            found.append(text)
            if len(found) == TEXTS_TO_LOOK_AT:
                break
    return found


@lru_cache(maxsize=10_000)
def may_be_no_data(first: str) -> bool:
    """Return whether a row whose first text is this needs a closer look; a number never does."""
    text = first.strip()
    if text[0].isdigit() or (text[0].isascii() and text[0].isalpha()):
        return False
    forms = (_REMARK, _FORM, _CHAPTER)
    return (
        any(form.match(text) for form in forms)
        or _LABEL.fullmatch(folded(text)) is not None
        or _EXAMPLE.fullmatch(text.strip("()（）")) is not None
    )


def is_title(sheet: Sheet, number: int) -> bool:
    """Return whether a row may belong above a table: one text that is no remark and no total, or a form's label.

    Nor is 全覆盖 a title: it is all that a row of inspections needs to say.
    """
    typed = texts_of(sheet.rows[number])
    first = next(iter(typed.values()), "")
    if _FORM.fullmatch(first):
        return True
    is_scope = vocabulary().code("inspection_scope", first) is not None
    return len(typed) == 1 and not is_scope and not _REMARK.fullmatch(first) and not is_total([first])


def is_total(texts: Sequence[str]) -> bool:
    """Return whether one of the first texts of a row says that it adds up others."""
    return any("计" in text and _is_total(text) for text in texts[:TEXTS_TO_LOOK_AT])


def total_in(table: Table, typed: Mapping[int, str], filled: Mapping[int, str]) -> int | None:
    """Return the column of the text by which a row adds up others, None when it does not.

    A row that fills every needed column is a total only where the bare word stands first or in place of a name:
    elsewhere, 累计 and 合计 stand in descriptions of problems.
    """
    if (column := total_as_name(table, {**filled, **typed})) is not None:
        return column
    for column in [*typed][:TEXTS_TO_LOOK_AT]:
        if is_total([typed[column]]):
            row = {**filled, **typed}
            is_first = column == min(row) and _BARE_TOTAL.fullmatch(folded(typed[column])) is not None
            return column if is_first or not is_whole(table, row) else None
    return None


def total_as_name(table: Table, cells: Mapping[int, str]) -> int | None:
    """Return the column where a bare word for a total stands in place of a unit or a channel, None without any."""
    columns = (column for fields in table.kinds.values() for name, column in fields.items() if name in NAMING)
    return next((column for column in columns if _is_only_sum(cells.get(column, ""))), None)


@lru_cache(maxsize=10_000)
def _is_only_sum(text: str) -> bool:
    return is_total([text.strip()]) and _ONLY_SUM.fullmatch(folded(text).strip(":")) is not None


@lru_cache(maxsize=10_000)
def _is_total(text: str) -> bool:
    return len(text) <= LONGEST_TOTAL and _TOTAL.fullmatch(folded(text)) is not None


def reason_to_pass(
    table: Table, number: int, typed: Mapping[int, str], filled: Mapping[int, str], was_remark: bool
) -> str:
    """Return the code of the warning about a row that is no data, or nothing for data.

    ``typed`` are its texts (``texts_of``), ``filled`` what merged cells above say in it, ``was_remark`` whether the
    row above was a note: those go on below it.
    """
    if number in table.again:
        return "section_row_skipped"
    texts = list(typed.values())
    first, column = texts[0], next(iter(typed))
    if total_in(table, typed, filled) is not None:
        return "total_row_skipped"
    if number == table.heading_row + 1 and numbers_columns(texts):
        return "section_row_skipped"
    # 一、首页错字 below a finding's merged cells describes the next one: what is merged from above fills the row, too.
    if filled and is_whole(table, {**filled, **typed}) and not stands_in_numbering(table, column, first):
        return ""
    # Where a number belongs, 示例 is no number, however complete the row is.
    if _EXAMPLE.fullmatch(first.strip("()（）")) and (len(first) < 5 or not is_whole(table, typed)):
        return "note_row_skipped"
    is_short = len(texts) <= 2
    if (_REMARK.match(first) or _FORM.match(first)) and not is_whole(table, typed):
        return "note_row_skipped"
    if _LABEL.fullmatch(folded(first)) and not is_whole(table, {**filled, **typed}):
        return "note_row_skipped"
    if len(texts) == 1 and _SUMMED_UP.fullmatch(folded(first)):
        return "total_row_skipped"
    if was_remark and len(texts) == 1:
        return "note_row_skipped"
    if is_short and _CHAPTER.match(first) and all(_POINTS.fullmatch(half_width(text)) for text in texts[1:]):
        return "section_row_skipped"
    if len(texts) == 1 and (is_merged_across(table, number, column) or stands_in_numbering(table, column, first)):
        return "section_row_skipped"
    if not filled and signs_table(table, number, typed):
        return "note_row_skipped"
    return ""


def signs_table(table: Table, number: int, typed: Mapping[int, str]) -> bool:
    """Return whether a row is the day below a table, or at its end the office above that day."""
    if len(typed) != 1 or is_whole(table, typed):
        return False
    if is_lone_day(table, typed):
        return True
    if not _SIGNER.fullmatch(folded(next(iter(typed.values())))):
        return False
    last = min(table.last_row, number + MOST_ROWS_BELOW_A_SIGNATURE)
    rows = (table.sheet.rows.get(below, {}) for below in range(number + 1, last + 1))
    below = [texts for row in rows if (texts := texts_of(own_cells(table, row)))]
    return (
        bool(below)
        and last == table.last_row
        and is_lone_day(table, below[0])
        and not any(is_whole(table, texts) for texts in below)
    )


def is_lone_day(table: Table, typed: Mapping[int, str]) -> bool:
    """Return whether the only text of a row is a day, in a column where no day belongs."""
    if len(typed) != 1:
        return False
    ((column, text),) = typed.items()
    fields = [(kind, name) for kind, columns in table.kinds.items() for name, at in columns.items() if at == column]
    is_dated = any(PARSERS[kind][name] is day or name in WITH_A_DAY for kind, name in fields)
    return not is_dated and _SIGNED_ON.fullmatch(folded(text)) is not None


def numbers_columns(texts: Sequence[str]) -> bool:
    """Return whether a row below the headings numbers the columns, as statistical forms do (1 2 3 …, or 甲 1 2 …)."""
    numbers = [folded(text).strip("()[]") for text in texts]
    counted = [number for number in numbers if number not in tuple("甲乙丙丁")]
    return len(numbers) > 2 and counted == [str(place) for place in range(1, len(counted) + 1)]


def stands_in_numbering(table: Table, column: int, text: str) -> bool:
    """Return whether a lone text stands where numbers of rows belong: a chapter in a table without merged cells."""
    heading = folded(table.headings.get(column, ""))
    return heading in ("序号", "编号", "行号") and not any(letter.isdigit() for letter in text)


def chapters_of(table: Table, filled: Mapping[int, Mapping[int, str]]) -> frozenset[int]:
    """Return the rows of a table of tasks that are chapters with a number of their own: 一 and a title, and no more.

    Only where the tasks count otherwise (1, 2, …), and no row that counts like a chapter says anything else: a task
    numbered 一 whose units were forgotten is no chapter.
    """
    columns = table.kinds.get("assignments", {})
    if not {"number", "title"} <= columns.keys():
        return frozenset()
    at, title = columns["number"], columns["title"]
    chapters, has_tasks = [], False
    for number, row in table.sheet.rows.items():
        first = folded(row.get(at, ""))
        if not table.heading_row < number <= table.last_row or not first:
            continue
        if not _COUNTED.fullmatch(first):
            has_tasks = has_tasks or first[0].isdigit()
        elif texts_of({**filled.get(number, {}), **own_cells(table, row)}).keys() == {at, title}:
            chapters.append(number)
        else:
            return frozenset()
    return frozenset(chapters) if has_tasks else frozenset()


def is_merged_across(table: Table, number: int, column: int) -> bool:
    """Return whether a cell spans several columns."""
    return table.widths.get((number, column), 1) > 1


def is_whole(table: Table, typed: Mapping[int, str]) -> bool:
    """Return whether every needed column of a kind of the table is filled in."""
    titled = ("period",) if table.period else ()
    return any(
        not missing(kind, {*titled, *(name for name, column in columns.items() if column in typed)})
        for kind, columns in table.kinds.items()
    )
