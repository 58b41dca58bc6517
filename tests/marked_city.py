"""A small city in which every text of a unit carries its unit's mark: what is told to whom can be told by the marks.

乙区's texts carry `SECRET`, 甲区's `OWN_MARK`, wherever a person writes something: channels, findings, repairs, tasks,
evidence, file names, replies with their file and decision, judgements, requests, a held file.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as parquet
from desks import Q2, Desk

from metrics import register, releases
from metrics.access import LOCAL, Reader
from metrics.backup import back_up
from metrics.briefs.frozen import papers_of_release
from metrics.briefs.issuing import issue
from metrics.briefs.papers import Order
from metrics.judgements import review
from metrics.people import add_person
from metrics.replies import replies
from metrics.replying import decide_reply, reply, set_window

OWN, OTHER = "甲区", "乙区"
OWN_MARK, SECRET = "甲秘", "乙秘"
UNITS = """
单位名称|单位类别|排序号
甲区    |区县    |1
乙区    |区县    |2
市丙局  |部门    |3
"""
CHANNELS = """
渠道名称    |渠道类型  |主办单位
甲秘政府网  |政府网站  |甲区
乙秘政府网  |政府网站  |乙区
乙秘发布    |微信公众号|乙区
"""
COVERAGE = """
检查期|渠道名称
2025Q2|全覆盖
"""
FINDINGS = """
问题编号|发现日期  |责任单位|渠道名称  |渠道类型|指标      |性质|扣分|问题描述  |页面地址|来源
1       |2025-05-20|甲区    |甲秘政府网|政府网站|政策文件  |扣分|5   |甲秘未更新|/甲秘   |人工
1       |2025-05-20|乙区    |乙秘政府网|政府网站|政策文件  |扣分|5   |乙秘未更新|/乙秘   |人工
2       |2025-05-21|乙区    |乙秘政府网|政府网站|可用性    |扣分|1   |乙秘错链  |/乙秘2  |系统扫描
3       |2025-05-22|乙区    |乙秘政府网|政府网站|动态要闻  |扣分|1   |乙秘要闻  |/乙秘3  |人工
"""
REPAIRS = """
问题编号|责任单位|整改时限  |整改情况|整改完成日期
1       |甲区    |2025-06-10|甲秘整改|2025-06-12
1       |乙区    |2025-06-10|乙秘整改|2025-06-12
3       |乙区    |2025-06-10|乙秘未改|
"""
TASKS = """
年度|序号|重点任务|责任单位|角色|完成时限|进展状态|进展情况|佐证材料
2025|1   |公开    |甲区    |牵头|6月底前|推进中  |甲秘进展|甲秘佐证
2025|1   |公开    |乙区    |牵头|6月底前|推进中  |乙秘进展|乙秘佐证
"""
OF_UNIT = """
年度|序号|重点任务|责任单位|完成时限|进展状态|进展情况
2025|1   |公开    |{unit}  |{mark}底|推进中  |{mark}自报
"""
WAITING = """
问题编号|发现日期  |责任单位|渠道名称  |指标    |性质|扣分|问题描述|来源
7       |2025-06-20|乙区    |乙秘政府网|可用性  |扣分|1   |乙秘待核|系统扫描
"""
HELD = """
年度|序号|重点任务|责任单位|进展状态|完成日期  |进展情况
2025|1   |公开    |乙区    |已完成  |2025-02-30|乙秘待改
"""
NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
PEOPLE = {"office": "office", "supervisor": "supervisor", "leader": "leader", "unit": "unit"}


def person(role: str) -> str:
    """Whom the sign-in names for a role."""
    return f"{role}@city.example"


def build(folder: Path) -> Path:
    """Make the city's store in ``folder``, released once and with a correction prepared, and return its folder."""
    desk = Desk(folder)
    told = desk.say(单位=UNITS, 渠道=CHANNELS, 检查=COVERAGE, 问题=FINDINGS, 整改=REPAIRS, 任务=TASKS)
    assert told.accepted, told.as_json()
    for unit, mark in ((OWN, OWN_MARK), (OTHER, SECRET)):
        assert desk.say(unit, **{f"{mark}任务": OF_UNIT.format(unit=unit, mark=mark)}).accepted
    assert not desk.say(OTHER, **{f"{SECRET}待改": HELD}).accepted
    _dispute(desk)
    _issue(desk)
    _publish(desk)
    for role in PEOPLE:
        units = (OWN,) if role == "unit" else ()
        add_person(desk.warehouse, LOCAL, person(role), role, units, actor="local", now=NOW)
    back_up(desk.warehouse, None, "local")
    desk.warehouse.close()
    return folder / "store"


