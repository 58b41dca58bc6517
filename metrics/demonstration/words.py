"""What the demonstration's ledgers say: problems, task reports and measures, in the words such ledgers use.

Data, not code: each table row is a way of writing something; ``inspector.py`` and ``reports.py`` draw from them.
All of it is invented; only the task titles are the plan's own.
"""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One class of problem an inspector writes down."""

    indicator: str
    """指标 as typed: an indicator of the scheme or a problem class of daily use."""
    frequency: int
    """How often it is drawn among the website problems (relative)."""
    points: tuple[str, ...]
    """扣分 as typed; an empty text leaves the price to the scheme."""
    descriptions: tuple[str, ...]
    """问题描述; {column}, {number} and {day} are filled in."""


WEBSITE_PROBLEMS = (
    Problem(
        "政策文件",
        9,
        ("5", "3", ""),
        (
            "“{column}”栏目有{number}件行政规范性文件未在印发之日起20个工作日内公开",
            "“{column}”栏目政策文件仅以图片形式公开，缺少可复制文本",
            "政策文件库中{number}件文件未标注有效性",
        ),
    ),
    Problem(
        "政策解读",
        8,
        ("2", "3", "1.5"),
        (
            "{number}件政策文件未关联发布解读材料",
            "解读材料照抄文件原文，未说明政策背景和主要举措",
            "解读材料晚于政策文件{number}个工作日发布",
        ),
    ),
    Problem(
        "动态要闻",
        10,
        ("1", "2", "3"),
        (
            "“{column}”栏目自{day}起超过2周未更新",
            "“工作动态”栏目{number}条信息发布日期早于事件日期",
        ),
    ),
    Problem("办事统计", 5, ("2", ""), ("未按月公开办件量统计数据，最近一期为{day}", "办件统计数据与政务服务网不一致")),
    Problem(
        "办事指南",
        8,
        ("2", "3", "1"),
        (
            "抽查{number}个事项，办理地点、咨询电话与实际不符",
            "{number}个事项的申请材料仅写“法律法规规定的其他材料”",
            "“{column}”事项办理时限与承诺时限不一致",
        ),
    ),
    Problem("事项公开", 4, ("2", "1"), ("{number}个已取消事项仍在政务服务事项目录中展示",)),
    Problem("表格样表", 4, ("1", "2"), ("{number}个事项未提供空白表格和填写样表",)),
    Problem(
        "留言公开",
        6,
        ("3", ""),
        ("公开留言{number}件，近一季度未公开办理结果", "网民留言公开页面缺少留言时间和答复时间"),
    ),
    Problem(
        "办理答复",
        6,
        ("2", "3"),
        ("{number}件网民留言超过承诺时限答复", "对咨询类留言简单答复“请咨询相关部门”，未解决问题"),
    ),
    Problem("征集调查", 4, ("2", "1"), ("意见征集结束后超过30日未公布采纳情况", "{day}发起的网上调查无结果反馈")),
    Problem("信息提交", 2, ("2",), ("网民留言提交后页面报错，无法获得查询码",)),
    Problem("机构职能", 3, ("1",), ("机构职能信息未按最新“三定”规定更新",)),
    Problem("领导信息", 3, ("1", "1.5"), ("领导分工调整后{number}个工作日内未更新",)),
    Problem("概况信息", 2, ("1",), ("概况信息中的统计数据为上一年度数据",)),
    Problem(
        "死链",
        12,
        ("0.5", "1", "1.2", "2"),
        ("首页及栏目页发现{number}个错链、死链", "“{column}”栏目附件无法下载（404）"),
    ),
    Problem("空白栏目", 6, ("1", "2"), ("“{column}”栏目开设后无任何内容", "“{column}”专题下有{number}个空白子栏目")),
    Problem("站内搜索", 3, ("1", "0.75"), ("按文件标题检索不到已公开的政策文件",)),
    Problem("网站标识", 2, ("1",), ("部分二级页面页脚缺少网站标识码和备案编号",)),
    Problem("无障碍", 2, ("0.5", "1"), ("适老化与无障碍工具条在移动端不可用",)),
    Problem("找错入口", 1, ("1",), ("首页底部“我为政府网站找错”图标缺失",)),
    Problem("IPv6改造", 1, ("0.5",), ("{number}个二级页面不支持IPv6访问",)),
    Problem("错别字", 10, (), ("{day}发布的稿件中出现{number}处严重错别字", "“{column}”栏目稿件标题多字、漏字")),
    Problem("表述不规范", 5, (), ("稿件中{number}处固定表述不规范", "机构简称使用不规范")),
)

ACCOUNT_PROBLEMS = (
    Problem("错别字", 6, (), ("{day}推送的图文中有{number}处错别字", "推送标题出现错别字")),
    Problem("表述不规范", 4, (), ("{day}推送内容固定表述不规范", "账号简介中单位名称未使用规范简称")),
    Problem("备案信息", 2, (), ("账号主体信息变更后未及时更新备案",)),
)

INSTITUTION_PROBLEMS = (
    Problem(
        "其他栏目",
        1,
        ("1", "2"),
        (
            "信息公开专栏“{column}”内容未按公开目录更新",
            "咨询电话多次拨打无人接听",
            "收费标准调整后未同步更新公开内容",
        ),
    ),
)

MACHINE_PROBLEMS = (
    Problem("死链", 8, ("0.5", "1"), ("系统巡检：{number}个外部链接连续三次无响应",)),
    Problem("错别字", 5, (), ("系统巡检：疑似错别字{number}处，待人工核实",)),
    Problem("空白栏目", 2, ("1",), ("系统巡检：“{column}”栏目疑似空白",)),
    Problem("可用性", 2, ("1",), ("系统巡检：{day}首页响应超过15秒",)),
)

BONUSES = (
    Problem("信息发布创新", 3, ("2", "3", "4"), ("以图解、短视频等{number}种形式解读政策，形成系列专栏",)),
    Problem("办事服务创新", 2, ("2", "3"), ("上线{number}个“高效办成一件事”主题集成服务",)),
    Problem("互动交流创新", 2, ("2",), ("开设“问题解决型”政府开放活动线上报名和反馈专区",)),
)

COLUMNS = (
    "政府公报",
    "规划计划",
    "财政信息",
    "重点领域信息公开",
    "建议提案办理",
    "行政执法公示",
    "通知公告",
    "招标采购",
    "政府常务会议",
    "公共服务",
    "统计信息",
    "优化营商环境",
    "乡村振兴",
    "稳岗就业",
    "养老服务",
    "义务教育",
)

WORDS_OF_FIX = (
    "已按要求整改到位",
    "已更正并举一反三排查",
    "已完成整改，栏目责任到人",
    "已联系技术单位处理完毕",
    "已核实处理，安排专人每日巡查",
    "已整改，并纳入月度自查内容",
)


class Task(NamedTuple):
    """One task of the 2025 plan as the office's task ledger lists it."""

    number: int
    title: str
    """重点任务, word for word the plan's."""
    due: str
    """完成时限 in the office's words; the plan itself carries none."""
    given_to: str
    """``all``, or ``districts`` (and the departments of ``TASK_DEPARTMENTS``; 有关部门 names none)."""
    is_led_by_one: bool
    """Departments other than the leading one support (配合)."""
    progress: str
    """进展情况; {number} and {other} are filled in."""
    evidence: str
    """佐证材料."""


