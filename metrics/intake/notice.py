"""Read the yearly plan (工作要点): every numbered paragraph that names who is responsible is a task.

Works on any city's plan: the level of numbering at which everybody's responsibility is told once is the tasks',
shallower blocks are chapters and deeper ones belong to the task before them. What stands before the first number
or after a phrase (mastheads, lists of links) is left out. Numbers that start again in every chapter are replaced
by one running number, since a ledger has one column 序号 and a spreadsheet turns 1.10 and 1-2 into something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metrics.intake.faults import Fault, fault
from metrics.intake.paragraphs import Block, Reader, grouped, levels_of
from metrics.intake.phrases import split_phrases
from metrics.intake.responsibility import Expansion, deadline_of, expand

# A title may write its year in Chinese digits, their zero in any of three characters: 二〇二六, 二○二六, 二零二六.
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
YEAR = r"20\d\d|二[〇○零][〇○零一二三四五六七八九]{2}"
TITLE = re.compile(rf"\S{{0,20}}?({YEAR})年(?:度)?\S{{2,60}}(?:要点|方案|计划|安排|分工|任务|清单|分解表|意见)")
LONGEST_HEADING = 60


@dataclass(frozen=True)
class NoticeTask:
    """One task of the plan as its paragraphs state it."""

    number: str
    """In Arabic digits, without leading zeros; runs through the plan where printed numbers start again."""
    printed: str
    """The number as printed, with its chapters': 二、（一）."""
    title: str
    """The first sentence, or the heading."""
    section: str
    """Headings of the chapters it stands in, from shallow to deep; empty without chapters."""
    text: str
    """Its paragraphs without its number and its responsibility phrase."""
    responsibility: str
    """Who is responsible, as typed."""
    expansion: Expansion
    """What the phrase means; empty when it cannot be read."""
    due_text: str
    """The deadline told beside the units, in its words; empty without one."""
    line: int
    """Line of the text the paragraph starts on, from 1."""
    paragraph: str
    """All of its lines as typed."""


@dataclass(frozen=True)
class Notice:
    """A plan: its year and title (None and empty when not stated), its tasks, and what could not be read."""

    year: int | None
    title: str
    tasks: tuple[NoticeTask, ...]
    faults: tuple[Fault, ...]


def read_notice(text: str, name: str = "") -> Notice:
    """Return what a plan says; a text without tasks has one fault that says what is missing, and nothing else.

    ``name`` is asked for the year when no title tells it.
    """
    lines = text.splitlines()
    reader = Reader(lines)
    blocks = reader.blocks()
    fitting = sorted(levels_of(blocks))
    if not fitting:
        places = reader.phrases_outside()
        missing = fault("notice_without_numbers", places=places) if places else fault("notice_not_recognised")
        return Notice(*_title(lines, name), (), (missing,))
    level = fitting[0][1]
    first = next(block for block in blocks if block.level == level)
    year, title = _title([*lines[: first.line - 1]], name)
    found = [_task(group, chapters) for group, chapters in _with_chapters(blocks, level)]
    tasks, number_faults = _numbered(found, [chapters for _, chapters in _with_chapters(blocks, level)])
    faults = [] if year else [fault("notice_without_year")]
    faults += [*number_faults, *_responsibility_faults(tasks), *_left_out_faults(blocks, level)]
    return Notice(year, title, tasks, tuple(faults))


def _with_chapters(blocks: Sequence[Block], level: int) -> Iterator[tuple[list[Block], tuple[Block, ...]]]:
    """Yield every task's blocks with the chapters it stands in."""
    tasks = {id(group[0]): group for group in grouped(blocks, level)}
    chapters: list[Block] = []
    for block in blocks:
        if block.level < level:
            chapters = [one for one in chapters if one.level < block.level] + [block]
        elif id(block) in tasks:
            yield tasks[id(block)], tuple(chapters)


