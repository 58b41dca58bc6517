"""Make typed values of what people type into cells, or say what is wrong with it.

One function per form of value: text in, value out, ``Wrong`` raised with the code of the fault. Where the
cell is and what its heading says is added by whoever reads the row (rows.py). Nothing is guessed: a comma in
a number or 03/04/2026 is a question, not a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from metrics.calendar import Period, parse_date
from metrics.intake.paragraphs import number_of
from metrics.intake.words import folded, half_width, vocabulary

# scoring.md §7 and design.md decision 4: points and weights are stored as whole ten-thousandths.
MOST_DECIMALS = 4
# Keeps every stored ten-thousandth, and sums of millions of them, far inside 64 bits.
MOST = 1_000_000_000
BETWEEN_NAMES = re.compile(r"[、，,；;/|\n\r]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_SHORT_DATE = re.compile(r"\d{1,2}([-./])\d{1,2}\1\d{2}(?:\d{2})?")
# What spreadsheets show in place of a result; as text in a .csv, or pasted as values.
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_FORMULA = re.compile(r"=[A-Z_$'(+-][^\u4e00-\u9fff]*[(!\d]")
# What people put around the number of a task: （1）, 1、, 第1项, 任务1.
_AROUND_A_NUMBER = "()[]【】〔〕、.。,:第项条号"
_CALLED_A_TASK = re.compile("^(重点|主要)?(工作)?任务")
_HAN_NUMBER = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_TRUTH = {"TRUE": True, "FALSE": False}


class Wrong(Exception):
    """A cell does not hold what its column wants; ``code`` and ``details`` are those of the fault."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True)
class Hints:
    """What other cells say that a cell without a year leaves open."""

    year: int | None = None
    """The ledger's year: its 年度, the title, or the 检查期."""
    not_before: date | None = None
    """The day before which a date of this row cannot lie: when the finding was found."""


Parser = Callable[[str, Hints], object]


def said_by_program(typed: str) -> str:
    """Return the fault of a text that a spreadsheet wrote instead of a value: #REF!, or a formula kept as text."""
    if typed[:1] not in "#=" or not typed:
        return ""
    bare = typed.strip().upper()
    if bare in ERRORS:
        return "error_value"
    return "formula_without_value" if _FORMULA.match(bare) else ""


def text(typed: str, hints: Hints) -> str:
    """Return prose: outer blanks gone, one kind of line break and of blank, everything else as typed."""
    lines = re.sub(r"[^\S\n]+", " ", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.strip() for line in lines.strip().split("\n"))


def line(typed: str, hints: Hints) -> str:
    """Return a name or address on one line; a line break inside it was made to fit the column."""
    one = "".join(part.strip() for part in typed.splitlines()) if "\n" in typed or "\r" in typed else typed
    return " ".join(one.replace("\u200b", "").replace("\ufeff", "").split())


def names(typed: str, hints: Hints) -> tuple[str, ...]:
    """Return the names of a list in its order, each once."""
    parts = (line(part, hints) for part in BETWEEN_NAMES.split(typed))
    return tuple(dict.fromkeys(part for part in parts if part))


def number_of_problem(typed: str, hints: Hints) -> str:
    """Return a 问题编号 in half-width signs, so that ＷＴ－００１ and WT-001 are one problem."""
    return line(half_width(typed), hints)


def number_of_item(typed: str, hints: Hints) -> str:
    """Return a number that names something (序号): "１、", "01", "1.0", "（一）", "第一项" and "任务1" are all "1".

    A composite (一-2, 2.1) stays as typed: nobody but the plan knows what its parts count.
    """
    bare = re.sub(r"\.0+$", "", folded(typed).strip(_AROUND_A_NUMBER))
    counted = _CALLED_A_TASK.sub("", bare).strip(_AROUND_A_NUMBER)
    if _HAN_NUMBER.fullmatch(counted):
        return str(number_of(counted))
    return counted.lstrip("0") or counted if counted.isdigit() else bare or line(typed, hints)


def decimal(typed: str, hints: Hints) -> Decimal:
    """Return an exact number of at most four decimals; "1.75分" is 1.75, "1,250" is a question."""
    bare = folded(typed).removesuffix("分").replace("−", "-").replace("﹣", "-")
    if "," in bare and _NUMBER.fullmatch(bare.replace(",", "")):
        raise Wrong("ambiguous_number")
    if not _NUMBER.fullmatch(bare) or not bare.isascii():
        raise Wrong("not_a_number")
    value = Decimal(bare)
    if abs(value) > MOST:
        raise Wrong("number_out_of_range", least=-MOST, most=MOST)
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    value = value.normalize()
    if -int(value.as_tuple().exponent) > MOST_DECIMALS:
        raise Wrong("too_many_decimals", most=MOST_DECIMALS)
    return value


def points(typed: str, hints: Hints) -> Decimal:
    """Return points without their sign: whether they are lost or gained is said by 性质 (scoring.md §4)."""
    return abs(decimal(typed, hints))


def amount(typed: str, hints: Hints) -> Decimal:
    """Return a number that counts things: not below zero."""
    value = decimal(typed, hints)
    if value < 0:
        raise Wrong("number_out_of_range", least=0, most=MOST)
    return value


def observed(typed: str, hints: Hints) -> Decimal:
    """Return a number, or 1 and 0 for 是 and 否; TRUE and FALSE are what spreadsheets make of a ticked cell."""
    try:
        return Decimal(yes_no(typed, hints))
    except Wrong:
        pass
    try:
        return amount(typed, hints)
    except Wrong as wrong:
        raise Wrong("not_a_number_or_answer") if wrong.code == "not_a_number" else wrong from None


