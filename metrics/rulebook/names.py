"""Finding a rule by the name people type: blanks, widths, quotes and commas never matter."""

from __future__ import annotations

import difflib
import re
import unicodedata

# Separators, quotes and brackets, and the 等 of 安全泄密等严重问题: written or left out at will.
_IGNORED = re.compile(r"[\s\u200b\ufeff\"'`“”„‘’「」『』《》〈〉、,;:/\\|·・.。\-—–_()（）【】\[\]等]+")
_VETO_PREFIX = "单项否决"


def normalised(text: str) -> str:
    """Return ``text`` in the form names are compared in."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


class NameIndex:
    """Names and synonyms of things, each thing known by a key; asks are exact after normalisation."""

    def __init__(self, prefixes: tuple[str, ...] = ()) -> None:
        self._prefixes = (_VETO_PREFIX, *(normalised(prefix) for prefix in prefixes))
        self._keys: dict[str, list[str]] = {}
        self._official: dict[str, str] = {}

    def add(self, key: str, name: str, synonyms: tuple[str, ...] = ()) -> None:
        """Make ``key`` found by its name and by each synonym."""
        for spelling in (name, *synonyms):
            form = normalised(spelling)
            keys = self._keys.setdefault(form, [])
            if key not in keys:
                keys.append(key)
            self._official.setdefault(form, name)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the keys that ``text`` names: none, one, or several when the name is shared.

        A leading block name (发布解读-政策文件) or 单项否决 is skipped, but only when the text as a whole is no name.
        """
        form = normalised(text)
        if form in self._keys:
            return tuple(self._keys[form])
        for prefix in self._prefixes:
            rest = form.removeprefix(prefix)
            if rest != form and rest in self._keys:
                return tuple(self._keys[rest])
        return ()

    def suggest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """Return up to ``most`` official names like ``text``: first those containing it or contained in it."""
        form = normalised(text)
        if not form:
            return ()
        contained = [known for known in self._keys if known in form or (len(form) > 1 and form in known)]
        alike = difflib.get_close_matches(form, self._keys, n=most * 3, cutoff=0.4)
        ordered = sorted(contained, key=len, reverse=True) + alike
        return tuple(dict.fromkeys(self._official[known] for known in ordered))[:most]
