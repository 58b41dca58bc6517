"""Who a plan's responsibility phrase names, and with which role: 责任单位, 牵头单位, （…按职责分工负责）.

Nothing is guessed: a set that no list spells out (有关部门) stays words for a person to confirm. The words are
data (``data/reference/unit_words.toml``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

from metrics.intake.units import unit_words

How = Literal["group", "unit", "to_confirm"]
Role = Literal["lead", "support"]
# No two names joined by 和 are longer; only items up to here are taken apart, so that nonsense costs no time.
LONGEST_JOINED = 200
# Stands for a 、 that separates nothing; no text has it (a character of private use).
INSIDE_SET = "\ue000"
OPENING, CLOSING = "(（[［【〔", ")）]］】〕"


class Party(NamedTuple):
    """One thing a phrase names."""

    how: How
    """A whole group, a unit's name to be looked up, or words a person has to confirm."""
    text: str
    """``district`` (functional areas as decided), ``district_with_areas``, ``district_without_areas``, ``area``,
    ``department``, ``institution``; or the words as typed."""
    role: Role | None = None
    """None where no role is stated."""


Expansion = tuple[Party, ...]


@cache
def responsibility_words() -> dict[str, Any]:
    """Return the words of ``unit_words.toml`` that say who is responsible."""
    words: dict[str, Any] = unit_words()["responsibility"]
    return words


def deadline_of(responsibility: str) -> str | None:
    """Return the deadline told beside the units, in its words; None without one.

    Different ones (甲负责，6月底前完成；乙负责，9月底前完成) are all told: which is meant for whom is not guessed.
    """
    named, told = _without_deadlines(responsibility)
    for label, content in segments(named):
        if label in responsibility_words()["deadline_labels"]:
            told.append(_apart(content)[0].strip(" \t\u3000。.;；,，、"))
        elif names_units(label):
            told += filter(None, (finished_by(item) for item, _ in items(content)))
    return "；".join(dict.fromkeys(filter(None, told))) or None


def _without_deadlines(responsibility: str) -> tuple[str, list[str]]:
    """Return a phrase without the deadlines in brackets behind its units, and these: 甲（6月底前）、乙（9月底前）.

    （6月底前） behind the last of several units may be about it alone or about all of them; then it stays.
    """
    days: list[str] = []
    bare = 0

    def taken(found: re.Match[str]) -> str:
        nonlocal bare
        day = found["told"] if found["label"] else finished_by(found["told"])
        if not day:
            return found[0]
        days.append(day.strip())
        bare += not found["label"]
        return ""

    rest = _behind_a_unit().sub(taken, responsibility)
    if bare and len(days) != sum(1 for _, content in segments(rest) for _ in items(content)):
        return responsibility, []
    return rest, days


@cache
def _behind_a_unit() -> re.Pattern[str]:
    opening, closing = re.escape(OPENING), re.escape(CLOSING)
    labels = "|".join(map(re.escape, responsibility_words()["deadline_labels"]))
    return re.compile(rf"[{opening}]\s*(?:(?P<label>{labels})\s*[:：])?(?P<told>[^{opening}{closing}。\n]+)[{closing}]")


def _apart(content: str) -> tuple[str, str]:
    """Return a deadline, and what names units behind it: 时限：6月底前，市司法局 tells both."""
    _, *others = [item for item, _ in items(content)] or [""]
    named = [item for item in others if are_named([item])]
    return (content.split(named[0], 1)[0] if named else content), "、".join(named)


def finished_by(item: str) -> str | None:
    """Return the day of an item that says only by when, as in 2026年6月底前完成; None when it says anything else."""
    match = re.fullmatch(responsibility_words()["finished"], item.strip())
    return match[1] if match else None


