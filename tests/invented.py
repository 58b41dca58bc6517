"""Small invented cities: a few units with channels, tasks, findings and rounds told over one to three imports.

What they tell is always well formed, so that a refused import is a disagreement too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from oracle_scheme import ACCOUNT_VETOES, BONUSES, CHECKLIST, DEDUCTIONS, SAFETY, WEBSITE_VETOES

UNITS = [("甲区", "区县"), ("乙区", "区县"), ("丙局", "部门"), ("丁局", "部门"), ("戊水务", "公共企事业单位")]
TYPES = ["政府网站", "微信公众号", "新浪微博", "政府网站", "移动客户端"]
QUARTERS = ["2025Q1", "2025Q2", "2025Q3"]
PAGES = ["", "http://a.example/1", "http://a.example/1", "http://a.example/2"]
DEDUCTED = ["可用性", "政策文件", "办事指南", "概况信息", "办事统计", "留言公开", "死链"]
DUE = ["2025-03-31", "2025-06-15", "6月底前", "三季度末", "年底前", "持续推进", "尽快", ""]
LIMITS = ["", "", "立即整改", "尽快", "+5", "+12", "+40", "2月20日前", "8月15日前"]
FINDING_KEYS = ("问题编号", "检查期", "发现日期", "责任单位", "渠道名称", "渠道类型")
Rows = list[dict[str, str]]

days = st.integers(0, 272).map(lambda number: date(2025, 1, 1) + timedelta(days=number))
decimals = st.sampled_from(["0.5", "1", "1.25", "2", "3.3333", "4", "9", "20"])


@st.composite
def cities(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The imports of an invented city; the first tells of units, channels, scope, tasks and findings."""
    units = UNITS[: draw(st.integers(2, 5))]
    first: dict[str, Rows] = {"单位名录": [unit_row(draw, *unit) for unit in units]}
    channels = [row for name, group in units if group != "公共企事业单位" for row in channel_rows(draw, name)]
    first["渠道台账"] = channels
    first["检查记录"] = scope_rows(draw, channels)
    first["任务台账"] = [
        task_row(draw, name, number)
        for name, group in units
        if group != "公共企事业单位"
        for number in range(1, draw(st.integers(0, 3)) + 1)
    ]
    open_ones = [each for each in channels if not each["关停日期"]]
    findings: Rows = []
    for name, _ in units:
        own = [each for each in open_ones if each["主办单位"] == name]
        for number in range(1, draw(st.integers(0, 4)) + 1):
            findings.append(finding_row(draw, name, number, own, [row for row in findings if row["责任单位"] == name]))
    first["问题台账"] = findings
    first["指标数据"] = observation_rows(draw, units)
    first["指标数据2"] = [
        {"检查期": quarter, "责任单位": name, "指标": "找错留言", "分子": done, "分母": asked, "佐证材料": "台账"}
        for name, _ in units
        for quarter in QUARTERS
        for done, asked in draw(st.sampled_from([[], [], [("3", "4")], [("0", "0")], [("5", "5")]]))
    ]
    imports = [{"speaker": "office", "tables": {name: rows for name, rows in first.items() if rows}}]
    for _ in range(draw(st.integers(0, 3))):
        imports += later_import(draw, findings, first["任务台账"])
    return imports


def unit_row(draw: st.DrawFn, name: str, group: str) -> dict[str, str]:
    serves = draw(st.sampled_from(["是", "", "否"]))
    return {"单位名称": name, "单位类别": group, "简称": f"{name[0]}简称", "承担对外服务": serves}


def channel_rows(draw: st.DrawFn, unit: str) -> Rows:
    rows = []
    for number in range(draw(st.integers(0, 4))):
        closed = draw(st.none() | days) if number > 1 else None
        status = "关停" if closed else "正常运行"
        opened = draw(st.sampled_from(["", "2024-05-01"]))
        rows.append(
            {"渠道名称": f"{unit}渠道{number}", "渠道类型": TYPES[number], "主办单位": unit, "运行状态": status}
            | {"开设日期": opened, "关停日期": closed.isoformat() if closed else ""}
        )
    return rows


