"""The numbers of scoring.md, typed from that page by hand and not read from `data/schemes`."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

SAFETY = "安全泄密等严重问题"
SERVICE_BLOCK = {"事项公开", "办事指南", "表格样表", "办事统计", "办事服务创新", "服务不实用"}

# §6: a rate of fewer is not told in per cent.
RATE_MINIMUM = 5

# §4, default indicator table: cap and, where the national text has one, price.
DEDUCTIONS: dict[str, tuple[int, int | None]] = {
    "概况信息": (3, None),
    "机构职能": (3, None),
    "领导信息": (3, None),
    "动态要闻": (6, None),
    "政策文件": (8, 5),
    "政策解读": (8, None),
    "其他栏目": (4, None),
    "事项公开": (6, None),
    "办事指南": (9, None),
    "表格样表": (4, None),
    "办事统计": (6, 2),
    "信息提交": (4, None),
    "统一登录": (2, None),
    "留言公开": (4, 3),
    "办理答复": (6, None),
    "征集调查": (4, None),
    "域名名称": (2, None),
    "网站标识": (3, None),
    "可用性": (5, None),
    "站内搜索": (3, None),
    "IPv6改造": (3, None),
    "找错入口": (2, None),
    "无障碍": (2, None),
}
BONUSES = {"信息发布创新": 10, "办事服务创新": 10, "互动交流创新": 10}
WEBSITE_VETOES = {SAFETY, "站点无法访问", "首页不更新", "栏目不更新", "互动回应差", "服务不实用"}
ACCOUNT_VETOES = {SAFETY, "内容不更新", "互动回应差"}

# §4, problem classes of daily use: the indicator they belong to (None: only recorded).
CLASSES: dict[str, str | None] = {
    "错别字": None,
    "表述不规范": None,
    "备案信息": None,
    "国徽": None,
    "死链": "可用性",
    "错链": "可用性",
    "空链": "可用性",
    "空白栏目": "其他栏目",
    "暗链": SAFETY,
    "非法链接": SAFETY,
}
CHECKLIST = ("公开目录", "公开内容", "咨询服务")
PROMOTION = "推广与案例"
COUNTED = ("政府开放活动", "业务培训", "政务公开专区", "征集意见")
BANDS = (("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", None))

DEFAULT: dict[str, Any] = {
    "weights": {
        "区县": {"tasks": 30, "inspection": 40, "rectification": 30},
        "部门": {"tasks": 30, "inspection": 40, "rectification": 30},
        "公共企事业单位": {"checklist": 60, "rectification": 40},
    },
    "coverage_minimum": Fraction(60, 100),
    "evidence_required": True,
    "veto_website": "unit",
    "account_first_veto": 59,
    "account_next_veto": 10,
    "website_share": Fraction(6, 10),
    "account_share": Fraction(4, 10),
    "credits": {
        "continuing_verified": Fraction(1),
        "continuing_evidence": Fraction(9, 10),
        "continuing_claim": Fraction(6, 10),
        "on_time_verified": Fraction(1),
        "on_time": Fraction(9, 10),
        "late": Fraction(8, 10),
        "running": Fraction(7, 10),
        "overdue": Fraction(3, 10),
        "failed_ceiling": Fraction(3, 10),
    },
    "role": {"牵头": Fraction(1), "配合": Fraction(1, 2)},
}


def scheme_with(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """The default rules with some of their entries replaced; nested entries are merged."""
    scheme = deepcopy(DEFAULT)
    for key, value in (changes or {}).items():
        if isinstance(value, dict):
            scheme[key].update(value)
        else:
            scheme[key] = value
    return scheme
