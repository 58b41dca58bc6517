"""Find the unit a text names: by its name, by an alias, or by a spelling that can only mean one unit.

Nothing is guessed: what fits two units or none gives no unit, only suggestions for a person to decide.
The spellings that count as one are data (``data/reference/unit_words.toml``).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from metrics.calendar import REFERENCE
from metrics.errors import Refused
from metrics.intake.likeness import Suggestion, suggestions

How = Literal["exact", "decided", "alias", "normalised"]
# A file of nonsense has thousands of unknown names; who reads the answer looks at the first ones.
MOST_COMPARED = 300


@dataclass(frozen=True)
class Match:
    """What a text names: one unit and how it was recognised, or none and what might be meant."""

    unit_id: int | str | None
    how: How | None = None
    """``None`` exactly when no unit was found."""
    suggestions: tuple[Suggestion, ...] = ()
    """Official names with the reason: the text fits several units, or resembles one of their names."""

    def refusal(self, text: str) -> Refused:
        """Return what a person is told whose ``text`` found no unit; only what is similar is called so."""
        if not self.suggestions:
            return Refused("No unit is called “{name}”.", name=text)
        similar = "、".join(one.name for one in self.suggestions)
        return Refused("No unit is called “{name}”. Similar: {similar}.", name=text, similar=similar)


class UnitDirectory:
    """All names units answer to.

    ``entries`` are (unit id, official name, aliases). An official name beats an alias of another unit;
    a name that is official for two units, or an alias of two, finds neither. ``decided`` are names (as
    ``decided_name`` folds them) of which a person has said which unit they mean: only an official name beats them.
    """

    def __init__(
        self,
        entries: Iterable[tuple[int | str, str, Iterable[str]]],
        decided: Mapping[str, int | str] | None = None,
    ) -> None:
        self._decided = dict(decided or {})
        self._compared = 0
        self._names: dict[int | str, str] = {}
        self._official: dict[str, set[int | str]] = defaultdict(set)
        self._aliases: dict[str, set[int | str]] = defaultdict(set)
        self._spellings: dict[str, set[int | str]] = defaultdict(set)
        self._spelled: dict[str, str] = {}
        self._found: dict[str, Match] = {}
        for unit_id, name, aliases in entries:
            self._names[unit_id] = name
            self._official[name].add(unit_id)
            for alias in aliases:
                self._aliases[alias].add(unit_id)
            for spelling in (name, *aliases):
                self._spellings[normalised(spelling)].add(unit_id)
                self._spelled.setdefault(normalised(spelling), spelling)

    def find(self, text: str) -> Match:
        """Return the unit ``text`` names; without one, up to three suggestions, the likeliest first."""
        if text not in self._found:
            self._found[text] = self._find(text.strip())
        return self._found[text]

    def _find(self, text: str) -> Match:
        steps: tuple[tuple[How, Mapping[str, set[int | str]], str], ...] = (
            ("exact", self._official, text),
            ("alias", self._aliases, text),
            ("normalised", self._spellings, normalised(text)),
        )
        for how, index, key in steps:
            units = index.get(key, set()) if key else set()
            if how == "alias" and decided_name(text) in self._decided:
                return Match(self._decided[decided_name(text)], "decided")
            if len(units) == 1:
                return Match(next(iter(units)), how)
            if units:
                names = sorted(self._names[unit_id] for unit_id in units)
                return Match(None, None, tuple(Suggestion(name, "ambiguous") for name in names))
        return Match(None, None, self._similar(normalised(text)))

    def _similar(self, spelling: str) -> tuple[Suggestion, ...]:
        self._compared += 1
        if not spelling or self._compared > MOST_COMPARED:
            return ()
        known = (
            (folded, self._spelled[folded], self._names[unit_id])
            for folded, units in self._spellings.items()
            for unit_id in units
        )
        return suggestions(spelling, known)


def decided_name(text: str) -> str:
    """Return a name as decisions about it are kept: width, case and blanks do not matter, everything else does."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@cache
def normalised(name: str) -> str:
    """Return the spelling that variants of a unit's name share.

    Blanks, width of brackets and digits, a leading 济南市 or 市, and a final 政府 or 管委会 make no difference.
    The 市 of 市中区 belongs to the name and stays, so 济南市中区 is 市中区 and 中区 is nothing.
    """
    words = unit_words()["names"]
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()
    for variant, common in words["same"]:
        text = text.replace(variant, common)
    # "市" + one character + "区" is a district (市中区, elsewhere 市北区), not a city's office.
    text = re.sub(rf"^(?:{re.escape(words['city'])})?(?:市(?!.区))?(?=..)", "", text)
    for ending in words["endings"]:
        if len(text) > len(ending) + 1:
            text = text.removesuffix(ending)
    return text


@cache
def unit_words() -> dict[str, Any]:
    """Return the tables of ``unit_words.toml``."""
    return tomllib.loads((REFERENCE / "unit_words.toml").read_text(encoding="utf-8"))