def whole(typed: str, hints: Hints) -> int:
    """Return a whole number."""
    value = decimal(typed, hints)
    if value != value.to_integral_value():
        raise Wrong("not_whole")
    return int(value)


def period_if_told(typed: str, hints: Hints) -> str | None:
    """Return the code of a period, None for words that name none: where it only helps to tell things apart."""
    try:
        return period(typed, hints)
    except Wrong:
        return None


def year(typed: str, hints: Hints) -> int:
    """Return a year, written 2025, 2025年 or 2025年度."""
    match = re.fullmatch(r"(20\d\d)年?度?", folded(typed))
    if not match:
        raise Wrong("unknown_period")
    return int(match[1])


@lru_cache(maxsize=1_000)
def period(typed: str, hints: Hints) -> str:
    """Return the code of a quarter, half-year or year; without a year, that of the ledger."""
    for candidate in (typed, f"{hints.year}年{folded(typed)}" if hints.year else typed):
        try:
            return Period.parse(candidate).code
        except ValueError:
            continue
    raise Wrong("unknown_period")


@lru_cache(maxsize=10_000)
def day(typed: str, hints: Hints) -> date:
    """Return the day a cell names in any form people type (scoring.md §3)."""
    if _SHORT_DATE.fullmatch(folded(typed)):
        raise Wrong("ambiguous_date")
    try:
        found = parse_date(typed, hints.year, hints.not_before)
    except ValueError:
        raise Wrong("impossible_date") from None
    if found is None:
        raise Wrong("unknown_date")
    return found


def ticked(typed: str) -> str:
    """Return the choice that is ticked among several typed with boxes (■推进中 □已完成), else the text itself.

    Boxes stand before the words or behind them, all alike. None or several ticked is no choice: the text stays.
    """
    signs = _boxes()
    bare = folded(typed)
    if not signs or not any(sign in bare for sign in signs) or len(bare) < 2:
        return typed
    parts = [part for part in re.split(f"([{''.join(signs)}])", bare) if part]
    is_before = parts[0] in signs
    pairs = list(zip(parts[0::2], parts[1::2], strict=False))
    if len(parts) % 2 or any((first in signs) is not is_before or (second in signs) is is_before
                             for first, second in pairs):  # fmt: skip
        return typed
    chosen = [second if is_before else first for first, second in pairs if signs[first if is_before else second]]
    return chosen[0].strip("、,;/") if len(chosen) == 1 else typed


@cache
def _boxes() -> dict[str, bool]:
    """Return the signs of boxes as they are compared, with whether they are ticked."""
    words = vocabulary().lists["box"]
    return {folded(sign): code == "ticked" for code, signs in words.items() for sign in signs}


def yes_no(typed: str, hints: Hints) -> bool:
    """Return whether the cell says yes."""
    found = _TRUTH.get(half_width(typed).strip().upper())
    if found is not None:
        return found
    answer = vocabulary().code("yes_no", ticked(typed))
    if answer is None:
        raise Wrong("not_yes_or_no")
    return answer == "yes"


def word_of(name: str) -> Parser:
    """Return the parser of a closed list of answers, by its name in words.toml."""

    def word(typed: str, hints: Hints) -> str:
        code = vocabulary().code(name, typed) or vocabulary().code(name, ticked(typed))
        if code is None:
            raise Wrong("unknown_word", wanted=vocabulary().canonical(name))
        return code

    return word


# How each field is read. A kind's fields that are missing here are made from several cells (rows.py).
PARSERS: dict[str, dict[str, Parser]] = {
    "units": {
        "name": line,
        "group": word_of("unit_group"),
        "league": line,
        "short_names": names,
        "former_names": names,
        "serves_public": yes_no,
        "supervisor": line,
        "sort_order": whole,
        "valid_from": day,
        "valid_until": day,
    },
    "channels": {
        "name": line,
        "type": word_of("channel_type"),
        "unit_text": line,
        "identifier": line,
        "address": line,
        "status": word_of("channel_status"),
        "opened_on": day,
        "closed_on": day,
    },
    "assignments": {
        "year": year,
        "number": number_of_item,
        "title": text,
        "responsible": names,
        "role": word_of("role"),
        "lead_units": names,
        "support_units": names,
        "due_text": text,
        "status": word_of("status"),
        "completed_on": day,
        "progress": text,
        "evidence": text,
        "verification": word_of("verification"),
        "reported_on": day,
    },
    "inspections": {
        "period": period,
        "channel_name": line,
        "type": word_of("channel_type"),
        "unit_text": line,
        "inspected_on": day,
        "result_text": text,
    },
    "findings": {
        "number": number_of_problem,
        "period": period,
        "found_on": day,
        "unit_text": line,
        "channel_name": line,
        "channel_type": word_of("channel_type"),
        "indicator_text": line,
        "kind": word_of("finding_kind"),
        "points": points,
        "description": text,
        "page": line,
        "screenshot": line,
        "source": line,
        "review": word_of("review"),
        "reduced_points": points,
    },
    "rectifications": {
        "number": number_of_problem,
        "period": period_if_told,
        "unit_text": line,
        "channel_name": line,
        "indicator_text": line,
        "description": text,
        "deadline_text": text,
        "extended_to": day,
        "extension_approved_on": day,
        "action": text,
        "fixed_on": day,
        "rechecked_on": day,
        "recheck_result": word_of("recheck"),
    },
    "observations": {
        "period": period,
        "unit_text": line,
        "indicator_text": line,
        "numerator": amount,
        "denominator": amount,
        "value": observed,
        "evidence": text,
    },
}
