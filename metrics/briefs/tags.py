"""The tags an office typed into a template, looked at one by one before they are joined into one text.

Joined first, a tag that was never closed would swallow whatever follows it, up to whole paragraphs, and nobody would
be told; and a mistake would be told by the line of a text that nobody has seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from jinja2 import Environment, TemplateSyntaxError

from metrics.errors import Reason

LONGEST_TAG = 40
"""So many characters of a tag are told."""
BLOCKS = frozenset({"if", "for", "with", "filter", "macro", "call", "set"})
MIDDLES = frozenset({"else", "elif"})
# Words of docxtpl for cells of tables.
OF_CELLS = frozenset({"vm", "hm", "colspan", "cellbg"})
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})")
_BRACE = re.compile(r"[{}｛｝]")
_LEVEL = re.compile(r"^(\{[{%]-?)(?:p|tr|tc|r) ")
_WORD = re.compile(r"^\{%-? *(\w+)")


def wrong_tag(part: Any, environment: Environment) -> tuple[str, Reason] | None:
    """Return the first tag of a part of a document that cannot be understood and why; None when all can."""
    open_blocks: list[tuple[str, str]] = []
    for text in _paragraphs(part):
        pieces = _TAG.split(text)
        for number, piece in enumerate(pieces):
            reason = _reason(piece, text, environment, open_blocks) if number % 2 else _stray_brace(piece)
            if reason:
                start = 0 if number % 2 else _BRACE.search(piece).start()  # type: ignore[union-attr]
                return piece[start : start + LONGEST_TAG], reason
    if open_blocks:
        return open_blocks[-1][1][:LONGEST_TAG], Reason("nothing ends it")
    return None


def is_tagged(part: Any) -> bool:
    """Whether a part of a document holds a tag, in however many pieces Word has stored it."""
    return any(_TAG.search(text) for text in _paragraphs(part))


def _paragraphs(part: Any) -> Iterator[str]:
    """Yield what a person reads in each paragraph: Word breaks a text into pieces wherever it likes."""
    for paragraph in part.iter(qn("w:p")):
        yield "".join(one.text or "" for one in paragraph.iter(qn("w:t")))


def _stray_brace(text: str) -> Reason | None:
    if not _BRACE.search(text):
        return None
    if "{{" in text or "{%" in text:
        return Reason("it is not closed in its paragraph")
    return Reason("a brace of no tag: tags have two half-width braces, or one and a percent sign")


def _reason(tag: str, paragraph: str, environment: Environment, open_blocks: list[tuple[str, str]]) -> Reason | None:
    """Return what is wrong with one tag, keeping account of the blocks that are open."""
    if tag.startswith(("{%p ", "{{p ")) and paragraph.strip() != tag:
        return Reason("its paragraph is taken away with it, so nothing else may stand there")
    bare = _LEVEL.sub(r"\1 ", tag)
    found = _WORD.match(bare)
    word = found[1] if found else ""
    if word.startswith("end"):
        if not open_blocks or open_blocks.pop()[0] != word.removeprefix("end"):
            return Reason("it ends nothing that is open")
        return None
    if word in OF_CELLS or tag.startswith("{#"):
        return None
    is_block = word in BLOCKS and not (word == "set" and "=" in bare)
    if is_block:
        open_blocks.append((word, tag))
        bare += f"{{% end{word} %}}"
    elif word in MIDDLES:
        if not open_blocks:
            return Reason("it ends nothing that is open")
        bare = f"{{% if true %}}{bare}{{% endif %}}"
    try:
        environment.parse(bare)
    except TemplateSyntaxError:
        return Reason("what stands between its braces cannot be understood")
    return None
