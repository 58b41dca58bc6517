"""Texts out of the contents of XML elements, many at a time."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from metrics.columns import Flags, Places, strings

Signs = np.ndarray[Any, np.dtype[np.uint8]]
Words = np.ndarray[Any, np.dtype[np.uint32]]
# A byte that stands in no text.
UNUSED = 0xFF
# Numbers have at most seven digits: no look goes beyond so many zeros.
BEYOND = 10


def decoded(contents: pa.BinaryArray) -> pa.StringArray:
    """Return contents of XML elements as texts; entities and line ends are read by the XML parser.

    Raises pa.ArrowInvalid for what is no UTF-8, and what the parser raises for what is no XML.
    """
    signs = _ended(contents)
    starts = np.flatnonzero(signs == ord("&"))
    has_returns = bool((signs == ord("\r")).any())
    if not len(starts) and not has_returns:
        return contents.cast(pa.string())
    found = None if has_returns else _with_numbered_signs(signs, starts)
    return _parsed(contents.to_pylist()) if found is None else found


def _ended(contents: pa.BinaryArray) -> Signs:
    """Return the bytes of all contents, a zero after each, which no XML has, and some more at the end."""
    ended = pc.binary_join_element_wise(contents, b"\0", b"")
    count = pc.sum(pc.binary_length(ended)).as_py() or 0
    signs = np.zeros(count + BEYOND, np.uint8)
    signs[:count] = np.frombuffer(ended.buffers()[2], np.uint8, count)
    return signs


def _parsed(contents: list[bytes]) -> pa.StringArray:
    """Return contents as texts, those with entities or line ends by the parser."""
    texts = [content.decode() for content in contents]
    escaped = [place for place, text in enumerate(texts) if "&" in text or "\r" in text]
    parts = b"</t><t>".join(contents[place] for place in escaped)
    found = ElementTree.fromstring(b"<x><t>" + parts + b"</t></x>")
    for place, element in zip(escaped, found, strict=True):
        texts[place] = element.text or ""
    return strings(texts)


def _with_numbered_signs(signs: Signs, starts: Places) -> pa.StringArray | None:
    """Return texts whose signs beyond ASCII are all written as numbers (&#27982;); None where anything is not.

    Some programs write every Chinese sign so; taken together they are read in a tenth of the parser's time.
    """
    if int(signs.max()) >= 128 or (signs[starts + 1] != ord("#")).any():
        return None
    ends, number, is_digit = starts + 2, np.zeros(len(starts), np.uint32), np.ones(len(starts), np.bool_)
    for _ in range(7):
        digit = signs[ends] - np.uint8(ord("0"))  # what is below it becomes large
        is_digit &= digit <= 9
        if not is_digit.any():
            break
        number = np.where(is_digit, number * np.uint32(10) + digit, number)
        ends += is_digit
    if (signs[ends] != ord(";")).any() or not _is_sign(number).all():
        return None
    _write(signs, starts, ends, _in_utf8(number))
    text = signs[:-BEYOND]
    return _split(text[text != UNUSED])


def _in_utf8(number: Words) -> Words:
    """Return the bytes of signs in UTF-8, the first one lowest, those they do not need UNUSED."""
    last, third, second = (number >> shift & 0x3F | 0x80 for shift in (0, 6, 12))
    unused = np.uint32(UNUSED)
    found = number >> 12 | 0xE0 | third << 8 | last << 16 | unused << 24
    if int(number.min()) < 0x800:
        two = number >> 6 | 0xC0 | last << 8 | unused << 16 | unused << 24
        one = number | unused << 8 | unused << 16 | unused << 24
        found = np.where(number < 0x80, one, np.where(number < 0x800, two, found))
    if int(number.max()) >= 0x10000:
        found = np.where(number < 0x10000, found, number >> 18 | 0xF0 | second << 8 | third << 16 | last << 24)
    return found.astype(np.uint32, copy=False)


def _write(signs: Signs, starts: Places, ends: Places, written: Words) -> None:
    """Put what is ``written`` in the place of each «&#…;», which is at least as long; the rest of it becomes UNUSED."""
    words = np.ndarray((len(signs) - 3,), "<u4", signs, strides=(1,))
    words[ends - 3] = 0xFFFFFFFF
    for beyond in (4, 5):
        is_longer = ends - starts > beyond + 3
        signs[starts[is_longer] + beyond] = UNUSED
    words[starts] = written


def _is_sign(number: Words) -> Flags:
    """Return which numbers are those of signs that may stand in XML."""
    is_sign = (number < 0xD800) | ((number > 0xDFFF) & (number < 0xFFFE)) | ((number > 0xFFFF) & (number < 0x110000))
    if int(number.min()) < 32:
        is_sign &= (number >= 32) | np.isin(number, (9, 10, 13))
    return is_sign


def _split(ended: Signs) -> pa.StringArray:
    """Return texts out of one in which every one of them ends with a zero byte."""
    ends = np.flatnonzero(ended == 0)
    offsets = np.zeros(len(ends) + 1, np.int32)
    offsets[1:] = ends - np.arange(len(ends))
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(ended[ended != 0]))
