"""What does not go together with what is known: dates in the wrong order, things said twice, results that contradict.

Each check compares statements of the running command with each other and with the store; nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from metrics import history
from metrics.calendar import Period
from metrics.intake.directory import folded_name
from metrics.intake.hearing import Hearing, Overruled, Said
from metrics.intake.plain_findings import PlainFindings, said_by_plain_row
from metrics.intake.words import vocabulary

PASSED, FAILED = "Passed", "Failed"


def check_order_of_repair(hearing: Hearing, repairs: Iterable[Said]) -> None:
    """Find fault with a fix before the day of the finding, and warn of a re-check passed before the fix.

    Only a stated 发现日期 counts; the same day is in order. A failed re-check may well lie before the fix.
    """
    dated = [one for one in repairs if one.fields.get("fixed_on") or _passed_on(one.fields)]
    if not dated:
        return
    identities = sorted({one.identity for one in dated})
    known = {row["identity"]: row for row in hearing.warehouse.query("days_of_findings", identities=identities)}
    repaired = [identity for identity in identities if identity in known and known[identity]["is_repaired"]]
    before = hearing.warehouse.statements("rectifications", repaired)
    for one in dated:
        found_on = known[one.identity]["found_on"] if one.identity in known else None
        fixed_on, passed_on = history.day(one.fields.get("fixed_on")), _passed_on(one.fields)
        if fixed_on and found_on and fixed_on < found_on:
            hearing.blame(one.source, "fix_before_finding", "fixed_on", found=found_on.isoformat())
            continue
        statements = before.get(one.identity, ())
        fix = fixed_on or history.day(history.corrected(statements).get("fixed_on"))
        checks = history.recheck_results(statements)
        # A round that was reopened has its own fix and its own re-check.
        is_reopened = any(result in history.FAILED for result, _, _ in checks.values())
        passed = passed_on or max((on for on, (result, _, _) in checks.items() if result == "passed"), default=None)
        if fix and passed and passed < fix and not is_reopened:
            column = "rechecked_on" if passed_on else "fixed_on"
            hearing.blame(
                one.source, "recheck_before_fix", column, fixed=fix.isoformat(), rechecked=passed.isoformat()
            )


def _passed_on(fields: Mapping[str, Any]) -> date | None:
    return history.day(fields.get("rechecked_on")) if fields.get("recheck_result") == "passed" else None


def warn_of_repeated_rows(hearing: Hearing, said: Iterable[Said]) -> None:
    """Warn of a row that says of a thing what an earlier row of the command has said in full: it counts once."""
    first: dict[tuple[str, str], Said] = {}
    for one in said:
        if not one.is_counted:
            continue
        earlier = first.setdefault((one.kind, one.identity), one)
        is_elsewhere = earlier.source.place != one.source.place
        if is_elsewhere and earlier.fields == one.fields and not hearing.is_refused(one.source):
            hearing.blame(one.source, "duplicate_row", "", "", other=hearing.where(earlier.source))


def warn_of_same_problems(hearing: Hearing, findings: Iterable[Said], plain: Sequence[PlainFindings] = ()) -> None:
    """Warn of a finding that another one, still open on its day, states word for word: one problem would cost twice."""
    sources = {one.identity: one for one in findings}
    if not sources and not plain:
        return
    for row in hearing.warehouse.query("problems_stated_twice", command=hearing.changes_to_store.command):
        one = sources.get(row["identity"]) or said_by_plain_row(plain, row["identity"])
        if one is not None:
            other = " ".join(str(part) for part in (row["file_name"], row["sheet"], row["row_number"]))
            hearing.blame(one.source, "problem_stated_twice", "description", other=other, number=row["number"] or "—")


def note_overruled_judgements(hearing: Hearing, findings: Iterable[Said]) -> None:
    """Warn of a row whose 确认情况 undoes what a person has decided of the finding, and note it for the log.

    A ledger that is kept and sent again says what was believed before; that it undoes a decision is nobody's intent.
    """
    spoken = [one for one in findings if one.fields.get("review")]
    known = hearing.warehouse.statements("findings", {one.identity for one in spoken})
    for one in spoken:
        last = next((said for said in reversed(known.get(one.identity, [])) if said.fields.get("review")), None)
        if last is None or not last.fields.get("is_judgement") or _judged(last.fields) == _judged(one.fields):
            continue
        words = {"was": _judged(last.fields), "by": last.fields["judged_by"], "reason": last.fields["reason"]}
        hearing.blame(one.source, "judgement_overruled", "review", day=last.fields["judged_at"][:10], **words)
        about = f"{hearing.directory.name_of(one.unit)} {one.item}"
        old, new = f"{words['was']}（{words['by']}）", f"{_judged(one.fields)}（{hearing.where(one.source)}）"
        hearing.overruled.append(Overruled(one.source.file, about, old, new))


def _judged(fields: Mapping[str, Any]) -> str:
    """Return a review as people write it: 误报, 核减 2.5."""
    points = f" {fields['reduced_points']}" if fields["review"] == "reduced" and fields.get("reduced_points") else ""
    return vocabulary().lists["review"][fields["review"]][0] + points


def warn_of_other_hosts(hearing: Hearing, channels: Iterable[Said]) -> None:
    """Warn of a new channel whose name and type the register has under another unit, where it still runs."""
    running = [one for one in hearing.directory.channels.values() if one.closed_on is None]
    hosts: dict[tuple[str, str], set[int]] = {}
    for channel in running:
        hosts.setdefault((folded_name(channel.name), channel.type), set()).add(channel.unit)
    for one in channels:
        name, channel_type = str(one.fields["name"]), str(one.fields["type"])
        others = hosts.get((folded_name(name), channel_type), set())
        if others and one.unit not in others:
            known = "、".join(sorted(hearing.directory.name_of(unit) for unit in others))
            own = hearing.directory.name_of(one.unit)
            hearing.blame(one.source, "host_differs", "unit_text", name, unit=own, other=known)


def warn_of_contradicted_results(hearing: Hearing, inspections: Iterable[Said], findings: Iterable[Said]) -> None:
    """Warn where 检查结果 says 合格 or 不合格 and the verdict on the channel in its quarter is the other one."""
    spoken: dict[tuple[str, int], Said] = {}
    for one in (*inspections, *findings):
        channel, period = one.fields.get("channel"), _quarter_of(one)
        if channel is not None and period is not None:
            spoken.setdefault((period.code, int(channel)), one)
    stated = _stated_results(hearing, spoken)
    for code in sorted({period for period, _ in stated}):
        period = Period.parse(code)
        with hearing.warehouse.prepared(period, period.last, hearing.scheme_on(period.last)) as run:
            passed = {row["channel"]: bool(row["is_passed"]) for row in run.rows("channel_scores")}
        for (quarter, key), (words, is_good) in stated.items():
            if quarter == code and key in passed and passed[key] != is_good:
                one = spoken[quarter, key]
                column = "result_text" if one.kind == "inspections" else "channel_name"
                details = {"channel": hearing.directory.words(hearing.directory.channels[key]), "period": code}
                details |= {"stated": words, "verdict": PASSED if passed[key] else FAILED}
                hearing.blame(one.source, "result_contradicts", column, **details)


def _quarter_of(one: Said) -> Period | None:
    """Return the quarter a statement is about; None where it declares several."""
    if one.kind == "findings":
        return Period.quarter(history.finding_dates(one.fields)[0])
    period = Period.parse(one.fields["period"])
    return period if len(period.quarters) == 1 else None


def _stated_results(
    hearing: Hearing, spoken: Mapping[tuple[str, int], Said]
) -> dict[tuple[str, int], tuple[str, bool]]:
    """Return the last 检查结果 of each channel and quarter that says 合格 or 不合格, with what it says."""
    identities = {f"{period}|{channel}|*": (period, channel) for period, channel in spoken}
    found = {}
    for identity, statements in hearing.warehouse.statements("inspections", identities).items():
        words = str(history.corrected(statements).get("result_text") or "")
        code = vocabulary().code("inspection_result", words)
        if code is not None:
            found[identities[identity]] = (words, code == "passed")
    return found

