"""The reading process: one file in, one file of Arrow tables out, inside limits; started by ``workbook``.

``main`` takes FILE RESULT MEGABYTES SECONDS UNPACKED_MEGABYTES CELLS. A file that crashes,
hangs or fills the memory ends this process and nothing else. The result holds a table per sheet, its facts with it
(``{"sheet": name, …}``); one without rows says ``{"fault": code, …}``, why there is nothing, or ``{"end": true}``;
without an end the result counts for nothing.
"""

from __future__ import annotations

import csv
import errno
import gc
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from metrics.intake import ods, xlsb
from metrics.intake.delimited import UnclosedQuote, UnknownEncoding, read_delimited
from metrics.intake.headings import address
from metrics.intake.raw_sheet import DamagedWorkbook, RawSheet, TooManyCells
from metrics.intake.sheet_columns import NOTHING, write_columns
from metrics.intake.xls import OLE, NoWorkbook, PasswordProtected, is_old_workbook, read_xls
from metrics.intake.xlsx import read_sheets

MEGABYTE = 1_000_000
MOST_PARTS = 10_000
# By the first bytes: what it is in words (msgids; shown in the fault).
SIGNATURES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"BM": "a picture",
    b"{\\rtf": "a Word document",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
}

# How web pages begin, and web pages packed into one file (.mht), which other systems export as .xls.
WEB_PAGES = (
    b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<head", b"<style", b"<div", b"mime-version:",
    b"from: <saved", b"x-document-type:", b"content-type: multipart/",
)  # fmt: skip


