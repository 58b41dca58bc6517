"""Who a plan's responsibility phrase names, and with which role: 责任单位, 牵头单位, （…按职责分工负责）.

Nothing is guessed: a set that no list spells out (有关部门) stays words for a person to confirm. The words are
data (``data/reference/unit_words.toml``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from metrics.intake.units import unit_words

How = Literal["group", "unit", "to_confirm"]
Role = Literal["lead", "support"]
OPENING, CLOSING = "(（[［【〔", ")）]］】〕"
# A bracket still open after so many characters was never meant to be closed.
LONGEST = 1_200
INSIDE = r"[^()（）。\n]*"


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


@dataclass(frozen=True)
class Phrases:
    """A paragraph taken apart."""

    text: str
    """What is left without the phrases."""
    responsibility: str
    """The phrases as typed, joined; without the plain label 责任单位. Empty without a phrase."""
    is_open: bool = False
    """Whether a bracket is not closed (yet)."""


def split_phrases(text: str, with_unlabelled: bool = False) -> Phrases:
    """Take the responsibility phrases out of a paragraph (its lines separated by line breaks).

    ``with_unlabelled`` also reads brackets at a line's end that need no label, as in （市财政局牵头，市教育局配合）.
    """
    kept: list[str] = []
    found: list[str] = []
    done, is_open = 0, False
    for start, end, label, content, closed in _phrases(text, with_unlabelled):
        if start < done:
            continue
        kept.append(text[done:start].rstrip())
        # 责任单位 says nothing that the units do not; other labels, and it beside them, say the role or the date.
        is_plain = not label or (label in _words()["labels"] and not any("：" in one for one in found))
        found.append(content if is_plain else f"{label}：{content}")
        done, is_open = end, is_open or not closed
    kept.append(text[done:] if not found else text[done:].lstrip("。.;； \t\u3000"))
    rest = "".join(kept).strip()
    return Phrases(re.sub(r"\n{2,}", "\n", rest), "；".join(one for one in found if one), is_open)


def has_label(text: str) -> bool:
    """Whether a phrase with a label (责任单位：…) begins somewhere in the text."""
    return any(True for _ in _labelled(text))


def _phrases(text: str, with_unlabelled: bool) -> Iterator[tuple[int, int, str, str, bool]]:
    """Yield start, end, label, what it says and whether it is complete."""
    yield from _labelled(text)
    if not with_unlabelled:
        return
    for match in re.finditer(rf"[(（]({INSIDE}(?:[(（]{INSIDE}[)）]{INSIDE})*)[)）][。；;]?[ \t]*$", text, re.M):
        if _is_unlabelled(match[1]):
            yield match.start(), match.end(), "", match[1].strip(), True


def _is_unlabelled(content: str) -> bool:
    words = _words()
    ends = (*words["endings"], *words["lead"], *words["support"])
    return content.endswith(ends) and bool(re.search(r"[局委办厅室院会]|政府|部门|单位", content))


def _labelled(text: str) -> Iterator[tuple[int, int, str, str, bool]]:
    done = 0
    for match in _label_pattern().finditer(text):
        if match.start() < done:
            continue
        is_titled = bool(match["open"] and match["close"])
        if not (match["colon"] or is_titled):
            continue
        end, closed, content = _content(text, match.end(), bool(match["open"]) and not is_titled)
        done = end
        yield match.start(), end, match["label"], content.strip(), closed


def _content(text: str, start: int, is_bracketed: bool) -> tuple[int, bool, str]:
    """Return where a phrase ends, whether it is complete, and what it says."""
    if not is_bracketed:
        line = text.find("\n", start)
        end = len(text) if line < 0 else line
        return end, True, text[start:end].strip(" \t\u3000。.;；")
    depth = 0
    for place in range(start, min(len(text), start + LONGEST)):
        depth += (text[place] in OPENING) - (text[place] in CLOSING)
        if depth < 0:
            return place + 1, True, text[start:place].strip()
    return len(text), False, text[start:].strip()


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = unit_words()["responsibility"]
    return words


@cache
def _labels() -> str:
    names = ("labels", "lead_labels", "support_labels", "deadline_labels", "other_labels")
    every = [label for name in names for label in _words()[name] if len(label) > 2]
    return "|".join(map(re.escape, sorted(every, key=len, reverse=True)))


@cache
def _label_pattern() -> re.Pattern[str]:
    opening, closing = re.escape(OPENING), re.escape(CLOSING)
    return re.compile(
        rf"(?P<open>[{opening}]\s*)?(?P<label>{_labels()})\s*(?P<close>[{closing}])?\s*(?P<colon>[:：])?[ \t\u3000]*"
    )


def deadline_of(responsibility: str) -> str | None:
    """Return the deadline told beside the units, in its words; None without one."""
    for label, content in _segments(responsibility):
        if label in _words()["deadline_labels"]:
            return content.strip(" \t\u3000。.;；,，、") or None
    return None


def expand(responsibility: str) -> Expansion | None:
    """Return what a responsibility phrase names, in its order; None when it names nothing."""
    words = _words()
    parties: list[Party] = []
    for label, content in _segments(responsibility):
        if label in words["deadline_labels"] or label in words["other_labels"]:
            continue
        stated: Role | None = "lead" if label in words["lead_labels"] else None
        stated = "support" if label in words["support_labels"] else stated
        parties += [party if party.role else party._replace(role=stated) for party in _parties(content)]
    if any(party.role == "lead" for party in parties):
        # Beside somebody who leads, those who merely 按职责分工负责 support.
        parties = [party if party.role else party._replace(role="support") for party in parties]
    return tuple(dict.fromkeys(parties)) or None


def _segments(responsibility: str) -> Iterator[tuple[str, str]]:
    """Yield label and content; the content before the first label has none."""
    names = ("labels", "lead_labels", "support_labels", "deadline_labels", "other_labels")
    every = sorted((label for name in names for label in _words()[name]), key=len, reverse=True)
    pattern = rf"(?:^|(?<=[\s;；,，。、(（\[【]))({'|'.join(map(re.escape, every))})\s*[:：]"
    pieces = re.split(pattern, responsibility)
    yield "", pieces[0]
    yield from zip(pieces[1::2], pieces[2::2], strict=True)


def _parties(content: str) -> list[Party]:
    parties: list[Party] = []
    # From here on the parties wait for a role stated after them: 市财政局、市教育局牵头.
    waiting = 0
    running: Role | None = None
    for item, separator in _items(content):
        party_text, role, is_for_all, after = _role_of(item)
        if party_text:
            parties.append(Party(*_meaning(party_text), role or running))
        if role and is_for_all:
            parties[waiting:] = [one if one.role else one._replace(role=role) for one in parties[waiting:]]
        if after:
            parties.append(Party(*_meaning(after), "support"))
            running = "support"
        if role and is_for_all:
            waiting = len(parties)
        if separator in ";；。\n":
            waiting, running = len(parties), None
    return parties


def _role_of(item: str) -> tuple[str, Role | None, bool, str]:
    """Return an item's name, the role it states, whether for those before it too, and whom it adds after 会同."""
    words = _words()
    name = item.strip().removeprefix("由")
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
    ends = _words()["endings"]
    while end := next((end for end in ends if name.endswith(end)), ""):
        name = name.removesuffix(end)
    return name.strip()


def _meaning(item: str) -> tuple[How, str]:
    words, folded = _words(), _folded(item)
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
    return {_folded(phrase): group for group, phrases in _words()["groups"].items() for phrase in phrases}


def _items(content: str) -> Iterator[tuple[str, str]]:
    """Yield the parts between 、，； with the sign after them, leaving separators inside brackets alone."""
    # 各县、区政府 is one group.
    content = re.sub(r"各[市县区旗](?:、[市县区旗])+", lambda found: found[0].replace("、", ""), content)
    content = re.sub(r"(?:以及|及|和|与)(?=各)", "、", content)
    signs = "、,，;；。\n" if re.search(r"[、,，;；]", content) else "、,，;；。\n \t\u3000"
    start = depth = 0
    for place, sign in enumerate(content):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth == 0 and sign in signs:
            if item := content[start:place].strip():
                yield item, sign
            start = place + 1
    if item := content[start:].strip(" \t\u3000。.;；"):
        yield item, ""


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
