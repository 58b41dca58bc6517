"""The sheet 明细: what findings, channels, quarters, bonus rules and checklists come to, each a row with a key.

Rows point to the row they count in by its key: formulas add up what points to them, and match on nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from metrics.briefs.grids import Formula
from metrics.briefs.recomputable.layout import Layout, Line, sum_of, words
from metrics.statements import Row
from metrics.workings import Workings

INDICATOR, CHANNEL, QUARTER, BONUS_RULE, BONUS_ITEM, CHECKLIST_ITEM = 1, 2, 3, 4, 5, 6
WEBSITE, ACCOUNT, NO_CHANNEL = 1, 2, 3
KINDS = {"deduction": 1, "bonus": 2, "veto": 3}
VETO = KINDS["veto"]


@dataclass
class Details:
    """The rows of 明细 without their formulas, and which of them findings and quarters have."""

    lines: list[Line] = field(default_factory=list)
    of_findings: dict[int, int] = field(default_factory=dict)
    """Finding → key of the row of its indicator."""
    of_quarters: dict[tuple[int, int], int] = field(default_factory=dict)
    """(unit, quarter) → key of its row."""

    def add(self, level: int, parent: int, unit: Row, **told: Any) -> int:
        """Add a row and return its key."""
        key = len(self.lines) + 1
        about = {"key": key, "level": level, "parent": parent, "unit": unit["unit"], "name": unit["name"]}
        self.lines.append(about | told)
        return key


def gather(found: Workings) -> Details:
    """Return the rows of 明细, unit by unit in the league's order."""
    details = Details()
    by_unit = {part: _by(getattr(found, part), "unit") for part in ("inspection", "channels", "findings")}
    extras = {part: _by(getattr(found, part), "unit") for part in ("bonus", "checklist")}
    ordinals = {one["quarter"]: one["ordinal"] for one in found.quarters}
    for unit in found.standings:
        channels, findings = (_by(by_unit[part][unit["unit"]], "quarter") for part in ("channels", "findings"))
        for row in by_unit["inspection"][unit["unit"]]:
            told = {"quarter": word_quarter(row["quarter"]), "ordinal": ordinals[row["quarter"]]}
            key = details.add(QUARTER, 0, unit, what=words()["levels"]["quarter"], is_running=row["is_running"], **told)
            details.lines[-1]["quarter_key"] = key
            details.of_quarters[unit["unit"], row["quarter"]] = key
            _add_channels(
                details, unit, channels[row["quarter"]], findings[row["quarter"]], told | {"quarter_key": key}
            )
        _add_bonus(details, unit, extras["bonus"][unit["unit"]])
        for row in extras["checklist"][unit["unit"]]:
            what = words()["levels"]["item"] + row["name"]
            details.add(
                CHECKLIST_ITEM, 0, unit, what=what, quarter=word_quarter(row["quarter"]), counted=row["is_yes"],
                **_source(row),
            )  # fmt: skip
    return details


def word_quarter(quarter: int) -> str:
    """Return a quarter as people write it in ledgers: 2025Q2."""
    return f"{quarter // 10}Q{quarter % 10}"


