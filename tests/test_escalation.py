"""提示函 → 督办函 → 通报: what went before decides how a unit is spoken to, and the paper says which and why."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from desks import Q2, Desk

from metrics.access import LOCAL, Reader
from metrics.briefs.annexes import counted_again
from metrics.briefs.issuing import issue
from metrics.briefs.papers import Order, make_papers
from metrics.errors import Refused
from metrics.escalation import FIRST, Level, levels_of
from metrics.i18n import translator
from metrics.register import Issued, content_of_paper, mark
from metrics.supervision_rules import NAMES, rules_on
from metrics.words_of_papers import FORMS, LEVEL_REASONS, LEVELS, word_level, word_rules

NOW = datetime(2025, 7, 10, 9)  # noqa: DTZ001 - the store keeps moments of Shanghai without a zone
CHINESE = translator("zh_CN")
# Each a supervision that an official worked out by hand.
STORIES = Path(__file__).parent / "scenarios" / "supervision"
# What 甲区 has left to do is fixed on 20 July; nobody knows before.
FIXED = """
问题编号|责任单位|整改完成日期|整改时限
2       |甲区    |2025-07-20  |2025-06-10
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path).settle()
    yield made
    made.warehouse.close()


def ordered(desk: Desk, day: date, unit: str = "甲区") -> Issued:
    """Issue the order to a unit on a day."""
    now = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001
    wanted = Order("order", Q2, day, unit=unit)
    return issue(desk.warehouse, LOCAL, wanted, agency="济督", actor="张三", now=now)[0]


def answered(desk: Desk, one: Issued, day: date) -> None:
    now = datetime(day.year, day.month, day.day, 18)  # noqa: DTZ001
    mark(desk.warehouse, LOCAL, one.paper, "answered", on=day, actor="张三", now=now)


def level(desk: Desk, day: date) -> Level:
    return levels_of(desk.warehouse, LOCAL, day).get("甲区", FIRST)


def title_of(content: bytes) -> str:
    return next(one.text for one in docx.Document(io.BytesIO(content)).paragraphs if one.style.name == "公文标题")


def text_of(content: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_supervision_goes_as_it_was_told(desk: Desk, path: Path):
    for number, step in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["steps"], 1):
        play(desk, step, number)
        for unit, told in step.get("expect", {}).items():
            found = levels_of(desk.warehouse, LOCAL, step["day"]).get(unit, FIRST)
            assert f"{CHINESE(LEVELS[found.code])}：{word_level(CHINESE, found)}" == told, f"step {number}"


def play(desk: Desk, step: dict[str, Any], number: int) -> None:
    """Do one step of a story; a step that only looks does nothing."""
    does = step.get("does")
    if does == "印发":
        ordered(desk, step["day"], step["unit"])
    elif does == "导入":
        assert desk.say(**{f"第{number}步": step["table"]}).accepted
    elif does:
        what = {"反馈": "answered", "作废": "void"}[does]
        now = datetime(step["day"].year, step["day"].month, step["day"].day, 18)  # noqa: DTZ001
        mark(desk.warehouse, LOCAL, step["paper"], what, on=step["day"], note=does, actor="张三", now=now)


def test_a_unit_nobody_wrote_to_gets_a_prompt_letter(desk: Desk):
    assert level(desk, NOW.date()) == FIRST
    one = ordered(desk, NOW.date())
    content = content_of_paper(desk.warehouse, LOCAL, one.paper)[1]
    assert one.level == "prompt"
    assert title_of(content) == "关于限期办理政务公开有关问题的提示函"
    assert "现印发本提示函" in text_of(content)
    assert "此前未就有关问题印发过督办文书" not in text_of(content)


def test_within_its_days_a_paper_runs_and_asked_for_again_it_is_the_same_one(desk: Desk):
    one = ordered(desk, NOW.date())
    assert (level(desk, one.reply_by).code, level(desk, one.reply_by).why) == ("prompt", "running")
    assert ordered(desk, one.reply_by) == one


def test_not_answered_in_time_a_prompt_is_followed_by_a_supervision_letter_that_says_so(desk: Desk):
    one = ordered(desk, NOW.date())
    after = one.reply_by + timedelta(days=1)
    found = level(desk, after)
    assert (found.code, found.why, found.n) == ("order", "unanswered", 1)
    second = ordered(desk, after)
    content = content_of_paper(desk.warehouse, LOCAL, second.paper)[1]
    assert (second.level, second.number) == ("order", 2)
    assert title_of(content) == "关于限期办理政务公开有关问题的督办函"
    assert "济督〔2025〕1号的反馈期限为2025年7月24日，已逾期1个工作日未反馈。现印发本督办函" in text_of(content)


