"""Puts the sheets together, tells on what they rest, and writes the file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from metrics.access import Reader
from metrics.briefs.figures import word_day, word_footing
from metrics.briefs.grids import MOST_ROWS, Formula, write_grids
from metrics.briefs.papers import write_whole
from metrics.briefs.recomputable import details as working
from metrics.briefs.recomputable.layout import SHEETS, Layout, lay_out, words
from metrics.briefs.recomputable.rows import fact_lines, finding_lines, task_lines
from metrics.briefs.recomputable.rules import reduced_weights, rule_lines
from metrics.briefs.recomputable.unit_scores import is_exact, ranking_lines, score_lines
from metrics.calendar import Period
from metrics.errors import Refused, reason_of
from metrics.footing import Footing, founded
from metrics.i18n import translator
from metrics.warehouse import Warehouse
from metrics.words import GROUPS, word_period
from metrics.workings import Workings, workings

t = translator("zh_CN")


def recomputable_workbook(
    warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None, unit: str | None = None
) -> bytes:
    """Return the workbook (.xlsx) in which every score of ``period`` is a live formula, from the rows to the rank.

    With ``unit`` no other unit's row or name is in any part of the file. Of a released period it is made from the
    edition that holds. Raises Refused for an unknown unit, a period without units, and more rows than a sheet has;
    AccessDenied for a reader who may not read the unit, or not everybody.
    """
    with founded(warehouse, period, as_of) as (store, footing):
        found = workings(store, reader, period, as_of, unit)
        is_demonstration = store.is_demonstration
    if not found.standings:
        raise Refused("No unit is listed in this period; receive a list of units first.")
    return _written(found, footing, is_demonstration=is_demonstration)


def write_recomputable_workbook(path: Path, content: bytes) -> Path:
    """Write the workbook to ``path``, whole or not at all; Refused when it cannot be written."""
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(path, content)
    except OSError as error:
        raise Refused("{path} cannot be written: {reason}", path=path, reason=reason_of(error)) from error


def _written(found: Workings, footing: Footing, is_demonstration: bool) -> bytes:
    details, rules = working.gather(found), rule_lines(found)
    counts = dict.fromkeys(("ranking", "scores"), len(found.standings))
    counts |= {"details": len(details.lines), "rules": len(rules)}
    counts |= {part: len(getattr(found, part)) for part in ("tasks", "findings", "facts")}
    most = max(counts.values())
    if most > MOST_ROWS:
        raise Refused("A sheet cannot hold {n} rows; ask for the workbook of one unit.", n=most)
    layout, weights = lay_out(counts, len(found.quarters)), reduced_weights(found)
    sheets = {
        "ranking": ranking_lines(found, layout, _leagues(found)),
        "scores": score_lines(found, layout, weights),
        "details": working.computed(details, layout),
        "tasks": task_lines(found, layout),
        "findings": finding_lines(found, details, layout),
        "facts": fact_lines(found, details, layout),
        "rules": rules,
    }
    told = sum(not is_exact(row, weights[row["group_code"]]) for row in found.standings)
    about = _about(found, footing, layout, told, is_demonstration)
    return write_grids((words()["titles"]["about"], about), [(layout.grids[code], sheets[code]) for code in SHEETS])


def _leagues(found: Workings) -> dict[tuple[str, str], str]:
    return {
        (row["group_code"], row["league"]): row["league"] or t(GROUPS.get(row["group_code"], ""))
        for row in found.standings
    }


def _about(
    found: Workings, footing: Footing, layout: Layout, told: int, is_demonstration: bool
) -> Sequence[Sequence[Any]]:
    about, same = words()["about"], layout.whole("scores", "is_same")
    facts = {
        "period": word_period(t, found.period),
        "as_of": word_day(found.as_of),
        "scheme": f"{found.scheme.name}（{found.scheme.version}）",
        "basis": word_footing(found.period, found.as_of, found.scheme, footing),
        "whose": found.unit or about["everybody"],
        "units": Formula(f"=COUNT({same})"),
        "different": Formula(f"=COUNTIF({same},0)"),
    }
    notes = [about["how"], *about["rules"]]
    notes += [about["alone"]] if found.unit else []
    notes += [about["told"].format(n=told)] if told else []
    return (
        (about["demonstration"] if is_demonstration else about["title"],),
        *((about[code], value) for code, value in facts.items()),
        *(("", note) for note in notes),
        *((words()["titles"][code], words()["notes"][code]) for code in SHEETS),
    )
