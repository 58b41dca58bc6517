"""The blank templates of the papers: the words as an office would sign them, the places that data fill.

``python -m metrics.briefs.blank`` writes them anew into ``data/templates``. Afterwards the files are the office's:
it edits them in Word or WPS, and nothing here is needed to make a paper.
"""

from __future__ import annotations

from pathlib import Path

from docx.document import Document

from metrics.briefs.geometry import add, add_annex, add_table, new_document
from metrics.briefs.template import TEMPLATES

ISSUER = "济南市人民政府办公厅"
NUMBER = "（　　　）〔{{ year }}〕　　号"
CONTACT = "（联系人：　　　　，电话：　　　　　　　）"
TEXT, FIGURE = "表格文字", "表格数字"


def write_blank_templates(folder: Path = TEMPLATES) -> None:
    """Write the three templates into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    _notice().save(str(folder / "notice.docx"))
    _order().save(str(folder / "order.docx"))
    _unit_report().save(str(folder / "unit-report.docx"))


def _begin(title: str, addressee: str, is_numbered: bool = True) -> Document:
    document = new_document(title)
    if is_numbered:
        add(document, "发文字号", NUMBER)
        add(document, "公文正文")
    add(document, "公文标题", title)
    add(document, "公文正文")
    if addressee:
        add(document, "主送机关", addressee)
    return document


def _sign(document: Document, annexes: str | None) -> None:
    if annexes is None:
        add(document, "公文正文")
        add(document, "附件说明", "附件：数据口径与核对表")
    else:
        add(document, "公文正文")
        add(document, "附件说明", annexes)
    add(document, "公文正文")
    add(document, "落款", ISSUER, right_characters=2)
    add(document, "落款", "{{ issued_on }}", right_characters=4)
    add(document, "公文正文", CONTACT)


def _figures(document: Document, mark: str) -> None:
    add_annex(document, mark, "数据口径与核对表")
    columns = (
        ("序号", "{{ figure.number }}", 10, FIGURE),
        ("数据项", "{{ figure.name }}", 42, TEXT),
        ("数值", "{{ figure.value }}", 22, FIGURE),
        ("截至", "{{ as_of_date }}", 25, FIGURE),
        ("考核方案版本", "{{ scheme }}", 24, FIGURE),
        ("口径（筛选条件）", "{{ figure.filter }}", 33, TEXT),
    )
    add_table(document, columns, "figure", "figures")


def _notice() -> Document:
    title = ISSUER + "关于{{ period }}全市政府网站和政务新媒体检查情况的通报"
    document = _begin(title, "各区县人民政府，市政府各部门（单位）：")
    add(document, "公文正文",
        "按照国务院办公厅、省政府办公厅关于加强政府网站和政务新媒体监管工作的要求，对照《政府网站与政务新媒体检查指标》"
        "（国办秘函〔2019〕19号），市政府办公厅组织开展了{{ period }}全市政府网站和政务新媒体检查。"
        "现将有关情况（数据截至{{ as_of }}）通报如下：")  # fmt: skip
    _overview(document)
    add(document, "一级标题", "{%p if practices %}")
    add(document, "一级标题", "二、主要做法")
    add(document, "公文正文", "{%p for practice in practices %}")
    add(document, "公文正文", "{{ practice }}")
    add(document, "公文正文", "{%p endfor %}")
    add(document, "公文正文", "{%p endif %}")
    _problems(document)
    _demands(document)
    _sign(document, "附件：{% for annex in annexes %}{{ annex.number }}．{{ annex.title }}{% if not loop.last %}　{% endif %}{% endfor %}")
    _annexes(document)
    return document


def _overview(document: Document) -> None:
    add(document, "一级标题", "一、检查总体情况")
    add(document, "二级标题", "（一）政府网站")
    add(document, "公文正文",
        "{% if websites.checked %}{{ period }}共检查政府网站{{ websites.checked }}家（{{ basis }}），合格{{ websites.passed }}家"
        "{% if websites.rate %}，合格率{{ websites.rate }}%{% endif %}{% if websites.failed %}；不合格{{ websites.failed }}家，"
        "{% if is_named %}名单见附件{{ numbers.failed }}{% else %}已另行通知有关单位{% endif %}{% endif %}。"
        "{% else %}{{ period }}政府网站检查范围尚未登记，合格率暂缺。{% endif %}")  # fmt: skip
    add(document, "二级标题", "（二）政务新媒体")
    add(document, "公文正文",
        "{% if accounts.checked %}{{ period }}共检查政务新媒体账号{{ accounts.checked }}个（{{ basis }}），其中"
        "{% for one in accounts.split %}{{ one.name }}{{ one.checked }}个{% if not loop.last %}、{% endif %}{% endfor %}；"
        "合格{{ accounts.passed }}个{% if accounts.rate %}，合格率{{ accounts.rate }}%{% endif %}"
        "{% if accounts.failed %}；不合格{{ accounts.failed }}个，{% if is_named %}名单见附件{{ numbers.failed }}{% else %}已另行通知有关单位"
        "{% endif %}{% endif %}。"
        "{% else %}{{ period }}政务新媒体检查范围尚未登记，合格率暂缺。{% endif %}")  # fmt: skip
    add(document, "二级标题", "（三）网民留言办理")
    add(document, "公文正文",
        "{% if messages.whole %}{{ period }}共收到“我为政府网站找错”等网民留言{{ messages.whole }}件，按期办结{{ messages.part }}件"
        "{% if messages.rate %}，按期办结率{{ messages.rate }}%{% endif %}。"
        "{% else %}{{ period }}未登记网民留言办理数据。{% endif %}")  # fmt: skip
    add(document, "二级标题", "（四）重要信息转发")
    add(document, "公文正文",
        "{% if relays.whole %}{{ period }}要求转发重要信息{{ relays.whole }}条次，完成{{ relays.part }}条次"
        "{% if relays.rate %}，完成率{{ relays.rate }}%{% endif %}。"
        "{% else %}{{ period }}未登记重要信息转发数据。{% endif %}")  # fmt: skip
    add(document, "二级标题", "（五）问题整改")
    add(document, "公文正文",
        "{% if rectification.whole %}{{ period }}到期应整改问题{{ rectification.whole }}项，按期整改{{ rectification.part }}项"
        "{% if rectification.rate %}，按期整改率{{ rectification.rate }}%{% endif %}；"
        "{% else %}{{ period }}没有到期应整改的问题；{% endif %}"
        "截至{{ as_of }}，{% if overdue.count %}尚有{{ overdue.units }}个单位{{ overdue.count }}项问题逾期未整改"
        "{% else %}没有逾期未整改的问题{% endif %}。")  # fmt: skip


def _problems(document: Document) -> None:
    add(document, "一级标题", "{% if practices %}三{% else %}二{% endif %}、存在的主要问题")
    add(document, "公文正文", "{%p if classes %}")
    add(document, "公文正文",
        "本次检查共确认问题{{ problems.count }}个，涉及{{ problems.units }}个单位。主要是：")  # fmt: skip
    add(document, "公文正文", "{%p for class in classes %}")
    add(document, "二级标题", "（{{ class.mark }}）{{ class.name }}（{{ class.count }}个，涉及{{ class.units }}个单位）")
    add(document, "公文正文",
        "{% if is_named %}{% for one in class.examples %}{{ one.unit }}{% if one.channel %}“{{ one.channel }}”{% endif %}"
        "{{ one.fact }}{% if not loop.last %}；{% endif %}{% endfor %}{% if class.more %}；另有{{ class.more }}个同类问题，"
        "见附件{{ numbers.problems }}{% endif %}。{% else %}{{ class.quantity }}单位的{{ class.channels }}存在此类问题。{% endif %}")  # fmt: skip
    add(document, "公文正文", "{%p endfor %}")
    add(document, "公文正文", "{%p if others %}")
    add(document, "公文正文",
        "此外，还发现{% for one in others %}{{ one.name }}{{ one.count }}个{% if not loop.last %}、{% endif %}{% endfor %}。")  # fmt: skip
    add(document, "公文正文", "{%p endif %}")
    add(document, "公文正文", "{%p else %}")
    add(document, "公文正文", "本次检查未发现需要通报的问题。")
    add(document, "公文正文", "{%p endif %}")


def _demands(document: Document) -> None:
    add(document, "一级标题", "{% if practices %}四{% else %}三{% endif %}、有关要求")
    demands = (
        ("（一）立即整改到位", "有关单位要对照本次检查发现的问题逐项整改，明确责任人和完成时限，做到问题不查清不放过、整改不到位不放过。"
         "{% if overdue.count %}逾期未整改的，要说明原因并于收到本通报后立即整改。{% endif %}"),
        ("（二）坚持举一反三", "各级各部门要对所属网站和政务新媒体开展全面自查，严格内容发布审核，加强日常巡查，防止同类问题反复发生。"),
        ("（三）按时反馈结果", "请有关单位于{{ reply_by }}前将整改情况书面反馈市政府办公厅。整改情况纳入政务公开效能监测，"
         "对逾期未整改、整改后反弹的，按规定督办。"),
    )  # fmt: skip
    for heading, text in demands:
        add(document, "二级标题", heading)
        add(document, "公文正文", text)


def _annexes(document: Document) -> None:
    add(document, "公文正文", "{%p if is_named and failed %}")
    add_annex(document, "附件{{ numbers.failed }}", "不合格政府网站和政务新媒体名单")
    columns = (
        ("序号", "{{ one.number }}", 12, FIGURE),
        ("单位", "{{ one.unit }}", 52, TEXT),
        ("名称", "{{ one.channel }}", 52, TEXT),
        ("类别", "{{ one.type }}", 22, FIGURE),
        ("情形", "{{ one.verdict }}", 18, FIGURE),
    )
    add_table(document, columns, "one", "failed")
    add(document, "公文正文", "{%p endif %}")
    add(document, "公文正文", "{%p if is_named and listed %}")
    add_annex(document, "附件{{ numbers.problems }}", "检查发现问题清单")
    columns = (
        ("序号", "{{ one.number }}", 10, FIGURE),
        ("单位", "{{ one.unit }}", 30, TEXT),
        ("渠道", "{{ one.channel }}", 30, TEXT),
        ("问题类别", "{{ one.class }}", 18, FIGURE),
        ("问题描述", "{{ one.fact }}", 38, TEXT),
        ("发现日期", "{{ one.found_on }}", 16, FIGURE),
        ("状态", "{{ one.state }}", 14, FIGURE),
    )
    add_table(document, columns, "one", "listed")
    add(document, "公文正文", "{%p endif %}")
    add(document, "公文正文", "{%p if not is_named and counted %}")
    add_annex(document, "附件{{ numbers.problems }}", "检查发现问题分类统计表")
    columns = (
        ("序号", "{{ one.number }}", 14, FIGURE),
        ("问题类别", "{{ one.name }}", 62, TEXT),
        ("问题数（个）", "{{ one.count }}", 26, FIGURE),
        ("涉及单位数（个）", "{{ one.units }}", 30, FIGURE),
        ("范围用语", "{{ one.quantity }}", 24, FIGURE),
    )
    add_table(document, columns, "one", "counted")
    add(document, "表注", "注：“个别”指{{ thresholds.few }}个及以下单位，“有的”指{{ thresholds.some }}个及以下单位，"
        "“部分”指{{ thresholds.some }}个以上单位。")  # fmt: skip
    add(document, "公文正文", "{%p endif %}")
    _figures(document, "附件{{ numbers.figures }}")


def _order() -> Document:
    document = _begin("关于限期办理政务公开有关问题的督办单", "{{ unit }}：")
    add(document, "公文正文",
        "按照“日常监管、问题整改、督查督办、监测问效”工作机制，市政府办公厅对{{ period }}政务公开工作进行了效能监测。截至{{ as_of }}，"
        "你单位有{{ total }}项事项尚未办结{% if overdue %}，其中逾期{{ overdue }}项{% endif %}。现予督办，有关事项如下：")  # fmt: skip
    add(document, "一级标题", "一、督办事由")
    add(document, "公文正文", "{%p for reason in reasons %}")
    add(document, "公文正文", "（{{ reason.mark }}）{{ reason.text }}")
    add(document, "公文正文", "{%p endfor %}")
    add(document, "一级标题", "二、督办事项")
    add(document, "公文正文", "{%p if items %}")
    columns = (
        ("序号", "{{ item.number }}", 9, FIGURE),
        ("事项", "{{ item.place }}", 28, TEXT),
        ("问题", "{{ item.fact }}", 36, TEXT),
        ("依据条款", "{{ item.clause }}", 23, TEXT),
        ("佐证", "{{ item.evidence }}", 22, TEXT),
        ("办理时限", "{{ item.deadline }}", 17, FIGURE),
        ("逾期（工作日）", "{{ item.overdue }}", 10, FIGURE),
        ("影响得分", "{{ item.at_stake }}", 11, FIGURE),
    )
    add_table(document, columns, "item", "items")
    add(document, "表注", "注：“影响得分”为该事项目前已影响的综合得分（未到期的，为逾期后将影响的得分），未计封顶；"
        "“推定”指台账未写明时限、按考核方案推定的时限。")  # fmt: skip
    add(document, "公文正文", "{%p else %}")
    add(document, "公文正文", "目前没有未办结的具体事项，请针对上述事由分析原因、制定改进措施。")
    add(document, "公文正文", "{%p endif %}")
    add(document, "一级标题", "三、办理要求")
    for text in (
        "（一）逐项办理。请对照督办事项逐项明确责任人、整改措施和完成时限，逾期事项要立即整改。",
        "（二）举一反三。请对所属网站和政务新媒体开展自查，防止同类问题再次发生。",
        "（三）按时反馈。请于{{ reply_by }}前将办理情况及佐证材料书面反馈市政府办公厅；对所列事项有异议的，请一并说明并附依据。",
    ):
        add(document, "公文正文", text)
    _sign(document, None)
    _figures(document, "附件")
    return document


def _unit_report() -> Document:
    document = _begin("{{ unit }}{{ period }}政务公开效能监测得分单", "", is_numbered=False)
    add(document, "一级标题", "一、得分情况")
    add(document, "公文正文",
        "{% if score %}{{ period }}综合得分{{ score }}分，等次为{{ grade }}，在{{ league }}{{ ranked }}个参加排名的单位中列第{{ rank }}名"
        "{% if tied %}（并列）{% endif %}。{% else %}{{ period }}评定结果为{{ verdict }}，不公布得分、不参加排名"
        "{% if shadow %}；按现有数据计算为{{ shadow }}分（供整改参考，不作排名）{% endif %}。{% endif %}"
        "到期应整改问题按期整改{{ on_time.part }}/{{ on_time.whole }}项。数据截至{{ as_of }}，考核方案：{{ scheme_name }}"
        "（{{ scheme }}版）。")  # fmt: skip
    columns = (
        ("考核维度", "{{ one.name }}", 52, FIGURE),
        ("权重", "{{ one.weight }}", 30, FIGURE),
        ("得分（百分制）", "{{ one.score }}", 40, FIGURE),
        ("说明", "{{ one.note }}", 34, FIGURE),
    )
    add_table(document, columns, "one", "dimensions")
    add(document, "一级标题", "二、优先办理事项")
    add(document, "公文正文", "{%p if items %}")
    add(document, "公文正文", "下列事项尚未办结，按现在办结可挽回的得分由高到低排列：")
    columns = (
        ("序号", "{{ item.number }}", 9, FIGURE),
        ("事项", "{{ item.place }}", 36, TEXT),
        ("问题", "{{ item.fact }}", 47, TEXT),
        ("办理时限", "{{ item.deadline }}", 20, FIGURE),
        ("逾期（工作日）", "{{ item.overdue }}", 14, FIGURE),
        ("影响得分", "{{ item.at_stake }}", 15, FIGURE),
        ("可挽回", "{{ item.gain }}", 15, FIGURE),
    )
    add_table(document, columns, "item", "items")
    add(document, "公文正文", "{%p else %}")
    add(document, "公文正文", "没有尚未办结的事项。")
    add(document, "公文正文", "{%p endif %}")
    add(document, "一级标题", "三、得分明细")
    add(document, "公文正文", "{%p if marks %}")
    add(document, "公文正文", "以100分为起点，逐项加减如下，合计即为得分：")
    columns = (
        ("序号", "{{ mark.number }}", 9, FIGURE),
        ("分值", "{{ mark.points }}", 14, FIGURE),
        ("维度", "{{ mark.dimension }}", 18, FIGURE),
        ("指标", "{{ mark.indicator }}", 18, TEXT),
        ("事项", "{{ mark.item }}", 34, TEXT),
        ("原因及条款", "{{ mark.reason }}", 33, TEXT),
        ("来源（文件·表·行）", "{{ mark.source }}", 30, TEXT),
    )
    add_table(document, columns, "mark", "marks")
    add(document, "公文正文", "{%p else %}")
    add(document, "公文正文", "没有加减分事项，得分为100分。")
    add(document, "公文正文", "{%p endif %}")
    add(document, "公文正文")
    add(document, "落款", ISSUER, right_characters=2)
    add(document, "落款", "{{ issued_on }}", right_characters=4)
    _figures(document, "附件")
    return document


if __name__ == "__main__":
    write_blank_templates()
