"""Where a plan's paragraph says who is responsible: after a label, in brackets, or in a sentence of its own.

（责任单位：甲、乙）, （甲牵头，乙配合）, 由甲负责，乙配合。 责任单位为甲。 The meaning is responsibility.py's.
Without a label and its colon, words count only where every one of them is a unit, a group or a set of units and a
role closes them or a label opens them: what merely resembles that is no phrase, and its task is told to lack one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from metrics.intake.responsibility import (
    CLOSING,
    OPENING,
    are_named,
    deadline_of,
    expand,
    finished_by,
    first_leads_pattern,
    items,
    names_units,
    opens_sentence,
    responsibility_words,
    segments,
    without_remarks,
)

# A bracket still open after so many characters was never meant to be closed.
LONGEST = 1_200
INSIDE = r"[^()（）\[\]［］【】〔〕。\n]*"
BRACKETED = rf"[(（\[［【〔]({INSIDE}(?:[(（]{INSIDE}[)）]{INSIDE})*)[)）\]］】〕][。；;]?[ \t]*$"
CLAUSE = re.compile(r"[^。；;！!\n]+[。；;]?")

Found = tuple[int, int, str, str, bool]
"""Start, end, label, what it says and whether it is complete."""


@dataclass(frozen=True)
class Phrases:
    """A paragraph taken apart."""

    text: str
    """What is left without the phrases."""
    responsibility: str
    """The phrases as typed, joined; without the plain label 责任单位. Empty without a phrase."""
    is_open: bool = False
    """Whether a bracket is not closed (yet)."""


def split_phrases(text: str) -> Phrases:
    """Take the responsibility phrases out of a paragraph (its lines separated by line breaks)."""
    plain_label = responsibility_words()["labels"][0]
    kept: list[str] = []
    found: list[str] = []
    done, is_open = 0, False
    phrases = [*_labelled(text), *_unlabelled(text)]
    for start, end, label, content, closed in sorted([*phrases, *_remarks(text, phrases)]):
        if start < done:
            continue
        kept.append(text[done:start].rstrip())
        # 责任单位 says nothing that the units do not; other labels, and it beside them, say the role or the date.
        has_role_before = any("：" in one for one in found)
        is_plain = not has_role_before and (not label or label in responsibility_words()["labels"])
        found.append(content if is_plain else f"{label or plain_label}：{content}")
        done, is_open = end, is_open or not closed
    kept.append(text[done:] if not found else text[done:].lstrip("。.;； \t\u3000"))
    rest = "".join(kept).strip()
    return Phrases(re.sub(r"\n{2,}", "\n", rest), "；".join(one for one in found if one), is_open)


def _remarks(text: str, phrases: Sequence[Found]) -> Iterator[Found]:
    """Yield remarks on who leads that stand right behind a phrase's bracket; elsewhere they may be about any task."""
    ends = {end for _, end, *_ in phrases}
    for match in first_leads_pattern().finditer(text):
        if len(text[: match.start()].rstrip(" \t\u3000")) in ends:
            yield match.start(), match.end(), "", match[0], True


def has_label(text: str) -> bool:
    """Whether a phrase with a label (责任单位：…, or 责任单位为… in a sentence) begins somewhere in the text."""
    return any(True for _ in _labelled(text)) or any(opens_sentence(told) for _, _, _, told, _ in _unlabelled(text))


def _unlabelled(text: str) -> Iterator[Found]:
    """Yield brackets and sentences at the end of a line that need no label."""
    for match in re.finditer(BRACKETED, text, re.M):
        if _tells(match[1]):
            yield match.start(), match.end(), "", match[1].strip(), True
    start = 0
    for line in text.split("\n"):
        clauses = [(found.start(), found[0].strip(" \t\u3000。；;")) for found in CLAUSE.finditer(line)]
        first = len(clauses)
        while first and _is_told(clauses[first - 1][1]):
            first -= 1
        # 规划编制由甲牵头；乙配合。 Whoever stands in a sentence we cannot take apart would be lost.
        is_whole = not first or not clauses[first - 1][1].endswith(_closing())
        if first < len(clauses) and is_whole:
            place = clauses[first][0]
            yield start + place, start + len(line), "", line[place:].strip(" \t\u3000。；;"), True
        start += len(line) + 1


def _tells(content: str) -> bool:
    """Whether every clause of a bracket tells who is responsible."""
    clauses = [clause for clause in re.split("[；;]", content) if clause.strip()]
    return bool(clauses) and all(map(_is_told, clauses))


def _is_told(clause: str) -> bool:
    """Whether a clause consists of units, groups and sets of units, and a label opens it or what they do closes it."""
    unremarked = without_remarks(clause)
    is_opened = opens_sentence(unremarked)
    parts = segments(unremarked) if is_opened else [("", unremarked)]
    named = [item for label, content in parts if names_units(label) for item, _ in items(content)]
    named = [item for item in named if not finished_by(item)]
    if not named or not (is_opened or unremarked != clause or named[-1].endswith(_closing())):
        return False
    return are_named(named)


@cache
def _closing() -> tuple[str, ...]:
    words = responsibility_words()
    return (*words["telling"], *words["lead"], *words["support"])


def _labelled(text: str) -> Iterator[Found]:
    done = 0
    for match in _label_pattern().finditer(text):
        if match.start() < done:
            continue
        is_titled = bool(match["open"] and match["close"])
        if not (match["colon"] or is_titled):
            continue
        start, label, place = match.start(), match["label"], match.end()
        bracket = None if match["open"] else _told_from(text, done, start)
        if bracket is not None:
            start, label, place = bracket, "", bracket + 1
        end, closed, content = _content(text, place, (bracket is not None or bool(match["open"])) and not is_titled)
        done = end
        yield start, end, label, content.strip(), closed


def _told_from(text: str, start: int, end: int) -> int | None:
    """Return where the bracket opens that tells a deadline or units before its first label; None without one.

    （时限：12月底前，责任单位：甲） is one phrase; whatever else stands in a bracket belongs to the paragraph's text.
    """
    place = max(text.rfind(sign, start, end) for sign in OPENING)
    before = text[place + 1 : end]
    is_open = place >= 0 and not any(sign in before for sign in CLOSING)
    is_phrase = is_open and (_is_told(before) or (deadline_of(before) and not expand(before)))
    return place if is_phrase else None


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
def _labels() -> str:
    names = ("labels", "lead_labels", "support_labels", "deadline_labels", "other_labels")
    every = [label for name in names for label in responsibility_words()[name] if len(label) > 2]
    return "|".join(map(re.escape, sorted(every, key=len, reverse=True)))


@cache
def _label_pattern() -> re.Pattern[str]:
    opening, closing = re.escape(OPENING), re.escape(CLOSING)
    return re.compile(
        rf"(?P<open>[{opening}]\s*)?(?P<label>{_labels()})\s*(?P<close>[{closing}])?\s*(?P<colon>[:：])?[ \t\u3000]*"
    )