TASKS = (
    Task(
        1,
        "以政务公开促进政策落实",
        "持续推进",
        "all",
        False,
        "围绕提振消费、就业等发布政策信息{number}条",
        "专题页面截图",
    ),
    Task(2, "以政务公开优化政务服务", "持续推进", "districts", False, "更新办事指南{number}项", "更新清单"),
    Task(3, "以政务公开提高监管效能", "持续推进", "districts", False, "公布行政检查事项{number}项", "检查事项清单"),
    Task(
        4,
        "完善主动公开机制",
        "2025年底前",
        "all",
        False,
        "修订主动公开事项目录，新增事项{number}项",
        "主动公开事项目录（2025年版）",
    ),
    Task(
        5,
        "加强政策解读回应",
        "长期坚持",
        "all",
        False,
        "发布解读材料{number}篇，其中图解{other}篇",
        "解读材料链接汇总表",
    ),
    Task(
        6,
        "规范开展依申请公开工作",
        "常态化推进",
        "all",
        False,
        "收到申请{number}件，均在法定期限内答复",
        "依申请公开办理台账",
    ),
    Task(
        7,
        "优化政务公开专区建设",
        "年底前",
        "districts",
        False,
        "专区接待群众{number}人次，开展政策解读{other}场",
        "专区活动照片及签到表",
    ),
    Task(
        8,
        "增强公众参与实效",
        "6月底前",
        "all",
        False,
        "公布重大行政决策事项目录，征集意见{number}条",
        "决策事项目录及征集情况说明",
    ),
    Task(
        9,
        "提升互动交流实效",
        "年底前",
        "all",
        False,
        "举办政府开放活动{other}场，参与群众{number}人次",
        "活动方案、新闻稿链接",
    ),
    Task(10, "推进政务公开数字化转型", "持续推进", "all", True, "梳理惠企政策标签{number}个", "政策标签清单"),
    Task(
        11,
        "优化政策发布机制",
        "三季度末",
        "all",
        True,
        "入库政策文件{number}件，补充历次修订文本{other}件",
        "文件入库统计表",
    ),
    Task(12, "加强政务公开平台建设", "全年", "all", False, "开展自查{other}次，整改问题{number}个", "自查报告"),
    Task(13, "加强组织领导", "6月底前", "all", False, "召开专题会议研究政务公开工作{other}次", "会议纪要、分工方案"),
    Task(14, "组织业务培训", "11月底前", "all", False, "举办业务培训{other}期，培训{number}人次", "培训通知、课件"),
    Task(
        15,
        "落实监督问效",
        "每季度",
        "districts",
        False,
        "对所属部门、街道开展效能监测{other}轮，通报问题{number}个",
        "监测通报",
    ),
    Task(16, "推进品牌建设", "持续推进", "all", True, "上报典型案例{other}篇", "案例材料、媒体链接"),
)

TASK_DEPARTMENTS = {
    7: ("市住房城乡建设局", "市交通运输局", "市水务局", "市商务局", "市卫生健康委", "市行政审批服务局"),
    15: ("市政府办公厅",),
}
"""Departments named beside the districts, spelled as the plan spells them (aliases on purpose)."""

LEADING_DEPARTMENTS = {10: "市大数据局", 11: "市政府办公厅", 16: "市政府办公厅"}
"""牵头单位 of the tasks that one department leads; the others support."""

DISTRICT_ACCOUNTS = ("发布", "政务服务", "文旅", "教育", "人社", "应急", "市场监管", "医保", "卫健")
DEPARTMENT_ACCOUNTS = ("", "服务", "政策通")
OTHER_PLATFORMS = ("头条号", "抖音号", "视频号", "快手号")
APPS = {"department": "泉城掌上{stem}", "district": "掌上{stem}"}
