"""Texts out of the contents of XML elements, many at a time."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from metrics.columns import Codes, Flags, strings


def decoded(contents: pa.BinaryArray) -> pa.StringArray:
    """Return contents of XML elements as texts; entities and line ends are read by the XML parser.

    Raises pa.ArrowInvalid for what is no UTF-8, and what the parser raises for what is no XML.
    """
    # What begins with one of them is never as it is written.
    if not pc.any(pc.match_substring_regex(contents, "[&\r]")).as_py():
        return contents.cast(pa.string())
    found = _with_numbered_signs(contents)
    return _parsed(contents.to_pylist()) if found is None else found


def _parsed(contents: list[bytes]) -> pa.StringArray:
    """Return contents as texts, those with entities or line ends by the parser."""
    texts = [content.decode() for content in contents]
    escaped = [place for place, text in enumerate(texts) if "&" in text or "\r" in text]
    parts = b"</t><t>".join(contents[place] for place in escaped)
    found = ElementTree.fromstring(b"<x><t>" + parts + b"</t></x>")
    for place, element in zip(escaped, found, strict=True):
        texts[place] = element.text or ""
    return strings(texts)


def _with_numbered_signs(contents: pa.BinaryArray) -> pa.StringArray | None:
    """Return contents whose signs beyond ASCII are all written as numbers (&#27982;); None where anything is not.

    Some programs write every Chinese sign so; taken together they are read in a third of the parser's time.
    """
    # No XML has a zero byte, so it can stand after every content.
    ended = pc.binary_join_element_wise(contents, b"\0", b"")
    count = pc.sum(pc.binary_length(ended)).as_py()
    # Numbers have at most seven digits: no look goes beyond the zeros at the end.
    padded = np.append(np.frombuffer(ended.buffers()[2], np.uint8, count), np.zeros(10, np.uint8))
    signs = padded[:count]
    starts = np.flatnonzero(signs == ord("&"))
    if int(signs.max()) >= 128 or (signs == ord("\r")).any() or (signs[starts + 1] != ord("#")).any():
        return None
    at, number, is_digit = starts + 2, np.zeros(len(starts), np.int32), np.ones(len(starts), np.bool_)
    for _ in range(7):
        digit = padded[at] - np.uint8(ord("0"))  # what is below it becomes large
        is_digit &= digit <= 9
        if not is_digit.any():
            break
        number = np.where(is_digit, number * 10 + digit, number)
        at = at + is_digit
    if (padded[at] != ord(";")).any() or not _is_sign(number).all():
        return None
    edge = np.zeros(len(signs) + 1, np.int8)
    edge[starts + 1] += 1
    edge[at + 1] -= 1
    made = signs.astype("<u4")
    made[starts] = number
    text = made[np.cumsum(edge[:-1], dtype=np.int8) == 0].tobytes().decode("utf-32-le").encode()
    return _split(np.frombuffer(text, np.uint8))


def _is_sign(number: Codes) -> Flags:
    """Return which numbers are those of signs that may stand in XML."""
    if int(number.min()) >= 32 and int(number.max()) < 0xD800:
        return np.ones(len(number), np.bool_)
    is_sign = (number >= 32) | np.isin(number, (9, 10, 13))
    is_sign &= (number < 0xD800) | ((number > 0xDFFF) & (number < 0x110000) & (number != 0xFFFE) & (number != 0xFFFF))
    return is_sign


def _split(ended: np.ndarray[Any, np.dtype[np.uint8]]) -> pa.StringArray:
    """Return texts out of one in which every one of them ends with a zero byte."""
    ends = np.flatnonzero(ended == 0)
    offsets = np.zeros(len(ends) + 1, np.int32)
    offsets[1:] = ends - np.arange(len(ends))
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(ended[ended != 0]))