def test_a_supervision_letter_answered_without_anything_done_is_followed_by_another_paper(desk: Desk):
    ordered(desk, NOW.date())
    second = ordered(desk, date(2025, 7, 25))
    assert ordered(desk, date(2025, 7, 28)) == second
    answered(desk, second, date(2025, 7, 28))
    third = ordered(desk, second.reply_by + timedelta(days=1))
    assert (third.number, counted_again(third.figures)) == (3, counted_again(second.figures))


def test_whoever_is_to_be_told_of_in_public_is_told_of_in_the_notice_from_that_day_on(desk: Desk):
    ordered(desk, NOW.date())
    second = ordered(desk, date(2025, 7, 25))
    calendar = desk.warehouse.calendar
    desk.say(整改=FIXED)
    within, beyond = (calendar.add(second.reply_by, days) for days in (10, 11))
    made = Order("notice", Q2, beyond)
    told = "对经督办后仍未按期反馈或者逾期较长的甲区予以通报。"
    assert told in text_of(next(make_papers(desk.warehouse, LOCAL, made)[1]).content)
    assert told not in text_of(next(make_papers(desk.warehouse, LOCAL, Order("notice", Q2, within))[1]).content)
    unnamed = text_of(next(make_papers(desk.warehouse, LOCAL, Order("notice", Q2, beyond, is_named=False))[1]).content)
    assert "的个别单位予以通报。" in unnamed
    assert "甲区" not in unnamed


def test_a_paper_of_long_ago_leads_to_nothing(desk: Desk):
    ordered(desk, NOW.date())
    assert level(desk, date(2026, 7, 31)) == FIRST


def test_a_unit_is_told_its_own_step_only(desk: Desk):
    ordered(desk, NOW.date())
    assert list(levels_of(desk.warehouse, Reader("unit", frozenset({"甲区"})), NOW.date())) == ["甲区"]
    assert levels_of(desk.warehouse, Reader("unit", frozenset({"乙区"})), NOW.date()) == {}


# The rules -------------------------------------------------------------------------------------------------


def test_the_shipped_rules_are_dated_sourced_and_marked_as_assumed():
    rules = rules_on(NOW.date())
    assert {name: rule.value for name, rule in rules.items()} == {
        "unanswered_days": 0, "report_unanswered_days": 10, "report_overdue_days": 20, "remembered_days": 250,
        "selected_overdue_days": 0,
    }  # fmt: skip
    assert all(rule.source and rule.is_assumed for rule in rules.values())
    assert "（天数为假定值）" in word_rules(CHINESE, rules)


def test_a_later_value_holds_from_its_day_on(tmp_path: Path):
    path = tmp_path / "rules.toml"
    entry = '{{ value = {}, since = {}, source = "文件" }}'
    lines = [f"{name} = {entry.format(3, '2025-01-01')}" for name in NAMES[1:]]
    both = f"[{entry.format(0, '2025-01-01')}, {entry.format(5, '2026-01-01')}]"
    path.write_text("\n".join([*lines, f"unanswered_days = {both}"]), encoding="utf-8")
    found = [rules_on(date(year, 12, 31), path)["unanswered_days"].value for year in (2024, 2025, 2026)]
    assert found == [0, 0, 5]
    assert "假定" not in word_rules(CHINESE, rules_on(date(2026, 1, 1), path))
    # No day of grace is said without a number.
    assert "；反馈逾期，或者到期后" in word_rules(CHINESE, rules_on(date(2025, 1, 1), path))
    assert "；反馈逾期超过5个工作日，或者到期后" in word_rules(CHINESE, rules_on(date(2026, 1, 1), path))


@pytest.mark.parametrize("text", ["", "unanswered_days = 3", "x = 1", "not toml =", None])
def test_rules_that_cannot_be_understood_are_refused_with_the_name_of_their_file(tmp_path: Path, text: str | None):
    path = tmp_path / "rules.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"rules\.toml"):
        rules_on(NOW.date(), path)


def test_a_rule_without_its_source_or_of_half_a_day_is_refused(tmp_path: Path):
    faulty = ("{ value = 1, since = 2025-01-01 }", '{ value = 1.5, since = 2025-01-01, source = "x" }')
    for number, wrong in enumerate(faulty):
        path = tmp_path / f"rules{number}.toml"
        path.write_text("\n".join(f"{name} = {wrong}" for name in NAMES), encoding="utf-8")
        with pytest.raises(Refused, match="needs a whole number"):
            rules_on(NOW.date(), path)


def test_every_step_and_reason_has_its_chinese(desk: Desk):
    tables = (LEVELS, FORMS, LEVEL_REASONS)
    assert [words for table in tables for words in table.values() if CHINESE(words) == words] == []
    assert word_level(CHINESE, FIRST) == "此前未就有关问题印发过督办文书。"
