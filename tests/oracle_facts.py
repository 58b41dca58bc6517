"""From the tables of a story to what is true in it: who said what last, whose row it is, what kind of finding.

A *story* is a list of imports; an import is `{"speaker": "office" or a unit, "tables": {"问题台账": [row, …]}}`;
a row is a dict of canonical headings (product.md) to the text of the cell. A heading that a row lacks is a
column its file lacks. A table is known by its name up to a number, so 问题台账2 is a second file of findings.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from oracle_calendar import Span, quarter_of, read_day, read_deadline, span
from oracle_scheme import (
    ACCOUNT_VETOES,
    BONUSES,
    CHECKLIST,
    CLASSES,
    DEDUCTIONS,
    PROMOTION,
    SAFETY,
    SERVICE_BLOCK,
    WEBSITE_VETOES,
)

Row = dict[str, str]
EMPTY = {"", "无", "/", "-"}
OFFICE = "office"
WEBSITE = "政府网站"
ORDER = ("单位名录", "渠道台账", "任务台账", "检查记录", "问题台账", "问题整改台账", "整改台账", "指标数据")
REPORT = ("进展状态", "完成日期", "进展情况", "佐证材料")
RECTIFICATION = ("整改时限", "延期至", "延期批准日期", "整改情况", "整改完成日期", "复查日期", "复查结果")
DONE_RIGHT, GONE = "通过", "页面已下线"


def cell(row: Row, heading: str) -> str:
    """What a cell says, with every way of writing nothing read as nothing."""
    text = row.get(heading, "").strip()
    return "" if text in EMPTY else text


def amount(text: str) -> Fraction:
    """A number of points, whatever its sign."""
    return abs(Fraction(text))


@dataclass
class Statement:
    """One rectification row: what it says, in which import."""

    command: int
    row: Row


@dataclass
class Finding:
    """One problem with everything ever said about it."""

    unit: str
    number: str
    channel: tuple[str, str, str] | None
    said: Row = field(default_factory=dict)
    review_default: str = "已确认"
    statements: list[Statement] = field(default_factory=list)
    serves_public: bool = True

    @property
    def indicator(self) -> str:
        """The indicator of the table, also where the row names a problem class of daily use."""
        named = self.said["指标"]
        return CLASSES.get(named) or named

    @property
    def is_veto_item(self) -> bool:
        return self.indicator in WEBSITE_VETOES | ACCOUNT_VETOES

    @property
    def kind(self) -> str:
        if self.said.get("性质"):
            return self.said["性质"]
        if self.indicator in BONUSES:
            return "加分"
        if self.is_veto_item:
            return "单项否决"
        return "仅记录" if self.said["指标"] in CLASSES and CLASSES[self.said["指标"]] is None else "扣分"

    @property
    def review(self) -> str:
        """What the office holds of it; a block that does not apply to the unit makes it exempt."""
        if not self.serves_public and self.indicator in SERVICE_BLOCK:
            return "豁免"
        if self.said.get("确认情况"):
            return self.said["确认情况"]
        suspected = self.is_veto_item and not self.said.get("性质")
        return "待确认" if suspected else self.review_default

    @property
    def points(self) -> Fraction:
        if self.review == "核减":
            return amount(self.said["核减后扣分"])
        if self.said.get("扣分"):
            return amount(self.said["扣分"])
        return Fraction(DEDUCTIONS[self.indicator][1] or 0) if self.indicator in DEDUCTIONS else Fraction(0)

    @property
    def counts(self) -> bool:
        """Whether the office stands by it; reduced to nothing is as good as dismissed."""
        return self.review == "已确认" or (self.review == "核减" and self.points > 0)

    @property
    def stated_span(self) -> Span | None:
        return span(self.said["检查期"]) if self.said.get("检查期") else None

    @property
    def quarter(self) -> Span:
        """The quarter it was found in: of its 检查期 if that is one, else of its date within it."""
        stated, found = self.stated_span, read_day(self.said.get("发现日期"))
        if stated is None:
            return quarter_of(found)
        if found is None or len(stated.quarters) == 1:
            return stated.parts[-1]
        return quarter_of(min(max(found, stated.first), stated.last))

    @property
    def earliest(self) -> date:
        """The first day it can have been found: a deadline without a year is the first such day from then on."""
        found, stated = read_day(self.said.get("发现日期")), self.stated_span
        return stated.first if found is None else found if stated is None else min(found, stated.last)

    def found(self, as_of: date) -> date | None:
        """Its date as seen on the as-of day; nothing while it does not exist yet."""
        stated, found = self.stated_span, read_day(self.said.get("发现日期"))
        if found is None:
            return min(stated.last, as_of) if self.quarter.first <= as_of else None
        found = found if stated is None else min(found, stated.last)
        return found if found <= as_of else None


@dataclass
class Facts:
    """Everything the imports of a story leave behind."""

    units: dict[str, Row] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    channels: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    assignments: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    scope: dict[tuple[str, Any, str], Row] = field(default_factory=dict)
    findings: dict[tuple, Finding] = field(default_factory=dict)
    observations: dict[tuple, Row] = field(default_factory=dict)
    collected: dict[Span, bool] = field(default_factory=dict)
    findings_of: dict[str, list[Finding]] = field(default_factory=dict)
    channels_of: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)


def correct(known: Row, row: Row, headings: tuple[str, ...] | None = None) -> None:
    """Let the later row's cells replace the earlier; an empty cell erases nothing."""
    for heading in headings or tuple(row):
        if cell(row, heading):
            known[heading] = cell(row, heading)


