"""Whose a figure is: beside those of the reader's own units, the city's and a group's are named as such.

Whoever reads every unit's detail sees one scope only, and plain words.
"""

from __future__ import annotations

from metrics.i18n import Translator
from metrics.words import GROUPS
from pages.parts import session


def reads_own_only() -> bool:
    """Return whether the reader is told the details of their own units and of no other."""
    return not session.reader().reads_everything


def of_own(t: Translator, figure: str) -> str:
    """Return the name of a figure that covers what the reader may read, saying so when that is their own units."""
    return t("{figure}, own units", figure=figure) if reads_own_only() else figure


def of_city(t: Translator, figure: str) -> str:
    """Return the name of a figure of the whole city, saying so to whom others are shown of their own units."""
    return t("{figure}, whole city", figure=figure) if reads_own_only() else figure


def said_of_own(t: Translator, said: str) -> str:
    """Return a whole sentence about what the reader may read, saying so when that is their own units."""
    return t("Your own units: {said}", said=said) if reads_own_only() else said


def said_of_city(t: Translator, said: str) -> str:
    """Return a whole sentence about the city, saying so to whom others are told of their own units."""
    return t("The whole city: {said}", said=said) if reads_own_only() else said


def of_group(t: Translator, figure: str, group: str) -> str:
    """Return the name of a figure of a whole group, saying so to whom others are shown of their own units."""
    return t("{figure}, {group}", figure=figure, group=t(GROUPS[group])) if reads_own_only() else figure
