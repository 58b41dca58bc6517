"""The commands that issue papers and keep their register: issue, papers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.access import LOCAL
from metrics.briefs.correction import issue_correction
from metrics.briefs.issuing import issue
from metrics.briefs.outdated import outdated_papers
from metrics.briefs.papers import Order, write_whole
from metrics.briefs.template import CORRECTION
from metrics.briefs.words_of_verifying import word_outdated
from metrics.calendar import SHANGHAI, today_in_shanghai
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.errors import Refused, reason_of
from metrics.i18n import Translator
from metrics.register import Issued, content_of_paper, find_paper, issued_papers, mark
from metrics.warehouse import Warehouse
from metrics.words_of_papers import REGISTER_HEADINGS, register_line, word_issued, word_state

Said = tuple[dict[str, Any], str]


def issue_papers(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Issue the papers asked for, each under its own number; with ``--out`` their files are written, too."""
    if asked.kind == CORRECTION:
        return _issued(
            warehouse, (issue_correction(warehouse, LOCAL, asked.paper, agency=asked.code or "", **_by(asked)),), asked,
            cwd, t,
        )  # fmt: skip
    wanted = Order(
        kind=asked.kind, period=asked.period, issued_on=today_in_shanghai(), as_of=asked.as_of, unit=asked.unit,
        is_named=not asked.unnamed, is_tiered=asked.tiers,
    )  # fmt: skip
    return _issued(warehouse, issue(warehouse, LOCAL, wanted, agency=asked.code or "", **_by(asked)), asked, cwd, t)


def _issued(
    warehouse: Warehouse, found: tuple[Issued, ...], asked: argparse.Namespace, cwd: Path, t: Translator
) -> Said:  # fmt: skip
    written = [_written(warehouse, one, cwd / asked.out) for one in found] if asked.out else []
    today = today_in_shanghai()
    document = {"papers": [one.as_json(today) for one in found], "files": written}
    return document, "".join(f"{one.paper}  {word_issued(t, one)}\n" for one in found)


def papers(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """List the register, note a step of a paper, or write the bytes of one as they were issued."""
    today = today_in_shanghai()
    if asked.action == "mark":
        found = mark(warehouse, LOCAL, _paper(asked), _step(asked), on=asked.on or today, note=asked.note, **_by(asked))
        said = t("{reference}: {state}.", reference=found.reference, state=word_state(t, found, today))
        return found.as_json(today), said + "\n"
    if asked.action == "get":
        found = find_paper(warehouse, LOCAL, _paper(asked))
        if asked.out is None:
            raise Refused("Say the folder the paper is written into: --out.")
        path = _written(warehouse, found, cwd / asked.out)
        return {"files": [path], "sha256": found.sha256}, path + "\n"
    listed = [one for one in issued_papers(warehouse, LOCAL) if asked.period is None or asked.period.code == one.period]
    changed = {one.paper.paper: one.differences for one in outdated_papers(warehouse, LOCAL)}
    document = {
        "papers": [
            one.as_json(today) | {"changed": [dict(vars(each)) for each in changed.get(one.paper, ())]}
            for one in listed
        ]
    }
    if not listed:
        return document, t("No paper was issued yet.") + "\n"
    lines = [register_line(t, one, today) for one in listed]
    text = table([t(one) for one in REGISTER_HEADINGS.values()],
                 [[line[key] for key in REGISTER_HEADINGS] for line in lines], right={0})  # fmt: skip
    return document, text + "".join(
        word_outdated(t, one, changed[one.paper]) + "\n" for one in listed if one.paper in changed
    )


def _written(warehouse: Warehouse, one: Issued, folder: Path) -> str:
    """Write the bytes of a paper; its official number tells its file from those of other papers."""
    _, content = content_of_paper(warehouse, LOCAL, one.paper)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return str(write_whole(folder.resolve() / one.file_to_write, content))
    except OSError as error:
        raise Refused(
            "The papers cannot be written to {folder}: {reason}", folder=folder, reason=reason_of(error)
        ) from error


def _paper(asked: argparse.Namespace) -> int:
    if asked.number is None:
        raise Refused("Say which paper, by the number that papers lists.")
    return int(asked.number)


def _step(asked: argparse.Namespace) -> str:
    if asked.step is None:
        raise Refused("Say the step: sent, acknowledged, answered or void.")
    return str(asked.step)


def _by(asked: argparse.Namespace) -> dict[str, Any]:
    return {"actor": asked.by.strip() or actor_here(), "now": datetime.now(SHANGHAI)}


COMMANDS: dict[str, Callable[[Warehouse, argparse.Namespace, Path, Translator], Said]] = {
    "issue": issue_papers,
    "papers": papers,
}