def scope_rows(draw: st.DrawFn, channels: Rows) -> Rows:
    """Scope of some quarters; channels that may have findings are never left out of a declared one."""
    rows = []
    for quarter in QUARTERS:
        way = draw(st.sampled_from(["nothing", "full", "full", "listed", "less"]))
        blank = {"检查期": quarter, "渠道类型": "", "主办单位": "", "检查结果": ""}
        if way in ("full", "less"):
            rows.append(blank | {"渠道名称": "全覆盖"})
        for channel in channels:
            own = blank | {key: channel[key] for key in ("渠道名称", "渠道类型", "主办单位")}
            if way == "listed" and not channel["关停日期"]:
                rows.append(own | {"检查结果": "正常"})
            if way == "less" and channel["关停日期"] >= quarter_start(quarter):
                rows.append(own | {"检查结果": "未检查"})
    return rows


def quarter_start(code: str) -> str:
    return f"2025-{int(code[-1]) * 3 - 2:02d}-01"


def task_row(draw: st.DrawFn, unit: str, number: int) -> dict[str, str]:
    status = draw(st.sampled_from(["推进中", "已完成", "已完成", "未启动", "不涉及", ""]))
    return {
        "年度": "2025",
        "序号": str(number),
        "重点任务": f"任务{number}",
        "责任单位": unit,
        "角色": draw(st.sampled_from(["牵头", "配合", ""])),
        "完成时限": draw(st.sampled_from(DUE)),
        "进展状态": status,
        "完成日期": draw(days).isoformat() if status == "已完成" and draw(st.booleans()) else "",
        "佐证材料": draw(st.sampled_from(["截图", ""])),
        "核验结果": draw(st.sampled_from(["通过", "未通过", "", ""])),
    }


def finding_row(draw: st.DrawFn, unit: str, number: int, channels: Rows, earlier: Rows) -> dict[str, str]:
    """One finding with the first word on its rectification; often at the very place of an earlier one."""
    channel = draw(st.sampled_from(channels)) if channels and draw(st.integers(0, 4)) else None
    type_ = channel["渠道类型"] if channel else ""
    indicator, kind = draw(st.sampled_from(kinds_for(type_)))
    place = {
        "渠道名称": channel["渠道名称"] if channel else "",
        "渠道类型": type_,
        "指标": indicator,
        "性质": kind,
        "页面地址": draw(st.sampled_from(PAGES)),
    }
    if earlier and draw(st.booleans()):
        known = draw(st.sampled_from(earlier))
        place = {heading: known[heading] for heading in place}
        indicator, kind = place["指标"], place["性质"]
    found = draw(days)
    review = draw(st.sampled_from(["已确认", "已确认", "已确认", "待确认", "误报", "核减"]))
    if (review == "核减" and kind in ("单项否决", "加分", "")) or indicator == "错别字":
        review = "已确认" if draw(st.booleans()) else ""
    limit = draw(st.sampled_from(LIMITS))
    row = {
        "问题编号": f"{unit}-{number}" if number % 3 else "",
        **draw(st.sampled_from(ways_to_date(found))),
        "责任单位": unit,
        **place,
        "扣分": draw(decimals) if kind in ("扣分", "加分") or indicator in DEDUCTED else "",
        "问题描述": f"{unit}第{number}个问题",
        "确认情况": review,
        # Reduced to more than was charged would be refused.
        "核减后扣分": draw(st.sampled_from(["0", "0.5"])) if review == "核减" else "",
    }
    return row | round_cells(draw, found, limit)


def ways_to_date(found: date) -> list[dict[str, str]]:
    """A finding has a day, the period it was checked in, or both; the day may lie after the period."""
    quarter, half, day = quarter_code(found), f"2025H{(found.month + 5) // 6}", found.isoformat()
    pairs = [("", day), (quarter, day), (half, day), (quarter, ""), (half, ""), ("2025Q1", day)]
    return [{"检查期": period, "发现日期": on} for period, on in pairs]


def kinds_for(type_: str) -> list[tuple[str, str]]:
    """Indicators with the 性质 that fit a kind of channel, or none."""
    deducted = [(name, "扣分") for name in DEDUCTED] + [("可用性", ""), ("错别字", "仅记录"), ("错别字", "")]
    if type_ == "政府网站":
        vetoes = [(name, kind) for name in sorted(WEBSITE_VETOES) for kind in ("单项否决", "")]
        return deducted * 3 + [(name, "加分") for name in BONUSES] + vetoes
    if type_:
        return [(name, "单项否决") for name in sorted(ACCOUNT_VETOES)] + [("错别字", ""), ("内容不更新", "")]
    return [*deducted, (SAFETY, "单项否决"), (SAFETY, "")]


