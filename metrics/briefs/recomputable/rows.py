"""The sheets 任务, 问题 and 整改: rows of the files with the address each was read from, and what each comes to."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.briefs.grids import Formula
from metrics.briefs.recomputable.details import Details, word_quarter
from metrics.briefs.recomputable.layout import Layout, Line, listed, named, words
from metrics.statements import Row
from metrics.workings import Workings

# The codes of the lists on the sheet of rules.
ROLES = {"lead": 1, "support": 2}
STATUSES = {"not_started": 1, "in_progress": 2, "completed": 3, "not_applicable": 4}
VERIFICATIONS = {"passed": 1, "failed": 2}
FACTS = {"round": 1, "failed": 2, "relapsed": 3}
NOT_APPLICABLE = 1
ROUND = FACTS["round"]


def task_lines(found: Workings, layout: Layout) -> Iterator[Line]:
    """Yield the rows of 任务."""
    grid, names = layout.grids["tasks"], _names(found)
    as_of = layout.grids["rules"].cell("as_of", layout.quarters - 1)
    for number, row in enumerate(found.tasks):
        at = {column.key: grid.here(column.key, number) for column in grid.columns}
        credit = (
            f"IF({at['verification']}=2,MIN({layout.by_code('credit', at['state'])},"
            f"{layout.rule('credit_failed_ceiling')}),{layout.by_code('credit', at['state'])})"
        )
        yield _told(row, names, "number", "title", "due_text", "due_on", "completed_on") | {
            "role": ROLES[row["role"]],
            "status": STATUSES.get(row["status"] or ""),
            "has_evidence": row["has_evidence"],
            "verification": VERIFICATIONS.get(row["verification"] or ""),
            "state": Formula("=" + _state(at, as_of, layout.rule("evidence_required"))),
            "state_name": Formula("=" + layout.by_code("state_name", at["state"])),
            "credit": Formula("=" + credit),
            "weight": Formula("=" + layout.by_code("role_weight", at["role"])),
            "is_applicable": Formula(f"=IF({at['state']}={NOT_APPLICABLE},0,1)"),
            "earned": Formula(f"={at['weight']}*{at['credit']}*{at['is_applicable']}"),
            "possible": Formula(f"={at['weight']}*{at['is_applicable']}"),
        }


def _state(at: Line, as_of: str, evidence_required: str) -> str:
    """Return the state of an assignment as a code: the cases of scoring.md §3 in the order of ``task_credits.sql``."""
    status, verified, due, done = at["status"], f"{at['verification']}=1", at["due_on"], at["completed_on"]
    seen = f"OR({at['has_evidence']}=1,{evidence_required}=0)"
    without_due = f"IF({verified},4,IF({seen},5,6))"
    in_time = f"IF({verified},7,8)"
    is_completed = f'AND({status}=3,{done}<>"",{done}<={as_of},OR({seen},{verified}))'
    with_due = f"IF({is_completed},IF({done}>{due},9,{in_time}),IF({due}>={as_of},10,11))"
    reported = f'IF({status}=1,3,IF({due}="",{without_due},{with_due}))'
    return f'IF(AND({status}=4,{verified}),1,IF(OR({status}="",{status}=4),2,{reported}))'


def finding_lines(found: Workings, details: Details, layout: Layout) -> Iterator[Line]:
    """Yield the rows of 问题."""
    grid, names = layout.grids["findings"], _names(found)
    for number, row in enumerate(found.findings):
        at = {column.key: grid.here(column.key, number) for column in grid.columns}
        told = _told(row, names, "channel_name", "indicator_name", "number", "dated_on", "page", "points", "price")
        yield told | {
            "detail": details.of_findings[row["finding"]],
            "quarter": word_quarter(row["quarter"]),
            "kind_name": named("kind_name", row["kind"]),
            "description": _description(row),
            "review": named("review", row["review"]),
            "is_confirmed": row["is_counted"],
            "is_exempt": row["is_exempt"],
            "is_counted": Formula(f"=IF(AND({at['is_confirmed']}=1,{at['is_exempt']}=0),1,0)"),
            "effective": Formula(
                f'=IF({at["is_counted"]}=1,IF({at["points"]}="",IF({at["price"]}="",0,{at["price"]}),{at["points"]}),0)'
            ),
        }


def fact_lines(found: Workings, details: Details, layout: Layout) -> Iterator[Line]:
    """Yield the rows of 整改."""
    grid, names = layout.grids["facts"], _names(found)
    ordinals = {one["quarter"]: one["ordinal"] for one in found.quarters}
    for number, row in enumerate(found.facts):
        told = _told(row, names, "channel_name", "indicator_name", "number", "dated_on", "deadline_on", "closed_on")
        code = FACTS[row["fact"]]
        yield told | {
            "quarter_key": details.of_quarters[row["unit"], row["quarter"]],
            "finding": row["finding"],
            "quarter": word_quarter(row["quarter"]),
            "ordinal": ordinals[row["quarter"]],
            "description": _description(row),
            "is_veto": row["kind"] == "veto",
            "is_counted": not row["is_exempt"],
            "fact": code,
            "fact_name": listed("fact_name")[code - 1],
            **_priced({column.key: grid.here(column.key, number) for column in grid.columns}, layout),
            **_largest(layout, number),
        }


def _priced(at: Line, layout: Layout) -> Line:
    """Return what a fact costs by itself (scoring.md §5)."""
    rule = layout.rule
    as_of, first_day = layout.by_code("as_of", at["ordinal"]), layout.by_code("first_day", at["ordinal"])
    is_late = f"AND({at['is_open']}=1,{at['deadline_on']}<{as_of})"
    days = rule("overdue_step_days")
    steps = f"INT((MAX({at['overdue']}-{rule('overdue_first_days')},0)+{days}-1)/{days})"
    overdue = f"MIN({rule('overdue_first')}+{rule('overdue_step')}*{steps},{rule('overdue_most')})"
    fixed_late = f"AND({at['closed_on']}>{at['deadline_on']},{at['closed_on']}>={first_day})"
    of_round = f"IF({at['is_open']}=1,IF({is_late},{overdue},0),IF({fixed_late},{rule('late')},0))"
    return {
        "is_open": Formula(f'=IF({at["fact"]}={ROUND},IF(OR({at["closed_on"]}="",{at["closed_on"]}>{as_of}),1,0),0)'),
        "overdue": Formula(f"=IF({is_late},{_workday(layout, as_of)}-{_workday(layout, at['deadline_on'])},0)"),
        "loss": Formula(
            f"=IF({at['fact']}={ROUND},{of_round},IF({at['fact']}={FACTS['failed']},{rule('failed')},{rule('relapsed')}))"
        ),
    }


def _workday(layout: Layout, day: str) -> str:
    first = layout.grids["rules"].cell("day", 0)
    return f"INDEX({layout.whole('rules', 'workday')},MAX({day}-{first}+1,1))"


def _largest(layout: Layout, number: int) -> Line:
    """Return the largest single loss so far among the facts of one finding in a quarter; its last row counts."""
    grid = layout.grids["facts"]

    def same(other: int) -> str:
        pairs = ((grid.here(name, number), grid.here(name, other)) for name in ("finding", "quarter_key"))
        return "AND(" + ",".join(f"{one}={two}" for one, two in pairs) + ")"

    loss, largest = grid.here("loss", number), grid.here("largest", number)
    before = f"IF({same(number - 1)},{grid.here('largest', number - 1)},0)" if number else "0"
    doubled = f"IF({grid.here('is_veto', number)}=1,{layout.rule('veto_factor')},1)"
    return {
        "largest": Formula(f"=MAX({loss},{before})"),
        "is_last": Formula(f"=IF({same(number + 1)},0,1)"),
        "lost": Formula(f"={grid.here('is_last', number)}*{largest}*{doubled}*{grid.here('is_counted', number)}"),
    }


def _names(found: Workings) -> dict[int, str]:
    return {row["unit"]: row["name"] for row in found.standings}


def _told(row: Row, names: dict[int, str], *columns: str) -> Line:
    kept = (*columns, "unit", "file", "sheet", "row")
    return {name: row[name] for name in kept} | {"name": names[row["unit"]]}


def _description(row: Row) -> str:
    withheld: str = words()["levels"]["withheld"]
    return withheld if row.get("is_withheld") else row["description"]
