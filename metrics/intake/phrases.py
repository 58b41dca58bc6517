"""Where a plan's paragraph says who is responsible: after a label, in brackets, or in a sentence of its own.

（责任单位：甲、乙）, （甲牵头，乙配合）, 由甲负责，乙配合。 责任单位为甲。 The meaning is responsibility.py's.
By when may stand in a bracket or sentence of its own beside it: （责任单位：甲）（时限：6月底前）.
Without a label and its colon, words count only where every one of them is a unit, a group or a set of units and a
role closes them or a label opens them: what merely resembles that is no phrase, and its task is told to lack one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from metrics.intake.responsibility import (
    CLOSING,
    OPENING,
    are_named,
    deadline_of,
    expand,
    finished_by,
    first_leads_pattern,
    items,
    looks_like_unit,
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
BETWEEN = " \t\u3000\n。；;，,"
# A label of so many signs needs a bracket or a phrase beside it.
SHORT = 2

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
    is_deadline: bool = False
    """Whether they say nothing but by when."""


def split_phrases(text: str) -> Phrases:
    """Take the responsibility phrases out of a paragraph (its lines separated by line breaks)."""
    plain_label = responsibility_words()["labels"][0]
    kept: list[str] = []
    found: list[str] = []
    done, is_open, is_deadline = 0, False, True
    phrases, deadlines = _apart(text)
    for start, end, label, content, closed in sorted([*phrases, *deadlines, *_remarks(text, phrases)]):
        if start < done:
            continue
        kept.append(text[done:start].rstrip())
        # 责任单位 says nothing that the units do not; other labels, and it beside them, say the role or the date.
        has_role_before = any("：" in one for one in found)
        is_plain = not has_role_before and (not label or label in responsibility_words()["labels"])
        if not label and has_role_before and (day := finished_by(content)):
            # Behind other labels a bare 6月底前 needs its own.
            label, content, is_plain = responsibility_words()["deadline_labels"][0], day, False
        found.append(content if is_plain else f"{label or plain_label}：{content}")
        done, is_open = end, is_open or not closed
        is_deadline = is_deadline and _is_deadline(label, content)
    kept.append(text[done:] if not found else text[done:].lstrip("。.;； \t\u3000"))
    rest = "".join(kept).strip()
    return Phrases(re.sub(r"\n{2,}", "\n", rest), "；".join(one for one in found if one), is_open,
                   is_deadline and bool(found))  # fmt: skip


def names_responsible(text: str) -> bool:
    """Whether a text says who is responsible, with at least one group or one name of a unit's shape."""
    phrases = split_phrases(text)
    parties = () if phrases.is_open else expand(phrases.responsibility) or ()
    return any(party.how != "unit" or looks_like_unit(party.text) for party in parties)


def _apart(text: str) -> tuple[list[Found], list[Found]]:
    """Return the phrases of a text, and the deadlines told beside them in a bracket or sentence of their own."""
    brackets, sentences = list(_deadline_brackets(text)), list(_deadline_sentences(text))
    # Without them whatever stands before ends its line; places stay as they are.
    bare = _blanked(text, brackets)
    phrases = [*_labelled(bare), *_unlabelled(_blanked(bare, sentences), text)]
    deadlines = [*brackets, *sentences]
    if not _blanked(bare, sentences).strip():
        return phrases, deadlines
    starts, ends = {start for start, *_ in phrases}, {_back(text, end) for _, end, *_ in phrases}
    return phrases, [
        one
        for one in deadlines
        # 时限 in brackets may be about anything, 完成时限 is clear wherever it stands.
        if _back(text, one[0]) in ends or _forth(text, one[1]) in starts or len(one[2]) > SHORT
    ]


def _deadline_brackets(text: str) -> Iterator[Found]:
    """Yield brackets at the end of a line, or before another bracket, that say by when and nothing else."""
    for match in _deadline_pattern().finditer(text):
        label, content = match["label"] or "", match["content"] or match["finished"]
        if _is_deadline(label, content):
            yield match.start(), match.end(), label, content.strip(), True


def _deadline_sentences(text: str) -> Iterator[Found]:
    """Yield sentences that say by when and nothing else: 时限：6月底前。"""
    for match in _deadline_sentence_pattern().finditer(text):
        if _is_deadline(match["label"], match["content"]):
            yield match.start(), match.end(), match["label"], match["content"].strip(), True


def _blanked(text: str, found: Sequence[Found]) -> str:
    kept, done = [], 0
    for start, end, *_ in found:
        kept += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*kept, text[done:]])


def _back(text: str, place: int) -> int:
    while place and text[place - 1] in BETWEEN:
        place -= 1
    return place


def _forth(text: str, place: int) -> int:
    while place < len(text) and text[place] in BETWEEN:
        place += 1
    return place