def round_cells(draw: st.DrawFn, after: date, limit: str = "") -> dict[str, str]:
    """What one row says of a rectification whose finding or last round began on a day."""
    def later(most: int) -> str:
        return (after + timedelta(days=draw(st.integers(0, most)))).isoformat()

    result = draw(st.sampled_from(["", "", "", "通过", "未通过", "反弹", "页面已下线", "无法复查"]))
    extended = later(60) if draw(st.integers(0, 5)) == 0 else ""
    return {
        "整改时限": (after + timedelta(days=int(limit))).isoformat() if limit.startswith("+") else limit,
        "延期至": extended,
        "延期批准日期": later(30) if extended and draw(st.booleans()) else "",
        "整改完成日期": later(50) if draw(st.booleans()) else "",
        "复查日期": later(80) if result else "",
        "复查结果": result,
    }


def later_import(draw: st.DrawFn, findings: Rows, tasks: Rows) -> list[dict[str, Any]]:
    """One more word on some findings and tasks, by the office or by a unit."""
    told: dict[str, Rows] = {}
    rows = [row for row in findings if row["问题编号"] and draw(st.booleans())]
    if rows:
        told["整改台账"] = [
            {key: row[key] for key in ("责任单位", "问题编号")}
            | round_cells(draw, date.fromisoformat(row["发现日期"] or "2025-06-30"), draw(st.sampled_from(LIMITS)))
            for row in rows
        ]
    judged = [row for row in rows if row["性质"] == "扣分" and draw(st.booleans())]
    if judged:
        told["问题台账"] = [judgement_row(draw, row) for row in judged]
    if tasks and draw(st.booleans()):
        task = draw(st.sampled_from(tasks))
        told["任务台账"] = [task_row(draw, task["责任单位"], int(task["序号"]))]
    if not told:
        return []
    owners = {row["责任单位"] for table in told.values() for row in table}
    speaker = draw(st.sampled_from(["office", "office", *sorted(owners)]))
    return [{"speaker": speaker, "tables": told}]


def judgement_row(draw: st.DrawFn, row: dict[str, str]) -> dict[str, str]:
    """A finding told once more, with another judgement or other points, or with nothing new in it."""
    review = draw(st.sampled_from(["", "已确认", "误报", "豁免", "核减"]))
    known = {key: row[key] for key in (*FINDING_KEYS, "指标", "性质", "问题描述", "页面地址")}
    points = draw(st.sampled_from(["", "1", "2.5"])) if row["扣分"] else ""
    return known | {"扣分": points, "确认情况": review, "核减后扣分": "0.75" if review == "核减" else ""}


def observation_rows(draw: st.DrawFn, units: list[tuple[str, str]]) -> Rows:
    rows = []
    for unit, group in units:
        for quarter in QUARTERS:
            if group == "公共企事业单位" and draw(st.booleans()):
                for item in CHECKLIST[: draw(st.integers(1, 3))]:
                    rows.append(observation(quarter, unit, item, draw(st.sampled_from(["是", "否"])), "目录"))
            for number in range(draw(st.sampled_from([0, 0, 1, 2]))):
                evidence = draw(st.sampled_from([f"简报{number}", ""])) if number == 0 else f"简报{number}"
                rows.append(observation(quarter, unit, "推广与案例", draw(st.sampled_from(["", "1", "2"])), evidence))
            if number_of_trainings := draw(st.sampled_from(["", "", "1", "3"])):
                rows.append(observation(quarter, unit, "业务培训", number_of_trainings, "通知"))
    return rows


def observation(quarter: str, unit: str, indicator: str, value: str, evidence: str) -> dict[str, str]:
    return {"检查期": quarter, "责任单位": unit, "指标": indicator, "数值": value, "佐证材料": evidence}


def quarter_code(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


assert set(DEDUCTED) - {"死链"} <= set(DEDUCTIONS)
