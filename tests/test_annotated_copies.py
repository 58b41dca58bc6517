"""The answer to a bad ledger is the ledger itself: bad cells marked, a list in front; corrected, it is sent again."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from conftest import FUZZ, USUAL_FUZZ
from dashboards import command
from desks import Desk, codes
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from metrics.calendar import SHANGHAI
from metrics.errors import Refused
from metrics.inbox import Inbox
from metrics.intake.annotation import annotated_copy, answer_name, write_answer
from metrics.intake.faults import fault
from metrics.intake.reading import read_ledger
from metrics.intake.unpacking import Limits

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
LIST = "问题清单"
RED, AMBER = "00F2C4BF", "00F3DFB8"
HEADINGS = ("问题编号", "发现日期", "责任单位", "渠道名称", "指标", "性质", "扣分", "问题描述")
GOOD = ("1", "2025-05-20", "甲区", "甲区政府网", "政策文件", "扣分", 5, "半年未更新")


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def drawn(paths: list[Path]) -> list[Path]:
    """Every fifth file in the usual run, all of them in the long one."""
    return paths if FUZZ > USUAL_FUZZ else paths[::5]


def ledger(path: Path, *rows: tuple[object, ...]) -> Path:
    """A findings ledger as an office lays it out: a merged title, bold headings, widths, a colour of its own."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "6月'检查"
    page.append(["2025年第二季度问题台账"])
    page.merge_cells("A1:H1")
    page.append(HEADINGS)
    for row in rows:
        page.append(row)
    for cell in page[2]:
        cell.font = Font("黑体", bold=True)
    page.column_dimensions["H"].width = 44
    page["H3"].fill = PatternFill("solid", fgColor="00FFFF00")
    page["A3"].comment = Comment("请局办公室核实", "张三")
    book.save(path)
    return path


def answer_to(path: Path, faults=None, **options) -> Path:
    """Write the answer to a file beside it."""
    faults = read_ledger(path, path.name).faults if faults is None else faults
    target = path.with_name(answer_name(path.name))
    target.write_bytes(annotated_copy(path, path.name, faults, **options))
    return target


def listed(path: Path) -> list[tuple[object, ...]]:
    """The lines of the list: sheet, cell, severity, as typed, what is wrong, what to do."""
    page = openpyxl.load_workbook(path)[LIST]
    rows = [tuple(cell.value for cell in row) for row in page.iter_rows()]
    first = next(number for number, row in enumerate(rows) if row[0] == "序号") + 1
    return [row[1:] for row in rows[first:]]


def test_bad_cells_are_coloured_and_commented_and_the_rest_looks_as_before(tmp_path):
    bad = (*GOOD[:6], "五分", GOOD[7])
    path = ledger(tmp_path / "台账.xlsx", GOOD, bad)
    page = openpyxl.load_workbook(answer_to(path))["6月'检查"]
    assert page["G4"].fill.fgColor.rgb == RED
    assert "“五分”" in page["G4"].comment.text
    assert "只填数字" in page["G4"].comment.text
    # The rest of the row has a lighter tint, the row above none, and the sender's own looks are all there.
    assert page["A4"].fill.fgColor.rgb not in (RED, "00000000")
    assert page["A3"].fill.fill_type is None
    assert page["H3"].fill.fgColor.rgb == "00FFFF00"
    assert page["A2"].font.name == "黑体"
    assert page.column_dimensions["H"].width == 44
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:H1"]
    assert page["A3"].comment.text == "请局办公室核实"


def test_the_list_says_where_what_was_seen_and_what_to_do_and_leads_to_the_cell(tmp_path):
    path = ledger(tmp_path / "台账.xlsx", GOOD, (*GOOD[:1], "2025-02-30", *GOOD[2:]))
    answer = answer_to(path)
    ((sheet, cell, severity, typed, message, advice),) = listed(answer)
    assert (sheet, cell, severity, typed) == ("6月'检查", "B4", "错误", "2025-02-30")
    assert "2025-02-30" in message
    assert "2025年6月30日" in advice
    book = openpyxl.load_workbook(answer)
    assert book.sheetnames[0] == LIST
    assert book.active.title == LIST
    (link,) = [one.hyperlink for row in book[LIST].iter_rows() for one in row if one.hyperlink]
    assert link.location == "'6月''检查'!B4"
    assert link.target is None


