"""The words of a to-do list: what each line asks for, with its names and its earliest day."""

from __future__ import annotations

from metrics.calendar import Period
from metrics.duties import Duty
from metrics.i18n import Translator
from metrics.words import word_period

MOST_NAMES = 3
DUTIES = {
    "veto_suspected": "Confirm or dismiss suspected vetoes",
    "veto_second": "Confirm vetoes as the second person",
    "unit_vetoed": "Vetoed units",
    "findings_overdue": "Overdue rectifications",
    "tasks_overdue": "Overdue assignments",
    "release": "Release the period as the second person",
    "correction_outdated": "Prepare the correction anew: its text is no longer true",
    "paper_overdue": "Issued papers whose answer is overdue",
    "paper_outdated": "Correct issued papers whose figures have changed",
    "paper_unsigned": "Acknowledge papers",
    "reply_open": "Decide replies to marks",
    "reply_to_enter": "Enter what is right for accepted replies",
    "reply_window": "Marks can be replied to",
    "finding_pending": "Confirm or dismiss findings",
    "findings_due_soon": "Rectifications about to fall due",
    "tasks_due_soon": "Assignments about to fall due",
    "request_open": "Answer requests of units",
    "file_ready": "Keep the files that are ready",
    "name_unknown": "Say what unknown names mean",
    "column_unknown": "Say what unknown columns hold",
    "file_held": "Correct the files that are held",
    "scope_unregistered": "Register the inspection scope",
    "phrase_open": "Confirm responsible units, tasks",
    "areas_open": "Say whether 各区县政府 means the functional areas",
    "claims_many": "Check the many tasks called not applicable",
}
# Beside another period there is no room for their oldest day, which lies in it.
OLDEST_TELLS_LITTLE = ("veto_suspected", "veto_second", "finding_pending")
# What the earliest day of a line is: a deadline that has passed or comes, else the day since when it waits.
DAYS = {
    "findings_overdue": "earliest deadline {day}",
    "tasks_overdue": "earliest deadline {day}",
    "findings_due_soon": "earliest deadline {day}",
    "tasks_due_soon": "earliest deadline {day}",
    "reply_window": "until {day}",
    "paper_overdue": "earliest deadline {day}",
}


def word_duty(t: Translator, one: Duty, looked_at: Period | None = None) -> str:
    """Return a line of a to-do list as one sentence without its number.

    Beside a page that names its period, ``looked_at``, that one is not said again.
    """
    said = t(DUTIES[one.code])
    names = list(one.names)
    if one.code == "scope_unregistered":
        names = [word_period(t, Period.parse(name)) for name in names]
    if names:
        some = t(", ").join(names[:MOST_NAMES])
        more = t("{names} and others", names=some) if len(names) > MOST_NAMES else some
        said = t("{duty}: {names}", duty=said, names=more)
    is_told = looked_at is not None and one.period == looked_at.code
    about = [word_period(t, Period.parse(one.period))] if one.period and not is_told else []
    if one.earliest and not (about and looked_at is not None and one.code in OLDEST_TELLS_LITTLE):
        about.append(word_day_of(t, one))
    return t("{duty} ({about})", duty=said, about=t(", ").join(about)) if about else said


def word_day_of(t: Translator, one: Duty) -> str:
    """Return what the earliest day of a line is, with the day; empty without one."""
    return t(DAYS.get(one.code, "earliest {day}"), day=one.earliest.isoformat()) if one.earliest else ""
