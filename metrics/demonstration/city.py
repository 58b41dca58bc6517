"""Who lives in the demonstration city: the real units, and 60 websites and 275 accounts with invented names.

The counts of 2025Q2 are the city's own (济南市 2025Q2: 60 websites; 176 wechat, 26 weibo, 3 apps, 70 other);
which unit runs which channel is invented. Units come from ``data/reference/units.csv``.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from pathlib import Path

from metrics.demonstration.words import APPS, DEPARTMENT_ACCOUNTS, DISTRICT_ACCOUNTS, OTHER_PLATFORMS

REFERENCE_UNITS = Path(__file__).parents[2] / "data" / "reference" / "units.csv"
WEBSITES = 60
ACCOUNTS = {"微信公众号": 176, "新浪微博": 26, "移动客户端": 3, "其他": 70}
"""渠道类型 → accounts running in 2025Q2."""
CLOSED_BEFORE = {"微信公众号": 5, "新浪微博": 2, "其他": 4}
"""Accounts beyond those of 2025Q2 that were closed in 2025Q1."""
OPENED_AFTER = {"微信公众号": 1, "其他": 1}
"""Accounts beyond those of 2025Q2 that opened in 2025Q3."""
GROUP_CODES = {"区县": "district", "部门": "department", "公共企事业单位": "institution"}
CITY_OFFICE = "市政府办公厅"
EXEMPT_DEPARTMENT = "市政府研究室"
"""It runs no channel and the plan's tasks do not concern it: it stays 暂不评定."""


@dataclass(frozen=True)
class Unit:
    """One unit of the reference list, and how well it does its work in this story."""

    name: str
    """The full name of the list."""
    spellings: tuple[str, ...]
    """Name, short and former names: what a ledger may call it."""
    group: str
    """district, department or institution."""
    serves_public: bool
    diligence: float
    """0 (hopeless) … 1 (exemplary); every draw about the unit uses it."""

    @property
    def stem(self) -> str:
        """Return the shortest natural stem, for naming channels: 历下区 → 历下, 济南市教育局 → 教育."""
        if self.group == "district":
            return min(self.spellings, key=len)
        if CITY_OFFICE in self.spellings:
            return "政务"
        short = next((text for text in self.spellings if text.startswith("市")), self.name.removeprefix("济南"))
        return re.sub("(委员会|局|委)$", "", short.removeprefix("市").removeprefix("政府"))

    @property
    def formal(self) -> str:
        """Return the name on a website's masthead: 历下区人民政府, 济南市教育局."""
        ending = ("人民政府", "管委会")
        return next((text for text in self.spellings if text.endswith(ending)), self.name)

    def spelled(self, draw: random.Random) -> str:
        """Return a spelling as a clerk would type it: districts by name, departments by their short name."""
        if draw.random() < 0.1:
            return draw.choice(self.spellings)
        return self.spellings[1] if self.group == "department" and len(self.spellings) > 1 else self.name


@dataclass(frozen=True)
class Channel:
    """One website or account of a unit."""

    name: str
    type: str
    """渠道类型 as typed."""
    unit: Unit
    identifier: str
    address: str
    opened_on: date | None
    closed_on: date | None = None

    def runs_in(self, first: date, last: date) -> bool:
        """Return whether it runs on some day from ``first`` to ``last``."""
        return (self.opened_on or first) <= last and (self.closed_on or last) >= first

    @property
    def is_website(self) -> bool:
        """Return whether it is a website; everything else is an account."""
        return self.type == "政府网站"


@dataclass(frozen=True)
class City:
    """Units in administrative order, and their channels."""

    units: tuple[Unit, ...]
    channels: tuple[Channel, ...]
    silent: Unit
    """``EXEMPT_DEPARTMENT``."""
    last: Unit
    """The department that does worst."""

    def group(self, *codes: str) -> list[Unit]:
        """Return the units of the groups ``codes`` in administrative order."""
        return [unit for unit in self.units if unit.group in codes]

    def unit(self, spelling: str) -> Unit:
        """Return the unit that a spelling means; a spelling nobody has is a KeyError."""
        return unit_called(self.units, spelling)


def unit_called(units: Iterable[Unit], spelling: str) -> Unit:
    """Return the unit that a spelling means; a spelling nobody has is a KeyError."""
    for unit in units:
        if spelling in unit.spellings:
            return unit
    raise KeyError(spelling)


