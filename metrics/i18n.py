"""Sentences in the reader's language, by gettext: the msgid is English, Chinese is complete.

Bottom layer. A ``Translator`` is an object handed to whoever makes sentences; nothing is installed
globally, because one process serves readers of two languages at the same time.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from metrics.errors import MetricsError

LANGUAGES = ("zh_CN", "en")
LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Translator:
    """Turns an English msgid into a sentence of one language; calling it is all there is to it."""

    language: str
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, /, **values: object) -> str:
        """Return ``message`` in this language with ``{name}`` placeholders filled from ``values``."""
        if not message:
            return ""
        sentence = self.catalogue.gettext(message)
        return sentence.format(**values) if values else sentence

    def row(self, *sentences: str) -> str:
        """Return whole sentences after one another, empty ones left out; Chinese has no space between them."""
        return ("" if self.language == "zh_CN" else " ").join(filter(None, sentences))

    def error(self, error: MetricsError) -> str:
        """Return the sentence of an error."""
        return error.sentence(self)


@cache
def translator(language: str = "zh_CN") -> Translator:
    """Return the translator of ``language`` (``zh_CN`` or ``en``); unknown languages read Chinese."""
    if language == "en":
        return Translator("en", gettext.NullTranslations())
    return Translator("zh_CN", gettext.translation("metrics", LOCALE, languages=["zh_CN"]))
