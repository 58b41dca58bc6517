"""Read the yearly plan (工作要点): every numbered paragraph that names who is responsible is a task.

The text is split into numbered blocks; the numbering that carries the responsibility phrases is the
tasks' level, whatever it looks like, shallower blocks are chapters and deeper ones belong to the task
before them. What stands before the first number or after a phrase (mastheads, lists of links) is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from metrics.intake.faults import Fault, fault
from metrics.intake.reading import Reading, Row
from metrics.intake.units import unit_words

Expansion = tuple[tuple[Literal["group", "unit", "to_confirm"], str], ...]
HAN = "一二三四五六七八九十百"
# From shallow to deep (GB/T 9704-2012): 一、 （一） 1. （1）.
NUMBERINGS = (
    re.compile(rf"([{HAN}]+)、\s*(.+)"),
    re.compile(rf"\(([{HAN}]+)\)\s*(.+)"),
    re.compile(r"(\d{1,3})[.、](?!\d)\s*(.+)"),
    re.compile(r"\((\d{1,3})\)\s*(.+)"),
)
TITLE = re.compile(r"《?(20\d\d)年\S{2,60}(?:要点|方案|计划|安排|分工|任务)》?")
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class NoticeTask:
    """One task of the plan as its paragraph states it."""

    number: str
    """In Arabic digits, without leading zeros."""
    title: str
    """The paragraph's first sentence."""
    section: str
    """Heading of the chapter it stands in; empty without chapters."""
    text: str
    """The paragraph without its number and its responsibility phrase."""
    responsibility: str
    """Who is responsible, as typed."""
    expansion: Expansion
    """What the phrase means: a whole group, a unit's name to be looked up, or words a person has to confirm."""
    line: int
    """Line of the text the paragraph starts on, from 1."""
    paragraph: str
    """The whole paragraph as typed."""


@dataclass(frozen=True)
class Notice:
    """A plan: its year and title (None and empty when not stated), its tasks, and what could not be read."""

    year: int | None
    title: str
    tasks: tuple[NoticeTask, ...]
    faults: tuple[Fault, ...]


class Block(NamedTuple):
    """A numbered paragraph with its continuation lines."""

    level: int
    """Index into ``NUMBERINGS``."""
    number: int
    text: str
    """Without the number."""
    line: int
    paragraph: str


def read_plan(path: Path, name: str) -> Reading:
    """Return the tasks of a plan's text file (UTF-8 or GB18030) as rows of the kind ``tasks``; ``row`` is the line.

    A task whose responsibility cannot be read stays among the rows as faulty, without an expansion.
    """
    content = path.read_bytes()
    if not content.strip():
        return Reading(name, (), (fault("empty_file"),))
    text = _decoded(content)
    if text is None:
        return Reading(name, (), (fault("notice_not_recognised"),))
    notice = read_notice(text)
    sheet = Path(name).stem
    return Reading(name, tuple(_row(task, notice, sheet) for task in notice.tasks), notice.faults)


def read_notice(text: str) -> Notice:
    """Return what a plan says; a text without tasks has the fault ``notice_not_recognised`` and nothing else."""
    lines = text.splitlines()
    blocks = tuple(_blocks(lines))
    levels = Counter(block.level for block in blocks if responsibility_phrase(block.text))
    if not levels:
        return Notice(None, "", (), (fault("notice_not_recognised"),))
    level = max(levels, key=lambda one: (levels[one], -one))
    first = next(block for block in blocks if block.level == level)
    year, title = _title(lines[: first.line])
    tasks = tuple(_tasks(blocks, level))
    faults = [] if year else [fault("notice_without_year")]
    return Notice(year, title, tasks, (*faults, *_number_faults(tasks), *_responsibility_faults(tasks)))


def responsibility_phrase(text: str) -> tuple[str, str] | None:
    """Return the text before the responsibility phrase and the units it names, both as typed.

    None without a phrase, or when its bracket is not closed (yet).
    """
    labels = "|".join(map(re.escape, unit_words()["responsibility"]["labels"]))
    openings = list(re.finditer(rf"([(（]\s*)?(?:{labels})\s*[:：]\s*", text))
    if not openings:
        return None
    opened = openings[-1]
    units = text[opened.end() :].rstrip(" \t\u3000。.;；")
    if opened[1]:
        if _depth(units) != -1 or units[-1:] not in (")", "）"):
            return None
        units = units[:-1]
    return text[: opened.start()].rstrip(), units.strip()


def expand(responsibility: str) -> Expansion | None:
    """Return what a responsibility phrase means, in its order; None when it cannot be read without guessing.

    Phrases that distribute roles (牵头, 配合) cannot be read yet.
    """
    words = unit_words()["responsibility"]
    if any(word in responsibility for word in words["roles"]):
        return None
    items = [item for item in _items(responsibility) if item]
    expansion: list[tuple[Literal["group", "unit", "to_confirm"], str]] = []
    for item in items:
        if group := _groups().get(_folded(item)):
            expansion.append(("group", group))
        elif any(word in item for word in words["to_confirm"]) or item.endswith("等"):
            expansion.append(("to_confirm", item))
        else:
            expansion.append(("unit", item))
    return tuple(dict.fromkeys(expansion)) or None