def build_city(draw: random.Random) -> City:
    """Return the city; the same state of ``draw`` gives the same city."""
    units = tuple(read_units(draw))
    departments = [unit for unit in units if unit.group == "department" and CITY_OFFICE not in unit.spellings]
    last = draw.choice(departments[10:-10])
    units = tuple(replace(unit, diligence=0.0) if unit is last else unit for unit in units)
    city = City(units, (), unit_called(units, EXEMPT_DEPARTMENT), unit_called(units, last.name))
    return replace(city, channels=(*build_websites(city, draw), *build_accounts(city, draw)))


def read_units(draw: random.Random) -> Iterator[Unit]:
    """Yield the units of the reference list; ended units and spellings shared by two units are left out."""
    with REFERENCE_UNITS.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = [row for row in csv.DictReader(lines) if row["单位名称"] and not row.get("失效日期")]
    spellings = [spellings_of(row) for row in rows]
    everything = list(chain.from_iterable(spellings))
    for row, names in zip(rows, spellings, strict=True):
        yield Unit(
            row["单位名称"].strip(),
            (names[0], *(name for name in names[1:] if everything.count(name) == 1)),
            GROUP_CODES[row["单位类别"].strip()],
            row.get("承担对外服务", "").strip() != "否",
            draw.betavariate(4, 2),
        )


def spellings_of(row: dict[str, str]) -> list[str]:
    """Return name, short names and former names of one line of the list, each once."""
    names = [row["单位名称"], *re.split("[、;；]", f"{row.get('简称') or ''}、{row.get('曾用名') or ''}")]
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def build_websites(city: City, draw: random.Random) -> Iterator[Channel]:
    """Yield one website per unit, the city's portal first, and topic sites until there are 60."""
    owners = [unit for unit in city.group("department", "district") if unit is not city.silent]
    owners.sort(key=lambda unit: CITY_OFFICE not in unit.spellings)
    plain = ((f"{'济南市人民政府' if CITY_OFFICE in unit.spellings else unit.formal}网站", unit) for unit in owners)
    extra = ((f"{unit.stem}政务服务网站", unit) for unit in owners if unit.group == "district")
    for number, (name, unit) in enumerate(islice(chain(plain, extra), WEBSITES), start=1):
        opened = date(draw.randint(2008, 2017), draw.randint(1, 12), draw.randint(1, 28))
        yield Channel(name, "政府网站", unit, f"37010000{number:02}", f"https://www.site{number:02}.example/", opened)


def build_accounts(city: City, draw: random.Random) -> Iterator[Channel]:
    """Yield the accounts: those of 2025Q2, and the ones closed before it or opened after it."""
    for kind, count in ACCOUNTS.items():
        before, after = CLOSED_BEFORE.get(kind, 0), OPENED_AFTER.get(kind, 0)
        names = islice(account_names(city, kind), count + before + after)
        for index, (name, unit) in enumerate(names):
            opened: date | None = date(draw.randint(2013, 2023), draw.randint(1, 12), draw.randint(1, 28))
            closed = None
            if index >= count + before:
                opened = date(2025, 7, draw.randint(2, 30))
            elif index >= count:
                closed = date(2025, draw.randint(1, 3), draw.randint(6, 28))
            elif kind != "移动客户端" and index >= count - before:
                closed = date(2025, draw.choice((4, 5, 6, 8, 9)), draw.randint(6, 28))
            elif draw.random() < 0.12:
                opened = None
            identifier = f"{'WX' if kind == '微信公众号' else 'XM'}3701{draw.randint(0, 999_999):06}"
            yield Channel(name, kind, unit, identifier if draw.random() < 0.8 else "", "", opened, closed)


def account_names(city: City, kind: str) -> Iterator[tuple[str, Unit]]:
    """Yield names and owners of the accounts of one type, the most natural first, never the same twice."""
    districts = city.group("district")
    departments = [unit for unit in city.group("department") if unit is not city.silent]
    if kind == "移动客户端":
        owners = [city.unit("市大数据局"), districts[0], districts[6]]
        yield from ((APPS[unit.group].format(stem=unit.stem), unit) for unit in owners)
        return
    if kind == "其他":
        for platform in OTHER_PLATFORMS:
            yield from ((f"{unit.stem}发布（{platform}）", unit) for unit in districts)
            yield from ((f"济南{unit.stem}（{platform}）", unit) for unit in departments[::2])
        return
    for index in range(max(len(DISTRICT_ACCOUNTS), len(DEPARTMENT_ACCOUNTS))):
        if index < len(DISTRICT_ACCOUNTS):
            yield from ((f"{unit.stem}{DISTRICT_ACCOUNTS[index]}", unit) for unit in districts)
        if index < len(DEPARTMENT_ACCOUNTS):
            yield from ((f"济南{unit.stem}{DEPARTMENT_ACCOUNTS[index]}", unit) for unit in departments)