def expand(responsibility: str) -> Expansion | None:
    """Return what a responsibility phrase names, in its order; None when it names nothing."""
    words = responsibility_words()
    parties: list[Party] = []
    unremarked = without_remarks(responsibility)
    named, _ = _without_deadlines(unremarked)
    for label, content in segments(named):
        if label in words["deadline_labels"]:
            content = _apart(content)[1]
        elif not names_units(label):
            continue
        stated: Role | None = "lead" if label in words["lead_labels"] else None
        stated = "support" if label in words["support_labels"] else stated
        parties += [party if party.role else party._replace(role=stated) for party in _parties(content)]
    if unremarked != responsibility and parties and parties[0].role is None:
        parties[0] = parties[0]._replace(role="lead")
    if any(party.role == "lead" for party in parties):
        # Beside somebody who leads, those who merely 按职责分工负责 support.
        parties = [party if party.role else party._replace(role="support") for party in parties]
    return tuple(dict.fromkeys(parties)) or None


def without_remarks(responsibility: str) -> str:
    """Return a phrase without remarks that whoever stands first leads, such as （排第一位的为牵头单位）."""
    return first_leads_pattern().sub("", responsibility)


@cache
def first_leads_pattern() -> re.Pattern[str]:
    """Return what finds such a remark, the brackets around it included."""
    remark = responsibility_words()["first_leads"]
    return re.compile(rf"[{re.escape(OPENING)}]{remark}[{re.escape(CLOSING)}]|{remark}")


def segments(responsibility: str) -> Iterator[tuple[str, str]]:
    """Yield label and content; the content before the first label has none."""
    pieces = _label_pattern().split(responsibility)
    yield "", pieces[0]
    yield from zip(pieces[1::2], pieces[2::2], strict=True)


def opens_sentence(clause: str) -> bool:
    """Whether a clause begins with a label and its verb, as 责任单位为市司法局 does."""
    opening = _label_pattern().match(clause)
    return opening is not None and not opening[0].endswith((":", "："))


@cache
def _label_pattern() -> re.Pattern[str]:
    words = responsibility_words()
    names = ("labels", "lead_labels", "support_labels", "deadline_labels", "other_labels")
    every = sorted((label for name in names for label in words[name]), key=len, reverse=True)
    label = rf"(?:(?:{words['whole_task']})的?)?({'|'.join(map(re.escape, every))})"
    return re.compile(rf"(?:^|(?<=[\s:：;；,，。、(（\[【])){label}(?:\s*[:：]|{'|'.join(words['label_verbs'])})")


def names_units(label: str) -> bool:
    """Whether units follow a label, and not a date or persons."""
    return label not in responsibility_words()["deadline_labels"] + responsibility_words()["other_labels"]


def _parties(content: str) -> list[Party]:
    parties: list[Party] = []
    # From here on the parties wait for a role stated after them: 市财政局、市教育局牵头.
    waiting = 0
    running: Role | None = None
    for item, separator in items(content):
        if finished_by(item):
            continue
        party_text, role, is_for_all, after = role_of(item)
        parties += [Party(*one, role or running) for one in meanings(party_text)]
        if role and is_for_all:
            parties[waiting:] = [one if one.role else one._replace(role=role) for one in parties[waiting:]]
        if after:
            parties += [Party(*one, "support") for one in meanings(after)]
            running = "support"
        if role and is_for_all:
            waiting = len(parties)
        if separator in ";；。\n":
            waiting, running = len(parties), None
    return parties


def role_of(item: str) -> tuple[str, Role | None, bool, str]:
    """Return an item's name, the role it states, whether for those before it too, and whom it adds after 会同."""
    words = responsibility_words()
    name = re.sub(rf"^(?:{words['whole_task']})?由?", "", item.strip())
    roles: dict[Role, list[str]] = {"lead": words["lead"], "support": words["support"]}
    for role, signs in roles.items():
        if match := re.fullmatch(rf"(.+?)[(（](?:{'|'.join(signs)})(?:单位|部门)?[)）]", name):
            return match[1], role, False, ""
    name = _without_endings(name)
    for word in words["together"]:
        before, sign, after = name.partition(word)
        if sign:
            return (before, "lead", True, after) if before else (after, "support", False, "")
    for role, signs in roles.items():
        for sign in signs:
            if name.endswith(sign):
                return _without_endings(name.removesuffix(sign)), role, True, ""
    return name, None, False, ""