def test_a_mended_copy_is_sent_again_as_it_is_and_accepted(desk, tmp_path):
    bad = ("9", "2025-02-30", "甲区", "甲区政府网", "政策文件", "扣分", "五分", "空")
    path = ledger(tmp_path / "台账.xlsx", GOOD, bad)
    receipt = desk.receive([(path, path.name)])
    assert codes(receipt) == [("impossible_date", "B4"), ("not_a_number", "G4")]
    answer = write_answer(path, path.name, receipt.files[0].faults, tmp_path / "answers")
    book = openpyxl.load_workbook(answer)
    book["6月'检查"]["B4"], book["6月'检查"]["G4"] = "2025-05-30", 2
    book.save(answer)
    again = desk.receive([(answer, answer.name)])
    assert again.accepted, again.as_json()
    assert codes(again, "warning") == []
    assert again.files[0].kinds["findings"].new == 1


def test_a_copy_mended_in_part_loses_the_marks_that_no_longer_hold(tmp_path):
    path = ledger(tmp_path / "台账.xlsx", ("1", "2025-02-30", "甲区", "甲区政府网", "政策文件", "扣分", "五分", "空"))
    first = answer_to(path)
    book = openpyxl.load_workbook(first)
    book["6月'检查"]["B3"] = "2025-05-30"
    book.save(first)
    second = write_answer(first, first.name, read_ledger(first, first.name).faults, tmp_path / "second")
    assert second.name == "台账（批注）.xlsx"
    page = openpyxl.load_workbook(second)["6月'检查"]
    assert page["B3"].comment is None
    assert page["B3"].fill.fgColor.rgb != RED
    assert page["G3"].fill.fgColor.rgb == RED
    assert [line[1] for line in listed(second)] == ["G3"]
    # The clerk's own comment outlives both answers, also when a fault stood in its cell.
    assert page["A3"].comment.text == "请局办公室核实"


@pytest.mark.parametrize("path", drawn(sorted(SAMPLES.glob("**/*.xlsx"))), ids=lambda path: path.stem)
def test_marks_do_not_disturb_the_reader(path, tmp_path):
    before = read_ledger(path, path.name)
    target = tmp_path / path.name
    target.write_bytes(annotated_copy(path, path.name, before.faults or [fault("no_rows")]))
    after = read_ledger(target, path.name)
    if rows(before):
        assert (rows(after), after.faults) == (rows(before), before.faults)


def rows(reading) -> list[object]:
    """Every row of a reading, the plain ones among them."""
    return [row for part in reading.parts for row in part.all_rows()]


def test_a_formula_keeps_its_result(tmp_path):
    source = ledger(tmp_path / "plain.xlsx", (*GOOD[:6], "=2+3", GOOD[7]))
    path = with_result(source, tmp_path / "台账.xlsx", "2+3", "5")
    before = read_ledger(path, path.name)
    assert [str(row.fields["points"]) for row in before.rows] == ["5"]
    answer = answer_to(path, [fault("missing_value", "6月'检查", "D3", heading="渠道名称")])
    assert read_ledger(answer, path.name).rows == before.rows
    assert openpyxl.load_workbook(answer)["6月'检查"]["G3"].value == "=2+3"


def test_what_a_sender_typed_never_becomes_a_formula(tmp_path):
    typed = '=HYPERLINK("http://example.org","点我")'
    path = tmp_path / "渠道.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = [("渠道名称", "渠道类型", "主办单位"), ("@SUM(1)", typed, "甲区"), ("+1", "-2", "\t=1")]
        csv.writer(file).writerows(rows)
    answer = answer_to(path)
    cells = [cell for page in openpyxl.load_workbook(answer) for row in page.iter_rows() for cell in row]
    assert typed in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value or "").startswith(("=", "+", "-", "@")))
    with zipfile.ZipFile(answer) as archive:
        assert not any(b"<f" in archive.read(name) for name in archive.namelist() if "worksheets" in name)


