"""Files as accidents and enemies leave them: bytes turned over, cut, parts of an archive swapped, XML edited."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

ODD = (b"", b"0", b"-1", b"NaN", b"1e308", b"99999999999999999999", b"A1048577", b"ZZZZ9", b"&lt;", b"&#0;", b"\xff")


def mutated(content: bytes, seed: int) -> bytes:
    """The same file, harmed in one to three ways; the seed repeats it."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 3)):
        ways = [*IN_ARCHIVES, *IN_BYTES] if content.startswith(b"PK") else IN_BYTES
        content = dice.choice(ways)(content, dice) or content
    return content


def turned(content: bytes, dice: random.Random) -> bytes:
    harmed = bytearray(content)
    for _ in range(dice.choice((1, 1, 3, 20))):
        harmed[dice.randrange(len(harmed))] = dice.choice((0, 0xFF, dice.randrange(256)))
    return bytes(harmed)


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(1, len(content) + 1)]


def repeated(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randint(1, 512)]
    at = dice.randrange(len(content))
    return content[:at] + piece * dice.choice((1, 2, 50)) + content[at:]


def lost(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randint(1, 512) :]


def numbered(content: bytes, dice: random.Random) -> bytes:
    """Four bytes made an extreme number: lengths and offsets of binary formats."""
    at = dice.randrange(max(1, len(content) - 4))
    number = dice.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, dice.randrange(2**32)))
    return content[:at] + number.to_bytes(4, "little") + content[at + 4 :]


def with_parts_swapped(content: bytes, dice: random.Random) -> bytes | None:
    parts = _parts(content)
    if len(parts) < 2:
        return None
    one, other = dice.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return _packed(parts)


def without_a_part(content: bytes, dice: random.Random) -> bytes | None:
    parts = _parts(content)
    if parts:
        parts.pop(dice.choice(sorted(parts)))
    return _packed(parts)


def with_a_part_harmed(content: bytes, dice: random.Random) -> bytes | None:
    """The check sum of a part fits what is in it, so that the reader gets to see the damage."""
    parts = _parts(content)
    name = dice.choice(sorted(name for name in parts if parts[name]) or [""])
    if name:
        parts[name] = dice.choice((turned, cut, lost, repeated))(parts[name], dice)
    return _packed(parts)


def with_xml_edited(content: bytes, dice: random.Random) -> bytes | None:
    parts = _parts(content)
    documents = sorted(name for name, part in parts.items() if part.lstrip().startswith(b"<"))
    if not documents:
        return None
    name = dice.choice(documents)
    places = list(re.finditer(rb'="([^"]*)"|>([^<]+)<|<[^>]+>', parts[name]))
    for place in sorted(dice.sample(places, min(len(places), dice.choice((1, 2, 10)))), key=lambda one: -one.start()):
        group = next((number for number in (1, 2) if place[number] is not None), 0)
        start, end = place.span(group)
        parts[name] = parts[name][:start] + (dice.choice(ODD) if group else b"") + parts[name][end:]
    return _packed(parts)


def _parts(content: bytes) -> dict[str, bytes]:
    """The parts of an archive that can still be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {entry.filename: archive.read(entry) for entry in archive.infolist() if entry.file_size < 10_000_000}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return {}


def _packed(parts: dict[str, bytes]) -> bytes | None:
    if not parts:
        return None
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


Way = Callable[[bytes, random.Random], bytes | None]
IN_BYTES: tuple[Way, ...] = (turned, cut, repeated, lost, numbered)
IN_ARCHIVES: tuple[Way, ...] = (
    with_parts_swapped, without_a_part, with_a_part_harmed, with_xml_edited, with_xml_edited,
)  # fmt: skip
