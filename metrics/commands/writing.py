"""The commands that write papers, their words, workbooks and lists: brief, words, workbook, public-list."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.access import LOCAL
from metrics.briefs.correction import draft_correction
from metrics.briefs.paper_words import PaperWords, keep_words, plan_words, read_words, words_of_paper, write_words
from metrics.briefs.papers import Order, Paper, make_papers, write_papers, write_whole
from metrics.briefs.public_list import ENDINGS, table_of_list, word_list_basis, word_order
from metrics.briefs.recomputable import recomputable_workbook, write_recomputable_workbook
from metrics.briefs.tables import Table, write_csv, write_workbook
from metrics.briefs.template import CORRECTION
from metrics.briefs.verifying import verify
from metrics.briefs.words_of_rewording import word_warnings
from metrics.briefs.words_of_verifying import word_verification
from metrics.calendar import SHANGHAI, today_in_shanghai
from metrics.commands.actor import actor_here
from metrics.commands.questions import Said
from metrics.commands.tables import table
from metrics.errors import Refused, reason_of
from metrics.i18n import Translator
from metrics.public_list import public_list
from metrics.warehouse import Warehouse


def brief(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Write the papers asked for and answer with their paths; all are made before the first is written."""
    if asked.kind == CORRECTION:
        correction = draft_correction(warehouse, LOCAL, asked.paper, today_in_shanghai())
        return _told(write_papers([correction], cwd / asked.out), [], t)
    wanted = _wanted(asked)
    texts = read_words(cwd / asked.words) if asked.words else None
    planned = None if texts is None else plan_words(warehouse, LOCAL, wanted, texts, **_by(asked))
    papers = list(make_papers(warehouse, LOCAL, wanted, planned.rewording if planned else None)[1])
    written = write_papers(papers, cwd / asked.out)
    if planned:
        # Only now: words that cannot be printed, or not here, change nothing.
        planned.keep(warehouse, LOCAL)
    warnings = [sentence for paper in papers for sentence in _warnings(paper, t)]
    return _told(written, warnings, t)


def _told(written: list[Path], warnings: list[str], t: Translator) -> Said:
    document = {"files": [str(path) for path in written], "warnings": warnings}
    text = "".join(f"{path}\n" for path in written) + t("{n} papers were written.", n=len(written)) + "\n"
    return document, text + "".join(f"{one}\n" for one in warnings)


