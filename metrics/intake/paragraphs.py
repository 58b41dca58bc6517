"""A plan's text as numbered blocks: which number each carries, which lines are its own, where a plan ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from metrics.intake.phrases import LONGEST, has_label, split_phrases

HAN = "一二三四五六七八九十百"
# From shallow to deep (GB/T 9704-2012, and what is used beside it): 第一章 一、 （一） 1. （1） 1) ①.
NUMBERINGS = (
    re.compile(rf"第([{HAN}]+|\d{{1,2}})(?:章|部分|篇)[、,:：]?\s*(.+)"),
    re.compile(rf"([{HAN}]+)\s*[、.](?!\d)\s*(.+)"),
    re.compile(rf"\(([{HAN}]+)\)[、.]?\s*(.+)"),
    re.compile(r"(\d{1,3})\s*[.、](?!\d)\s*(.+)"),
    re.compile(r"\((\d{1,3})\)[、.]?\s*(.+)"),
    re.compile(r"(\d{1,3})\)\s*(.+)"),
    re.compile(r"([①-⑳])\s*(.+)"),
)
ATTACHMENT = re.compile(r"附\s*件\s*\d{0,2}\s*(?:[:：.、]|$)")
ENDS_OF_SENTENCE = '。；：！？;:!?)）】］]”"'
# A line shorter than this is no line of running text that was broken at the margin.
SHORTEST_WRAPPED = 25


@dataclass
class Block:
    """A numbered paragraph with the lines that belong to it."""

    level: int
    """Index into ``NUMBERINGS``."""
    number: int
    label: str
    """The number as printed: （三）."""
    line: int
    """Line of the text it starts on, from 1."""
    lines: list[str]
    """Its lines without the number; lines broken at the margin are joined."""
    typed: list[str] = field(default_factory=list)
    """Its lines as typed."""
    has_phrase: bool = False
    """Whether it says who is responsible."""
    has_label: bool = False
    """Whether it says so after a label (责任单位：…)."""
    told_before: bool = False
    """Whether a line before its last one says so."""

    @property
    def text(self) -> str:
        """The block without its number."""
        return "\n".join(self.lines)


class Reader:
    """Splits the lines of one text into blocks."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [line.strip().strip("\ufeff\u200b") for line in lines]
        self._numbered = [numbered(line, place) for place, line in enumerate(self._lines, start=1)]
        self._labels_to_come = self._count_labels()
        self._phrase_comes_first = self._is_phrase_in_headings()

    def blocks(self) -> list[Block]:
        """Return the numbered blocks in order, up to the attachments."""
        found: list[Block] = []
        for line, block, to_come in zip(self._lines, self._numbered, self._labels_to_come, strict=True):
            if ATTACHMENT.match(line) and any(_has_phrase(one.text) for one in found[-3:]):
                break
            if block:
                found.append(block)
            elif line and found and self._belongs(found[-1], line, to_come):
                self._add(found[-1], line)
        for block in found:
            block.has_phrase = _has_phrase(block.text)
            block.has_label = block.has_phrase and has_label(block.text)
        return found

    def phrases_outside(self) -> int:
        """Return how many lines say who is responsible, numbered or not."""
        return sum(_has_phrase(line) for line in self._lines)

    def _count_labels(self) -> list[int]:
        """Return per line how many lines with a label follow, itself included, up to the next number."""
        counts: list[int] = []
        following = 0
        for line, block in zip(reversed(self._lines), reversed(self._numbered), strict=True):
            following += has_label(line)
            counts.append(following)
            following = 0 if block else following
        return counts[::-1]

    def _belongs(self, block: Block, line: str, labels_to_come: int) -> bool:
        """Whether a line without a number continues the block: once responsibility is told, the block is complete."""
        if (has_label(line) and not has_label(block.lines[0])) or _is_deadline(line):
            return True
        if labels_to_come and not has_label(block.text):
            # Who does one of its points was told; who is responsible for the whole is still to come.
            return True
        last = block.lines[-1]
        if _has_phrase(last):
            # 责任单位：市财政局、 goes on in the next line.
            return self._phrase_comes_first or last.endswith(("、", "，", ","))
        return self._phrase_comes_first or not block.told_before

    def _add(self, block: Block, line: str) -> None:
        block.typed.append(line)
        last = block.lines[-1]
        if _is_broken(last, is_heading=len(block.lines) == 1) and not _is_phrase(line):
            block.lines[-1] = last + line
            return
        block.told_before = block.told_before or _has_phrase(last)
        block.lines.append(line)

    def _is_phrase_in_headings(self) -> bool:
        """Whether responsibility stands in the tasks' headings and their text follows in paragraphs of its own."""
        headings = followed = 0
        for place, (line, block) in enumerate(zip(self._lines, self._numbered, strict=True)):
            if not _has_phrase(line):
                continue
            before = split_phrases(line).text
            is_heading = block is not None and "。" not in before
            headings += is_heading
            after = next((one for one in range(place + 1, len(self._lines)) if self._lines[one]), None)
            followed += is_heading and after is not None and self._numbered[after] is None
        return headings > 0 and followed * 2 > self.phrases_outside()


