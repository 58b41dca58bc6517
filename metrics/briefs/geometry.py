"""The page of an official document by GB/T 9704-2012, and the means to lay out a template on it.

Lengths are millimetres or points as named. Fonts are named as the standard asks; every one carries an
alternative name in the file, because machines without the Founder fonts would otherwise choose by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

TableColumn = tuple[str, str, int, str]
"""Heading, template text, width in mm and style of a column."""
PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
TEXT_WIDTH = PAGE[0] - LEFT - RIGHT
BODY, TITLE, PAGE_NUMBER, TABLE = 16, 22, 14, 10.5
PITCH, TITLE_PITCH, TABLE_PITCH = 28.5, 35, 15
# 28 characters of 16 pt are 158 mm on a line of 156 mm: a quarter of a point less after each makes them fit.
TIGHTER_TWIPS = -5
# From the page's edge to the foot of the page number, whose head then lies 7 mm below the text.
FOOTER = 22.5

SONG, TITLE_SONG, FANG_SONG, HEI, KAI = "宋体", "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
BALLAST = ("/thumbnail", "/stylesWithEffects")
# What a machine without the font should take, in the order of likeness.
ALTERNATIVES = {
    SONG: "SimSun,Noto Serif CJK SC",
    TITLE_SONG: "华文中宋,宋体,Noto Serif CJK SC",
    FANG_SONG: "仿宋,FangSong,华文仿宋",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,华文楷体",
}
# Style of a paragraph → font, size, line pitch, indent of the first line and of the whole in characters, alignment.
LEFT_ALIGNED, CENTRED = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
RIGHT_ALIGNED, JUSTIFIED = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
STYLES: dict[str, tuple[str, float, float, int, WD_ALIGN_PARAGRAPH]] = {
    "公文标题": (TITLE_SONG, TITLE, TITLE_PITCH, 0, CENTRED),
    "发文字号": (FANG_SONG, BODY, PITCH, 0, CENTRED),
    "主送机关": (FANG_SONG, BODY, PITCH, 0, LEFT_ALIGNED),
    "公文正文": (FANG_SONG, BODY, PITCH, 2, JUSTIFIED),
    "一级标题": (HEI, BODY, PITCH, 2, JUSTIFIED),
    "二级标题": (KAI, BODY, PITCH, 2, JUSTIFIED),
    "附件说明": (FANG_SONG, BODY, PITCH, 2, LEFT_ALIGNED),
    "落款": (FANG_SONG, BODY, PITCH, 0, RIGHT_ALIGNED),
    "附件标记": (HEI, BODY, PITCH, 0, LEFT_ALIGNED),
    "表头": (HEI, TABLE, TABLE_PITCH, 0, CENTRED),
    "表格文字": (FANG_SONG, TABLE, TABLE_PITCH, 0, LEFT_ALIGNED),
    "表格数字": (FANG_SONG, TABLE, TABLE_PITCH, 0, CENTRED),
    "表注": (FANG_SONG, TABLE, TABLE_PITCH, 0, LEFT_ALIGNED),
}
# Signature and list of annexes never stand on a page without any of the text.
KEPT_TOGETHER = ("附件说明", "落款")
# Space inside a table's cells: above and below, left and right, in twentieths of a point.
CELL_MARGINS = {"top": 40, "left": 45, "bottom": 40, "right": 45}
# A field: its code between marks, then what is shown until a program has counted.
NUMBER_OF_PAGE = (
    ("fldChar", "begin"), ("instrText", "PAGE"), ("fldChar", "separate"), ("t", "1"), ("fldChar", "end")
)  # fmt: skip
OUTLINE = {"公文标题": 0, "一级标题": 1, "二级标题": 2}


def new_document(title: str) -> Document:
    """Return an empty document with the page, the styles and the page numbers of the standard."""
    document = docx.Document()
    _leave_out_ballast(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance, section.header_distance = Mm(FOOTER), Mm(15)
    _set_fonts(document)
    for name in STYLES:
        _add_style(document, name)
    document.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    properties = document.core_properties
    # python-docx's own template names its maker and its year; a paper is made by the office that signs it.
    properties.author = properties.comments = properties.last_modified_by = properties.keywords = ""
    properties.title, properties.language = title, "zh-CN"
    return document


def _leave_out_ballast(document: Document) -> None:
    """Drop a picture of an empty page and a second copy of the styles: each paper would carry them along."""
    for relations in (document.part.rels, document.part.package.rels):
        for key in [one for one, target in relations.items() if target.reltype.endswith(BALLAST)]:
            del relations[key]


def _set_fonts(document: Document) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY)
    # By it a program chooses where a Chinese line may break; python-docx's own template says Japanese.
    for element, name in ((document.styles.element, "w:lang"), (document.settings.element, "w:themeFontLang")):
        for language in element.iter(qn(name)):
            language.set(qn("w:eastAsia"), "zh-CN")
    _set_font(normal.element.get_or_add_rPr(), FANG_SONG)
    table = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in ALTERNATIVES.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    table._blob = f'{head}<w:fonts xmlns:w="{namespace}">{fonts}</w:fonts>'.encode()


def _set_font(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _add_style(document: Document, name: str) -> None:
    font, size, pitch, indent, alignment = STYLES[name]
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    style.font.size, style.font.bold = Pt(size), False
    _set_font(style.element.get_or_add_rPr(), font)
    if size == BODY:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(TIGHTER_TWIPS))
        style.element.rPr.find(qn("w:sz")).addprevious(spacing)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    layout.space_before = layout.space_after = Pt(0)
    layout.alignment, layout.widow_control = alignment, False
    # Word's own rule, said aloud: LibreOffice reads it the wrong way round, and where it is missing or 0 it lets
    # punctuation hang out of the text and loses some of it in print.
    hanging = OxmlElement("w:overflowPunct")
    hanging.set(qn("w:val"), "1")
    style.element.pPr.find(qn("w:spacing")).addprevious(hanging)
    if indent:
        layout.first_line_indent = Pt(size * indent)
        # Two characters whatever the size, as Word and WPS count them.
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(100 * indent))
    layout.keep_with_next = name in OUTLINE or name in KEPT_TOGETHER
    if name in OUTLINE:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(OUTLINE[name]))
        style.element.pPr.append(level)


def _number_pages(footer: Any, alignment: WD_ALIGN_PARAGRAPH) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    # One character in from the edge of the text.
    if alignment == WD_ALIGN_PARAGRAPH.RIGHT:
        layout.right_indent = Pt(PAGE_NUMBER)
    else:
        layout.left_indent = Pt(PAGE_NUMBER)
    # Each piece of the field is a run of its own: of one run LibreOffice prints the number in the size of the text.
    for kind, text in (("t", "— "), *NUMBER_OF_PAGE, ("t", " —")):
        run = paragraph.add_run(text if kind == "t" else "")
        run.font.size = Pt(PAGE_NUMBER)
        _set_font(run._element.get_or_add_rPr(), SONG)
        if kind != "t":
            run._element.append(_piece_of_field(kind, text))


def _piece_of_field(kind: str, text: str) -> Any:
    piece = OxmlElement(f"w:{kind}")
    if kind == "instrText":
        piece.text = text
    else:
        piece.set(qn("w:fldCharType"), text)
    return piece


def add(document: Document, style: str, text: str = "", right_characters: int = 0, is_kept: bool = False) -> Paragraph:
    """Append a paragraph in one of the STYLES, ``right_characters`` in from the right edge.

    A line break in the text is one in the paragraph; ``is_kept`` keeps it on the page of the next one.
    """
    paragraph = document.add_paragraph(text, style=style)
    if is_kept:
        paragraph.paragraph_format.keep_with_next = True
    if right_characters:
        paragraph.paragraph_format.right_indent = Pt(BODY * right_characters)
    return paragraph


def add_annex(document: Document, mark: str, title: str) -> None:
    """Begin an annex on a new page: its mark at the left, its title below."""
    add(document, "附件标记", mark).paragraph_format.page_break_before = True
    add(document, "公文正文")
    add(document, "公文标题", title)
    add(document, "公文正文")


def add_table(
    document: Document, columns: Sequence[TableColumn], each: str, rows: str, width: int = TEXT_WIDTH
) -> None:
    """Append a table that repeats its heading and keeps rows whole; its one body row is repeated by the template.

    What a row says may still be too long for that (``long_rows``).

    A column is (heading, template text, width in mm, style), each line of the text a paragraph; ``each`` names a
    line of ``rows`` in those texts.
    """
    assert sum(column[2] for column in columns) == width
    table: Any = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit, table.alignment = False, WD_ALIGN_PARAGRAPH.CENTER
    _set_margins(table)
    for number, (heading, text, millimetres, style) in enumerate(columns):
        table.columns[number].width = Mm(millimetres)
        _fill(table.cell(0, number), heading, "表头", Mm(millimetres))
        _fill(table.cell(2, number), text, style, Mm(millimetres))
    for row, text in ((1, f"{{%tr for {each} in {rows} %}}"), (3, "{%tr endfor %}")):
        _fill(table.cell(row, 0), text, "表格文字", Mm(columns[0][2]))
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _set_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, twips in CELL_MARGINS.items():
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema wants it right before tblLook.
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _fill(cell: Any, text: str, style: str, width: Length) -> None:
    cell.width = width
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.style = style
        paragraph.add_run(line)
