"""Which thing a unit's file speaks of, in the words by which a person at the office knows it.

A request is read long after its file: number, channel, indicator and the beginning of the description stay with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metrics.intake.comparison import fold
from metrics.intake.hearing import Heard, Hearing, typed_text

OF_FINDING = ("number", "channel_name", "indicator_text", "description")
# The columns that tell one thing of a kind from another.
TELLING: Mapping[str, tuple[str, ...]] = {
    "findings": OF_FINDING,
    "rectifications": OF_FINDING,
    "assignments": ("number", "title"),
    "tasks": ("number", "title"),
    "channels": ("type", "name"),
    "inspections": ("period", "channel_name"),
    "observations": ("period", "indicator_text"),
    "units": ("name",),
}
LONGEST = 30


def thing_in_words(hearing: Hearing, heard: Heard, kind: str, owner: str, identity: str) -> str:
    """Return what a row is about; what the store says of it counts, except of another unit's thing.

    Of that the row alone is quoted: what the store has is not the speaker's to learn.
    """
    said = {name: typed_text(heard, name) for name in TELLING.get(kind, ())}
    if identity and owner == hearing.speaker.name:
        said |= {name: text for name, text in _in_store(hearing, kind, identity).items() if text}
    return " · ".join(shortened(said[name]) for name in TELLING.get(kind, ()) if said[name])


def _in_store(hearing: Hearing, kind: str, identity: str) -> dict[str, str]:
    if kind in ("findings", "rectifications"):
        return finding_in_words(hearing, fold("findings", _statements(hearing, "findings", identity)))
    if kind == "assignments":
        return {"title": str(fold(kind, _statements(hearing, kind, identity)).get("title", ""))}
    return {}


def _statements(hearing: Hearing, kind: str, identity: str) -> list[Any]:
    return hearing.warehouse.statements(kind, [identity]).get(identity, [])


def finding_in_words(hearing: Hearing, believed: Mapping[str, Any]) -> dict[str, str]:
    """Return number, channel, indicator and description of what the store believes of a finding; empty texts for none.

    The indicator goes by the class of problem it was found as, which is what people wrote.
    """
    channel = hearing.directory.channels.get(believed.get("channel", -1))
    return {
        "number": str(believed.get("number") or ""),
        "channel_name": channel.name if channel else "",
        "indicator_text": str(believed.get("problem_class") or ""),
        "description": str(believed.get("description") or ""),
    }


def shortened(text: str) -> str:
    """Return a text on one line, its beginning only when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