def test_a_text_table_comes_back_as_a_workbook_with_the_rows_as_read(tmp_path):
    path = SAMPLES / "faults" / "not_a_number.csv"
    target = tmp_path / "answer.xlsx"
    before = read_ledger(path, path.name)
    target.write_bytes(annotated_copy(path, path.name, before.faults))
    after = read_ledger(target, path.name)
    assert [row.cells for row in after.rows] == [row.cells for row in before.rows]
    assert [(one.code, one.cell) for one in after.faults] == [(one.code, one.cell) for one in before.faults]


def test_a_long_file_comes_back_with_its_headings_and_faulty_rows_only(tmp_path):
    path = tmp_path / "台账.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["2025年第二季度问题台账"])
        writer.writerow(HEADINGS)
        for number in range(20_010):
            points = "五分" if number in (7, 20_001) else "5"
            writer.writerow([number, "2025-05-20", "甲区", "甲区政府网", "政策文件", "扣分", points, f"第{number}处"])
    answer = answer_to(path)
    assert [line[1] for line in listed(answer)] == ["G10", "G20004"]
    book = openpyxl.load_workbook(answer)
    links = [one.hyperlink.location for row in book[LIST].iter_rows() for one in row if one.hyperlink]
    assert links == ["'台账'!G3", "'台账'!G4"]
    assert [cell.value for cell in book["台账"]["H"]] == [None, "问题描述", "第7处", "第20001处"]
    after = read_ledger(answer, path.name)
    assert [(one.code, one.cell) for one in after.faults] == [("not_a_number", "G3"), ("not_a_number", "G4")]
    # Sent again as it is, 20 008 rows would be missing and nobody told.
    said = sentences_of(answer)
    assert "请在原文件中改正后报送原文件" in said
    assert "把本文件原样再报送" not in said


def sentences_of(answer: Path) -> str:
    """What the list says above its lines."""
    return "".join(str(cell.value) for cell in openpyxl.load_workbook(answer)[LIST]["A"])


def test_a_copy_says_that_pictures_are_missing(tmp_path):
    source = ledger(tmp_path / "plain.xlsx", (*GOOD[:6], "五分", GOOD[7]))
    path = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/media/image1.png", b"\x89PNG")
        new.writestr("xl/cellimages.xml", b"<x/>")

    assert "图片" in sentences_of(answer_to(path))
    assert "图片" not in sentences_of(answer_to(source))


@pytest.mark.parametrize("name", ["password_protected.xlsx", "unreadable_workbook.xlsx", "wrong_format.xlsx"])
def test_a_file_that_cannot_be_opened_is_answered_by_the_list_alone(name, tmp_path):
    path = SAMPLES / "faults" / name
    target = tmp_path / "answer.xlsx"
    target.write_bytes(annotated_copy(path, name, read_ledger(path, name).faults))
    assert openpyxl.load_workbook(target).sheetnames == [LIST]
    assert len(listed(target)) == 1


def test_a_file_that_takes_too_much_is_answered_by_the_list_alone(tmp_path):
    path = ledger(tmp_path / "台账.xlsx", (*GOOD[:6], "五分", GOOD[7]))
    faults = read_ledger(path, path.name).faults
    # Not even one cell may be read: what is wrong is known already, and told.
    answer = answer_to(path, faults, limits=Limits(cells=1))
    assert [line[1] for line in listed(answer)] == ["G3"]


def test_a_file_without_faults_gets_no_answer_and_nothing_is_overwritten(tmp_path):
    path = ledger(tmp_path / "台账.xlsx", GOOD)
    assert write_answer(path, path.name, (), tmp_path) is None
    one = fault("missing_value", "6月'检查", "C3", heading="责任单位")
    names = [write_answer(path, path.name, [one], tmp_path).name for _ in range(2)]
    assert names == ["台账（批注）.xlsx", "台账（批注2）.xlsx"]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*names, "台账.xlsx"])


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("../../etc/台账.xls", "台账（批注）.xlsx"),
        ("C:\\用户\\台账.csv", "台账（批注）.xlsx"),
        ("台账（批注3）.xlsx", "台账（批注）.xlsx"),
        ("😀\u202exslx.台账", "😀_xslx（批注）.xlsx"),
        ("'\";.xlsx", "'_;（批注）.xlsx"),
    ],
)
def test_the_name_of_an_answer_is_safe(sent, answered):
    assert answer_name(sent) == answered