def words(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Tell the words of a paper as drafted and as written over; change them, take the draft back, take them out."""
    wanted = _wanted(asked)
    texts: dict[str, str | None] = dict.fromkeys(asked.restore)
    if asked.words:
        texts |= read_words(cwd / asked.words)
    if texts:
        keep_words(warehouse, LOCAL, wanted, texts, **_by(asked))
    found = words_of_paper(warehouse, LOCAL, wanted)
    if asked.out:
        path = _write((cwd / asked.out).resolve(), write_words(found).encode("utf-8"))
        return _document(found, t) | {"file": str(path)}, t("The words were written to {path}.", path=path) + "\n"
    return _document(found, t), _text(found, t)


def _by(asked: argparse.Namespace) -> dict[str, Any]:
    return {"actor": asked.by.strip() or actor_here(), "now": datetime.now(SHANGHAI)}


def _wanted(asked: argparse.Namespace) -> Order:
    return Order(
        kind=asked.kind,
        period=asked.period,
        issued_on=today_in_shanghai(),
        as_of=asked.as_of,
        unit=asked.unit,
        is_named=not asked.unnamed,
        is_tiered=getattr(asked, "tiers", False),
    )


def _warnings(paper: Paper, t: Translator) -> list[str]:
    """Return what is to be told of the words of a paper, each with the file and the paragraph it is about."""
    if paper.narrative is None:
        return []
    told = [
        f"{paper.name} {one.paragraph.code}：{sentence}"
        for one in paper.narrative.edited
        for sentence in word_warnings(t, one)
    ]
    gone = t("The words written here have no place in this paper any more; they are not used.")
    return told + [f"{paper.name} {one.paragraph}：{gone}" for one in paper.narrative.without_place]


def _document(found: PaperWords, t: Translator) -> dict[str, Any]:
    return {
        "paper": found.title,
        "paragraphs": [
            {
                "code": one.paragraph.code, "headings": one.paragraph.headings, "drafted": one.paragraph.text,
                "text": one.text, "is_edited": one.edit is not None,
                "replaced": one.replaced if one.is_overtaken else None,
                "actor": one.edit and one.edit.actor,
                "at": one.edit and one.edit.at.isoformat(sep=" ", timespec="seconds"),
                "warnings": word_warnings(t, one),
            }
            for one in found.narrative.paragraphs
        ],
        "without_place": [{"code": one.paragraph, "text": one.text} for one in found.narrative.without_place],
    }  # fmt: skip


def _text(found: PaperWords, t: Translator) -> str:
    lines = [found.title]
    for one in found.narrative.paragraphs:
        mark = "" if one.edit is None else t("(edited by {actor} on {day})", actor=one.edit.actor,
                                             day=one.edit.at.date().isoformat())  # fmt: skip
        lines += ["", f"[{one.paragraph.code}]{mark}", one.text or t("(struck out)")]
        if one.edit is not None:
            lines.append(t("Draft: {text}", text=one.paragraph.text))
        if one.is_overtaken:
            lines.append(t("Draft when it was edited: {text}", text=one.replaced))
        lines += [f"! {sentence}" for sentence in word_warnings(t, one)]
    gone = t("The words written here have no place in this paper any more; they are not used.")
    for edit in found.narrative.without_place:
        lines += ["", f"[{edit.paragraph}]", edit.text, f"! {gone}"]
    return "\n".join(lines) + "\n"


def verify_file(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Compare the figures printed in a paper with the store, and tell whether it is as it was issued."""
    path = cwd / asked.verify
    found = verify(warehouse, LOCAL, path, path.name)
    return found.as_json(), "".join(f"{line}\n" for line in word_verification(t, found))


def workbook(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Write the re-computable workbook asked for and answer with its path."""
    content = recomputable_workbook(warehouse, LOCAL, asked.period, asked.as_of, asked.unit)
    path = write_recomputable_workbook(cwd / asked.out, content)
    return {"files": [str(path)]}, t("The workbook was written to {path}.", path=path) + "\n"


def public(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Write or print the list for publication."""
    found = public_list(warehouse, LOCAL, asked.period, asked.as_of)
    made = table_of_list(t, found, warehouse.kind == "demo", datetime.now(SHANGHAI))
    document = {
        "period": found.period.code, "as_of": found.as_of.isoformat(),
        "scheme": {"id": found.scheme.id, "version": found.scheme.version}, "basis": word_list_basis(found),
        "order": word_order(t, found),
        "units": [
            {"unit": one.unit, "group": one.group, "websites": vars(one.websites), "accounts": vars(one.accounts)}
            for one in found.lines
        ],
    }  # fmt: skip
    if asked.out:
        path = _written(cwd / asked.out, made)
        return document | {"files": [str(path)]}, t("The list was written to {path}.", path=path) + "\n"
    rows = [[line[column.key] for column in made.columns] for line in made.lines]
    facts = "".join(f"{label}：{text}\n" for label, text in made.basis.facts)
    right = range(2, len(made.columns))
    return document, f"{made.title}\n{facts}\n" + table([one.heading for one in made.columns], rows, right=right)


def _written(path: Path, made: Table) -> Path:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Refused("{file} is to end in {endings}.", file=path.name, endings="、".join(ENDINGS))
    return _write(path.resolve(), write_csv(made) if ending == ".csv" else write_workbook([made]))


def _write(path: Path, content: bytes) -> Path:
    try:
        return write_whole(path, content)
    except OSError as error:
        raise Refused("{file} cannot be written: {reason}", file=path.name, reason=reason_of(error)) from error


COMMANDS: dict[str, Callable[[Warehouse, argparse.Namespace, Path, Translator], Said]] = {
    "brief": brief,
    "words": words,
    "workbook": workbook,
    "public-list": public,
}
