"""The ledgers of data/samples/messy, several habits in each. Run ``python tests/messy.py`` to write them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from habits import FOUND, HUAIYIN, LIXIA, NBSP, SHIZHONG, TASKS, WIDE, YEAR, task
from ledger_writing import Formula, Page, write_book, write_text

FOLDER = Path(__file__).parents[1] / "data" / "samples" / "messy"
MERGED_ABOVE = "A1:A2 B1:B2 C1:C2 D1:D2 E1:E2 F1:F2"
CHANNELS = ["渠道名称", "渠道类型", "主办单位"]


def book(name: str, rows: list[list[Any]], **dress: Any) -> Callable[[Path], None]:
    return lambda path: write_book(path, Page(name, rows, **dress))


def pages(*made: Page) -> Callable[[Path], None]:
    return lambda path: write_book(path, *made)


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: write_text(path, content.lstrip("\n"), encoding)


MESSY: dict[str, Callable[[Path], None]] = {
    "01 两行表头、合并单位、小计、隐藏列.xlsx": book(
        "Sheet1",
        [[*FOUND, "整改情况", None, None], [None] * 6 + ["整改时限", "完成日期", "措施"],
         [*LIXIA, "6月10日", "2025.6.9", "已补发"],
         [None, None, None, "可用性", 1, "首页有死链", "6月10日", None, None],
         [None, "小计", None, None, 6], [*SHIZHONG, "立即整改", date(2025, 6, 3), "已修复"],
         ["合  计", None, None, None, 7]],
        merged=f"{MERGED_ABOVE} G1:I1 A3:A4 B3:B4 C3:C4 G3:G4", hidden_columns="H", formats={"H6": "m/d"},
    ),
    "02 国标码分号表、两行表头没有合并.csv": text(
        """
