"""What a person may have meant by a name nobody knows: a few known names, each with the reason in words.

Suggestions are there to be chosen from; nothing is ever taken for the name on the strength of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from metrics.i18n import Translator

MOST_SUGGESTIONS = 3
# Below this share of common characters a suggestion would be noise (市商务局 and 市水务局 share 0.75).
LEAST_SIMILARITY = 0.5
# How a bureau, a committee and an office end; who writes the wrong one usually means the right unit.
ENDINGS = ("局", "委", "办", "厅", "处", "中心", "集团", "公司")
# The reasons, the most telling first. Msgids; {other} is the known spelling that resembles.
REASONS: Mapping[str, str] = {
    "ambiguous": "several answer to this name",
    "same": "the same name, but of another type",
    "ending": "another ending than “{other}”",
    "no_ending": "the ending of “{other}” is missing",
    "one_character": "one character differs from “{other}”",
    "contains": "contains “{other}”",
    "part": "part of “{other}”",
    "order": "all its characters stand in “{other}”, in this order",
    "similar": "{count} of {all} characters as in “{other}”",
}
_RANKS = {reason: rank for rank, reason in enumerate(REASONS)}


class Suggestion(NamedTuple):
    """One known name with what makes it similar."""

    name: str
    """The official name."""
    reason: str
    """Key of ``REASONS``."""
    other: str = ""
    """The known spelling that resembles: the name itself or an alias."""
    shared: int = 0
    """How many characters both have, for the weakest reason."""
    length: int = 0
    """Of how many characters of the text."""

    def as_json(self) -> dict[str, object]:
        """Return the suggestion as the history keeps it."""
        return dict(self._asdict())


def reason_in_words(suggestion: Suggestion | Mapping[str, object], t: Translator) -> str:
    """Return why a name was suggested, in the reader's language."""
    values = suggestion._asdict() if isinstance(suggestion, Suggestion) else suggestion
    return t(REASONS[str(values["reason"])], other=values["other"], count=values["shared"], all=values["length"])


def suggestions(text: str, spellings: Iterable[tuple[str, str, str]]) -> tuple[Suggestion, ...]:
    """Return up to three names that ``text`` resembles, the likeliest first, each once.

    ``text`` is folded already; ``spellings`` are (folded spelling, spelling as known, official name).
    """
    best: dict[str, tuple[tuple[int, float], Suggestion]] = {}
    for folded, known, name in spellings:
        found = resemblance(text, folded)
        if found is None:
            continue
        reason, likeness, count = found
        rank = (_RANKS[reason], -likeness)
        if name not in best or rank < best[name][0]:
            best[name] = (rank, Suggestion(name, reason, known, count, len(text)))
    ranked = [suggestion for _, suggestion in sorted(best.values(), key=lambda one: (one[0], one[1].name))]
    # Beside a telling reason, characters in common are noise.
    telling = [one for one in ranked if one.reason != "similar"]
    return tuple((telling or ranked)[:MOST_SUGGESTIONS])


def resemblance(text: str, other: str) -> tuple[str, float, int] | None:
    """Return why two folded texts are alike, how much, and how many characters they share; None when they are not."""
    if len(text) < 2 or len(other) < 2:
        return None
    shared = len(set(text) & set(other))
    if shared < min(2, len(text) - 1):
        return None
    likeness = SequenceMatcher(None, text, other, autojunk=False).ratio()
    reason = next(_reasons(text, other), "similar")
    if reason == "similar" and likeness < LEAST_SIMILARITY:
        return None
    return reason, likeness, sum(1 for character in text if character in other)


def _reasons(text: str, other: str) -> Iterator[str]:
    if text == other:
        yield "same"
    text_stem, other_stem = _stem(text), _stem(other)
    if text_stem == other_stem and other != other_stem:
        yield "ending" if text != text_stem else "no_ending"
    if len(text) == len(other) and len(text) > 2 and sum(a != b for a, b in zip(text, other, strict=True)) == 1:
        yield "one_character"
    short, long = sorted((text, other), key=len)
    if len(long) - len(short) == 1 and len(short) > 2 and _in_order(short, long):
        yield "one_character"
    if other in text:
        yield "contains"
    if text in other:
        yield "part"
    if len(text) > 2 and _in_order(text, other):
        yield "order"


def _stem(text: str) -> str:
    for ending in ENDINGS:
        if text.endswith(ending) and len(text) > len(ending) + 1:
            return text.removesuffix(ending)
    return text


def _in_order(short: str, long: str) -> bool:
    """Whether the characters of ``short`` stand in ``long`` in the same order (人社局 in 人力资源和社会保障局)."""
    rest = iter(long)
    return all(character in rest for character in short)