@lru_cache(maxsize=10_000)
def _is_deadline(label: str, content: str) -> bool:
    if label in responsibility_words()["deadline_labels"]:
        # Words before another label are about something else, and so are units.
        told = f"{label}：{content}"
        return expand(told) is None and sum(bool(one) for one, _ in segments(told)) == 1
    return not label and finished_by(content) is not None


def _remarks(text: str, phrases: Sequence[Found]) -> Iterator[Found]:
    """Yield remarks on who leads that stand right behind a phrase's bracket; elsewhere they may be about any task."""
    ends = {end for _, end, *_ in phrases}
    for match in first_leads_pattern().finditer(text):
        if len(text[: match.start()].rstrip(" \t\u3000")) in ends:
            yield match.start(), match.end(), "", match[0], True


def has_label(text: str) -> bool:
    """Whether a phrase with a label (责任单位：…, or 责任单位为… in a sentence) begins somewhere in the text.

    What says only by when is none.
    """
    phrases, _ = _apart(text)
    return any(
        opens_sentence(told) or label or "：" in told or ":" in told
        for _, _, label, told, _ in phrases
        if not _is_deadline(label, told)
    )


def _unlabelled(bare: str, text: str) -> Iterator[Found]:
    """Yield brackets and sentences at the end of a line that need no label, found where no deadlines are left."""
    for match in re.finditer(BRACKETED, bare, re.M):
        if _tells(match[1]):
            end = match.start() + len(match[0].rstrip())
            yield match.start(), end, "", text[match.start(1) : match.end(1)].strip(), True
    start = 0
    for line in bare.split("\n"):
        clauses = [(found.start(), found[0].strip(" \t\u3000。；;")) for found in CLAUSE.finditer(line.rstrip())]
        first = len(clauses)
        while first and _is_told(clauses[first - 1][1]):
            first -= 1
        # 规划编制由甲牵头；乙配合。 Whoever stands in a sentence we cannot take apart would be lost.
        is_whole = not first or not clauses[first - 1][1].endswith(_closing())
        if first < len(clauses) and is_whole:
            place, end = start + clauses[first][0], start + len(line.rstrip())
            yield place, end, "", text[place:end].strip(" \t\u3000。；;"), True
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
        content = text[start : len(text) if line < 0 else line].rstrip()
        return start + len(content), True, content.strip(" \t\u3000。.;；")
    depth = 0
    for place in range(start, min(len(text), start + LONGEST)):
        depth += (text[place] in OPENING) - (text[place] in CLOSING)
        if depth < 0:
            return place + 1, True, text[start:place].strip()
    return len(text), False, text[start:].strip()


@cache
def _labels() -> str:
    names = ("labels", "lead_labels", "support_labels", "deadline_labels", "other_labels")
    every = [label for name in names for label in responsibility_words()[name] if len(label) > SHORT]
    return "|".join(map(re.escape, sorted(every, key=len, reverse=True)))


@cache
def _label_pattern() -> re.Pattern[str]:
    opening, closing = re.escape(OPENING), re.escape(CLOSING)
    return re.compile(
        rf"(?P<open>[{opening}]\s*)?(?P<label>{_labels()})\s*(?P<close>[{closing}])?\s*(?P<colon>[:：])?[ \t\u3000]*"
    )


@cache
def _deadline_labels() -> str:
    return "|".join(map(re.escape, sorted(responsibility_words()["deadline_labels"], key=len, reverse=True)))


@cache
def _deadline_pattern() -> re.Pattern[str]:
    opening, closing = re.escape(OPENING), re.escape(CLOSING)
    inside = rf"[^{opening}{closing}。\n]"
    # 市司法局（6月底前） may be about one unit of several: without a label it stands apart from them.
    apart = "|".join(["^", rf"(?<=[{closing}。；;\s])", *(f"(?<={word})" for word in _closing())])
    return re.compile(
        rf"(?:[{opening}]\s*(?P<label>{_deadline_labels()})\s*[:：为]?\s*(?P<content>{inside}+)"
        rf"|(?:{apart})[{opening}]\s*(?P<finished>{inside}{{2,24}}))"
        rf"[{closing}][ \t\u3000]*[。；;]?(?=[ \t\u3000]*(?:$|[{opening}]|{_labels()}))",
        re.M,
    )


@cache
def _deadline_sentence_pattern() -> re.Pattern[str]:
    closing = re.escape(CLOSING)
    return re.compile(
        rf"(?:^|(?<=[。；;{closing}])|(?<=[{closing}][，,]))[ \t\u3000]*(?P<label>{_deadline_labels()})"
        rf"[ \t\u3000]*[:：](?P<content>[^。；;\n{closing}]+)[。；;]?",
        re.M,
    )
