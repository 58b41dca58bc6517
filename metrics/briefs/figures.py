"""The figures of a paper, each with the filter it was counted under, for the annex that proves them.

Whatever a paper's sentences and tables of counts tell of the data goes through ``Told`` and so stands in its annex.
Not listed are dates, numbers of documents, clauses and annexes, the values of a rule (thresholds, the scale of a
chart; a weight stands in the filter), a percentage of two figures that are listed, and the lines of lists and what is
quoted from them (问题清单, 督办事项, 得分明细): these are records, of which the annex tells number and sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from metrics.calendar import Period
from metrics.escalation import Level
from metrics.footing import Footing
from metrics.i18n import translator
from metrics.rulebook import Scheme
from metrics.words import word_period

t = translator("zh_CN")
Value = TypeVar("Value")
STEP = t("Reason of the step of supervision (on the day of issue)")
REPORTED = t("Units told of in public (on the day of issue)")
OF_ITS_DAY = frozenset({STEP, REPORTED})
"""Figures of the register on the day a paper bears: nothing that comes in later makes them others."""


class Told:
    """The figures of one paper, each listed for the annex by the same call that hands it to a sentence."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def figure(self, name: str, value: Value, scope: str, *, is_later: bool = False) -> Value:
        """Return ``value`` for the text, and list it with the rows it was counted from.

        ``is_later`` marks a figure that annexes came to list later than the rest: papers issued before that lack it.
        """
        number = str(len(self._rows) + 1)
        self._rows.append(
            {"number": number, "name": name, "value": str(value), "filter": scope, "is_later": is_later}
        )  # fmt: skip
        return value

    def share(
        self, name: str, part: int, whole: int, rate: str | None, scope: str, *, is_later: bool = False
    ) -> dict[str, Any]:
        """Return n of N with its percentage for the text (``share``), and list n/N."""
        self.figure(name, f"{part}/{whole}", scope, is_later=is_later)
        return share(part, whole, rate)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the annex: what was told so far."""
        return list(self._rows)


@dataclass(frozen=True)
class Issue:
    """How papers go out: the day they bear, the day to answer by, whether they name units, what they rest on."""

    issued_on: date
    reply_by: date
    is_named: bool
    footing: Footing
    levels: Mapping[str, Level] = field(default_factory=dict)
    """By unit the step of escalation; who is not in it is spoken to for the first time."""


def basis(period: Period, as_of: date, scheme: Scheme, issue: Issue) -> dict[str, Any]:
    """Return what every paper tells of itself: period, as-of day, rules, what it rests on, its days."""
    return {
        "period": word_period(t, period),
        "as_of": word_day(as_of),
        "as_of_date": as_of.isoformat(),
        "scheme": scheme.version,
        "footing": word_footing(period, as_of, scheme, issue.footing),
        "draft": _word_draft(issue.footing),
        "issued_on": word_day(issue.issued_on),
        "reply_by": word_day(issue.reply_by),
        "year": issue.issued_on.year,
        # A paper gets its number when it is issued.
        "reference": "",
    }


def _word_draft(footing: Footing) -> str:
    """Return what a paper calls itself below its title as long as its figures are not released ones."""
    if footing.code == "released":
        return ""
    return t("Draft for replies") if footing.code == "consult" else t("Draft")


def word_footing(period: Period, as_of: date, scheme: Scheme, footing: Footing) -> str:
    """Return the sentence that names edition, day and rules: 2025年第二季度第1版定稿（2025年7月10日发布）……"""
    values: dict[str, Any] = {"scheme": scheme.version, "as_of": word_day(as_of)}
    if footing.released_on is None:
        return t("{draft}, not released; scheme {scheme}, facts up to {as_of}", draft=_word_draft(footing), **values)
    values |= {"period": word_period(t, period), "edition": footing.edition, "day": word_day(footing.released_on)}
    if footing.code == "released":
        return t("edition {edition} of {period}, released on {day}; scheme {scheme}, facts up to {as_of}", **values)
    return t("running figures, not those of edition {edition} of {period} (released on {day}); scheme {scheme}, "
             "facts up to {as_of}", **values)  # fmt: skip


def word_day(day: date) -> str:
    """Return a day as official documents write it: 2025年6月30日."""
    return t("{year}-{month}-{day} in official documents", year=day.year, month=day.month, day=day.day)


def share(part: int, whole: int, rate: str | None) -> dict[str, Any]:
    """Return n of N with its percentage; ``rate`` is None when N is too small for one."""
    return {"part": part, "whole": whole, "rate": word_rate(rate)}


def word_rate(rate: str | None) -> str | None:
    """Return a percentage as a sentence writes it, 100 and not 100.00; None stays."""
    return rate.rstrip("0").rstrip(".") if rate and "." in rate else rate


NUMERALS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a number from 1 to 99 as headings count: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else NUMERALS[tens]) + ("十" if tens else "") + (NUMERALS[ones] if ones else "")