def _without_endings(name: str) -> str:
    ends = responsibility_words()["endings"]
    while end := next((end for end in ends if name.endswith(end)), ""):
        name = name.removesuffix(end)
    return name.strip()


def meanings(name: str) -> list[tuple[How, str]]:
    """Return what one item names: mostly one thing; 市水务局等有关部门 names the bureau, and others to be confirmed."""
    if not name:
        return []
    words = responsibility_words()
    known, others = (match[1], match[2]) if (match := re.fullmatch(words["and_others"], name)) else (name, None)
    how, meant = _meaning(known)
    if others is None or how == "to_confirm" or not (how == "group" or looks_like_unit(known)):
        return [_meaning(name)]
    # 等部门 alone would not say beside whom: such words are asked about as they were typed.
    is_phrase = any(word in others for word in words["concerned"])
    return [(how, meant), ("to_confirm", others if is_phrase else name)]


def looks_like_unit(name: str) -> bool:
    """Whether words have the shape of a unit's name; the list of units is not asked."""
    return re.fullmatch(responsibility_words()["unit_shape"], _folded(name)) is not None


def are_named(named: Iterable[str]) -> bool:
    """Whether items, the roles they state left out, are nothing but groups, sets of units and units' names."""
    names = [one for item in named for one in (role_of(item)[0], role_of(item)[3]) if one]
    return bool(names) and all(map(_is_named, names))


def _is_named(name: str) -> bool:
    how = {found for found, _ in meanings(name)}
    if how == {"to_confirm"}:
        return re.fullmatch(responsibility_words()["set_shape"], _folded(name)) is not None
    return "group" in how or looks_like_unit(name) or len(how) > 1


def _meaning(item: str) -> tuple[How, str]:
    words, folded = responsibility_words(), _folded(item)
    if group := _groups().get(folded):
        return "group", group
    for group, pattern in words["patterns"].items():
        if re.fullmatch(pattern, folded):
            return "group", group
    is_open = any(word in item for word in words["to_confirm"]) or item.endswith("等")
    if is_open or item.startswith(tuple(words["sets"])) or folded in ("单位", "部门"):
        return "to_confirm", item
    return "unit", item


@cache
def _groups() -> dict[str, str]:
    return {_folded(phrase): group for group, phrases in responsibility_words()["groups"].items() for phrase in phrases}


def items(content: str) -> Iterator[tuple[str, str]]:
    """Yield the parts between 、，；, and between 和 where it joins names, with the sign after them.

    Separators inside brackets are left alone.
    """
    # 各县、区政府 is one group.
    content = re.sub(r"各[市县区旗](?:、[市县区旗])+", lambda found: found[0].replace("、", ""), content)
    content = re.sub(responsibility_words()["one_set"], lambda found: found[0].replace("、", INSIDE_SET), content)
    content = re.sub(r"(?:以及|及|和|与)(?=各|(?:市|市政府|其他|其它)?(?:有关|相关))", "、", content)
    signs = "、,，;；。\n" if re.search(r"[、,，;；]", content) else "、,，;；。\n \t\u3000"
    start = depth = 0
    for place, sign in enumerate(content):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth == 0 and sign in signs:
            if item := content[start:place].strip():
                yield from _joined(item.replace(INSIDE_SET, "、"), sign)
            start = place + 1
    if item := content[start:].strip(" \t\u3000。.;；"):
        yield from _joined(item.replace(INSIDE_SET, "、"), "")


def _joined(item: str, separator: str) -> Iterator[tuple[str, str]]:
    """Yield the names that 和 joins in an item; the whole item where a part would be no name: 住房和城乡建设局."""
    pieces = re.split(f"({responsibility_words()['joining']})", item) if len(item) <= LONGEST_JOINED else [item]
    names = pieces[:1]
    for joint, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if are_named(names[-1:]):
            names.append(piece)
        else:
            names[-1] += joint + piece
    if not all(are_named([name]) for name in names):
        names = [item]
    yield from ((name, "、") for name in names[:-1])
    yield names[-1], separator


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
