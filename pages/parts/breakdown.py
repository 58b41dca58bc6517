"""How a scorecard is told: groups of marks between 100 and the score, and one line per mark, task or finding.

Nothing is computed but running totals of printed hundredths, which add up exactly (scoring contract §8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from metrics.i18n import Translator
from metrics.scores import Mark, Scorecard, plain, two_decimals
from metrics.words import DIMENSIONS, word_clause, word_indicator, word_reason
from pages.parts.words import FINDING_KINDS, FINDING_STATES, ROLES, word_day, word_task_state

FULL_MARKS = 10_000
"""100 points in hundredths, where every explanation starts."""


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall: the marks of one dimension and indicator, or of one state of tasks."""

    code: str
    dimension: str
    label: str
    marks: tuple[Mark, ...]
    before: int
    """Hundredths before these marks."""

    @property
    def hundredths(self) -> int:
        """What the marks lose (negative) or gain together."""
        return sum(mark.hundredths for mark in self.marks)

    @property
    def after(self) -> int:
        """Hundredths after these marks."""
        return self.before + self.hundredths

    @property
    def points(self) -> str:
        """The sum as it is printed, with its sign."""
        return signed(self.hundredths)


def signed(hundredths: int) -> str:
    """Return hundredths as points with two decimals and a sign; a real minus is as wide as a plus."""
    return ("+" if hundredths > 0 else "") + two_decimals(hundredths).replace("-", "−")


def list_steps(t: Translator, card: Scorecard) -> tuple[Step, ...]:
    """Return the groups of marks in the order of dimensions, the largest loss of a dimension first."""
    groups: dict[tuple[str, str], list[Mark]] = {}
    for mark in card.marks:
        # Sixteen tasks would be sixteen slivers: tasks are told by their state.
        code = mark.reason if mark.dimension == "tasks" else mark.indicator
        groups.setdefault((mark.dimension, code), []).append(mark)
    order = {name: number for number, name in enumerate(DIMENSIONS)}
    ranked = sorted(groups.items(), key=lambda one: (order.get(one[0][0], 99), sum(m.hundredths for m in one[1])))
    steps, running = [], FULL_MARKS
    for (dimension, code), marks in ranked:
        step = Step(f"{dimension}.{code}", dimension, _label(t, card, dimension, marks[0]), tuple(marks), running)
        steps.append(step)
        running = step.after
    return tuple(steps)


def _label(t: Translator, card: Scorecard, dimension: str, mark: Mark) -> str:
    if dimension == "tasks":
        detail = word_reason(t, dimension, mark.reason, False).rstrip("。.")
    else:
        detail = word_indicator(t, card.scheme, dimension, mark.indicator)
    return t("{dimension}: {detail}", dimension=t(DIMENSIONS.get(dimension, dimension)), detail=detail)


def list_marks(
    t: Translator, card: Scorecard, marks: Iterable[Mark], replies: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return one line per mark, as the table shows it; ``replies`` says what became of a reply, by mark number."""
    numbers = {id(mark): number for number, mark in enumerate(card.marks, 1)}
    return [
        {
            "number": str(numbers[id(mark)]),
            "reply": replies.get(numbers[id(mark)], ""),
            "points": signed(mark.hundredths),
            "dimension": _dimension(t, card, mark),
            "indicator": word_indicator(t, card.scheme, mark.dimension, mark.indicator),
            "item": " · ".join(filter(None, (mark.channel, mark.item))),
            "reason": word_reason(t, mark.dimension, mark.reason, mark.is_capped),
            "clause": word_clause(card.scheme, mark),
            "file": mark.source.file if mark.source else "",
            "place": t("row {row}, {sheet}", sheet=mark.source.sheet, row=mark.source.row) if mark.source else "",
            "record": mark.source.record if mark.source else None,
        }
        for mark in marks
    ]


def _dimension(t: Translator, card: Scorecard, mark: Mark) -> str:
    name = t(DIMENSIONS.get(mark.dimension, mark.dimension))
    # A half-year has its marks quarter by quarter.
    return f"{name} {mark.quarter}" if mark.quarter and card.period.length > 1 else name


def list_tasks(t: Translator, card: Scorecard) -> list[dict[str, Any]]:
    """Return one line per assignment of the unit."""
    return [
        {
            "number": task["number"],
            "title": task["title"] or "",
            "role": t(ROLES.get(task["role"], task["role"])),
            "due": word_day(t, task["due_on"]) or task["due_text"] or "",
            "state": word_task_state(t, task),
            "credit": plain(task["credit"]) if task["is_applicable"] else "",
            "progress": task["progress"] or "",
            "evidence": task["evidence"] or "",
            "record": task["record"],
        }
        for task in card.tasks
    ]


def list_findings(t: Translator, card: Scorecard) -> list[dict[str, Any]]:
    """Return one line per finding of the unit known on the as-of day, newest first."""
    return [
        {
            "number": finding["number"] or "",
            "day": word_day(t, finding["dated_on"]),
            "channel": finding["channel_name"] or "",
            "indicator": finding["indicator_name"] or finding["indicator_code"],
            "kind": t(FINDING_KINDS.get(finding["kind"], finding["kind"])),
            "description": finding["description"] or "",
            "state": t(FINDING_STATES.get(finding["state"], finding["state"])),
            "deadline": _deadline(t, finding),
            "closed": word_day(t, finding["closed_on"]),
            "action": finding["action"] or "",
            "record": finding["record"],
        }
        for finding in reversed(card.findings)
    ]


def _deadline(t: Translator, finding: dict[str, Any]) -> str:
    day = word_day(t, finding["current_deadline_on"])
    return t("{day} (presumed)", day=day) if finding["is_deadline_presumed"] and day else day
