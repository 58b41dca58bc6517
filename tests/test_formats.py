"""The same ledger in every format people send says the same; what a format does not tell, the receipt names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desks import CHANNELS, COVERAGE, UNITS, Desk

from metrics.intake.faults import Fault
from metrics.intake.reading import Reading, read_ledger
from metrics.intake.workbook import Sheet, read_workbook

SAMPLES = Path(__file__).parents[1] / "data" / "samples" / "formats"
LEDGERS = sorted(path.name for path in SAMPLES.iterdir() if path.stem.startswith("问题台账"))
TEXTS = (".csv", ".tsv")


def said(reading: Reading) -> list[object]:
    """What the rows of a file say, wherever they say it."""
    return [(row.kind, row.row, row.fields, row.addresses) for row in reading.rows]


def sheet_of(path: Path) -> Sheet:
    found = read_workbook(path, path.name)
    assert not isinstance(found, Fault), found
    return found[0]


def code(path: Path) -> tuple[str, object]:
    found = read_workbook(path, path.name)
    assert isinstance(found, Fault), found
    return found.code, found.details.get("seen")


def test_there_is_a_sample_of_every_format() -> None:
    assert {Path(name).suffix for name in LEDGERS} == {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", *TEXTS}


@pytest.mark.parametrize("name", LEDGERS)
def test_the_same_ledger_gives_the_same_records_in_every_format(name: str) -> None:
    reading = read_ledger(SAMPLES / name, name)
    assert [found.code for found in reading.faults] == []
    assert said(reading) == said(read_ledger(SAMPLES / "问题台账.xlsx", "问题台账.xlsx"))
    assert len(reading.rows) == 4


def test_the_same_ledger_gives_the_same_scores_in_every_format(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE).accepted
    scores = {}
    for name in LEDGERS:
        receipt = desk.receive([(SAMPLES / name, name)])
        assert receipt.accepted, receipt.as_json()
        scores[name] = desk.scores()
        # The .et is the .xls under another name: taken back, the same bytes are a new import.
        assert receipt.files[0].import_id is not None
        desk.withdraw(receipt.files[0].import_id)
    assert all(found == scores["问题台账.xlsx"] for found in scores.values())
    assert scores["问题台账.xlsx"] != desk.scores()


@pytest.mark.parametrize("name", LEDGERS)
def test_the_receipt_names_the_checks_a_format_does_not_allow(tmp_path: Path, name: str) -> None:
    desk = Desk(tmp_path)
    told = desk.receive([(SAMPLES / name, name)], dry_run=True).as_json()["files"][0]["faults"]
    sentences = [one["message"] for one in told if one["code"] == "checks_not_possible"]
    # A text table has nothing of the kind that could go unchecked.
    wanted = ["此格式无法检查：从未计算过的公式。"] if name.endswith((".xls", ".et", ".xlsb")) else []
    assert sentences == wanted


@pytest.mark.parametrize("name", [name for name in LEDGERS if not name.endswith(".xlsx")])
def test_a_renamed_file_is_read_for_what_its_bytes_are(tmp_path: Path, name: str) -> None:
    for disguise in ("台账.xlsx", "台账.xls", "台账.csv"):
        path = Path(shutil.copy(SAMPLES / name, tmp_path / disguise))
        assert said(read_ledger(path, disguise)) == said(read_ledger(SAMPLES / name, name))


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "an XML file"),
        (b"%PDF-1.7\n", "a PDF"),
    ],
)
def test_other_files_renamed_to_xls_are_named_for_what_they_are(tmp_path: Path, content: bytes, seen: str) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(content)
    assert code(path) == ("wrong_format", seen)


@pytest.mark.parametrize("name", ["带密码.xls", "带密码.ods", "../faults/password_protected.xlsx"])
def test_a_workbook_with_a_password_asks_for_it_to_be_taken_off(name: str) -> None:
    assert code(SAMPLES / name) == ("password_protected", None)


@pytest.mark.parametrize("name", ["各种单元格.xlsx", "各种单元格.xls", "各种单元格.xlsb", "各种单元格.ods"])
def test_what_a_workbook_tells_beside_its_texts_is_the_same_in_every_format(name: str) -> None:
    sheet = sheet_of(SAMPLES / name)
    assert sheet.rows[2] == {2: "2025-06-05", 3: "2025-06-05 13:30:00", 4: "2025年6月", 5: "1.75", 6: "TRUE", 7: "0.3"}
    assert sheet.problems == {(3, 2): ("error_value", "#REF!"), (3, 3): ("error_value", "#DIV/0!")}
    assert sheet.rows[3] == {2: "#REF!", 3: "#DIV/0!", 4: "3"}
    assert sheet.merges == ((1, 2, 1, 5), (4, 2, 5, 2))
    assert sheet.hidden_rows == {5}
    assert sheet.hidden_columns == {9}
    assert sheet.bold == {(4, 3): ("乙局",)}
    assert sheet.rows[4] == {2: "一行\n两行", 3: "甲局、乙局", 4: "丙局"}


def test_an_error_in_a_text_table_is_a_fault_and_no_text(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("单位名称,单位类别\n#REF!,区县\n", encoding="utf-8")
    assert sheet_of(path).problems == {(2, 1): ("error_value", "#REF!")}
