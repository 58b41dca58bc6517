"""Who is named in a paper, and how files are called; unnamed papers say how many by stated thresholds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from metrics.i18n import translator
from metrics.masking import without_telephones
from metrics.supervision import Item, without_details
from metrics.words import QUANTIFIERS

FEW, SOME = 2, 9
"""Up to so many units are 个别, up to so many 有的, more are 部分; an annex of every unnamed paper says so."""
LONGEST_NAME = 60
TOLD_UNITS = 5
"""So many units are named in a sentence."""
t = translator("zh_CN")
# What Windows, macOS or a shell would trip over; leading dots hide a file.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


def quantity(units: int) -> str:
    """Return the soft word for a number of units."""
    return t(QUANTIFIERS["few" if units <= FEW else "some" if units <= SOME else "many"])


def told_units(units: Sequence[str], is_named: bool) -> str:
    """Return units as a sentence tells them: the first few by name and how many there are, or how many alone.

    The soft words are for problems: 个别单位 that did well would read as blame.
    """
    if not is_named:
        return t("{n} units of the city", n=len(units))
    names = "、".join(units[:TOLD_UNITS])
    return t("{names} and others, {n} units", names=names, n=len(units)) if len(units) > TOLD_UNITS else names


def addressee(unit: str, is_named: bool) -> str:
    """Return the unit a paper speaks to."""
    return unit if is_named else t("the units concerned")


def item_as_told(item: Item, is_named: bool) -> Item:
    """Return an item as a paper may tell it: security problems never, other details only in named papers."""
    item = without_details(item)
    if is_named:
        return replace(item, title=without_telephones(item.title))
    # Titles and descriptions are free text and may name anybody.
    return replace(item, unit="", title="", channel=None, page=None, source=None)


def file_name(kind: str, period: str, subject: str) -> str:
    """Return the name of a paper's or workbook's file, safe on every system and recognisable."""
    words = {"notice": t("Notice"), "order": t("Supervision order"), "unit-report": t("Score sheet")}
    words |= {"onepage": t("Leader’s page"), "workbook": t("Re-computable workbook"),
              "correction": t("Correction notice")}  # fmt: skip
    ending = ".xlsx" if kind == "workbook" else ".docx"
    parts = (words[kind], period, _UNSAFE.sub("_", subject).strip(" .")[:LONGEST_NAME])
    return "-".join(part for part in parts if part) + ending
