"""The words for releases: the status of a period, its steps, what differs, and the draft of a 更正说明."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.published import Difference, Release
from metrics.releases import Status
from metrics.replies import Reply
from metrics.sealed import Deviation
from metrics.words import GRADES, GROUPS, VERDICTS, word_period

STATUSES = {
    "draft": "Draft",
    "consult": "Replies invited",
    "released": "Released",
    "correct": "Correction prepared",
}
STEPS = {
    "consult": "Replies invited",
    "final": "Published",
    "correct": "Correction prepared",
    "close": "Replies ended early",
    "window": "Days of replies set",
}


def word_status(t: Translator, found: Status) -> str:
    """Return the status of a period with its day: 已定稿 2025-07-10."""
    if found.latest is not None:
        day = found.latest.at.date().isoformat()
        name = t("Released {day}", day=day) if found.latest.edition == 1 else t("Corrected {day}", day=day)
        return t("{status}, a correction is prepared", status=name) if found.code == "correct" else name
    if found.code == "consult" and found.window is not None:
        if found.window.was_closed:
            return t("Replies invited, closed {day}", day=found.window.at.date().isoformat())
        return t("Replies invited until {day}", day=found.window.closes_on.isoformat())
    return t(STATUSES[found.code])


def word_edition(t: Translator, release: Release) -> str:
    """Return which edition figures are of, and when it was published."""
    return t("as published: edition {edition} of {day}", edition=release.edition, day=release.at.date().isoformat())


def word_undecided(t: Translator, found: Status) -> str:
    """Return how many replies wait for a decision, and of which units."""
    units = "、".join(dict.fromkeys(found.undecided))
    return t("{n} replies wait for a decision before the release: {units}", n=len(found.undecided), units=units)


def word_left_to_enter(t: Translator, left: Sequence[Reply]) -> str:
    """Return how many accepted replies are still to be entered, and which of which units."""
    which = "、".join(f"{one.unit} {one.number}" for one in left)
    return t("{n} accepted replies are to be entered before the release, by unit and number: {replies}",
             n=len(left), replies=which)  # fmt: skip


def word_standing(t: Translator, side: dict[str, Any] | None) -> str:
    """Return score and rank of one side of a difference, or why there is none."""
    if side is None:
        return t("in no league table")
    if side["rank"] is None:
        return t(VERDICTS[side["verdict"]])
    return t("{score}, rank {rank}", score=side["score"], rank=side["rank"])


def word_difference(t: Translator, one: Difference) -> str:
    """Return one line of a 更正说明: what of a unit was published and what holds now."""
    values: dict[str, Any] = {"unit": one.unit, "gone": len(one.gone), "came": len(one.came)}
    if one.before == one.now:
        new = word_standing(t, one.now)
        return t("{unit}: {new} as before; {gone} marks replaced by {came}.", new=new, **values)
    changes = t("; ").join(_word_changes(t, one))
    return t("{unit}: {changes}; {gone} marks taken back, {came} added.", changes=changes, **values)


def _word_changes(t: Translator, one: Difference) -> Iterator[str]:
    """Yield what of a unit's result is another one, old and new; that its standing is not where something else is."""
    old, new = word_standing(t, one.before), word_standing(t, one.now)
    yield t("{new} as before", new=new) if old == new else t("{old} → {new}", old=old, new=new)
    before, now = one.before or {}, one.now or {}
    words = GROUPS | GRADES
    for key, name in (("group", "Group of units"), ("grade", "Grade"), ("shadow_score", "Shadow score")):
        sides: list[str] = [side[key] for side in (before, now) if side.get(key)]
        # That one side has none is told by its standing.
        if len(set(sides)) > 1:
            old, new = (t(words.get(side, side)) for side in sides)
            yield t("{what} {old} → {new}", what=t(name), old=old, new=new)


def word_correction(t: Translator, period: Period, found: Sequence[Difference]) -> str:
    """Return the draft of a 更正说明: what was published is corrected, unit by unit."""
    name = word_period(t, period)
    head = t("The published results of {period} are corrected for {n} units:", period=name, n=len(found))
    return "\n".join([head, *(word_difference(t, one) for one in found)])


def word_deviation(t: Translator, one: Deviation) -> str:
    """Return one finding of a check as a sentence."""
    if one.what in ("changed", "missing"):
        changed, missing = t("{part} {about} was changed after sealing."), t("{part} {about} is missing.")
        sentence = changed if one.what == "changed" else missing
        return sentence.format(part=one.part, about=one.about)
    if one.what == "counting":
        return t("This edition was counted the program's way {frozen}, which counts by way {recomputed} now: what "
                 "differs below may come from that. Check it with the program it was published by.",
                 frozen=one.frozen, recomputed=one.recomputed)  # fmt: skip
    return t("{part} {about}, {what}: frozen {frozen}, recomputed {recomputed}.",
             **{**vars(one), "frozen": one.frozen or "—", "recomputed": one.recomputed or "—"})  # fmt: skip