def gather(imports: list[dict[str, Any]]) -> Facts:
    """The state after all imports of a story, in their order."""
    facts = Facts()
    for command, received in enumerate(imports):
        tables = received["tables"]
        for kind in ORDER:
            for name, rows in tables.items():
                if name.rstrip("0123456789") == kind:
                    ADD[kind](facts, received.get("speaker", OFFICE), command, rows)
    for finding in facts.findings.values():
        finding.serves_public = facts.units[finding.unit].get("承担对外服务") != "否"
    return facts


def add_units(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in rows if speaker == OFFICE else ():
        # A unit goes by its first name here; 曾用名 gives the one it had before, and its last one is shown.
        former, typed = cell(row, "曾用名"), cell(row, "单位名称")
        is_renamed = bool(former) and former in facts.names
        name = facts.names[former] if is_renamed else facts.names.get(typed, typed)
        shown = typed if is_renamed or name not in facts.units else facts.units[name]["单位名称"]
        dated = {key: text for key, text in row.items() if key != "生效日期" or not is_renamed}
        correct(facts.units.setdefault(name, {}), dated)
        facts.units[name]["单位名称"] = shown
        for alias in (typed, *cell(row, "简称").split("、")):
            facts.names.setdefault(alias, name)


def add_channels(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in rows if speaker == OFFICE else ():
        key = (facts.names[cell(row, "主办单位")], cell(row, "渠道类型"), cell(row, "渠道名称"))
        if key not in facts.channels:
            facts.channels_of.setdefault(key[0], []).append(key)
        correct(facts.channels.setdefault(key, {}), row)


def named_units(facts: Facts, row: Row) -> dict[str, str]:
    """The units a task row names, each with its role; both roles for one unit mean lead."""
    roles: dict[str, str] = {}
    for heading, role in (
        ("责任单位", cell(row, "角色") or "牵头"),
        ("配合单位", "配合"),
        ("牵头单位", "牵头"),
    ):
        for name in filter(None, cell(row, heading).split("、")):
            unit = facts.names[name]
            roles[unit] = "牵头" if "牵头" in (role, roles.get(unit)) else role
    return roles


def add_assignments(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in sorted(rows, key=lambda each: read_day(cell(each, "填报日期")) or date.min):
        for unit, role in named_units(facts, row).items():
            key = (cell(row, "年度"), cell(row, "序号"), unit)
            if speaker != OFFICE and (speaker != unit or key not in facts.assignments):
                continue
            known = facts.assignments.setdefault(key, {})
            if speaker == OFFICE:
                correct(known, row, ("重点任务", "完成时限", "核验结果"))
                stated = any(cell(row, heading) for heading in ("角色", "牵头单位", "配合单位"))
                known["角色"] = role if stated or "角色" not in known else known["角色"]
            is_report = speaker != OFFICE or "进展状态" in row or any(cell(row, heading) for heading in REPORT)
            if is_report:
                known.update({heading: cell(row, heading) for heading in REPORT})


def find_channel(facts: Facts, unit: str, row: Row) -> tuple[str, str, str] | None:
    """The unit's channel of that name, and type where the row gives one."""
    name, type_ = cell(row, "渠道名称"), cell(row, "渠道类型")
    fitting = [key for key in facts.channels_of.get(unit, []) if key[2] == name and type_ in ("", key[1])]
    assert len(fitting) == (1 if name else 0), f"{unit} {name} {type_}: {fitting}"
    return fitting[0] if name else None


def add_scope(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in rows if speaker == OFFICE else ():
        channel: Any = "*"
        if cell(row, "渠道名称") != "全覆盖":
            owner = facts.names.get(cell(row, "主办单位"))
            channel = next(
                key
                for key in (facts.channels_of[owner] if owner else facts.channels)
                if key[2] == cell(row, "渠道名称")
                and cell(row, "渠道类型") in ("", key[1])
            )
        correct(facts.scope.setdefault((cell(row, "检查期"), channel, cell(row, "渠道类型")), {}), row)


def add_findings(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in rows:
        unit = facts.names[cell(row, "责任单位")]
        if speaker == OFFICE:
            finding = Finding(unit, cell(row, "问题编号"), find_channel(facts, unit, row))
            correct(finding.said, {key: value for key, value in row.items() if key not in RECTIFICATION})
            if "确认情况" in row or any(word in cell(row, "来源") for word in ("机器", "系统", "扫描")):
                finding.review_default = "待确认"
            known = facts.findings.setdefault(identity(finding), finding)
            if known is finding:
                facts.findings_of.setdefault(unit, []).append(finding)
            correct(known.said, finding.said)
            known.channel = finding.channel or known.channel
        if any(cell(row, heading) for heading in RECTIFICATION):
            add_rectifications(facts, speaker, command, [row])


def identity(finding: Finding) -> tuple:
    """What makes two rows speak of one finding (§9)."""
    said = finding.said
    if finding.number:
        return (finding.unit, finding.number, finding.quarter)
    page, day = said.get("页面地址", ""), said.get("发现日期") or said.get("检查期")
    return (finding.unit, finding.channel, finding.indicator, said.get("问题描述", ""), page, day)


def add_rectifications(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in rows:
        unit = facts.names[cell(row, "责任单位")]
        if speaker not in (OFFICE, unit):
            continue
        headings = RECTIFICATION if speaker == OFFICE else ("整改情况", "整改完成日期")
        said = {heading: cell(row, heading) for heading in headings if cell(row, heading)}
        match_finding(facts, unit, row).statements.append(Statement(command, said))


def match_finding(facts: Facts, unit: str, row: Row) -> Finding:
    """The one finding a rectification row speaks of: by number, else by what it describes."""
    period, found = cell(row, "检查期"), cell(row, "发现日期")
    fitting = [
        finding
        for finding in facts.findings_of.get(unit, [])
        if (period or found) in ("", finding.said.get("检查期"), finding.said.get("发现日期"))
        and (
            finding.number == cell(row, "问题编号")
            if cell(row, "问题编号")
            else (finding.said.get("渠道名称", ""), finding.said["指标"], finding.said.get("问题描述", ""))
            == (cell(row, "渠道名称"), cell(row, "指标"), cell(row, "问题描述"))
        )
        and cell(row, "页面地址") in ("", finding.said.get("页面地址"))
    ]
    assert len(fitting) == 1, f"{row} fits {len(fitting)} findings"
    return fitting[0]


def add_observations(facts: Facts, speaker: str, command: int, rows: list[Row]) -> None:
    for row in rows if speaker == OFFICE else ():
        quarter = span(cell(row, "检查期")).parts[-1]
        if (cell(row, "责任单位"), cell(row, "指标")) == ("全部", "信息公开清单"):
            facts.collected[quarter] = cell(row, "数值") != "否"
            continue
        unit = facts.names[cell(row, "责任单位")]
        key = (unit, cell(row, "指标"), quarter, cell(row, "佐证材料"))
        correct(facts.observations.setdefault(key, {}), row)


ADD = {
    "单位名录": add_units,
    "渠道台账": add_channels,
    "任务台账": add_assignments,
    "检查记录": add_scope,
    "问题台账": add_findings,
    "问题整改台账": add_findings,
    "整改台账": add_rectifications,
    "指标数据": add_observations,
}

__all__ = ["CHECKLIST", "PROMOTION", "SAFETY", "WEBSITE", "Facts", "Finding", "gather", "read_deadline"]
