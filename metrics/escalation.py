"""提示函 → 督办函 → 通报: at which step a unit is spoken to next, and because of which earlier paper.

A step is worked out from the register (was the last paper answered in time?) and from what is open today (are its
items done?). From when on what counts are dated values of ``data/reference/escalation.toml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from metrics.access import Reader
from metrics.calendar import Period, WorkCalendar
from metrics.register import ANSWERED, Issued, issued_papers
from metrics.supervision import fingerprint_of_item, items_of_units
from metrics.supervision_rules import rules_on
from metrics.warehouse import Warehouse

PROMPT, ORDER, REPORT = "prompt", "order", "report"


@dataclass(frozen=True)
class Level:
    """The step at which a unit is spoken to next, and why."""

    code: str
    """``prompt`` 提示函, ``order`` 督办函 or ``report`` (通报; the paper that goes to the unit is a 督办函)."""
    why: str
    """``first``, ``settled`` (earlier papers were answered in time and are done), ``running`` (the earlier one is still
    within its days), ``unanswered``, ``answered_late``, ``still_open``, ``unanswered_beyond``, ``overdue_beyond``."""
    after: Issued | None = None
    """The earlier paper it follows."""
    n: int = 0
    """Working days late, or items still open."""


FIRST = Level(PROMPT, "first")


def levels_of(warehouse: Warehouse, reader: Reader, today: date) -> dict[str, Level]:
    """Return the next step of every unit that was sent an order before, of those the reader may read.

    Of any other unit it is ``FIRST``.
    """
    rules = {name: rule.value for name, rule in rules_on(today).items()}
    earlier: defaultdict[str, list[Issued]] = defaultdict(list)
    for one in issued_papers(warehouse, reader, kind="order"):
        is_remembered = warehouse.calendar.between(one.issued_on, today) <= rules["remembered_days"]
        if is_remembered and not one.is_void:
            earlier[one.unit].append(one)
    # What is open today is asked only when it matters.
    is_needed = any(one.state == ANSWERED or one.reply_by < today for papers in earlier.values() for one in papers)
    left = _open_today(warehouse, reader, today) if is_needed else {}
    return {
        unit: _level(papers, left.get(unit, {}), rules, warehouse.calendar, today) for unit, papers in earlier.items()
    }


def _open_today(warehouse: Warehouse, reader: Reader, today: date) -> dict[str, dict[str, int]]:
    """Return what every unit has left to do today: by its fingerprint, how many working days it is overdue."""
    found = items_of_units(warehouse, reader, Period.containing(today), today)
    return {
        unit: {fingerprint_of_item(item): item.overdue_days or 0 for item in items} for unit, items in found.items()
    }


def _level(
    earlier: list[Issued], left: Mapping[str, int], rules: Mapping[str, int], calendar: WorkCalendar, today: date
) -> Level:
    """Return the step that follows the latest earlier paper that is not settled."""
    for one in reversed(earlier):
        answered = next((step.on for step in one.steps if step.what == ANSWERED), None)
        late = calendar.between(one.reply_by, answered or today)
        found = _after(one, answered, late, [left[item] for item in one.items if item in left], rules, today)
        if found is not None:
            return found
    return Level(PROMPT, "settled", earlier[-1])


def _after(
    one: Issued, answered: date | None, late: int, still: list[int], rules: Mapping[str, int], today: date
) -> Level | None:
    """Return what follows one paper; None when it is settled."""
    is_unanswered = answered is None and late > rules["unanswered_days"]
    if answered is None and not is_unanswered:
        return Level(one.level or PROMPT, "running", one)
    if one.level in (ORDER, REPORT):
        if is_unanswered and late > rules["report_unanswered_days"]:
            return Level(REPORT, "unanswered_beyond", one, late)
        worst = max(still, default=0)
        if today > one.reply_by and worst > rules["report_overdue_days"]:
            return Level(REPORT, "overdue_beyond", one, worst)
    if is_unanswered:
        return Level(ORDER, "unanswered", one, late)
    if still and today > one.reply_by:
        return Level(ORDER, "still_open", one, len(still))
    return Level(ORDER, "answered_late", one, late) if late > rules["unanswered_days"] else None
