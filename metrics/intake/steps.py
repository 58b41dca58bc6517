"""The steps of a command, in the order in which things need each other: units, channels, the plan, the rest."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from metrics.changes import Record
from metrics.intake.comparison import compare
from metrics.intake.conflicts import merge
from metrics.intake.duties import note_differences
from metrics.intake.findings import ask_for_scope, hear_findings, identities_of, name_every_trouble, place_findings
from metrics.intake.findings_of_units import hear_findings_of_unit
from metrics.intake.hearing import Hearing, Said
from metrics.intake.matching import hear_rectifications
from metrics.intake.observations import hear_observations
from metrics.intake.places import hear_channels, hear_inspections, hear_units, warn_of_findings_left_out
from metrics.intake.plain_findings import (
    PlainFindings,
    first_of_each,
    first_of_periods,
    keep_plain_findings,
    take_plain_findings,
    unknown_only,
)
from metrics.intake.self_checks import (
    check_order_of_repair,
    note_overruled_judgements,
    warn_of_contradicted_results,
    warn_of_other_hosts,
    warn_of_repeated_rows,
    warn_of_same_problems,
)
from metrics.intake.speaking import own_part
from metrics.intake.tasks import hear_assignments, hear_tasks
from metrics.intake.validity import warn_of_closed_channels, warn_of_ended_units, warn_of_unplanned_tasks


def hear_everything(hearing: Hearing) -> None:
    """Resolve, judge, merge, compare and write what all files say, kind by kind."""
    keep(hearing, "units", hear_units(hearing))
    hearing.directory.refresh_units()
    channels = hear_channels(hearing)
    warn_of_other_hosts(hearing, channels)
    keep(hearing, "channels", channels)
    hearing.directory.refresh_channels()
    tasks, planned = hear_tasks(hearing)
    keep(hearing, "tasks", tasks)
    # The plan first: what a ledger of the same command says of role and title corrects it.
    keep(hearing, "assignments", planned)
    assigned, open_tasks = hear_assignments(hearing)
    keep(hearing, "tasks", open_tasks)
    keep(hearing, "assignments", assigned)
    warn_of_unplanned_tasks(hearing, assigned)
    note_differences(hearing)
    inspections = keep(hearing, "inspections", hear_inspections(hearing))
    hearing.forget_scope()
    warn_of_findings_left_out(hearing, inspections)
    warn_of_closed_channels(hearing, inspections)
    findings: list[Said] = []
    plain: list[PlainFindings] = []
    if hearing.speaker.is_office:
        plain = take_plain_findings(hearing)
        name_every_trouble(hearing)
        placed = place_findings(hearing, hearing.rows("findings"))
        plain, back = unknown_only(hearing, plain, identities_of(placed).values())
        placed += place_findings(hearing, back)
        placed.sort(key=lambda one: hearing.position(one[0]))
        findings, unplanned = hear_findings(hearing, placed)
        ask_for_scope(hearing, [*placed, *first_of_periods(plain)])
        keep(hearing, "inspections", unplanned)
        plain = keep_plain_findings(hearing, plain, (one.identity for one in findings))
        note_overruled_judgements(hearing, findings)
        keep(hearing, "findings", findings)
        warn_of_ended_units(hearing, findings)
        warn_of_closed_channels(hearing, findings)
    else:
        hear_findings_of_unit(hearing)
    repairs = hear_rectifications(hearing)
    check_order_of_repair(hearing, repairs)
    keep(hearing, "rectifications", repairs)
    warn_of_same_problems(hearing, findings, plain)
    warn_of_contradicted_results(hearing, inspections, [*findings, *first_of_each(plain)])
    keep(hearing, "observations", hear_observations(hearing))


def keep(hearing: Hearing, kind: str, said: Iterable[Said]) -> list[Said]:
    """Write what may be said into the running transaction and fold it; return what was written."""
    hearing.tell_progress(kind)
    said = list(said)
    warn_of_repeated_rows(hearing, said)
    merged = merge(hearing, said)
    # A statement that a refused row merely implies (an assignment left unreported) stays.
    sound = [one for one in merged if not one.is_counted or not hearing.is_refused(one.source)]
    kept = own_part(hearing, kind, sound)
    compare(hearing, kind, kept)
    for number, group in groupby(kept, key=lambda one: hearing.files[one.source.file].number):
        if number is not None:
            hearing.changes_to_store.append_records(number, [_record(one) for one in group])
    if kept:
        hearing.changes_to_store.refold(kind, {one.identity for one in kept})
    for one in kept:
        hearing.files[one.source.file].said.setdefault(kind, set()).add(one.identity)
    return kept


def _record(one: Said) -> Record:
    row = one.source.row
    return Record(one.kind, one.identity, row.sheet, row.row, one.fields, row.cells)
