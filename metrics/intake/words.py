"""The answers people write into cells, as codes; the words themselves are data (data/reference/words.toml)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

REFERENCE = Path(__file__).parent.parent.parent / "data" / "reference"
# Kind and field → list of words.toml that its cells answer with; a word in no list is a fault at import.
ANSWERS = {
    ("units", "group"): "unit_group",
    ("units", "serves_public"): "yes_no",
    ("channels", "type"): "channel_type",
    ("channels", "status"): "channel_status",
    ("assignments", "role"): "role",
    ("assignments", "status"): "status",
    ("assignments", "verification"): "verification",
    ("inspections", "type"): "channel_type",
    ("findings", "channel_type"): "channel_type",
    ("findings", "kind"): "finding_kind",
    ("findings", "review"): "review",
    ("rectifications", "recheck_result"): "recheck",
    # Read from the cell of 数值.
    ("observations", "is_collected"): "yes_no",
}
# How a yes or no is kept, and its code.
_YES_NO = {"True": "yes", "False": "no"}
# Blanks that str.strip leaves or that stand inside words: zero width space, word joiner, byte order mark.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


@dataclass(frozen=True)
class Vocabulary:
    """Every closed list of answers: list → code → words, the canonical word first."""

    lists: dict[str, dict[str, tuple[str, ...]]]
    codes: dict[str, dict[str, str]]
    """List → folded word → code."""

    def code(self, name: str, text: str) -> str | None:
        """Return the code of an answer, or None if no list entry says that; an unknown list is a KeyError."""
        return self.codes[name].get(folded(text))

    def canonical(self, name: str) -> tuple[str, ...]:
        """Return the words a clerk is told to choose from."""
        return tuple(words[0] for words in self.lists[name].values())

    def is_empty(self, text: str) -> bool:
        """Return whether the cell says nothing: blank, or one of the signs for nothing."""
        word = folded(text)
        return not word or word in self.codes["empty"]

    def begins(self, name: str, code: str, text: str) -> bool:
        """Return whether the text begins with one of the words of ``code``."""
        return folded(text).startswith(tuple(folded(word) for word in self.lists[name][code]))


@cache
def vocabulary(path: Path = REFERENCE / "words.toml") -> Vocabulary:
    """Return the vocabulary of a file; raises KeyError or TOMLDecodeError if it is not one."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = {name: {code: tuple(words) for code, words in codes.items()} for name, codes in content.items()}
    codes = {name: {folded(word): code for code in found for word in found[code]} for name, found in lists.items()}
    return Vocabulary(lists, codes)


@lru_cache(maxsize=20_000)  # a ledger of 100,000 rows repeats its few answers a million times
def folded(text: str) -> str:
    """Return a text as it is compared: half-width, without any blanks, upper case."""
    return "".join(half_width(text).split()).upper()


def half_width(text: str) -> str:
    """Return a text with full-width letters, digits and blanks made half-width and invisible signs dropped."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def word_in_cell(kind: str, name: str, value: str | None) -> str:
    """Return a stored code as the word the cell of its column would show; any other text stays as it is."""
    listed = ANSWERS.get((kind, name), "")
    code = _YES_NO.get(value or "", value) if listed == "yes_no" else value
    answers = vocabulary().lists.get(listed, {})
    return answers[code][0] if code in answers else value or ""
