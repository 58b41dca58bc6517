"""Who leads and who supports, as the unit columns of a task ledger say it in words.

Columns of their own (牵头单位, 配合单位, 角色) say it, or words in the cell: 市司法局牵头，市财政局配合; 牵头单位：…；
配合单位：…; 市司法局（牵头）. Bold type is bold.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from metrics.intake.records import Value
from metrics.intake.words import folded, vocabulary

Named = tuple[str, str | None]


def allot(fields: dict[str, Value]) -> None:
    """Make of the unit columns one field: units with their role, None where no role is stated.

    Beside a column of lead units, 责任单位 without a role means the others (厦门集美's form).
    """
    role = fields.pop("role", None)
    lead, support = fields.pop("lead_units", None), fields.pop("support_units", None)
    named = fields.get("responsible")
    parts = ((lead, "lead"), (named, role or ("support" if lead else None)), (support, "support"))
    pairs = (
        (unit, said or stated) for units, stated in parts if isinstance(units, tuple) for unit, said in spoken(units)
    )
    fields["responsible"] = tuple(dict.fromkeys(pairs))


def spoken(names: tuple[object, ...]) -> tuple[Named, ...]:
    """Return the names of one cell without the words for their roles, each with the role those words state.

    Beside a name that is said to lead, those of which nothing is said support.
    """
    before, in_brackets, behind = _forms()
    found: list[Named] = []
    waiting = 0
    current: str | None = None
    for name in map(str, names):
        if match := before.fullmatch(name):
            current = _role(match[1])
            name = match[2].strip()
        if match := in_brackets.fullmatch(name):
            found.append((match[1].strip(), _role(match[2])))
            waiting = len(found)
        elif current is None and (match := behind.fullmatch(name)):
            # 市财政局、市审计局配合: the word is said of all names since the last such word.
            role = _role(match[2])
            found = [*found[:waiting], *((one, role) for one, _ in found[waiting:]), (match[1].strip(), role)]
            waiting = len(found)
        elif name:
            found.append((name, current))
    if any(role == "lead" for _, role in found):
        found = [(name, role or "support") for name, role in found]
    return tuple(found)


def _role(word: str) -> str | None:
    return vocabulary().code("role", word)


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the forms in which a cell states roles: before the names, in brackets behind one, or behind some."""
    words = "|".join(sorted(_short_words(), key=len, reverse=True))
    return (
        re.compile(rf"((?:{words})(?:单位|部门)?)\s*[:：]\s*(.*)"),
        re.compile(rf"(.{{2,}}?)\s*[(（]((?:{words})(?:单位|部门)?)[)）]"),
        re.compile(rf"(.{{2,}}?)(?<!单位)(?<!部门)\s*({words})(?:负责|落实)?"),
    )


def _short_words() -> Iterator[str]:
    for code in ("lead", "support"):
        for word in vocabulary().lists["role"][code]:
            short = folded(word).removesuffix("单位").removesuffix("部门")
            if short != "责任":
                yield short
