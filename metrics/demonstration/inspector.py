"""The problems that inspectors and scanners find in a quarter, drawn for every unit by its diligence."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from metrics.demonstration.city import Channel, City, Unit
from metrics.demonstration.findings import Finding, Quarter, typed
from metrics.demonstration.words import (
    ACCOUNT_PROBLEMS,
    BONUSES,
    COLUMNS,
    INSTITUTION_PROBLEMS,
    MACHINE_PROBLEMS,
    WEBSITE_PROBLEMS,
    Problem,
)

FATES = {
    "on_time": (8.0, 8.0),
    "immediate": (1.0, 0.5),
    "extended": (0.5, 0.0),
    "page_gone": (0.4, 0.0),
    "late": (0.4, -7.0),
    "very_late": (0.0, -2.2),
    "never": (0.0, -0.7),
    "undated": (0.0, -0.5),
    "failed": (0.1, -2.2),
    "relapsed": (0.1, -2.0),
}
"""Fate → (weight for everybody, weight × diligence; a negative one weighs by 1 − diligence instead)."""


class Inspector:
    """Draws the findings of the quarters one after another; descriptions never repeat at one place."""

    def __init__(self, city: City, draw: random.Random) -> None:
        self.city = city
        self.draw = draw
        self.seen: set[tuple[str, str, str, str]] = set()
        self.count = 0
        districts, departments = city.group("district"), city.group("department")
        self.offender = next(unit for unit in departments[10:] if 0.5 < unit.diligence < 0.9 and unit != city.silent)
        """The unit whose website is vetoed in the third quarter."""
        self.sleepers = {1: (districts[3], departments[7]), 2: (), 3: (districts[9],)}
        """Quarter → units with an account vetoed; the published result of 2025Q2 was 100 %."""

    def inspect(self, quarter: Quarter, before: Sequence[Finding]) -> list[Finding]:
        """Return the findings of one quarter's inspection in the order of the ledger."""
        self.count = 0
        found = [
            *self.websites(quarter),
            *self.accounts(quarter),
            *self.institutions(quarter),
            *self.vetoes(quarter),
            *self.bonuses(quarter),
            *self.found_again(quarter, before),
        ]
        order = {unit.name: position for position, unit in enumerate(self.city.units)}
        found.sort(key=lambda finding: (order[finding.unit.name], finding.found_on, finding.description))
        return [self.numbered(finding) for finding in found]

    def numbered(self, finding: Finding) -> Finding:
        """Give the finding its number; a clerk forgets one in twelve where the channel's name is one of its kind."""
        self.count += 1
        names = [channel.name for channel in self.city.channels if channel.unit == finding.unit]
        if self.draw.random() < 0.08 and (finding.channel is None or names.count(finding.channel.name) == 1):
            return finding
        return replace(finding, number=f"2025-{finding.quarter.number}-{self.count:03}")

    def websites(self, quarter: Quarter) -> Iterator[Finding]:
        """Yield problems on websites: the less diligent the unit, the more."""
        for channel in self.running(quarter):
            if channel.is_website:
                careless = 1 - channel.unit.diligence
                for _ in range(min(14, round(self.draw.gammavariate(1.6, 0.7 + 4.8 * careless)))):
                    yield from self.find(quarter, channel.unit, channel, WEBSITE_PROBLEMS, "日常监管")

    def accounts(self, quarter: Quarter) -> Iterator[Finding]:
        """Yield wording problems on about one account in nine."""
        for channel in self.running(quarter):
            if not channel.is_website and self.draw.random() < 0.18 - 0.11 * channel.unit.diligence:
                yield from self.find(quarter, channel.unit, channel, ACCOUNT_PROBLEMS, "日常监管")

    def institutions(self, quarter: Quarter) -> Iterator[Finding]:
        """Yield problems of institutions, which run no channel of the city's register."""
        for unit in self.city.group("institution"):
            for _ in range(self.draw.choice((0, 1, 2, 3))):
                yield from self.find(quarter, unit, None, INSTITUTION_PROBLEMS, "明察暗访")

    def bonuses(self, quarter: Quarter) -> Iterator[Finding]:
        """Yield the bonus rows of a few good websites."""
        websites = [channel for channel in self.running(quarter) if channel.is_website]
        for channel in sorted(self.draw.sample(websites, 9), key=lambda channel: channel.name):
            if channel.unit.diligence > 0.7:
                for finding in self.find(quarter, channel.unit, channel, BONUSES, "季度检查"):
                    yield replace(finding, kind="加分", review="已确认", reduced_points="", deadline=None)

    def vetoes(self, quarter: Quarter) -> Iterator[Finding]:
        """Yield the confirmed vetoes of the story: sleeping accounts, and one website in the third quarter."""
        running = self.running(quarter)
        sleeping = Problem("内容不更新", 1, ("",), ("自{day}起连续超过2周未更新任何内容",))
        stale = Problem(
            "栏目不更新", 1, ("",), ("“{column}”等{number}个应更新栏目超过规定时限未更新，已达单项否决标准",)
        )
        for unit in self.sleepers[quarter.number]:
            channel = next(channel for channel in running if channel.unit == unit and channel.type == "微信公众号")
            yield from self.veto(quarter, channel, sleeping)
        if quarter.number == 3:
            channel = next(channel for channel in running if channel.unit == self.offender and channel.is_website)
            yield from self.veto(quarter, channel, stale)

    def veto(self, quarter: Quarter, channel: Channel, problem: Problem) -> Iterator[Finding]:
        """Yield one confirmed veto on a channel."""
        for finding in self.find(quarter, channel.unit, channel, (problem,), "季度检查"):
            yield replace(finding, kind="单项否决", review="已确认", reduced_points="", fate="on_time")

    def found_again(self, quarter: Quarter, before: Sequence[Finding]) -> Iterator[Finding]:
        """Yield problems of the quarter before on the very same page: they had been fixed, and are back."""
        fixed = [
            finding
            for finding in before
            if finding.fate == "on_time"
            and finding.is_rectified
            and finding.page
            and finding.kind != "单项否决"
            and finding.channel in self.running(quarter)
            and finding.unit.diligence < 0.8
        ]
        for old in self.draw.sample(fixed, min(5, len(fixed))):
            day = self.day(quarter.inspected_from, quarter.inspected_to)
            text = f"{old.description}（上季度已整改，本次检查再次出现）"
            deadline, due = self.deadline(day)
            yield replace(
                old,
                number="",
                quarter=quarter,
                found_on=day,
                description=text,
                source="季度检查",
                deadline=deadline,
                due=due,
                fate=self.fate(old.unit),
            )

    def scan(self, quarter: Quarter) -> list[Finding]:
        """Return the suspicions of the scanner; nobody has looked at them when they come in."""
        websites = [channel for channel in self.running(quarter) if channel.is_website]
        found: list[Finding] = []
        for channel in self.draw.choices(websites, k=24):
            found += self.find(quarter, channel.unit, channel, MACHINE_PROBLEMS, "系统扫描")
        suspicion = Problem(
            "暗链" if quarter.number == 3 else "栏目不更新", 1, ("",), ("系统巡检：“{column}”栏目疑似异常",)
        )
        found += self.find(quarter, websites[-quarter.number].unit, websites[-quarter.number], (suspicion,), "系统扫描")
        reviews = ("已确认", "已确认", "误报", "误报", "核减", "待确认")
        for position, finding in enumerate(found):
            review = self.draw.choice(reviews)
            if finding.indicator in ("栏目不更新", "暗链"):
                review = "待确认" if quarter.number == 3 else "误报"
            elif review == "核减" and not finding.points:
                review = "已确认"
            found[position] = replace(finding, review=review, reduced_points="0.5" if review == "核减" else "")
        return found

    def find(
        self, quarter: Quarter, unit: Unit, channel: Channel | None, problems: Sequence[Problem], source: str
    ) -> Iterator[Finding]:
        """Yield one finding, or none when the same words stand already at the same place."""
        draw = self.draw
        problem = draw.choices(problems, [problem.frequency for problem in problems])[0]
        if not unit.serves_public and problem.indicator in ("办事指南", "办事统计", "事项公开", "表格样表"):
            return
        day = self.day(quarter.inspected_from, quarter.inspected_to)
        if source == "日常监管" and draw.random() < 0.12:
            day = self.day(quarter.last - timedelta(days=12), quarter.last)
        description = draw.choice(problem.descriptions).format(
            column=draw.choice(COLUMNS),
            number=draw.randint(2, 9),
            day=f"{(earlier := day - timedelta(days=draw.randint(15, 40))).month}月{earlier.day}日",
        )
        points = draw.choice(problem.points) if problem.points else ""
        page = f"{channel.address}col/{draw.randint(100, 999)}/index.html" if channel and channel.is_website else ""
        review, reduced = self.review(points)
        deadline, due = self.deadline(day)
        finding = Finding(
            "",
            quarter,
            day,
            unit,
            channel,
            problem.indicator,
            "",
            points,
            description,
            page,
            source,
            review,
            reduced,
            deadline,
            due,
            self.fate(unit),
        )
        if finding.key not in self.seen:
            self.seen.add(finding.key)
            yield finding

    def review(self, points: str) -> tuple[str, str]:
        """Return the office's review of an inspector's finding and, for 核减, what it still costs."""
        review = self.draw.choices(("已确认", "误报", "核减", "豁免", "待确认"), (88, 4, 4, 1, 3))[0]
        if review == "核减" and points in ("", "0.5", "0.75"):
            return "已确认", ""
        return review, self.draw.choice(("0.5", "0.5", "0")) if review == "核减" else ""

    def deadline(self, found_on: date) -> tuple[str | date | None, date]:
        """Return 整改时限 as typed and the day it stands for (roughly, where only words are typed)."""
        due = found_on + timedelta(days=14)
        due += timedelta(days=max(0, 7 - due.isoweekday()) % 7 if due.isoweekday() > 5 else 0)
        style = self.draw.random()
        if style < 0.08:
            return "立即整改", found_on + timedelta(days=1)
        if style < 0.16:
            return None, due
        if style < 0.18:
            return "尽快整改", due
        return typed(due, self.draw), due

    def fate(self, unit: Unit) -> str:
        """Return what becomes of a finding of this unit."""
        weights = [
            base + (slope * unit.diligence if slope >= 0 else -slope * (1 - unit.diligence))
            for base, slope in FATES.values()
        ]
        return self.draw.choices(list(FATES), weights)[0]

    def day(self, first: date, last: date) -> date:
        """Return a working weekday between two days."""
        while True:
            day = first + timedelta(days=self.draw.randint(0, (last - first).days))
            if day.isoweekday() < 6:
                return day

    def running(self, quarter: Quarter) -> list[Channel]:
        """Return the channels that run at the end of the quarter."""
        return [channel for channel in self.city.channels if channel.runs_in(quarter.last, quarter.last)]
