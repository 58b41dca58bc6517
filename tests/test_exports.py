"""Tables leave the house whole: what they rest on above them, texts that never run, numbers that stay numbers."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.briefs.tables import Column, Table, tell_basis, write_csv, write_workbook
from metrics.calendar import SHANGHAI
from metrics.i18n import translator
from metrics.intake.delimited import guarded, read_delimited, unguarded

T = translator("zh_CN")
BASIS = tell_basis(
    T,
    period="2025年第二季度",
    as_of="2025年6月30日",
    choice="单位类别：区县",
    scheme="济南默认方案 2025.1 版 [jinan-default 2025.1]",
    status="草稿",
    is_demonstration=True,
    made_at=datetime(2025, 7, 1, 9, 30, tzinfo=SHANGHAI),
)
COLUMNS = (
    Column("unit", "单位"),
    Column("score", "得分", "number", 2),
    Column("coverage", "覆盖度", "percent", 0),
    Column("day", "时限", "date"),
)
RISKY = ["=1+1", "+8613800000000", "-3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "''+1"]
HARMLESS = ["历下区", "a=b", "'quoted'", "'", "", "1-2", "O'Neil & <Söhne>", "12345678901234567890"]


def table(*lines, title="问题清单"):
    return Table(title, BASIS, COLUMNS, lines)


def sheet_of(content, name=None):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book[name] if name else book.worksheets[0]


def rows_below_headings(content):
    rows = list(sheet_of(content).iter_rows())
    start = next(number for number, row in enumerate(rows) if row[0].value == "单位")
    return rows[start + 1 :]


def test_a_file_says_on_what_its_figures_rest():
    wanted = dict(BASIS.facts)
    assert wanted["数据性质"].startswith("演示数据")
    assert wanted["导出时间"] == "2025-07-01 09:30"
    assert "jinan-default 2025.1" in wanted["考核规则"]
    sheet = sheet_of(write_workbook([table({"unit": "历下区"})]))
    assert {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2, max_row=8)} == wanted
    csv_rows = read_delimited(write_csv(table({"unit": "历下区"})), 10_000).rows
    assert {row[1]: row[2] for number, row in csv_rows.items() if 2 <= number <= 8} == wanted


@pytest.mark.parametrize("text", RISKY)
def test_a_text_never_starts_a_formula(text):
    written = write_csv(table({"unit": text})).decode("utf-8-sig")
    assert f"'{text}" in written.replace('""', '"')
    cell = rows_below_headings(write_workbook([table({"unit": text})]))[0][0]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(write_workbook([table({"unit": text})]))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", [*RISKY, *HARMLESS])
def test_our_reader_takes_off_what_our_writer_put_on(text):
    written = write_csv(table({"unit": text, "score": "1"}))
    rows = read_delimited(written, 10_000).rows
    assert rows[max(rows)].get(1, "") == text


@given(st.text(alphabet="'=+-@＝\t\r\n a甲"))
def test_guarding_and_taking_off_are_opposites(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_written_as_it_is(text):
    assert guarded(text) == text


def test_numbers_stay_numbers_and_words_among_them_stay_words():
    day = date(2025, 6, 30)
    lines = ({"unit": "甲", "score": "-7.50", "coverage": 0.93, "day": day}, {"unit": "乙", "score": "否决"})
    first, second = rows_below_headings(write_workbook([table(*lines)]))
    assert [cell.data_type for cell in first] == ["s", "n", "n", "d"]
    assert (first[1].value, first[1].number_format) == (-7.5, "0.00")
    assert (first[2].value, first[2].number_format) == (0.93, "0%")
    assert first[3].value.date() == date(2025, 6, 30)
    assert (second[1].value, second[2].value) == ("否决", None)
    assert write_csv(table(*lines)).decode("utf-8-sig").splitlines()[-2:] == ["甲,-7.50,0.93,2025-06-30", "乙,否决,,"]


def test_a_decimal_is_written_to_its_last_digit():
    column = Column("points", "扣分", "number")
    exact = Table("扣分", BASIS, (column,), ({"points": Decimal("0.1234")}, {"points": "12"}))
    assert write_csv(exact).decode("utf-8-sig").splitlines()[-2:] == ["0.1234", "12"]


def test_headings_are_frozen_and_filtered_and_columns_have_widths():
    sheet = sheet_of(write_workbook([table({"unit": "甲"}, {"unit": "乙"})]))
    assert sheet.freeze_panes == "A11"
    assert sheet.auto_filter.ref == "A10:D12"
    assert [cell.value for cell in sheet[10]] == ["单位", "得分", "覆盖度", "时限"]
    assert sheet.column_dimensions["A"].width == 16


def test_csv_has_a_byte_order_mark_and_opens_with_chinese():
    assert write_csv(table({"unit": "甲"})).startswith(b"\xef\xbb\xbf")


def test_sheets_get_names_that_spreadsheets_accept_and_tell_apart():
    long = "问题/整改[2025]：" + "很长的标题" * 9
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([table(title=long), table(title=long), table(title="'")])))
    assert len(set(book.sheetnames)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)


def test_what_no_spreadsheet_can_keep_is_left_out():
    cell = rows_below_headings(write_workbook([table({"unit": "甲\x00\x0b乙 & <丙> \ud800"})]))[0][0]
    assert cell.value == "甲乙 & <丙> ?"


SHOWN = [
    ("−1.87", "-1.87", "0.00"),
    ("+2.00", "2.00", "+0.00;-0.00;0.00"),
    ("▲ 1.25", "1.25", "+0.00;-0.00;0.00"),
    ("▼3", "-3", "0"),
    ("0", "0", "0"),
    ("12,345", "12345", "#,##0"),
    ("60%", "0.60", "0%"),
    ("83.33%", "0.8333", "0.00%"),
]
WORDS = ["暂不评定", "未抽查", "—", "4/3", "007", "1,23", "1e5", "１２", "+", "2025-06-30", "1 MB", "1234567890123456"]


@pytest.mark.parametrize(("text", "value", "form"), SHOWN)
def test_a_number_that_a_page_spells_out_leaves_as_a_number_and_shows_alike(text, value, form):
    shown = Table("得失分", BASIS, (Column("unit", "单位"), Column("points", "分值", "shown")), ({"points": text},))
    cell = rows_below_headings(write_workbook([shown]))[0][1]
    assert (cell.data_type, cell.number_format, Decimal(str(cell.value))) == ("n", form, Decimal(value))
    assert write_csv(shown).decode("utf-8-sig").splitlines()[-1] == f",{value}"


@pytest.mark.parametrize("text", [*WORDS, *RISKY[3:]])
def test_words_among_spelled_numbers_stay_words(text):
    shown = Table("得失分", BASIS, (Column("unit", "单位"), Column("points", "分值", "shown")), ({"points": text},))
    cell = rows_below_headings(write_workbook([shown]))[0][1]
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", ["007", "12345", "-3", "60%"])
def test_what_was_typed_leaves_as_it_was_typed_whatever_it_looks_like(text):
    cell = rows_below_headings(write_workbook([table({"unit": text})]))[0][0]
    assert (cell.data_type, cell.value) == ("s", text)