def test_a_folder_that_cannot_be_written_to_is_refused_in_words(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    path = ledger(tmp_path / "台账.xlsx", GOOD)
    with pytest.raises(Refused):
        write_answer(path, path.name, [fault("no_rows", "6月'检查", "A2")], tmp_path / "taken" / "answers")


def test_the_command_writes_answers_where_it_is_asked_to(tmp_path):
    path = ledger(tmp_path / "台账.xlsx", (*GOOD[:6], "五分", GOOD[7]))
    said = command("import", path, "--annotate", "answers", "--json", store=tmp_path / "store", cwd=tmp_path)
    assert said.exit == 1
    (one,) = said.document["files"]
    assert one["annotated"] == str(tmp_path / "answers" / "台账（批注）.xlsx")
    # The list in the copy is the list in the document.
    shown = [(line[0], line[1], line[4], line[5]) for line in listed(Path(one["annotated"]))]
    assert shown == [(each["sheet"], each["cell"], each["message"], each["advice"]) for each in one["faults"]]
    printed = command("import", path, "--annotate", "answers", "--dry-run", store=tmp_path / "store", cwd=tmp_path)
    assert "台账（批注2）.xlsx" in printed.stdout


def with_result(source: Path, path: Path, formula: str, result: str) -> Path:
    """Copy a workbook and give a formula its result, as WPS and Excel save it; openpyxl writes none."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                for empty in (b"<v/>", b"<v />", b"<v></v>"):
                    content = content.replace(b"<f>%s</f>" % formula.encode() + empty,
                                              b"<f>%s</f><v>%s</v>" % (formula.encode(), result.encode()))  # fmt: skip
                assert b"<v>%s</v>" % result.encode() in content
            new.writestr(part, content)
    return path


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["import", "rehearsal"])
def test_the_command_answers_with_the_clerks_own_workbook_looks_and_formulas(options, tmp_path):
    plain = ledger(tmp_path / "plain.xlsx", (*GOOD[:6], "=2+3", GOOD[7]), (*GOOD[:6], "五分", "空"))
    path = with_result(plain, tmp_path / "台账.xlsx", "2+3", "5")
    said = command("import", path, "--annotate", "answers", *options, "--json", store=tmp_path / "store", cwd=tmp_path)
    page_holds_own_looks(Path(said.document["files"][0]["annotated"]))


def page_holds_own_looks(answer: Path) -> None:
    page = openpyxl.load_workbook(answer)["6月'检查"]
    assert page["A2"].font.name == "黑体"
    assert page["H3"].fill.fgColor.rgb == "00FFFF00"
    assert page.column_dimensions["H"].width == 44
    assert page["G3"].value == "=2+3"
    assert openpyxl.load_workbook(answer, data_only=True)["6月'检查"]["G3"].value == 5
    assert page["G4"].fill.fgColor.rgb == RED
    assert "字体" not in sentences_of(answer)
    assert "把本文件原样再报送" in sentences_of(answer)


def test_the_inbox_answers_with_the_clerks_own_workbook_looks_and_formulas(desk, tmp_path):
    plain = ledger(tmp_path / "plain.xlsx", (*GOOD[:6], "=2+3", GOOD[7]), (*GOOD[:6], "五分", "空"))
    inbox = Inbox(desk.warehouse.folder)
    inbox.prepare()
    with_result(plain, inbox.folder / "台账.xlsx", "2+3", "5")
    for second in (0, 60):
        inbox.look(desk.warehouse, datetime.now(SHANGHAI) + timedelta(minutes=10, seconds=second))
    page_holds_own_looks(inbox.folder / "refused" / "台账（批注）.xlsx")
