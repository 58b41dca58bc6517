"""Open items as lines of a paper's table."""

from __future__ import annotations

from collections.abc import Iterable

from metrics.briefs.naming import item_as_told
from metrics.i18n import translator
from metrics.scores import Source
from metrics.supervision import Item
from metrics.words import CHANNEL_TYPES
from metrics.words_of_items import word_state_of_item

t = translator("zh_CN")


def lines_of(items: Iterable[Item], year: int, is_named: bool) -> list[dict[str, str]]:
    """Return one line per item, numbered in their order; security problems are masked, unnamed papers name nobody."""
    return [
        {"number": str(number)} | _line(item_as_told(item, is_named), year) for number, item in enumerate(items, 1)
    ]


def _line(item: Item, year: int) -> dict[str, str]:
    deadline = item.deadline_on.isoformat() if item.deadline_on else "—"
    return {
        "place": _place(item),
        "fact": _fact(item),
        "clause": _clause(item, year),
        "evidence": _evidence(item),
        "deadline": t("{deadline} (presumed)", deadline=deadline) if item.is_deadline_presumed else deadline,
        "due": deadline,
        "presumed": t("(presumed)") if item.is_deadline_presumed else "",
        "overdue": "—" if item.overdue_days is None else str(item.overdue_days),
        "at_stake": item.at_stake,
        "gain": item.gain,
    }


def _place(item: Item) -> str:
    if item.kind == "task":
        return t("Task {number}", number=item.number)
    if item.kind == "checklist":
        return t("Disclosure checklist")
    if item.is_safety:
        return t("Security problem")
    kind = t(CHANNEL_TYPES[item.channel_type]) if item.channel_type else ""
    if not item.channel:
        return kind or t("No channel given")
    return t("{channel} ({kind})", channel=item.channel, kind=kind)


def _fact(item: Item) -> str:
    if item.is_safety:
        return t("A security problem; the details were told separately.")
    subject = item.problem_class or item.indicator_name
    if item.kind != "finding":
        subject = "" if item.kind == "task" else item.indicator_name
        parts = [item.title if item.kind == "task" else subject, word_state_of_item(t, item)]
    else:
        parts = [t("Veto") if item.is_veto else "", subject, item.title.rstrip("。；;. ")]
    return "：".join(part for part in parts if part)


def _clause(item: Item, year: int) -> str:
    if item.kind == "task":
        return t("Item {number} of the work plan of {year}", number=item.number, year=year)
    # What follows the colon explains the clause; the name of the clause is enough to look it up.
    return item.clause.split("：", 1)[0] or item.indicator_name


def _evidence(item: Item) -> str:
    if item.is_safety:
        return "—"
    return item.page or word_source(item.source)


def word_source(source: Source | None) -> str:
    """Return where a row was read, so that a clerk finds it."""
    if source is None:
        return "—"
    return t("{file}, {sheet}, row {row}", file=source.file, sheet=source.sheet or "—", row=source.row)


def word_reason_of_mark(reason: str, clause: str) -> str:
    """Return the reason of a mark with the name of its clause."""
    # Brackets inside brackets are square ones in official papers.
    name = clause.split("：", 1)[0].replace("（", "〔").replace("）", "〕")
    return f"{reason.rstrip('。')}（{name}）" if name else reason
