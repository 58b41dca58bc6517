"""The words of a paper: the paragraphs of the filled template, each with a code; what a person writes replaces them.

Whatever the office's template says can be written over, without a list of its paragraphs anywhere: a code is the path
of the headings a paragraph stands under, without their numbers and counts, so that it stays when the data change
(``检查总体情况/政府网站``; the second paragraph there is ``…#2``). Text before the first heading is ``导语``, text
below the signature ``附注``. Headings, tables and annexes are figures and are not written over.

Parts of a draft that change by themselves (on what it rests, its days, its addressee) are kept as places, so that
neither another day nor the release of a period makes a draft another one.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from metrics.briefs.template import WORD, printable
from metrics.masking import TELEPHONE
from metrics.wording import CONTACT, Edit

LEAD = "导语"
HEADINGS = {"一级标题": 1, "二级标题": 2}
SIGNATURE, ANNEX = "落款", "附件标记"
TEXT_STYLES = ("公文正文", "附注")
LIVING = ("footing", "reply_by", "as_of", "unit")
"""Values of a paper that are places in its words."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．]|（\d+）)")
_COUNTED = re.compile(r"（[^（）]*\d[^（）]*）$")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_DIALLED = re.compile(r"电话[：:]?[\s\d－—-]*\d")
_NUMBER = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|\d+(?:\.\d+)?%?")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a paper as drafted: its code, the headings above it as printed, its text."""

    code: str
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Worded:
    """One paragraph with what somebody wrote over it, and what is to be told of that."""

    paragraph: Paragraph
    edit: Edit | None
    text: str
    """What the paper will say; empty for a paragraph that was struck out."""
    replaced: str
    """The draft that was written over, its living parts as they are now; empty without an edit."""
    foreign: tuple[str, ...] = ()
    """Numbers and days typed by hand that are none of the paper's."""
    dropped: tuple[str, ...] = ()
    """Numbers and days of the draft that the text does not tell any more."""
    named: tuple[str, ...] = ()
    """Units and channels that the text names though the paper names nobody."""

    @property
    def is_overtaken(self) -> bool:
        """Whether later data have made the draft another one than the one that was written over."""
        return self.edit is not None and self.replaced != self.paragraph.text


@dataclass(frozen=True)
class Narrative:
    """All words of one paper, and the edits that have no place in it any more."""

    paragraphs: tuple[Worded, ...]
    without_place: tuple[Edit, ...] = ()

    def find(self, code: str) -> Worded | None:
        """Return the paragraph with this code."""
        return next((one for one in self.paragraphs if one.paragraph.code == code), None)

    @property
    def edited(self) -> tuple[Worded, ...]:
        """The paragraphs that somebody wrote over."""
        return tuple(one for one in self.paragraphs if one.edit is not None)


def paragraphs_of(document: str, styles: Mapping[str, str]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a filled document that can be written over; ``styles`` are names by id."""
    return tuple(paragraph for paragraph, _ in _placed(_body(document), styles))


def reworded(document: str, styles: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """Return a filled document with ``texts`` (code → text) in place of its paragraphs.

    A line break begins another paragraph of the same look; an empty text strikes the paragraph out.
    """
    body = _body(document)
    for paragraph, element in list(_placed(body, styles)):
        if paragraph.code in texts:
            _write_over(element, texts[paragraph.code])
    text: str = etree.tostring(body.getroottree(), encoding="unicode")
    return text


def whole_text(document: str) -> str:
    """Return everything a reader can read in a filled document."""
    return _text_of(_body(document))


def with_places(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with places for the parts of it that change by themselves."""
    living = [(str(values[name]), name) for name in LIVING if values.get(name)]
    for part, name in sorted(living, key=lambda one: -len(one[0])):
        text = text.replace(part, f"{{{{{name}}}}}")
    return text


def filled(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with its places filled as they are now."""
    for name in LIVING:
        text = text.replace(f"{{{{{name}}}}}", str(values.get(name) or ""))
    return text


def numbers_in(text: str) -> dict[str, str]:
    """Return the numbers and days of a text: what they are → as typed; telephone numbers are none."""
    plain = _DIALLED.sub(" ", TELEPHONE.sub(" ", text.translate(_HALF_WIDTH)))
    return {_value(found): found for found in _NUMBER.findall(plain)}


def numbers_of_paper(paragraphs: Iterable[Paragraph], values: Mapping[str, Any]) -> set[str]:
    """Return every number and day that a paper tells: in its words, its headings and its list of figures."""
    texts = [text for one in paragraphs for text in (*one.headings, one.text)]
    texts += [str(one["value"]) for one in values["figures"]] + [str(values["issued_on"])]
    return set().union(*(numbers_in(text) for text in texts))


def _value(found: str) -> str:
    if "月" in found:
        return found
    number, percent = found.rstrip("%").replace(",", ""), "%" if found.endswith("%") else ""
    return f"{Decimal(number).normalize():f}{percent}"


def _body(document: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
    return etree.fromstring(document.encode("utf-8"), parser).find(f"{WORD}body")


def _placed(body: Any, styles: Mapping[str, str]) -> Iterator[tuple[Paragraph, Any]]:
    """Yield the paragraphs up to the first annex with their elements; those without a word are the layout's."""
    headings: dict[int, str] = {}
    seen: Counter[str] = Counter()
    is_signed = False
    for element in body.iterchildren(f"{WORD}p"):
        style, text = _style_of(element, styles), _text_of(element).strip()
        if style == ANNEX:
            return
        is_signed = is_signed or style == SIGNATURE
        if level := HEADINGS.get(style):
            headings = {one: said for one, said in headings.items() if one < level} | {level: text}
        elif style in TEXT_STYLES and text:
            above = () if is_signed else tuple(headings[one] for one in sorted(headings))
            path = CONTACT if is_signed else "/".join(map(_bare, above)) or LEAD
            seen[path] += 1
            yield Paragraph(path if seen[path] == 1 else f"{path}#{seen[path]}", above, text), element


def _bare(heading: str) -> str:
    return _COUNTED.sub("", _NUMBERED.sub("", heading))


def _style_of(element: Any, styles: Mapping[str, str]) -> str:
    found = element.find(f"{WORD}pPr/{WORD}pStyle")
    key = "" if found is None else found.get(f"{WORD}val")
    return styles.get(key, key)


def _text_of(element: Any) -> str:
    parts = []
    for node in element.iter(f"{WORD}t", f"{WORD}br", f"{WORD}tab"):
        parts.append(node.text or "" if node.tag == f"{WORD}t" else "\n" if node.tag == f"{WORD}br" else "\t")
    return "".join(parts)


def _write_over(element: Any, text: str) -> None:
    """Put a text into a paragraph in the look of its first run."""
    run = element.find(f".//{WORD}r/{WORD}rPr")
    look = None if run is None else copy.deepcopy(run)
    for child in [one for one in element if one.tag != f"{WORD}pPr"]:
        element.remove(child)
    for line in filter(str.strip, text.split("\n")):
        another = copy.deepcopy(element)
        added = etree.SubElement(another, f"{WORD}r")
        if look is not None:
            added.append(copy.deepcopy(look))
        words = etree.SubElement(added, f"{WORD}t")
        words.text = printable(line)
        words.set(SPACE, "preserve")
        element.addprevious(another)
    element.getparent().remove(element)