class NotATable(Exception):
    """The file holds no table; ``code`` and ``details`` are those of the fault."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def limit(megabytes: int, seconds: int) -> None:
    """Bind this process to so much memory and processor time, where the system can (POSIX)."""
    try:
        import resource
    except ImportError:
        return
    limits = ((resource.RLIMIT_AS, megabytes * MEGABYTE), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
    for kind, most in limits:
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # The hard limit stays: out of processor time comes SIGXCPU then, by which the parent knows the reason.
        resource.setrlimit(kind, (soft, hard))


def read(path: Path, result: BinaryIO, most_megabytes: int, most_cells: int) -> None:
    """Write what ``path`` holds; the bytes decide what it is, never its name. Raises ``NotATable``."""
    if path.stat().st_size > most_megabytes * MEGABYTE:
        raise NotATable("too_large", most=most_megabytes)
    content = path.read_bytes()
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotATable("empty_file")
    if content.startswith(b"PK"):
        read_archive(path, result, most_megabytes, most_cells)
        return
    if is_old_workbook(content):
        try:
            with damage_as_fault(most_cells):
                write_all(read_xls(content, most_cells), result)
            return
        except NoWorkbook:
            pass
    if kind := not_text(content):
        raise NotATable(*kind) if len(kind) == 1 else NotATable(kind[0], seen=kind[1])
    try:
        write(read_delimited(content, most_cells), result)
    except UnknownEncoding as unknown:
        raise NotATable("unknown_encoding", position=unknown.position) from None
    except UnclosedQuote as quote:
        place = address(quote.row, quote.column)
        raise NotATable("unclosed_quote", cell=place, value=quote.text, row=quote.row) from None
    except csv.Error:
        raise NotATable("wrong_format", seen="unknown binary data") from None


def not_text(content: bytes) -> tuple[str, ...]:
    """Return the fault (code, what it is) of content that is no text table; nothing if it may be one."""
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return ("password_protected",)
        if "WordDocument".encode("utf-16-le") in content:
            return ("wrong_format", "a Word document")
        return ("wrong_format", "another kind of Office file")
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return ("wrong_format", kind)
    head = content[:4096]
    # Without its marks and zeros UTF-16 begins like everything else.
    bare = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").replace(b"\x00", b"")
    beginning = bare.lstrip(b" \t\r\n").lower()
    if beginning.startswith(b"<?xml") and b"<html" not in beginning:
        return ("wrong_format", "an XML file")
    if beginning.startswith(WEB_PAGES):
        return ("wrong_format", "a web page")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("wrong_format", "unknown binary data")
    return ()


def read_archive(path: Path, result: BinaryIO, most_megabytes: int, most_cells: int) -> None:
    """Write the sheets of a workbook, after a look at what it would unpack to. Raises ``NotATable``."""
    with damage_as_fault(most_cells), zipfile.ZipFile(path) as archive:
        refuse_unsafe(archive, most_megabytes)
        names = set(archive.namelist())
        if kind := foreign_archive(names):
            raise NotATable("wrong_format", seen=kind)
        if ods.CONTENT in names or ods.PACKAGE in names:
            sheets = ods.read_ods(archive, most_cells)
        else:
            sheets = (xlsb.read_xlsb if xlsb.BOOK in names else read_sheets)(archive, most_cells)
        write_all(sheets, result)


@contextmanager
def damage_as_fault(most_cells: int) -> Iterator[None]:
    """Turn whatever the readers raise on a damaged, locked or huge workbook into ``NotATable``."""
    try:
        yield
    except TooManyCells:
        raise NotATable("too_many_cells", most=most_cells) from None
    except PasswordProtected:
        raise NotATable("password_protected") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise  # it is the result that cannot be written: the file is not to blame
        raise NotATable("unreadable_workbook") from None
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, DamagedWorkbook, EOFError):
        raise NotATable("unreadable_workbook") from None
    except (KeyError, ValueError, NotImplementedError):
        raise NotATable("unreadable_workbook") from None


def refuse_unsafe(archive: zipfile.ZipFile, most_megabytes: int) -> None:
    """Raise ``NotATable`` for an archive that would unpack to too much, or that has a password."""
    parts = archive.infolist()
    # zipfile never unpacks more of a part than its entry declares, so the declared sizes can be trusted here.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_megabytes * MEGABYTE:
        raise NotATable("too_large", most=most_megabytes)
    if any(part.flag_bits & 1 for part in parts):
        raise NotATable("password_protected")


def foreign_archive(names: set[str]) -> str:
    """Return what an archive is in words if it is no .xlsx; nothing if it looks like one."""
    if xlsb.BOOK in names or ods.CONTENT in names or ods.PACKAGE in names:
        return ""
    if "word/document.xml" in names:
        return "a Word document"
    if "ppt/presentation.xml" in names:
        return "a presentation"
    is_package = "[Content_Types].xml" in names or any(name.startswith("xl/") for name in names)
    return "" if is_package else "a zip archive without a workbook"


def write_all(sheets: Iterable[RawSheet], result: BinaryIO) -> None:
    """Write the sheets one by one. Raises ``NotATable`` when there is nothing in any of them."""
    is_empty = True
    for sheet in sheets:
        is_empty = write(sheet, result) == 0 and is_empty
    if is_empty:
        raise NotATable("empty_file")


def write(sheet: RawSheet, result: BinaryIO) -> int:
    """Write one sheet and return the number of its rows."""
    facts = {
        "sheet": sheet.name,
        "hidden": sheet.is_hidden,
        "problems": sheet.problems,
        "merges": sheet.merges,
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
        "bold": [[row, column, pieces] for (row, column), pieces in sheet.bold.items()],
        "unchecked": sheet.unchecked,
        "counts_from_1904": sheet.counts_from_1904,
    }
    columns = sheet.by_columns()
    write_columns(facts, columns, result)
    return len(columns.numbers)


def main(arguments: list[str]) -> None:
    """Read one file within the limits given on the command line."""
    path, target = Path(arguments[0]), Path(arguments[1])
    megabytes, seconds, most_megabytes, most_cells = (int(argument) for argument in arguments[2:])
    limit(megabytes, seconds)
    # It reads one file and is gone: looking for what nobody needs any more would take longer than to leave it.
    gc.disable()
    with target.open("wb") as result:
        try:
            read(path, result, most_megabytes, most_cells)
        except NotATable as fault:
            write_columns({"fault": fault.code, "details": fault.details}, NOTHING, result)
        except TooManyCells:
            write_columns({"fault": "too_many_cells", "details": {"most": most_cells}}, NOTHING, result)
        write_columns({"end": True}, NOTHING, result)