市中区2025年第二季度政府网站检查问题整改台账;;;;;;;
填报单位：市政府办公厅;;;;;;;
检查期;责任单位;渠道名称;指标;扣分;问题描述;整改情况;
;;;;;;时限;完成日期
2025年二季度;历下区;历下区政府网;政策文件;5;“政策文件”栏目半年未更新;6月10日前;2025年6月9日
2025年二季度;市中区;市中区政府网;可用性;1;首页有死链;;
合计;;;;6;;;
备注：1.本表统计截至6月30日。;;;;;;;
2.死链以复查为准。;;;;;;;
""",
        "gb18030",
    ),
    "03 三行表头.xlsx": book(
        "台账",
        [["检查期", "检查对象", None, "问题", None, None, "整改", None, None],
         [None, "责任单位", "渠道名称", "指标", "扣分", "问题描述", "时限", "完成", None],
         [None] * 7 + ["日期", "措施"],
         [*LIXIA, "2025-06-10", "2025-06-09", "已补发"]],
        merged="A1:A3 B1:C1 D1:F1 G1:I1 B2:B3 C2:C3 D2:D3 E2:E3 F2:F3 G2:G3 H2:I2",
    ),
    "04 两个季度上下两张表.xlsx": book(
        "全年",
        [["一、第一季度"], FOUND, ["2025年第一季度", *LIXIA[1:]], ["小计", None, None, None, 5], [],
         ["二、第二季度"], FOUND, ["2025年二季度", *SHIZHONG[1:]], ["2025Q2", *HUAIYIN[1:]],
         ["合计", None, None, None, 3]],
        merged="A1:F1 A6:F6",
    ),
    "05 每页重复表头.xlsx": book(
        "打印稿",
        [["问题台账"], FOUND, LIXIA, ["本页小计", None, None, None, 5], FOUND, SHIZHONG, ["续表"], FOUND, HUAIYIN],
        merged="A1:F1 A7:F7",
    ),
    "06 左右两栏同一种台账.xlsx": book(
        "渠道",
        [[*CHANNELS, *CHANNELS], ["历下发布", "微信公众号", "历下区", "市中发布", "微博", "市中区"],
         ["历下微博", "微博", "历下区"]],
    ),
    "07 栏次行和示例行.xlsx": book(
        "任务",
        [[YEAR], TASKS, ["1", "2", "3", "4", "5", "6"],
         ["示例", "推进某项工作", "某某区", "年底前", "推进中", "网址"], task(1, "重大决策预公开", "历下区",
         "年底前")],
        merged="A1:F1",
    ),
    "08 封面、目录、台账、下拉表.xlsx": pages(
        Page("封面", [["济南市政务公开"], ["2025年第二季度"], ["填报单位：", "市政府办公厅"]]),
        Page("填表说明", [["1.请逐行填写。"], ["2.不得合并单元格。"]]),
        Page("问题", [FOUND, LIXIA]), Page("数据源", [["区县", "部门"], ["历下区", "市司法局"]], is_hidden=True),
    ),
    "09 从C5开始的台账.xlsx": book(
        "台账",
        [[], [], [None, None, "2025年二季度检查问题"], [], [None, None, "序号", *FOUND],
         [None, None, 1, *LIXIA], [None, None, 2, *SHIZHONG], [None, None, 3]],
        merged="C3:I3",
    ),
    "10 一行一个单位、牵头加黑.xlsx": book(
        "任务",
        [[YEAR], TASKS, task(1, "重大决策预公开", "市司法局"), task(None, None, "历下区"), task(None, None, "市中区"),
         task(2, "会议开放", "槐荫区")],
        merged="A1:F1 A3:A5 B3:B5", bold="A1 A2 B2 C2 D2 E2 F2 C3",
    ),
    "11 某某牵头某某配合写在一格.xlsx": book(
        "任务",
        [[YEAR], ["序号", "工作任务", "责任部门", "时限要求"],
         [1, "重大决策预公开", "市司法局牵头，历下区、市中区配合", "年底前"],
         [2, "会议开放", "牵头单位：市财政局；配合单位：槐荫区", "持续推进"],
         [3, "政策解读", "市教育局（牵头）\n天桥区", "三季度末"]],
        merged="A1:D1",
    ),
    "12 方框勾选.xlsx": book(
        "任务",
        [[YEAR], TASKS, task(1, "预公开", "历下区", "年底前", "□未启动 ■推进中 □已完成"),
         task(2, "会议开放", "市中区", "持续推进", "未启动□ 推进中□ 已完成√")],
    ),
    "13 同上夹着章节行.xlsx": book(
        "问题",
        [[*FOUND, "发现日期"], ["一、历下区"], [*LIXIA, "2025.5.20"],
         ["同上", "同上", "同上", "可用性", 1, "首页有死链", "同上"],
         ["二、市中区"], ["〃", *SHIZHONG[1:], "〃"]],
        merged="A2:G2 A5:G5",
    ),
    "14 全角制表符文本.csv": text(
        "检查期\t责任单位\t渠道名称\t指标\t扣分\t问题描述\t发现日期\n"
        "２０２５Ｑ２\t历下区\t历下区政府网\t政策文件\t５．０\t“政策文件”栏目半年未更新\t２０２５．５．２０\n",
        "utf-16",
    ),
    "15 章节不合并的文本表.csv": text(
        """
2025年政务公开任务台账,,,,,
序号,重点任务,责任单位,完成时限,进展状态,佐证材料
一、决策公开,,,,,
1,重大决策预公开,历下区,年底前,推进中,截图
执行和结果公开,,,,,
2,会议开放,市中区,持续推进,推进中,截图
小计：2项,,,,,
""",
    ),
    "16 表头带星号、空格、括号.xlsx": book(
        "问题",
        [["*检查期", "责任单位*", f"渠道{NBSP}名称：", "指标\n（三级指标）", f"扣{WIDE}分（分）", "问题描述【必填】",
         None],
         [*LIXIA, None]],
    ),
    "17 公式算出的序号和合计.xlsx": book(
        "问题",
        [["序号", *FOUND], [Formula("=ROW()-1", 1), *LIXIA], [Formula("=ROW()-1", 2), *SHIZHONG],
         ["合计", None, None, None, None, Formula("=SUM(F2:F3)", 6)]],
    ),
    "18 单位是引用错误.xlsx": book(
        "问题", [FOUND, LIXIA, ["2025Q2", Formula("=VLOOKUP(A3,Sheet9!A:B,2,0)", "#N/A"), *SHIZHONG[2:]]]
    ),
    "19 扣分跨行合并.xlsx": book(
        "问题", [FOUND, LIXIA, [*SHIZHONG[:4], 3, SHIZHONG[5]], ["2025Q2", *SHIZHONG[1:4], None, "另一处死链"]],
        merged="E3:E4",
    ),
    "20 两行表头里不可能的日期.xlsx": book(
        "问题", [[*FOUND, "整改", None], [None] * 6 + ["时限", "日期"], [*LIXIA, "2025-06-31", "2025-02-30"],
               [*SHIZHONG, None, None]], merged=f"{MERGED_ABOVE} G1:H1",
    ),
    "21 分不清的日期和数字.csv": text(
        """
