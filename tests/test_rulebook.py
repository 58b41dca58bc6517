"""The rulebook: shipped schemes say what the scoring contract says; names are found; values are dated."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from scheme_files import ASSUMED, SHIPPED, SchemeFiles

from metrics.errors import Refused
from metrics.rulebook import Scheme, load_scheme, load_schemes

TODAY = date(2025, 6, 30)
VERSIONS = f'[{{ value = "2025.1", {ASSUMED}, {{ value = "2026.1", since = 2026-01-01, source = "x" }}]'


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_schemes(SHIPPED).in_force(TODAY)


@pytest.fixture
def files(tmp_path: Path) -> SchemeFiles:
    return SchemeFiles(tmp_path)


# ---- what is shipped ----


def test_default_scheme_has_the_weights_of_the_contract(scheme: Scheme) -> None:
    for group in ("district", "department"):
        assert scheme.dimension_weights[group] == {"tasks": 30, "inspection": 40, "rectification": 30}
    assert scheme.dimension_weights["institution"] == {"checklist": 60, "rectification": 40}
    assert (scheme.id, scheme.version, scheme.name) == ("jinan-default", "2025.1", "济南默认方案")
    assert (scheme.coverage_minimum, scheme.rate_minimum_n) == (Decimal("0.6"), 5)
    assert scheme.best_band_when_capped == "pass"


def test_default_scheme_credits_tasks_as_the_contract_does(scheme: Scheme) -> None:
    assert {state: str(credit) for state, credit in scheme.tasks.credits.items()} == {
        "continuing_verified": "1", "continuing_evidence": "0.9", "continuing_claim": "0.6",
        "on_time_verified": "1", "on_time": "0.9", "late": "0.8", "running": "0.7", "overdue": "0.3",
        "failed_ceiling": "0.3", "silent": "0",
    }  # fmt: skip
    assert scheme.tasks.role_weights == {"lead": Decimal(1), "support": Decimal("0.5")}
    assert (scheme.tasks.evidence_required, scheme.tasks.not_applicable_notice) == (True, 3)


def test_default_scheme_prices_inspection_and_rectification_as_the_contract_does(scheme: Scheme) -> None:
    inspection = scheme.inspection
    assert (inspection.full_marks, inspection.pass_mark, inspection.bonus_gate, inspection.bonus_cap) == (
        100, 60, 80, 30,
    )  # fmt: skip
    assert (inspection.service_block, inspection.reduced_base, inspection.rescale) == ("services", 75, (4, 3))
    assert (inspection.website_share, inspection.account_share) == (Decimal("0.6"), Decimal("0.4"))
    assert (inspection.account_first_veto, inspection.account_next_veto, inspection.veto_website) == (59, 10, "unit")
    assert dataclasses.asdict(scheme.rectification) == {
        "late": 3, "overdue_first": 8, "overdue_first_days": 10, "overdue_step": 2, "overdue_step_days": 10,
        "overdue_most": 16, "failed": 8, "relapsed": 10, "veto_factor": 2, "grade_cap_days": 20,
        "immediate_days": 1, "default_days": 10, "suspected_relapse_quarters": 2,
    }  # fmt: skip


INDICATOR_TABLE = """
发布解读 35 | 概况信息 3 · 机构职能 3 · 领导信息 3 · 动态要闻 6 · 政策文件 8 (5) · 政策解读 8 · 其他栏目 4
办事服务 25 | 事项公开 6 · 办事指南 9 · 表格样表 4 · 办事统计 6 (2)
互动交流 20 | 信息提交 4 · 统一登录 2 · 留言公开 4 (3) · 办理答复 6 · 征集调查 4
功能设计 20 | 域名名称 2 · 网站标识 3 · 可用性 5 · 站内搜索 3 · IPv6改造 3 · 找错入口 2 · 无障碍 2
"""


def test_indicators_blocks_caps_and_prices_equal_the_contract_table(scheme: Scheme) -> None:
    lines = []
    for code, (name, total) in scheme.blocks.items():
        cells = [
            f"{indicator.name} {indicator.cap}" + (f" ({indicator.price})" if indicator.price is not None else "")
            for indicator in scheme.indicators
            if indicator.kind == "deduction" and indicator.block == code
        ]
        lines.append(f"{name} {total} | {' · '.join(cells)}")
    assert lines == INDICATOR_TABLE.strip().splitlines()


def test_vetoes_and_bonuses_equal_the_contract_table(scheme: Scheme) -> None:
    vetoes = [indicator for indicator in scheme.indicators if indicator.kind == "veto"]
    names = {target: {veto.name for veto in vetoes if target in veto.targets} for target in ("website", "account")}
    assert names["website"] == {
        "安全泄密等严重问题", "站点无法访问", "首页不更新", "栏目不更新", "互动回应差", "服务不实用",
    }  # fmt: skip
    assert names["account"] == {"安全泄密等严重问题", "内容不更新", "互动回应差"}
    assert [veto.name for veto in vetoes if veto.block == scheme.inspection.service_block] == ["服务不实用"]
    bonuses = [(bonus.name, bonus.cap) for bonus in scheme.indicators if bonus.kind == "bonus"]
    assert bonuses == [("信息发布创新", 10), ("办事服务创新", 10), ("互动交流创新", 10)]


def test_observations_bonus_checklist_and_bands_equal_the_contract(scheme: Scheme) -> None:
    assert [(rule.name, rule.per_item, rule.cap) for rule in scheme.bonus] == [("推广与案例", 1, 3)]
    assert [item.name for item in scheme.checklist] == ["公开目录", "公开内容", "咨询服务"]
    assert [rule.name for rule in scheme.observations] == [
        "找错留言", "重要信息转发", "依申请公开", "政策解读", "主动公开目录", "政府开放活动", "业务培训",
        "政务公开专区", "征集意见", "文件入库",
    ]  # fmt: skip
    assert not any(rule.is_scored for rule in scheme.observations)
    assert [(band.code, band.name, band.lower) for band in scheme.bands] == [
        ("excellent", "优秀", 90), ("good", "良好", 80), ("pass", "合格", 60), ("fail", "不合格", 0),
    ]  # fmt: skip


def test_every_number_of_a_scheme_is_an_exact_decimal_or_a_whole_number(scheme: Scheme) -> None:
    assert not [leaf for leaf in _leaves(dataclasses.asdict(scheme)) if isinstance(leaf, float)]


def test_every_value_of_the_shipped_schemes_has_a_provenance(scheme: Scheme) -> None:
    wanted = {f"dimension_weights.{group}.{name}" for group, of in scheme.dimension_weights.items() for name in of}
    wanted |= {f"tasks.credits.{state}" for state in scheme.tasks.credits}
    wanted |= {f"tasks.role_weights.{role}" for role in scheme.tasks.role_weights}
    wanted |= {"tasks.evidence_required", "tasks.not_applicable_notice", "scheme.version"}
    wanted |= {f"publication.{name}" for name in ("coverage_minimum", "rate_minimum_n", "best_band_when_capped")}
    for part in ("inspection", "rectification"):
        wanted |= {f"{part}.{field.name}" for field in dataclasses.fields(getattr(scheme, part))}
    wanted |= {f"blocks.{code}{end}" for code in scheme.blocks for end in ("", ".total")}
    own_classes = {entry.indicator_code for entry in scheme.classes if entry.code == entry.indicator_code}
    for indicator in scheme.indicators:
        if indicator.code not in own_classes:
            wanted.add(f"indicators.{indicator.code}")
        for part in ("cap", "price"):
            if getattr(indicator, part) is not None:
                wanted.add(f"indicators.{indicator.code}.{part}")
    wanted |= {f"classes.{entry.code}" for entry in scheme.classes}
    wanted |= {f"bonus.{rule.code}{end}" for rule in scheme.bonus for end in ("", ".per_item", ".cap")}
    wanted |= {f"checklist.{item.code}" for item in scheme.checklist}
    wanted |= {f"observations.{rule.code}{end}" for rule in scheme.observations for end in ("", ".scored")}
    wanted |= {f"bands.{band.code}{end}" for band in scheme.bands for end in ("", ".lower", ".bound")}
    assert set(scheme.provenance) == wanted
    assert all(source.since <= TODAY and source.source for source in scheme.provenance.values())


def test_only_what_the_national_text_says_is_not_an_assumption(scheme: Scheme) -> None:
    figures = [path for path in scheme.provenance if path.count(".") == 2 or path.startswith("inspection.")]
    stated = {path for path in figures if not scheme.provenance[path].is_assumed}
    assert stated == {
        *(f"inspection.{name}" for name in ("full_marks", "pass_mark", "bonus_gate", "bonus_cap")),
        *(f"inspection.{name}" for name in ("service_block", "reduced_base", "rescale")),
        "blocks.services.total",
        *(f"indicators.{name}.price" for name in ("policy_documents", "service_statistics", "message_publication")),
    }


# ---- finding an indicator by what people type ----


@pytest.mark.parametrize(
    ("typed", "code", "problem_class", "kind"),
    [
        ("政策文件", "policy_documents", None, None),
        (" 政策 文件　", "policy_documents", None, None),
        ("发布解读－政策文件", "policy_documents", None, None),
        ("动态/要闻", "news", None, None),
        ("ＩＰＶ６改造", "ipv6", None, None),
        ("“我为政府网站找错”入口", "correction_entry", None, None),
        ('"我为政府网站找错"入口', "correction_entry", None, None),
        ("安全泄密等严重问题", "safety", None, None),
        ("安全、泄密事故等严重问题", "safety", None, None),
        ("单项否决：首页不更新", "homepage_stale", None, None),
        ("办理答复", "message_replies", None, None),
        ("办事服务创新", "services_innovation", None, None),
        ("死链", "availability", "死链", None),
        ("错链", "availability", "错链", None),
        ("空链", "availability", "空链", None),
        ("空白栏目", "other_columns", "空白栏目", None),
        ("错别字", "wrong_characters", "错别字", "record_only"),
        ("表述不规范", "wording", "表述不规范", "record_only"),
        ("备案信息准确性", "registration", "备案信息", "record_only"),
        ("新版国徽替换", "national_emblem", "国徽", "record_only"),
        ("暗链", "safety", "暗链", "veto"),
        ("非法链接", "safety", "非法链接", "veto"),
    ],
)
def test_indicator_is_found_as_people_type_it(
    scheme: Scheme, typed: str, code: str, problem_class: str | None, kind: str | None
) -> None:
    match = scheme.find_indicator(typed)
    assert match is not None
    assert (match.indicator.code, match.problem_class, match.kind_override) == (code, problem_class, kind)


def test_veto_of_websites_and_accounts_is_one_indicator(scheme: Scheme) -> None:
    for typed in ("互动回应差", "安全泄密等严重问题"):
        site, account = (scheme.find_indicator(typed, channel) for channel in ("website", "wechat"))
        assert site == account
        assert site is not None
        assert site.indicator.targets == {"website", "account"}


def test_unknown_indicator_is_suggested_and_never_chosen(scheme: Scheme) -> None:
    assert scheme.find_indicator("政策文件类") is None
    assert scheme.suggest("政策文件类")[0] == "政策文件"
    assert scheme.find_indicator("") is None
    assert scheme.suggest("") == ()
    assert scheme.suggest("zzzz") == ()


def test_name_shared_by_a_website_and_an_account_item_is_decided_by_the_channel(files: SchemeFiles) -> None:
    files.edit("indicators.homepage_stale.also", '["长期不更新"]', "national-2019.toml")
    files.edit("indicators.content_stale.also", '["长期不更新"]', "national-2019.toml")
    scheme = load_schemes(files.folder).in_force(TODAY)
    assert scheme.find_indicator("长期不更新") is None
    for channel, code in (("website", "homepage_stale"), ("weibo", "content_stale"), ("account", "content_stale")):
        match = scheme.find_indicator("长期不更新", channel)
        assert match is not None
        assert match.indicator.code == code


def test_observation_is_found_by_name_or_synonym(scheme: Scheme) -> None:
    kinds = {name: scheme.find_observation(name) for name in ("推广案例", "公开目录", "重要信息转载", "业务培训")}
    assert {name: match and match.kind for name, match in kinds.items()} == {
        "推广案例": "bonus", "公开目录": "checklist", "重要信息转载": "ratio", "业务培训": "count",
    }  # fmt: skip
    assert scheme.find_observation("政策文件") is None
    assert "找错留言" in scheme.suggest_observation("找错留言数")


# ---- values superseded by date ----


def test_later_value_holds_from_its_day_and_the_earlier_one_before(files: SchemeFiles) -> None:
    files.edit("scheme.version", VERSIONS)
    later = '{ value = 4.5, since = 2026-01-01, source = "新办法" }'
    files.edit("rectification.late", f"[{{ value = 3, {ASSUMED}, {later}]")
    schemes = load_schemes(files.folder)
    before, after = schemes.in_force(date(2025, 12, 31)), schemes.in_force(date(2026, 1, 1))
    assert (before.version, before.rectification.late) == ("2025.1", 3)
    assert (after.version, after.rectification.late) == ("2026.1", Decimal("4.5"))
    assert before.provenance["rectification.late"].is_assumed
    assert not after.provenance["rectification.late"].is_assumed
    assert load_scheme(files.folder / "default.toml") == after


def test_indicator_may_end_with_a_version(files: SchemeFiles) -> None:
    files.edit("scheme.version", VERSIONS)
    files.edit("classes.dead_links.since", "2025-01-01\nuntil = 2026-01-01")
    schemes = load_schemes(files.folder)
    assert schemes.in_force(date(2025, 12, 31)).find_indicator("死链") is not None
    assert schemes.in_force(date(2026, 1, 1)).find_indicator("死链") is None


def test_no_scheme_is_in_force_before_the_first_one_starts() -> None:
    with pytest.raises(Refused, match="2024-12-31"):
        load_schemes(SHIPPED).in_force(date(2024, 12, 31))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple | frozenset):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value