def _by(rows: Any, column: str) -> defaultdict[Any, list[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _source(row: Row) -> Line:
    return {name: row[name] for name in ("file", "sheet", "row")}


def _add_channels(details: Details, unit: Row, channels: list[Row], findings: list[Row], told: Line) -> None:
    of_channel = _by(findings, "channel")
    for row in channels:
        kind = WEBSITE if row["channel_type"] == "website" else ACCOUNT
        is_full = row["serves_public"]
        key = details.add(CHANNEL, told["quarter_key"], unit, what=row["name"], type=kind, is_full=is_full, **told)
        _add_indicators(details, unit, key, of_channel.pop(row["channel"], []), told)
    for rest in of_channel.values():
        # Not checked, or said of no channel: costs nothing, but a veto is one all the same.
        _add_indicators(details, unit, 0, rest, told)


def _add_indicators(details: Details, unit: Row, parent: int, findings: list[Row], told: Line) -> None:
    for (kind, _), group in groupby(findings, lambda row: (row["kind"], row["indicator"])):
        rows = list(group)
        first = rows[0]
        kind_of_channel = WEBSITE if first["channel_type"] == "website" else ACCOUNT
        key = details.add(
            INDICATOR, parent, unit,
            what=f"{first['channel_name'] or words()['levels']['no_channel']}：{first['indicator_name']}",
            type=NO_CHANNEL if first["channel"] is None else kind_of_channel,
            kind=KINDS[kind], cap=first["cap"], **told,
        )  # fmt: skip
        details.of_findings.update({row["finding"]: key for row in rows})


def _add_bonus(details: Details, unit: Row, rows: list[Row]) -> None:
    for _, group in groupby(rows, lambda row: row["code"]):
        items = list(group)
        key = details.add(BONUS_RULE, 0, unit, what=items[0]["name"], cap=items[0]["cap"])
        for one in items:
            details.add(
                BONUS_ITEM, key, unit, what=one["evidence"], quarter=word_quarter(one["quarter"]), found=one["points"],
                **_source(one),
            )  # fmt: skip


def computed(details: Details, layout: Layout) -> Iterator[Line]:
    """Yield the rows of 明细 with their formulas."""
    make = {INDICATOR: _indicator, CHANNEL: _channel, QUARTER: _quarter, BONUS_RULE: _bonus_rule}
    for number, line in enumerate(details.lines):
        formulas = make.get(line["level"])
        yield line | (formulas(layout, number, line) if formulas else {})


def _indicator(layout: Layout, number: int, line: Line) -> Line:
    grid = layout.grids["details"]
    group, key = layout.whole("findings", "detail"), grid.here("key", number)
    found, cap = grid.here("found", number), grid.here("cap", number)
    return {
        "found": sum_of(layout.whole("findings", "effective"), group, key),
        "count": sum_of(layout.whole("findings", "is_counted"), group, key),
        "counted": Formula(f'=IF({cap}="",{found},MIN({cap},{found}))'),
    }


def _bonus_rule(layout: Layout, number: int, line: Line) -> Line:
    grid = layout.grids["details"]
    cap, found, key = (grid.here(name, number) for name in ("cap", "found", "key"))
    return {
        "found": sum_of(layout.whole("details", "found"), layout.whole("details", "parent"), key),
        "counted": Formula(f"=MIN({cap},{found})"),
    }


def _channel(layout: Layout, number: int, line: Line) -> Line:
    grid, rule = layout.grids["details"], layout.rule

    def here(name: str) -> str:
        return grid.here(name, number)

    def below(what: str, kind: int) -> str:
        return (
            f"SUMIFS({grid.whole(what)},{grid.whole('parent')},{here('key')},{grid.whole('level')},{INDICATOR},"
            f"{grid.whole('kind')},{kind})"
        )

    full, multiplied = rule("full_marks"), rule("rescale_denominator")
    return {
        "base": Formula(f"={full}" if line["is_full"] else f"={rule('reduced_base')}"),
        "factor": Formula(f"={multiplied}" if line["is_full"] else f"={rule('rescale_numerator')}"),
        "deducted": Formula("=" + below("counted", KINDS["deduction"])),
        "bonus_found": Formula("=" + below("counted", KINDS["bonus"])),
        "is_vetoed": Formula(f"=IF({below('count', VETO)}>0,1,0)"),
        "value": Formula(f"=MAX({here('base')}-{here('deducted')},0)*{here('factor')}"),
        "bonus": Formula(
            f"=IF({here('value')}>{rule('bonus_gate')}*{multiplied},"
            f"MIN({rule('bonus_cap')},{here('bonus_found')})*{multiplied},0)"
        ),
        "final": Formula(f"=MIN({here('value')}+{here('bonus')},{full}*{multiplied})"),
    }


def _quarter(layout: Layout, number: int, line: Line) -> Line:
    grid, rule = layout.grids["details"], layout.rule

    def here(name: str) -> str:
        return grid.here(name, number)

    def channels(kind: int, what: str = "", **equals: int) -> Formula:
        conditions = [
            grid.whole("parent"),
            here("key"),
            grid.whole("level"),
            str(CHANNEL),
            grid.whole("type"),
            str(kind),
        ]
        for name, value in equals.items():
            conditions += [grid.whole(name), str(value)]
        return sum_of(grid.whole(what), *conditions) if what else Formula(f"=COUNTIFS({','.join(conditions)})")

    def vetoes(kind: int) -> Formula:
        told = sum_of(
            grid.whole("count"), grid.whole("quarter_key"), here("key"), grid.whole("level"), str(INDICATOR),
            grid.whole("kind"), str(VETO), grid.whole("type"), str(kind),
        )  # fmt: skip
        return Formula(f"=IF({told[1:]}>0,1,0)")

    # In a single quarter a vetoed website keeps its shadow value and the veto lies on the unit; elsewhere it counts 0.
    counts_zero = f"(1-{rule('is_quarter')}*{rule('is_veto_on_unit')})"
    websites, accounts, is_zero = here("websites"), here("accounts"), here("is_zero")
    parts, multiplied = f"({here('website_part')}+{here('account_part')})", rule("rescale_denominator")
    many = f"MAX({websites},1)"
    facts = layout.whole("facts", "quarter_key")
    return {
        "websites": channels(WEBSITE),
        "accounts": channels(ACCOUNT),
        "vetoed_accounts": channels(ACCOUNT, "is_vetoed"),
        "websites_num": channels(WEBSITE, "final"),
        "vetoed_num": channels(WEBSITE, "final", is_vetoed=1),
        "has_website_veto": vetoes(WEBSITE),
        "has_unit_veto": vetoes(NO_CHANNEL),
        "is_zero": Formula(f"={counts_zero}*{here('has_unit_veto')}"),
        "accounts_value": Formula(
            f"=IF({here('vetoed_accounts')}=0,{rule('full_marks')},MAX({rule('account_first_veto')}"
            f"-({here('vetoed_accounts')}-1)*{rule('account_next_veto')},0))"
        ),
        "website_part": Formula(f"=IF({websites}=0,0,IF({accounts}=0,1,{rule('website_share')}))"),
        "account_part": Formula(f"=IF({accounts}=0,0,IF({websites}=0,1,{rule('account_share')}))"),
        "is_checked": Formula(f"=IF(OR({is_zero}=1,{websites}+{accounts}>0),1,0)"),
        "raw_num": Formula(
            f"=IF({is_zero}=1,0,({here('websites_num')}-{counts_zero}*{here('vetoed_num')})*{here('website_part')}"
            f"+{here('accounts_value')}*{many}*{multiplied}*{here('account_part')})"
        ),
        "raw_den": Formula(
            f"=IF(OR({is_zero}=1,{websites}+{accounts}=0),{rule('scale')},{many}*{multiplied}*{rule('scale')}*{parts})"
        ),
        "divisor": Formula(f"=GCD({here('raw_num')},{here('raw_den')})"),
        "num": Formula(f"={here('raw_num')}/{here('divisor')}"),
        "den": Formula(f"={here('raw_den')}/{here('divisor')}"),
        "loss": sum_of(layout.whole("facts", "lost"), facts, here("key")),
        "repair": Formula(f"=MAX({rule('full_marks')}-{here('loss')},0)"),
        "is_overdue_long": Formula(
            f"=IF(COUNTIFS({facts},{here('key')},{layout.whole('facts', 'is_counted')},1,"
            f'{layout.whole("facts", "overdue")},">"&{rule("grade_cap_days")})>0,1,0)'
        ),
    }
