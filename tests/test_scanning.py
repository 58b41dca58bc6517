"""What is scanned out of a sheet's bytes is what the XML parser reads, to the last cell."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from metrics.intake import xlsx
from metrics.intake.raw_sheet import DamagedWorkbook, RawSheet
from metrics.intake.scanning import NotPlain, scan
from metrics.intake.sheet_columns import RowsOfColumns
from metrics.intake.xlsx import read_sheets
from metrics.intake.xml_texts import decoded

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROWS = {
    "plain": (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>甲&amp;乙&#10;&#x4E2D;</t></is></c>'
        '<c r="C1"><v>1.7500000000000002</v></c></row>'
    ),
    "formulas": (
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2">'
        '<f>A1</f></c><c r="D2" t="str"><f>B2</f><v>x</v></c></row>'
    ),
    "shared formula": (
        '<row r="3"><c r="A3"><f t="shared" ref="A3:A4" si="0">B1</f><v>4</v></c>'
        '<c r="B3"><f t="shared" si="0"/><v/></c></row>'
    ),
    "errors": (
        '<row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="C2" t="b">'
        '<v>1</v></c><c r="D2" t="d"><v>2025-01-02</v></c></row>'
    ),
    "blanks": (
        '<row r="2" spans="1:3"/><row r="4" ht="15"><c r="A4"/>'
        '<c r="B4" s="1"></c><c r="C4" t="inlineStr"><is><t/></is></c></row>'
    ),
    "spaces kept": '<row r="1"> <c r="A1" t="inlineStr" ><is><t xml:space="preserve"> a > b </t></is></c> </row>',
    "pieces": '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>甲</t></r><r><t>、乙</t></r></is></c></row>',
    "hidden": '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="B2"><v>2</v></c></row>',
    "control": (
        '<row r="1"><c r="A1" t="str"><v>a_x000D_b_x0041_</v></c>'
        '<c r="B1" t="inlineStr"><is><t>_x0009_</t></is></c></row>'
    ),
    "no addresses": "<row><c><v>1</v></c><c><v>2</v></c></row>",
    "rows go back": '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
    "comment": '<row r="1"><!-- <c r="A1"><v>9</v></c> --><c r="B1"><v>2</v></c></row>',
    "marked section": '<row r="1"><c r="B1" t="str"><v><![CDATA[<v>1</v>]]></v></c></row>',
    "other attributes": "<row ht='3' r='1'><c s='0' r='A1'><v>2</v></c></row>",
    "far away": '<row r="1048576"><c r="XFD1048576"><v>1E3</v></c></row>',
}
PARSED = {"no addresses", "rows go back", "comment", "marked section", "other attributes"}


def sheet(rows: str, head: str = '<cols><col min="2" max="3" hidden="1"/></cols>') -> bytes:
    tail = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    data = f"<sheetData>{rows}</sheetData>"
    return f"<?xml version='1.0' encoding='UTF-8'?><worksheet {MAIN}>{head}{data}{tail}</worksheet>".encode()


def workbook(part: bytes) -> io.BytesIO:
    content = io.BytesIO()
    Workbook().save(content)
    with zipfile.ZipFile(content) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, old in parts.items():
            archive.writestr(name, part if name == "xl/worksheets/sheet1.xml" else old)
    return target


def read_both(content: io.BytesIO | Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[RawSheet], list[RawSheet]]:
    """Read a workbook with the scanner where it can, and with the XML parser alone."""
    with zipfile.ZipFile(content) as archive:
        scanned = list(read_sheets(archive, 1_000_000))
        monkeypatch.setattr(xlsx, "scan", not_plain)
        parsed = list(read_sheets(archive, 1_000_000))
    return scanned, parsed


def not_plain(*_: object) -> None:
    raise NotPlain


def told(sheets: list[RawSheet]) -> list[dict[str, object]]:
    said = ("name", "is_hidden", "problems", "merges", "hidden_rows", "hidden_columns", "bold")
    rows = [dict(RowsOfColumns(one.by_columns())) for one in sheets]
    pairs = zip(rows, sheets, strict=True)
    return [{"rows": cells, **{name: getattr(one, name) for name in said}} for cells, one in pairs]


@pytest.mark.parametrize("name", ROWS)
def test_every_way_of_writing_a_row_reads_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned, parsed = read_both(workbook(sheet(ROWS[name])), monkeypatch)
    assert told(scanned) == told(parsed)
    assert (scanned[0].columns is not None) == (name not in PARSED)


def test_all_rows_in_one_sheet_across_chunks_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>第{n % 7}处</t></is></c></row>'
        for n in range(1, 5_001)
    )
    monkeypatch.setattr("metrics.intake.scanning.CHUNK", 10_000)
    scanned, parsed = read_both(workbook(sheet(rows)), monkeypatch)
    assert told(scanned) == told(parsed)
    assert scanned[0].columns is not None


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.xlsx")), ids=lambda path: path.stem)
def test_every_sample_reads_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if zipfile.is_zipfile(path):
        try:
            scanned, parsed = read_both(path, monkeypatch)
        except (DamagedWorkbook, KeyError):
            return
        assert told(scanned) == told(parsed)


def test_bold_cells_rich_texts_and_dates_of_a_real_workbook_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["责任单位", "日期"])
    for cell in page[1]:
        cell.font = Font(bold=True)
    page["A2"], page["A2"].font = "历下区", Font(bold=True)
    page["B2"], page["B2"].number_format = 45_792, "yyyy-mm-dd"
    page["A3"] = CellRichText(TextBlock(InlineFont(b=True), "市中区"), "、天桥区")
    page["B3"], page["B3"].number_format = 45_809, 'yyyy"年"m"月"'
    content = io.BytesIO()
    book.save(content)
    scanned, parsed = read_both(content, monkeypatch)
    assert told(scanned) == told(parsed)
    assert scanned[0].bold[3, 1] == ("市中区",)
    assert (1, 1) not in scanned[0].bold


@pytest.mark.parametrize(
    "written",
    [b"&#27982;&#21335;", b"a&#65;b&#66;", b"x&#10;y&#13;", b"&#128512;!", b"&#48;&#49;;", b"&amp;&#65;", b"&#x41;"],
)
def test_signs_written_as_numbers_are_the_signs(written: bytes) -> None:
    texts = decoded(pa.array([b"plain", written, b"&#65;"])).to_pylist()
    wanted = ElementTree.fromstring(b"<t>" + written + b"</t>").text
    assert texts == ["plain", wanted, "A"]


@pytest.mark.parametrize("written", [b"&#0;", b"&#55296;", b"&#;", b"&#12", b"&", b"&#99999999;", b"&nbsp;"])
def test_what_is_no_sign_is_no_xml(written: bytes) -> None:
    with pytest.raises(ElementTree.ParseError):
        decoded(pa.array([b"&#65;", written]))


def test_a_sheet_that_breaks_off_is_not_plain() -> None:
    broken = sheet(ROWS["plain"])[:-60]
    with pytest.raises(NotPlain):
        scan(io.BytesIO(broken.replace(b"</sheetData>", b"")), lambda form, found: found, lambda *_: "", 100)
