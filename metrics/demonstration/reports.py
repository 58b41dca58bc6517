"""What the units report: the yearly plan's tasks, measures with numerator and denominator, bonus and checklist rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from metrics.demonstration.city import City, Unit
from metrics.demonstration.findings import Quarter, typed
from metrics.demonstration.sheets import Cell, Record
from metrics.demonstration.words import LEADING_DEPARTMENTS, TASK_DEPARTMENTS, TASKS, Task

TASK_HEADINGS = (
    "序号",
    "重点任务",
    "责任单位",
    "角色",
    "完成时限",
    "进展状态",
    "完成日期",
    "进展情况",
    "佐证材料",
    "核验结果",
    "填报日期",
)
MEASURE_HEADINGS = ("检查期", "责任单位", "指标", "分子", "分母", "数值", "佐证材料")
HALF_YEAR_TASKS = (8, 13)
"""Due by the end of June; most units have done them by then."""
MEASURES = {
    # measure: (smallest n, largest n, groups)
    "找错留言": (0, 4, ("district", "department")),
    "依申请公开": (0, 18, ("district", "department")),
    "政策解读": (0, 6, ("district", "department")),
}
COUNTS = {"政府开放活动": (0, 4), "征集意见": (0, 3), "业务培训": (0, 2), "政务公开专区": (0, 3)}
FORWARDED = {1: (17, 17), 2: (19, 19), 3: (23, 22)}
"""重要信息转发 of the city: asked for and done; 19 of 19 in 2025Q2 is the published figure."""
CHECKLIST = ("公开目录", "公开内容", "咨询服务")


def task_rows(city: City, quarter: Quarter, seed: str) -> Iterator[Record]:
    """Yield the task ledger of one quarter's end: every assignment, also the silent ones.

    Each assignment draws from its own stream, so that what was done in June stays done in September.
    """
    for task in TASKS:
        for unit in assigned(city, task):
            story = random.Random(f"{seed}/{task.number}/{unit.name}")
            yield {
                "序号": task.number,
                "重点任务": task.title,
                "责任单位": unit.spelled(story),
                "角色": role(city, task, unit),
                "完成时限": task.due,
                **report(city, task, unit, quarter, story),
            }


def assigned(city: City, task: Task) -> list[Unit]:
    """Return the units the plan gives a task to; 有关部门 names nobody until a person confirms it."""
    if task.given_to == "all":
        return city.group("district", "department")
    return [*city.group("district"), *(city.unit(name) for name in TASK_DEPARTMENTS.get(task.number, ()))]


def role(city: City, task: Task, unit: Unit) -> str:
    """Return 角色: districts lead at home; of a task one department leads, the other departments support."""
    is_support = task.is_led_by_one and unit.group == "department"
    return "配合" if is_support and unit is not city.unit(LEADING_DEPARTMENTS[task.number]) else "牵头"


def report(city: City, task: Task, unit: Unit, quarter: Quarter, story: random.Random) -> dict[str, Cell]:
    """Return the unit's columns and the office's verification; an empty dict is 未报送."""
    luck, care, done = story.random(), unit.diligence, None
    if unit is city.silent:
        return {"进展状态": "不涉及", "进展情况": "归口管理后由主管部门统一报送", "核验结果": "通过"}
    if luck < 0.02 and unit.group == "department":
        is_agreed = luck < 0.013
        return {"进展状态": "不涉及", "进展情况": "我单位无此项业务", "核验结果": "通过" if is_agreed else "/"}
    is_late_reporter = quarter.number == 3 and story.random() < 0.25
    if luck > 0.995 - 0.6 * (1 - care) ** 1.5 and not is_late_reporter:
        return {}
    if luck < 0.02 + 0.12 * (1 - care):
        return {"进展状态": "未启动", "进展情况": "正在制定工作方案", "佐证材料": "无"}
    if task.number in HALF_YEAR_TASKS:
        done = date(2025, 6, 1).replace(day=story.randint(3, 30)) if story.random() < 0.55 + 0.4 * care else None
        done = done or date(2025, 7, story.randint(2, 28))
    elif task.number == 11:
        done = date(2025, 9, story.randint(1, 29)) if story.random() < 0.3 + 0.6 * care else date(2025, 11, 1)
    is_done = done is not None and done <= quarter.settled_on
    has_evidence = story.random() < 0.4 + 0.58 * care
    is_verified = has_evidence and story.random() < 0.7
    is_rejected = not is_verified and story.random() < 0.08
    text = task.progress.format(number=story.randint(6, 90), other=story.randint(1, 6))
    return {
        "进展状态": "已完成" if is_done else "推进中",
        "完成日期": typed(done, story) if done and is_done else None,
        "进展情况": text,
        "佐证材料": task.evidence if has_evidence else story.choice((None, "无", "/")),
        "核验结果": "未通过" if is_rejected else "通过" if is_verified else None,
        "填报日期": typed(quarter.settled_on.replace(day=story.randint(1, 7)), story),
    }


def measure_rows(city: City, quarter: Quarter, draw: random.Random) -> Iterator[Record]:
    """Yield the observations of a quarter: ratios with small n, counts, bonus cases, the institutions' checklist."""
    asked, done = FORWARDED[quarter.number]
    office = city.unit("市政府办公厅")
    yield {
        "检查期": quarter.name,
        "责任单位": office.name,
        "指标": "重要信息转发",
        "分子": done,
        "分母": asked,
        "佐证材料": "转发情况统计表",
    }
    for measure, (least, most, groups) in MEASURES.items():
        for unit in city.group(*groups):
            total = draw.randint(least, most)
            if unit is not city.silent and total and draw.random() < 0.6:
                missed = sum(draw.random() > 0.75 + 0.25 * unit.diligence for _ in range(total))
                yield {
                    "检查期": quarter.name,
                    "责任单位": unit.spelled(draw),
                    "指标": measure,
                    "分子": total - missed,
                    "分母": total,
                    "佐证材料": f"{measure}办理台账",
                }
    for measure, (least, most) in COUNTS.items():
        for unit in city.group("district"):
            yield {
                "检查期": quarter.name,
                "责任单位": unit.spelled(draw),
                "指标": measure,
                "数值": draw.randint(least, most),
                "佐证材料": "活动信息链接",
            }
    yield from bonus_rows(city, quarter, draw)
    yield from checklist_rows(city, quarter, draw)


def bonus_rows(city: City, quarter: Quarter, draw: random.Random) -> Iterator[Record]:
    """Yield 推广与案例: good practice reported by a few diligent units, one of them without evidence."""
    good = [unit for unit in city.group("district", "department") if unit.diligence > 0.8 and unit is not city.silent]
    for position, unit in enumerate(draw.sample(good, min(7, len(good)))):
        yield {
            "检查期": quarter.name,
            "责任单位": unit.spelled(draw),
            "指标": "推广与案例",
            "数值": draw.choice((None, 1, 1, 2)),
            "佐证材料": None if position == 6 else f"省级媒体刊发{unit.stem}政务公开经验做法（第{quarter.number}季度）",
        }


def checklist_rows(city: City, quarter: Quarter, draw: random.Random) -> Iterator[Record]:
    """Yield the institutions' checklist, collected from the second quarter on; now and then an item is missing."""
    if quarter.number == 1:
        return
    for unit in city.group("institution"):
        for item in CHECKLIST:
            if draw.random() < 0.94:
                answer = "是" if draw.random() < 0.55 + 0.45 * unit.diligence else "否"
                yield {
                    "检查期": quarter.name,
                    "责任单位": unit.name,
                    "指标": item,
                    "数值": answer,
                    "佐证材料": "信息公开专栏截图",
                }