def _has_phrase(text: str) -> bool:
    phrases = split_phrases(text)
    return bool(phrases.responsibility) and not phrases.is_open and not phrases.is_deadline


def _is_deadline(line: str) -> bool:
    """Whether a line says by when and nothing else."""
    phrases = split_phrases(line)
    return phrases.is_deadline and not phrases.text


def _is_phrase(line: str) -> bool:
    """Whether a line begins with saying who is responsible, so that it continues no line before it."""
    return has_label(line) or not split_phrases(line).text


def numbered(line: str, place: int) -> Block | None:
    """Return the block that a line opens; None when it carries no number."""
    # Only the number may be typed full-width or half-width; the text stays as typed.
    half = line.translate({0xFF08: "(", 0xFF09: ")", 0xFF0E: ".", 0x3000: " "})
    half = re.sub(r"[０-９]", lambda digit: unicodedata.normalize("NFKC", digit[0]), half[:20]) + half[20:]
    for level, numbering in enumerate(NUMBERINGS):
        if match := numbering.match(half):
            label = line[: match.start(2)].strip()
            return Block(level, number_of(match[1]), label, place, [line[match.start(2) :]], [line])
    return None


def number_of(digits: str) -> int:
    """Return a number up to 199 written in Arabic, Chinese or circled digits."""
    if digits.isdecimal():
        return int(digits)
    if digits in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(digits) - ord("①") + 1
    hundreds, _, rest = digits.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    count = 100 if hundreds else 0
    if ten:
        count += 10 * (HAN.find(tens) + 1 if tens else 1)
    return count + (HAN.find(ones) + 1 if ones else 0)


def _is_broken(line: str, is_heading: bool) -> bool:
    """Whether a line stops in the middle of a sentence or of a bracket, so that the next one continues it."""
    if len(line) > LONGEST:
        return False
    if split_phrases(line).is_open or line.endswith(("、", "，", ",", "(", "（")):
        return True
    if line.endswith(tuple(ENDS_OF_SENTENCE)):
        return False
    return len(line) >= SHORTEST_WRAPPED and not (is_heading and "。" not in line and len(line) < SHORTEST_WRAPPED + 5)


def levels_of(blocks: Sequence[Block]) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Yield every level the tasks may stand on with how badly it fits; the smallest fits best.

    At the right level every block with what is below it says once who is responsible. Where labels alone tell that,
    words without one (市财政局负责) divide the work inside the tasks.
    """
    by_label = list(_fits(blocks, [block.has_label for block in blocks]))
    if any(wrong == 0 for (wrong, _, _), _ in by_label):
        yield from by_label
    else:
        yield from _fits(blocks, [block.has_phrase for block in blocks])


def _fits(blocks: Sequence[Block], told: Sequence[bool]) -> Iterator[tuple[tuple[int, int, int], int]]:
    tells = {id(block) for block, is_told in zip(blocks, told, strict=True) if is_told}
    for level in sorted({block.level for block in blocks}):
        groups = grouped(blocks, level)
        own = sum(id(group[0]) in tells for group in groups)
        counts = [sum(id(block) in tells for block in group) for group in groups]
        wrong = sum(abs(count - 1) for count in counts) + len(tells) - sum(counts)
        # Told after the last point of every task, never in the task's own paragraph.
        at_the_end = len(groups) > 1 and all(count == 1 and id(group[-1]) in tells for count, group in
                                             zip(counts, groups, strict=True))  # fmt: skip
        if own or at_the_end:
            yield (wrong, -own, level), level


def grouped(blocks: Sequence[Block], level: int) -> list[list[Block]]:
    """Return every block of a level with the deeper ones that follow it."""
    groups: list[list[Block]] = []
    is_inside = False
    for block in blocks:
        if block.level == level:
            groups.append([block])
            is_inside = True
        elif block.level < level:
            is_inside = False
        elif is_inside:
            groups[-1].append(block)
    return groups