@cache
def _groups() -> dict[str, str]:
    groups = unit_words()["responsibility"]["groups"]
    return {_folded(phrase): group for group, phrases in groups.items() for phrase in phrases}


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Yield the numbered blocks; a line without a number continues its block until a responsibility phrase ends it."""
    current: Block | None = None
    for line, typed in enumerate(lines, start=1):
        paragraph = typed.strip()
        numbered = _numbered(paragraph, line)
        if numbered:
            if current:
                yield current
            current = numbered
        elif current and paragraph and not responsibility_phrase(current.text):
            current = current._replace(text=current.text + paragraph, paragraph=current.paragraph + paragraph)
    if current:
        yield current


def _numbered(paragraph: str, line: int) -> Block | None:
    # Only the number may be typed full-width or half-width; the text stays as typed.
    half = paragraph.replace("（", "(").replace("）", ")").replace("．", ".")
    half = re.sub(r"[０-９]", lambda digit: unicodedata.normalize("NFKC", digit[0]), half)
    for level, numbering in enumerate(NUMBERINGS):
        if match := numbering.match(half):
            return Block(level, _number(match[1]), paragraph[match.start(2) :], line, paragraph)
    return None


def _number(digits: str) -> int:
    """Return a number up to 199 written in Arabic or Chinese digits."""
    if digits.isdecimal():
        return int(digits)
    hundreds, _, rest = digits.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    count = 100 if hundreds else 0
    if ten:
        count += 10 * (HAN.find(tens) + 1 if tens else 1)
    return count + (HAN.find(ones) + 1 if ones else 0)


def _title(lines: Sequence[str]) -> tuple[int | None, str]:
    """Return year and title from the last line before the tasks that is a title of a year's plan."""
    for line in reversed(lines):
        if match := TITLE.fullmatch(re.sub(r"\s", "", line)):
            return int(match[1]), match[0].strip("《》")
    return None, ""


def _tasks(blocks: Sequence[Block], level: int) -> Iterator[NoticeTask]:
    section = ""
    task: NoticeTask | None = None
    for block in blocks:
        if block.level < level:
            section = block.text.rstrip("。")
        elif block.level == level:
            if task:
                yield task
            task = _task(block, section)
        elif task:
            task = _with_point(task, block)
    if task:
        yield task


def _task(block: Block, section: str) -> NoticeTask:
    text, responsibility = responsibility_phrase(block.text) or (block.text, "")
    title = re.split(r"[。\n]", text, maxsplit=1)[0].strip()
    expansion = (expand(responsibility) if responsibility else None) or ()
    return NoticeTask(str(block.number), title, section, text, responsibility, expansion, block.line, block.paragraph)


def _with_point(task: NoticeTask, point: Block) -> NoticeTask:
    """Return the task with a deeper numbered point added; a phrase there is the task's when it has none yet."""
    text, responsibility = responsibility_phrase(point.text) or (point.text, "")
    if task.responsibility:
        responsibility = task.responsibility
    expansion = (expand(responsibility) if responsibility else None) or ()
    whole = f"{task.text}\n{text}"
    paragraph = f"{task.paragraph}\n{point.paragraph}"
    return NoticeTask(task.number, task.title, task.section, whole, responsibility, expansion, task.line, paragraph)


def _number_faults(tasks: Sequence[NoticeTask]) -> Iterator[Fault]:
    """Yield a fault for a number used again, since a ledger could not say which task it means, and for a gap."""
    seen: dict[str, int] = {}
    for task in tasks:
        if task.number in seen:
            yield fault("notice_number_repeated", value=task.number, line=task.line, other=seen[task.number])
        seen.setdefault(task.number, task.line)
    wanted = {str(number) for number in range(1, max((int(number) for number in seen), default=0) + 1)}
    if missing := sorted(wanted - seen.keys(), key=int):
        yield fault("notice_number_missing", value="、".join(missing))


def _responsibility_faults(tasks: Sequence[NoticeTask]) -> Iterator[Fault]:
    for task in tasks:
        if not task.expansion:
            value = task.responsibility or task.title
            yield fault("responsibility_unreadable", value=value, line=task.line, number=task.number)


def _row(task: NoticeTask, notice: Notice, sheet: str) -> Row:
    fields = {
        "year": notice.year,
        "number": task.number,
        "title": task.title,
        "section": task.section or None,
        "text": task.text,
        "responsibility": task.responsibility or None,
        "expansion": task.expansion or None,
    }
    cells = {"序号": task.number, "章节": task.section, "正文": task.paragraph}
    is_faulty = not task.expansion or notice.year is None
    return Row("tasks", sheet, task.line, cells, fields, {}, is_faulty)


def _items(responsibility: str) -> Iterator[str]:
    """Yield the parts between 、，；, leaving separators inside brackets alone."""
    start = depth = 0
    for place, sign in enumerate(responsibility):
        depth += (sign in "(（") - (sign in ")）")
        if depth == 0 and sign in "、,，;；\n":
            yield responsibility[start:place].strip()
            start = place + 1
    yield responsibility[start:].strip()


def _depth(text: str) -> int:
    return sum((sign in "(（") - (sign in ")）") for sign in text)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
