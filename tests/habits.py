"""The workbooks of data/samples/habits, one habit each. Run ``python tests/habits.py`` to write them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from ledger_writing import Formula, Page, leads, write_book

FOLDER = Path(__file__).parents[1] / "data" / "samples" / "habits"
TASKS = ["序号", "重点任务", "责任单位", "完成时限", "进展状态", "佐证材料"]
FOUND = ["检查期", "责任单位", "渠道名称", "指标", "扣分", "问题描述"]
LIXIA = ["2025Q2", "历下区", "历下区政府网", "政策文件", 5, "“政策文件”栏目半年未更新"]
SHIZHONG = ["2025Q2", "市中区", "市中区政府网", "可用性", 1, "首页有死链"]
HUAIYIN = ["2025Q2", "槐荫区", "槐荫区政府网", "办事指南", 2, "办事指南缺少办理时限"]
YEAR = "2025年政务公开重点任务台账"
NBSP, WIDE = "\u00a0", "\u3000"


def task(
    number: Any, title: Any, units: Any, due: Any = "持续推进", status: Any = "推进中", proof: Any = "截图"
) -> list[Any]:
    return [number, title, units, due, status, proof]


def one(name: str, rows: list[list[Any]], **dress: Any) -> tuple[Page, ...]:
    return (Page(name, rows, **dress),)


HABITS: dict[str, Callable[[], tuple[Page, ...]]] = {
    "合并的标题行和章节行": lambda: one(
        "任务台账",
        [[YEAR], ["填报单位：市政府办公厅", None, None, None, "填报日期：2025年6月30日"], TASKS, ["一、决策公开"],
         task(1, "重大决策预公开", "历下区"), ["二、执行公开"], task(2, "会议开放", "市中区", "9月底前")],
        merged="A1:F1 A4:F4 A6:F6",
    ),
    "两行表头": lambda: one(
        "问题整改台账",
        [[*FOUND, "整改情况", None, None, "复查", None],
         [None] * 6 + ["时限", "完成日期", "措施", "日期", "结果"],
         [*LIXIA, "2025-06-10", "2025-06-09", "已补发", "2025-06-20", "通过"],
         [*SHIZHONG, "2025-06-10", None, None, None, None]],
        merged="A1:A2 B1:B2 C1:C2 D1:D2 E1:E2 F1:F2 G1:I1 J1:K1",
    ),
    "责任单位合并单元格": lambda: one(
        "问题台账",
        [FOUND, LIXIA, [None, None, None, "可用性", 1, "首页有死链"], SHIZHONG],
        merged="A2:A4 B2:B3 C2:C3",
    ),
    "重点任务合并单元格": lambda: one(
        "任务台账",
        [[YEAR], TASKS, task(1, "重大决策预公开", "历下区", "三季度末"),
         task(None, None, "市中区", None), task(2, "会议开放", "槐荫区")],
        merged="A1:F1 A3:A4 B3:B4 D3:D4",
    ),
    "合计小计行": lambda: one(
        "问题台账",
        [FOUND, LIXIA, [None, "历下区小计", None, None, 5], SHIZHONG, [None, "小 计", None, None, 1],
         ["合计", None, None, None, 6]],
    ),
    "表后备注": lambda: one(
        "问题台账",
        [FOUND, LIXIA, SHIZHONG, [], ["备注：1.扣分依据《检查指标》。"], ["2.统计截至2025年6月30日。"],
         ["填报人：张某", None, "审核人：李某"]],
    ),
    "上下两个台账": lambda: one(
        "检查",
        [["表一 2025年二季度问题"], FOUND, LIXIA, SHIZHONG, [], ["表二 渠道"],
         ["渠道名称", "渠道类型", "主办单位", "标识码"], ["历下发布", "微信公众号", "历下区", "3701020001"]],
        merged="A1:F1 A6:D6",
    ),
    "左右两个台账": lambda: one(
        "检查",
        [[*FOUND, None, "渠道名称", "渠道类型", "主办单位"], [*LIXIA, None, "历下发布", "微信公众号", "历下区"],
         [*SHIZHONG, None, "市中发布", "微信公众号", "市中区"], HUAIYIN],
    ),
    "一个文件多张工作表": lambda: (
        Page("封面", [["2025年二季度检查台账"], ["填报单位：", "市政府办公厅"]]),
        Page("问题", [FOUND, LIXIA]), Page("渠道", [["渠道名称", "渠道类型", "主办单位"],
        ["历下发布", "微信", "历下区"]]),
        Page("Sheet3", []),
    ),
    "隐藏的行和列": lambda: one(
        "问题台账", [FOUND, LIXIA, SHIZHONG, HUAIYIN], hidden_rows=[3], hidden_columns="E"
    ),
    "隐藏的工作表": lambda: (
        Page("问题", [FOUND, LIXIA]), Page("补充", [FOUND, SHIZHONG], is_hidden=True),
        Page("下拉选项", [["政府网站", "是"], ["微信公众号", "否"]], is_hidden=True),
    ),
    "空白列": lambda: one(
        "问题台账",
        [[None, *FOUND[:3], None, *FOUND[3:], None, "备注"], [None, *LIXIA[:3], None, *LIXIA[3:], None, "已告知"]],
    ),
    "全角数字和括号": lambda: one(
        "任务台账",
        [["２０２５年任务台账"], ["序号", "重点任务", "责任单位（全称）", "完成时限", "进展状态", "佐证材料"],
         task("（１）", "重大决策预公开", "历下区", "２０２５年９月３０日"),
         task("２、", "会议开放", "市中区", "６月底前")],
    ),
    "不间断空格和多余空格": lambda: one(
        "问题台账",
        [[f"检查期{NBSP}", f" 责任{WIDE}单位", "渠道名称 ", "指 标", f"扣{NBSP}分", "问题描述"],
         [f"2025Q2{NBSP}", f"{WIDE}历下区 ", f"历下区政府网{NBSP}", " 政策文件", "5 ",
         f"“政策文件”栏目半年未更新{NBSP}"]],
    ),
    "表头换行": lambda: one(
        "问题台账", [["检查期", "责任\n单位", "渠道\r\n名称", "指标\n（三级）", "扣分\n（分）", "问题\n描述"], LIXIA]
    ),
    "同上": lambda: one(
        "问题台账", [FOUND, LIXIA, ["同上", "〃", '"', "可用性", 1, "首页有死链"], ["同上", *SHIZHONG[1:]]]
    ),
    "一格多个单位": lambda: one(
        "任务台账",
        [[YEAR], TASKS, task(1, "预公开", "历下区、市中区，槐荫区"), task(2, "会议开放", "历下区；市中区/槐荫区"),
         task(3, "政策解读", "历下区\n市中区")],
    ),
    "加黑为牵头单位": lambda: one(
        "任务台账",
        [[YEAR], ["序号", "重点任务", "责任单位（加黑为牵头单位）", *TASKS[3:]],
         task(1, "预公开", leads("*历下区*、市中区")), task(2, "会议开放", leads("槐荫区、*历下区、市中区*")),
         task(3, "政策解读", "天桥区")],
        bold="A1 A2 B2 C2 D2 E2 F2",
    ),
    "打钩和方框": lambda: one(
        "单位名录",
        [["单位名称", "单位类别", "承担对外服务"], ["历下区", "区县", "√"], ["市中区", "区县", "■"],
         ["槐荫区", "区县", "□"],
         ["天桥区", "区县", "☑"], ["历城区", "区县", "×"], ["长清区", "区县", "■是 □否"],
         ["章丘区", "区县", "是□ 否☑"]],
    ),
    "各种写法的日期": lambda: one(
        "问题整改台账",
        [[*FOUND, "整改完成日期"],
         *([*LIXIA[:5], f"第{at}处链接打不开", typed] for at, typed in enumerate((
             "2025.6.5", "2025-6-5", "2025/6/5", "2025年6月5日", "20250605", "２０２５．６．５", "2025-06-05 09:30",
             date(2025, 6, 5), "6月5日"), start=1))],
        formats={"G9": "yyyy/m/d"},
    ),
    "日期序列号": lambda: one(
        "渠道台账",
        [["渠道名称", "渠道类型", "主办单位", "开设日期"], ["历下发布", "微信", "历下区", 45813],
         ["市中发布", "微信", "市中区", "45813"]],
    ),
    "公式有结果": lambda: one(
        "问题台账", [FOUND, [*LIXIA[:4], Formula("=2+3", 5), LIXIA[5]],
                 [*SHIZHONG[:1], Formula('="市中"&"区"', "市中区"), *SHIZHONG[2:]]],
    ),
    "公式没有结果": lambda: one("问题台账", [FOUND, LIXIA, [*SHIZHONG[:4], Formula("=SUM(E2:E2)"), SHIZHONG[5]]]),
    "引用错误": lambda: one("问题台账", [FOUND, LIXIA, [*SHIZHONG[:4], Formula("=Sheet9!A1", "#REF!"), SHIZHONG[5]]]),
}  # fmt: skip


def write_habits(folder: Path) -> list[Path]:
    """Write every sample into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.xlsx" for name in HABITS]
    for path in written:
        write_book(path, *HABITS[path.stem]())
    return written


if __name__ == "__main__":
    write_habits(FOLDER)
