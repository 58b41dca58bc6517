"""Word documents made by hand, with nothing in them but what a reader of text must understand."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from xml.sax.saxutils import escape

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
# List 1 counts 一、 on its first level and （一） on its second.
NUMBERING = (
    f'<w:numbering {SPACE}><w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def paragraph(text: str, level: int | None = None) -> str:
    """A paragraph; ``level`` lets Word count it."""
    counted = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    # Word breaks a text into runs wherever it likes.
    middle = len(text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:middle], text[middle:])
    )
    return f"<w:p><w:pPr>{counted}</w:pPr>{runs}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """A table; a cell that is ``^`` continues the one above it, ``<`` the one before it."""
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for column, text in enumerate(row):
            if text == "<":
                continue
            span = 1 + sum(1 for _ in takewhile(lambda one: one == "<", row[column + 1 :]))
            below = rows[number + 1][column] if number + 1 < len(rows) else ""
            merge = '<w:vMerge/>' if text == "^" else '<w:vMerge w:val="restart"/>' if below == "^" else ""
            content = text if text.startswith("<w:p>") else paragraph("" if text == "^" else text)
            cells.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{content}</w:tc>')
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def write_docx(path: Path, paragraphs: Sequence[str], numbering: str = NUMBERING) -> Path:
    """Write a document of these paragraphs (XML, from ``paragraph``)."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"<w:document {SPACE}><w:body>{''.join(paragraphs)}</w:body></w:document>",
        "word/numbering.xml": numbering,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return path