责任单位,渠道名称,指标,扣分,问题描述,发现日期
历下区,历下区政府网,政策文件,"1,5",栏目半年未更新,2025-05-20
市中区,市中区政府网,可用性,1,首页有死链,03/04/2025
槐荫区,槐荫区政府网,可用性,1,首页有死链,6.5
天桥区,天桥区政府网,可用性,1,首页有死链,5月20日（星期二）
""",
    ),
    "22 文本表里合并过的单位.csv": text(
        """
检查期,责任单位,渠道名称,指标,扣分,问题描述
2025Q2,历下区,历下区政府网,政策文件,5,“政策文件”栏目半年未更新
2025Q2,,,可用性,1,首页有死链
""",
    ),
    "23 没有算出的公式和隐藏行.xlsx": book(
        "问题", [FOUND, LIXIA, ["2025Q2", Formula('=VLOOKUP("a",A:B,2)'), *SHIZHONG[2:]], HUAIYIN], hidden_rows=[3, 4]
    ),
    "24 文本表里的错误值和公式.csv": text(
        """
检查期,责任单位,渠道名称,指标,扣分,问题描述
2025Q2,历下区,历下区政府网,政策文件,5,#REF!
2025Q2,#N/A,市中区政府网,可用性,1,首页有死链
2025Q2,槐荫区,槐荫区政府网,可用性,=B2+1,首页有死链
2025Q2,天桥区,天桥区政府网,可用性,1,首页有死链
""",
    ),
    "25 两个责任单位列.xlsx": book("问题", [[*FOUND, "责任部门"], [*LIXIA, "历下区政府办"]]),
    "26 第一行就同上.xlsx": book("问题", [FOUND, ["2025Q2", "同上", *LIXIA[2:]], SHIZHONG]),
    "27 落款和多行说明.xlsx": book(
        "任务",
        [[YEAR], TASKS, task(1, "重大决策预公开", "历下区"), [], ["说明：", "进展状态按实际填写"],
         ["1.未启动指尚未开展。"],
         ["2.佐证材料附网址。"], ["单位负责人：", None, "填报人：张某", None, "填报日期：2025年6月30日"],
         ["（盖章）"]],
        merged="A1:F1",
    ),
    "28 筛选过的表和隐藏的补充表.xlsx": pages(
        Page("问题", [FOUND, LIXIA, SHIZHONG], hidden_rows=[2], hidden_columns="AF"),
        Page("补充", [FOUND, ["合计"], HUAIYIN], is_hidden=True),
    ),
    "29 指标数据两行表头.xlsx": book(
        "数据",
        [["考核期", "填报单位", "统计指标", "办理情况", None, "佐证材料"], [None] * 3 + ["收到数", "按期办结数"],
         ["2025年上半年", "历下区", "找错留言", "１２", 11, "截图"],
         ["2025年上半年", "市中区", "找错留言", "8件", 8, "截图"]],
        merged="A1:A2 B1:B2 C1:C2 D1:E1 F1:F2",
    ),
    "30 渠道台账各种写法.xlsx": book(
        "渠道",
        [["序号", "新媒体名称", "平台类型", "开办单位", "状态", "开通时间", "注销时间"],
         [1, f"历下发布{NBSP}", "微信订阅号", "历下区", "正常", "2019年5月1日", "/"],
         [2, "历下微博", "政务微博", "同上", "已注销", "43586", "2025.3.1"]],
    ),
    "31 单位名录勾选和简称换行.xlsx": book(
        "名录",
        [["单位全称", "类别", "简称", "是否承担对外服务"],
         ["历下区", "区县（含功能区）", "历下\n历下区政府", "☑是 ☐否"],
         ["济南市司法局", "市直部门", "市司法局；司法局", "×"]],
    ),
    "32 检查记录全覆盖和未检查.xlsx": book(
        "检查", [["检查批次", "网站名称", "主办单位", "检查结论"], ["2025年第二季度", "全覆盖", None, None],
               ["同上", "历下区政府网", "历下区", "无法检查"], ["合计", 2]],
    ),
    "33 延期和复查分组.xlsx": book(
        "问题整改",
        [[*FOUND, "整改", None, "延期", None, "复查", None],
         [None] * 6 + ["时限", "完成日期", "延期至", "批准日期", "日期", "结果"],
         [*LIXIA, "6月10日", "6月25日", "6月30日", "6月9日", "6月28日", "通过"]],
        merged=f"{MERGED_ABOVE} G1:H1 I1:J1 K1:L1",
    ),
    "34 责任单位分牵头配合.xlsx": book(
        "任务",
        [[YEAR], ["序号", "重点任务", "责任单位", None, "完成时限"], [None, None, "牵头", "配合"],
         [1, "预公开", "市司法局", "历下区、市中区", "年底前"], [2, "会议开放", "市财政局", "/", "持续推进"]],
        merged="A1:E1 A2:A3 B2:B3 C2:D2 E2:E3",
    ),
    "35 监测平台导出表.csv": text(
        """