def _title(lines: Sequence[str], name: str) -> tuple[int | None, str]:
    """Return year and title from the last line before the tasks that is a title of a year's plan, else from the name.

    A title may be broken into two lines.
    """
    bare = [re.sub(r"\s", "", line) for line in lines]
    bare = [line for line in bare if line]
    for place in reversed(range(len(bare))):
        for line in (bare[place], "".join(bare[place : place + 2])):
            found = re.fullmatch(rf"《?({TITLE.pattern})(?:\(.*\)|（.*）)?》?", line)
            if found:
                return _year(found[2]), found[1]
    for line in (*reversed(bare), re.sub(r"\s", "", name)):
        if inside := re.search(rf"《({TITLE.pattern})》", line) or TITLE.search(line):
            title = inside[1] if inside.re.groups > 1 else inside[0]
            year = inside[2] if inside.re.groups > 1 else inside[1]
            return _year(year), re.sub(r"^.*关于(?:印发|公布|下达)《?", "", title)
    return None, ""


def _year(digits: str) -> int:
    return int(digits.translate(CHINESE_DIGITS))


def _task(group: Sequence[Block], chapters: Sequence[Block]) -> NoticeTask:
    """Return one task; phrases of its points count where its own paragraph has none."""
    parts = [split_phrases(block.text) for block in group]
    phrases = [part.responsibility for part in parts if part.responsibility]
    # With a phrase of its own, those of its points name nobody new for the task as a whole.
    is_told = parts[0].responsibility and not parts[0].is_deadline
    responsibility = parts[0].responsibility if is_told else "；".join(dict.fromkeys(phrases))
    text = "\n".join(part.text for part in parts if part.text)
    return NoticeTask(
        str(group[0].number),
        "".join(chapter.label for chapter in chapters[-1:]) + group[0].label,
        heading_of(parts[0].text),
        " / ".join(heading_of(split_phrases(chapter.text).text) for chapter in chapters),
        text,
        responsibility,
        (expand(responsibility) if responsibility else None) or (),
        deadline_of(responsibility) or "",
        group[0].line,
        "\n".join(line for block in group for line in block.typed),
    )


def heading_of(text: str) -> str:
    """Return the first sentence of a paragraph, or its first line; a long one is cut at its first comma."""
    heading = re.split(r"[。\n]", text.strip(), maxsplit=1)[0].strip().rstrip("：:；;")
    if len(heading) > LONGEST_HEADING:
        heading = re.split(r"[，,：:；;]", heading, maxsplit=1)[0]
    return heading


def _numbered(
    tasks: Sequence[NoticeTask], chapters: Sequence[tuple[Block, ...]]
) -> tuple[tuple[NoticeTask, ...], list[Fault]]:
    """Return the tasks with numbers a ledger can name them by, and what is wrong with the printed ones."""
    by_chapter: dict[int, list[NoticeTask]] = defaultdict(list)
    for task, parents in zip(tasks, chapters, strict=True):
        by_chapter[id(parents[-1]) if parents else 0].append(task)
    numbers = [task.number for task in tasks]
    starts_again = len(by_chapter) > 1 and len(set(numbers)) < len(numbers)
    if not starts_again:
        return tuple(tasks), list(_number_faults(tasks))
    faults = [found for part in by_chapter.values() for found in _number_faults(part)]
    running = tuple(replace(task, number=str(place)) for place, task in enumerate(tasks, start=1))
    again = next(new for old, new in zip(tasks, running, strict=True) if old.number != new.number)
    faults.append(fault("notice_numbers_restart", value=again.printed, number=again.number, last=len(running)))
    return running, faults


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


def _left_out_faults(blocks: Sequence[Block], level: int) -> Iterator[Fault]:
    """Yield a fault for every paragraph that says who is responsible and is neither a task nor a point of one."""
    inside = {id(block) for group in grouped(blocks, level) for block in group}
    # What a chapter says of itself stands above its tasks; a paragraph without any below it was meant as a task.
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        is_chapter = following is not None and block.level < min(level, following.level)
        if block.has_phrase and id(block) not in inside and not is_chapter:
            yield fault("notice_task_left_out", value=heading_of(split_phrases(block.text).text), line=block.line)
