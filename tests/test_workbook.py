"""Bytes of any kind become cells with their true address, or one fault; this process always goes on."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from metrics.intake.faults import Fault
from metrics.intake.unpacking import Limits
from metrics.intake.workbook import Sheet, read_workbook

SMALL = Limits(megabytes=1_000, seconds=20, unpacked_megabytes=5, cells=1_000)
TABLE = "单位名称,单位类别\n历下区人民政府,区县\n"


def saved(folder: Path, content: bytes, name: str = "ledger.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def book_bytes(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
    return stream.getvalue()


def sheets(path: Path, limits: Limits = SMALL) -> tuple[Sheet, ...]:
    found = read_workbook(path, path.name, limits)
    assert not isinstance(found, Fault), found
    return found


def code(path: Path, limits: Limits = SMALL) -> str:
    found = read_workbook(path, path.name, limits)
    assert isinstance(found, Fault), found
    return found.code


def test_numbers_come_as_a_person_saw_them(tmp_path: Path) -> None:
    row = [1.75, 0.1 + 0.2, 3.0, 1.7500000000000002, 1e-7, 1e20, True, "007"]
    (sheet,) = sheets(saved(tmp_path, book_bytes(row)))
    assert list(sheet.rows[1].values()) == [
        "1.75", "0.3", "3", "1.75", "0.0000001", "100000000000000000000", "TRUE", "007",
    ]  # fmt: skip


def test_days_come_as_days_and_months_stay_months(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = date(2025, 6, 5)
    sheet["B1"] = datetime(2025, 6, 5, 13, 30)  # noqa: DTZ001 - cells have no zone
    sheet["C1"] = date(2025, 6, 1)
    sheet["C1"].number_format = 'yyyy"年"m"月"'
    sheet["D1"] = 45813
    sheet["D1"].number_format = "[$-804]yyyy\\年m\\月d\\日;@"
    sheet["E1"] = 12.5
    sheet["E1"].number_format = '[Red]0.00"days"'
    book.save(tmp_path / "days.xlsx")
    (read,) = sheets(tmp_path / "days.xlsx")
    assert read.rows[1] == {1: "2025-06-05", 2: "2025-06-05 13:30:00", 3: "2025年6月", 4: "2025-06-05", 5: "12.5"}


def test_cells_keep_their_address_when_the_table_starts_far_from_a1(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["AB7"] = "扣分"
    sheet["AC9"] = "=1/0"
    sheet["AB9"] = "#REF!"
    sheet.merge_cells("AB7:AC7")
    book.save(tmp_path / "far.xlsx")
    (read,) = sheets(tmp_path / "far.xlsx")
    assert read.rows == {7: {28: "扣分"}, 9: {28: "#REF!", 29: "=1/0"}}
    assert read.problems == {(9, 28): ("error_value", "#REF!"), (9, 29): ("formula_without_value", "=1/0")}
    assert read.merges == ((7, 28, 7, 29),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_tables_are_read_in_every_usual_encoding_and_separator(tmp_path: Path, encoding: str, mark: str) -> None:
    (sheet,) = sheets(saved(tmp_path, TABLE.replace(",", mark).encode(encoding), "名录.csv"))
    assert sheet.name == "名录"
    assert sheet.rows == {1: {1: "单位名称", 2: "单位类别"}, 2: {1: "历下区人民政府", 2: "区县"}}


def test_a_line_break_inside_quotes_does_not_move_the_rows_below(tmp_path: Path) -> None:
    (sheet,) = sheets(saved(tmp_path, '问题描述,扣分\n"一；\n二",1\n三,2\n'.encode(), "a.csv"))
    assert sheet.rows[3] == {1: "三", 2: "2"}


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        # To the end of the file; up to the next opening mark; on the last line of all.
        ('问题描述,扣分\n"一,1\n二,2\n三,3\n', 2, "A"),
        ('扣分,问题描述\n1,"一\n2,二\n3,"三"\n4,四\n', 2, "B"),
        ('扣分,问题描述\n1,"一\n又一"\n2,"二\n3,三\n', 3, "B"),
        ('扣分,问题描述\n1,"一', 2, "B"),
    ],
)
def test_a_quotation_mark_never_closed_is_told_by_its_row(tmp_path: Path, text: str, row: int, column: str) -> None:
    path = saved(tmp_path, text.encode(), "a.csv")
    found = read_workbook(path, path.name)
    assert isinstance(found, Fault)
    assert (found.code, found.cell, found.details["row"]) == ("unclosed_quote", f"{column}{row}", row)


def test_marks_inside_texts_of_one_line_stay_what_they_are(tmp_path: Path) -> None:
    (sheet,) = sheets(saved(tmp_path, '扣分,问题描述\n1,"5"屏不显示\n2,他说"好"\n3,"三""三"'.encode(), "a.csv"))
    assert [sheet.rows[number][1] for number in (2, 3, 4)] == ["1", "2", "3"]
    assert sheet.rows[4][2] == '三"三'


LONG = "一{0}二{0}三{0}四{0}五{0}六{0}七{0}八"


@pytest.mark.parametrize("headings", [("检查期", "责任单位", "问题描述"), ("甲", "乙", "丙")], ids=["known", "unknown"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("other", [",", ";"])
def test_signs_in_a_description_do_not_decide_the_separator(
    tmp_path: Path, headings: tuple[str, ...], mark: str, other: str
) -> None:
    described = LONG.format(other)
    quoted = f'"{described}"' if mark == other else described
    rows = [headings, ("2025Q2", "历下区", quoted), ("2025Q2", "市中区", "空")]
    text = "\n".join(mark.join(row) for row in rows)
    (sheet,) = sheets(saved(tmp_path, text.encode(), "a.csv"))
    assert [len(sheet.rows[number]) for number in (1, 2, 3)] == [3, 3, 3]
    assert sheet.rows[2][3] == described


def test_the_bytes_decide_what_a_file_is_and_not_its_name(tmp_path: Path) -> None:
    (as_text,) = sheets(saved(tmp_path, TABLE.encode(), "really-text.xlsx"))
    (as_book,) = sheets(saved(tmp_path, book_bytes(["单位名称"]), "really-a-workbook.csv"))
    assert as_text.rows[1][1] == as_book.rows[1][1] == "单位名称"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n...",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"<html><table><tr><td>1</td></tr></table></html>",
        bytes.fromhex("D0CF11E0A1B11AE1") + "WordDocument".encode("utf-16-le"),
        bytes(range(256)) * 20,
    ],
)
def test_other_files_renamed_to_xlsx_are_named_for_what_they_are(tmp_path: Path, content: bytes) -> None:
    assert code(saved(tmp_path, content)) == "wrong_format"


PAGE = "<html><head></head><table><tr><td>检查期</td></tr></table></html>"


@pytest.mark.parametrize(
    "content",
    [PAGE.encode(encoding) for encoding in ("gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")]
    + [b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n" + PAGE.encode()],
)
def test_web_pages_named_xls_are_told_as_such_in_every_encoding_and_packed(tmp_path: Path, content: bytes) -> None:
    path = saved(tmp_path, content, "台账.xls")
    found = read_workbook(path, path.name)
    assert isinstance(found, Fault)
    assert (found.code, found.details["seen"]) == ("wrong_format", "a web page")


def test_an_archive_that_is_no_workbook_is_the_wrong_format(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    found = read_workbook(saved(tmp_path, stream.getvalue()), "a.xlsx", SMALL)
    assert isinstance(found, Fault)
    assert (found.code, found.details["seen"]) == ("wrong_format", "a Word document")


def test_an_encrypted_workbook_asks_for_its_password_to_be_taken_off(tmp_path: Path) -> None:
    content = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert code(saved(tmp_path, content)) == "password_protected"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_damaged_wherever_it_was_cut(tmp_path: Path, kept: float) -> None:
    content = book_bytes(*[["历下区", number] for number in range(50)])
    assert code(saved(tmp_path, content[: int(len(content) * kept)])) == "unreadable_workbook"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("content", [b"", b"<a", b"<worksheet><row r='x'/></worksheet>\x00", b"\xff\xfe\x00"])
def test_damaged_parts_are_a_fault_and_never_an_exception(tmp_path: Path, part: str, content: bytes) -> None:
    assert code(saved(tmp_path, with_part(book_bytes(["a"]), part, content))) == "unreadable_workbook"


def test_blank_files_are_empty(tmp_path: Path) -> None:
    for content in (b"", b"\xef\xbb\xbf\r\n", b"\x00" * 10, book_bytes()):
        assert code(saved(tmp_path, content)) == "empty_file"


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    bomb = with_part(book_bytes(["a"]), "xl/worksheets/sheet1.xml", b" " * 20_000_000)
    assert len(bomb) < 50_000
    assert code(saved(tmp_path, bomb)) == "too_large"


def test_a_zip_bomb_that_lies_about_its_size_unpacks_no_further_than_it_says(tmp_path: Path) -> None:
    bomb = bytearray(with_part(book_bytes(["a"]), "xl/worksheets/sheet1.xml", b" " * 20_000_000))
    honest = struct.pack("<L", 20_000_000)
    while (at := bomb.find(honest)) >= 0:
        bomb[at : at + 4] = struct.pack("<L", 1_000)
    assert code(saved(tmp_path, bytes(bomb))) == "unreadable_workbook"


def test_entities_that_multiply_do_not_fill_the_memory(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e9;</a>'
    content = with_part(book_bytes(["a"]), "xl/workbook.xml", laughs.encode())
    assert code(saved(tmp_path, content)) in {"unreadable_workbook", "reading_failed"}


def test_more_cells_than_are_read_are_refused(tmp_path: Path) -> None:
    assert code(saved(tmp_path, book_bytes(*[[1, 2, 3]] * 334))) == "too_many_cells"
    assert code(saved(tmp_path, b"a,b,c\n" * 334, "a.csv")) == "too_many_cells"


def test_a_reader_that_runs_out_of_memory_is_a_fault_of_that_file_only(tmp_path: Path) -> None:
    large = saved(tmp_path, TABLE.encode() * 500_000, "large.csv")
    assert code(large, Limits(megabytes=60)) == "reading_failed"
    assert sheets(saved(tmp_path, book_bytes(["a"])))[0].rows == {1: {1: "a"}}


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    assert code(saved(tmp_path, book_bytes(["a"])), Limits(seconds=0)) == "reading_took_too_long"


def test_a_hidden_sheet_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("list").sheet_state = "hidden"
    book["list"]["A1"] = "是"
    book["Sheet"]["A1"] = "x"
    book.save(tmp_path / "two.xlsx")
    found = sheets(tmp_path / "two.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in found] == [("Sheet", False), ("list", True)]