\ufeff序号,栏目类型,栏目名称,责任单位,网站名称,问题类型,问题描述,父页面url,问题发现时间,截图,来源
1,概况类,领导信息,历下区,历下区政府网,死链,首页死链 1 处,http://a.example/1,2025-05-20 10:12:33,1.png,系统扫描
2,动态类,工作动态,市中区,市中区政府网,错别字,“的地得”误用,http://b.example/2,2025/5/21,,系统扫描
""",
    ),
    "36 单元格里有换行的文本表.csv": text(
        """
\ufeff2025年任务台账,,,
"序
号","重点任务
（事项）",责任单位,完成时限
,,,
1,预公开,"历下区
市中区",年底前
,,,
2,会议开放,槐荫区,持续推进
""",
    ),
    "37 名字是xls的文本表.xls": text(
        "检查期,责任单位,渠道名称,指标,扣分,问题描述\n2025Q2,历下区,历下区政府网,政策文件,5,未更新\n"
    ),
    "38 合并单元格里夹着小计.xlsx": book(
        "问题",
        [["责任单位", "检查期", *FOUND[2:]], ["历下区", "2025Q2", *LIXIA[2:]], [None, "小计", None, None, 5],
         ["市中区", "2025Q2", *SHIZHONG[2:]]],
        merged="A2:A3",
    ),
    "39 没有表头的列和备注列.xlsx": book(
        "任务",
        [[YEAR], ["工作任务", None, "具体要求", "责任单位", "序号", "备注", "领导批示"],
         ["预公开", "（1）", "提前10天", "历下区", 1, "催办", "阅"],
         [None, "（2）", "公开意见", "市中区", 1, None, None]],
        merged="A1:G1 A3:A4",
    ),
    "40 整改栏合并的整改台账.xlsx": book(
        "整改",
        [["检查期", *FOUND[1:4], "问题描述", "整改完成时间", "复核结果", "复核时间"],
         [*LIXIA[:4], "栏目半年未更新", "2025.6.9", "整改到位", "2025.6.20"],
         [None, None, None, "可用性", "首页有死链"]],
        merged="A2:A3 B2:B3 C2:C3 F2:F3 G2:G3 H2:H3",
    ),
    "41 检查期只在标题里.xlsx": book(
        "Sheet1",
        [["2025年第二季度全市政府网站检查情况通报附表"], ["序号", *FOUND[1:]], [1, *LIXIA[1:]], [2, *SHIZHONG[1:]]],
        merged="A1:F1",
    ),
    "42 季度标题下的整改台账.xlsx": book(
        "Sheet1",
        [["2025年第二季度整改情况"], ["责任单位", "渠道名称", "指标", "问题描述", "整改情况", "整改完成日期"],
         [*LIXIA[1:4], LIXIA[5], "已整改", "6月9日"]],
        merged="A1:F1",
    ),
    "43 没有任何时间的问题台账.xlsx": book("问题", [FOUND[1:], LIXIA[1:]]),
    "44 汇总表不是台账.xlsx": pages(
        Page("问题", [FOUND, LIXIA]), Page("汇总", [["单位", "问题数", "扣分合计"], ["历下区", 1, 5],
        ["市中区", 0, 0]])
    ),
}  # fmt: skip


def write_messy(folder: Path) -> list[Path]:
    """Write every ledger into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in MESSY.items():
        write(folder / name)
    return [folder / name for name in MESSY]


if __name__ == "__main__":
    write_messy(FOLDER)