def _dispute(desk: Desk) -> None:
    """Let both units reply with a file, and decide the replies."""
    set_window(desk.warehouse, LOCAL, Q2, NOW.date(), NOW.date(), actor="张三", now=NOW)
    for unit, mark in ((OWN, OWN_MARK), (OTHER, SECRET)):
        file = desk.folder / f"{mark}说明.txt"
        file.write_text(f"{mark}附件", encoding="utf-8")
        reader = Reader("unit", frozenset({unit}))
        told = {"evidence": f"{mark}链接", "file": (file, file.name), "actor": f"{mark}经办", "now": NOW}
        reply(desk.warehouse, reader, unit, Q2, 1, f"{mark}申诉", **told)
    for one in replies(desk.warehouse, LOCAL):
        words = f"{SECRET if one.unit == OTHER else OWN_MARK}决定"
        decide_reply(desk.warehouse, LOCAL, one.number, "upheld", words, actor="王五", now=NOW)


def _issue(desk: Desk) -> None:
    """Issue a score sheet to both units and a notice, with a remark on each."""
    for kind, agency in (("unit-report", "甲分"), ("notice", "甲通")):
        units = (OWN, OTHER) if kind == "unit-report" else (None,)
        for unit in units:
            wanted = Order(kind, Q2, NOW.date(), unit=unit)
            (one,) = issue(desk.warehouse, LOCAL, wanted, agency=agency, actor="张三", now=NOW)
            note = f"{OWN_MARK if unit == OWN else SECRET}送达"
            register.mark(desk.warehouse, LOCAL, one.paper, "sent", on=NOW.date(), note=note, actor="张三", now=NOW)


def _publish(desk: Desk) -> None:
    """Judge what waits, publish the quarter, judge again, prepare the correction; one more finding comes to wait."""
    desk.clock = NOW
    judge(desk, "2", "confirmed")
    releases.consult(desk.warehouse, LOCAL, Q2, actor="张三", now=NOW)
    # Units may reply to the end of the last day.
    after = NOW + timedelta(days=1)
    releases.finalise(desk.warehouse, LOCAL, Q2, actor="赵六", now=after, papers=papers_of_release)
    judge(desk, "3", "false_alarm")
    releases.prepare_correction(desk.warehouse, LOCAL, Q2, actor="张三", now=after, text=f"{SECRET}更正")
    assert desk.say(乙秘扫描=WAITING).accepted


def judge(desk: Desk, number: str, verdict: str) -> None:
    """Judge one finding of the other unit."""
    desk.clock += timedelta(minutes=1)
    (key,) = [row["unit"] for row in desk.warehouse.rows("units", name=OTHER)]
    (found,) = [row["finding"] for row in desk.warehouse.rows("findings", unit=key, number=number)]
    review(desk.warehouse, LOCAL, [found], verdict, reason=f"{SECRET}认定", actor="张三", now=desk.clock)  # type: ignore[arg-type]


def texts_in(content: bytes) -> Iterator[str]:
    """Every text in a file, however it is packed: archives in archives, the columns of Parquet, anything else plain."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts_in(archive.read(name))
    elif content[:4] == b"PAR1":
        yield repr(parquet.read_table(io.BytesIO(content)).to_pylist())
    else:
        # XML and JSON may write a sign by its number.
        plain = html.unescape(content.decode("utf-8", "replace"))
        yield re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), plain)


def marks_in(content: bytes) -> set[str]:
    """Which units' marks stand in a file."""
    told = "".join(texts_in(content))
    return {mark for mark in (OWN_MARK, SECRET) if mark in told}
