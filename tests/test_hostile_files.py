"""Files made to do harm end in a fault of their own: nothing leaks, nothing fills up, the next file goes on."""

from __future__ import annotations

import io
import os
import shutil
import struct
import threading
import zipfile
from pathlib import Path

import pytest
from desks import CHANNELS, COVERAGE, UNITS, Desk

from metrics.intake.faults import Fault
from metrics.intake.originals import original_path, sha256_of
from metrics.intake.reading import read_ledger
from metrics.intake.unpacking import Limits
from metrics.intake.workbook import read_workbook

SAMPLES = Path(__file__).parents[1] / "data" / "samples" / "formats"
XLSX, ODS = (SAMPLES / f"问题台账.{kind}" for kind in ("xlsx", "ods"))
SMALL = Limits(megabytes=1_000, seconds=20, unpacked_megabytes=5, cells=1_000)
HEADINGS = "检查期,责任单位,渠道名称,指标,扣分,问题描述"
UNREADABLE = {"unreadable_workbook"}


def with_part(source: Path, name: str, part: bytes) -> bytes:
    """The same archive with one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
    return stream.getvalue()


def code(folder: Path, content: bytes, limits: Limits = SMALL) -> str:
    path = folder / "hostile.xlsx"
    path.write_bytes(content)
    found = read_workbook(path, path.name, limits)
    return found.code if isinstance(found, Fault) else "read"


def laughing(times: int = 9) -> str:
    return "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, times + 1))


@pytest.mark.parametrize(("source", "part"), [
    (XLSX, "xl/workbook.xml"), (XLSX, "xl/worksheets/sheet1.xml"), (XLSX, "xl/styles.xml"),
    (ODS, "content.xml"), (ODS, "styles.xml"),
])  # fmt: skip
def test_entities_that_multiply_are_damage(tmp_path: Path, source: Path, part: str) -> None:
    laughs = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{laughing()}]><a>&e9;</a>'
    assert code(tmp_path, with_part(source, part, laughs.encode())) in UNREADABLE


@pytest.mark.parametrize(("source", "part"), [(XLSX, "xl/worksheets/sheet1.xml"), (ODS, "content.xml")])
def test_a_file_on_this_machine_cannot_be_drawn_into_a_sheet(tmp_path: Path, source: Path, part: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    with zipfile.ZipFile(source) as archive:
        whole = archive.read(part).decode()
    declared = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    start = whole.index("?>") + 2 if whole.startswith("<?xml") else 0
    content = whole[:start] + declared + whole[start:].replace("甲区政府网", "&x;")
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_part(source, part, content.encode()))
    found = read_workbook(path, path.name, SMALL)
    sheets = () if isinstance(found, Fault) else found
    texts = [text for sheet in sheets for row in sheet.rows.values() for text in row.values()]
    assert "机密" not in "".join(texts)


def test_archives_inside_archives_are_no_workbook(tmp_path: Path) -> None:
    inner = with_part(XLSX, "xl/worksheets/sheet1.xml", b" " * 4_000_000)
    for _ in range(4):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = stream.getvalue()
    assert code(tmp_path, inner) == "wrong_format"


def test_entries_that_overlap_are_counted_each(tmp_path: Path) -> None:
    """Many names for the same packed bytes: small on disk, huge unpacked."""
    packed = zipfile.ZipFile(io.BytesIO(with_part(XLSX, "xl/styles.xml", b" " * 4_000_000))).fp
    assert packed is not None
    content = packed.read() if packed.seek(0) == 0 else b""
    end = content.rindex(b"PK\x05\x06")
    count, _, size, offset = struct.unpack_from("<HHLL", content, end + 8)
    directory = content[offset : offset + size]
    many = directory * 20
    total = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count * 20, count * 20, len(many), offset, 0)
    assert code(tmp_path, content[:offset] + many + total) == "too_large"


def ten_million_cells() -> bytes:
    """One cell, repeated in ten columns of a million rows: a few bytes on disk."""
    with zipfile.ZipFile(ODS) as archive:
        content = archive.read("content.xml").decode()
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="10"'
    cells = f'{row} office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    start = content.index("<table:table-row")
    return with_part(ODS, "content.xml", (content[:start] + cells + content[start:]).encode())


def test_ten_million_cells_in_a_few_bytes_are_too_many(tmp_path: Path) -> None:
    assert code(tmp_path, ten_million_cells(), Limits()) == "too_many_cells"


def test_ten_million_written_cells_are_too_many(tmp_path: Path) -> None:
    row = b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>"
    opening = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    path = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(XLSX) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for entry in old.namelist():
            if entry != "xl/worksheets/sheet1.xml":
                new.writestr(entry, old.read(entry))
        with new.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(opening)
            for _ in range(1_000):
                part.write(row)
            part.write(b"</sheetData></worksheet>")
    # A fifth of the usual limit, so that the test does not take five times as long.
    found = read_workbook(path, path.name, Limits(cells=1_000_000))
    assert isinstance(found, Fault)
    assert found.code == "too_many_cells"


def test_a_reader_the_system_kills_is_a_fault_of_that_file_and_the_next_one_goes_on(tmp_path: Path) -> None:
    slow = tmp_path / "slow.csv"
    slow.write_bytes(b"1,2,3,4,5,6,7,8,9,10\n" * 400_000)
    found = read_workbook(slow, slow.name, Limits(seconds=1))
    assert isinstance(found, Fault)
    assert found.code == "reading_took_too_long"
    assert len(read_ledger(XLSX, XLSX.name).rows) == 4


def test_the_next_file_of_the_same_command_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE).accepted
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(ten_million_cells())
    receipt = desk.receive([(bomb, "bomb.xlsx"), (XLSX, "问题台账.xlsx")], accept_valid=True)
    assert [one.accepted for one in receipt.files] == [False, True]
    assert [fault.code for fault in receipt.files[0].faults if fault.severity == "error"] == ["too_many_cells"]
    assert len(desk.warehouse.rows("findings")) == 4


def test_what_is_read_is_what_is_archived_however_often_the_file_is_swapped(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE).accepted
    ledger, done = tmp_path / "ledger.csv", threading.Event()
    versions = [
        f"{HEADINGS}\n" + f"2025Q2,甲区,甲区政府网,政策文件,{points},第{points}种\n" * points
        for points in (1, 2, 3)
    ]

    def swap() -> None:
        turn = 0
        while not done.is_set():
            other = tmp_path / f"other{turn % 3}"
            other.write_text(versions[turn % 3], encoding="utf-8")
            os.replace(other, ledger)
            turn += 1

    ledger.write_text(versions[0], encoding="utf-8")
    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for _ in range(6):
            (told,) = desk.receive([(ledger, "ledger.csv")]).files
            kept = original_path(desk.folder / "store", told.sha256)
            assert sha256_of(kept) == told.sha256
            points = len(read_ledger(kept, "ledger.csv").rows)
            tally = told.kinds["findings"]
            assert tally.new + tally.changed + tally.unchanged + tally.refused == points
            if told.import_id is not None and told.accepted:
                desk.withdraw(told.import_id)
    finally:
        done.set()
        swapping.join()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../../etc/台账.xlsx", "台账.xlsx"),
        ("C:\\Users\\张三\\桌面\\台账.xlsx", "台账.xlsx"),
        ("..", "未命名文件"),
        ("台账\"'`$(reboot)`.xlsx", "台账\"'`$(reboot)`.xlsx"),
        ("台账😀.xlsx", "台账😀.xlsx"),
        ("台账\u202excod.xlsx", "台账xcod.xlsx"),
        ("台账\n第二行\x1b[31m.xlsx", "台账 第二行[31m.xlsx"),
        ("长" * 300 + ".xlsx", "长" * 114 + "….xlsx"),
    ],
)
def test_a_name_is_shown_without_path_and_invisible_signs(tmp_path: Path, sent: str, shown: str) -> None:
    desk = Desk(tmp_path)
    path = Path(shutil.copy(XLSX, tmp_path / "upload"))
    receipt = desk.receive([(path, sent)])
    assert receipt.files[0].file == shown
    kept = {one.name for one in (desk.folder / "store" / "originals").iterdir()}
    assert sha256_of(XLSX) in kept
    assert all(len(name) == 64 for name in kept)
    assert [one["file_name"] for one in desk.warehouse.rows("imports")][-1] == shown
