"""The commands that write papers and workbooks: brief, workbook."""

from __future__ import annotations

import argparse
from pathlib import Path

from metrics.access import LOCAL
from metrics.briefs.papers import Order, make_papers, write_papers
from metrics.briefs.recomputable import recomputable_workbook, write_recomputable_workbook
from metrics.briefs.verifying import verify
from metrics.briefs.words_of_verifying import word_verification
from metrics.calendar import today_in_shanghai
from metrics.commands.questions import Said
from metrics.i18n import Translator
from metrics.warehouse import Warehouse


def brief(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> Said:
    """Write the papers asked for and answer with their paths; all are made before the first is written."""
    wanted = Order(
        kind=asked.kind,
        period=asked.period,
        issued_on=today_in_shanghai(),
        as_of=asked.as_of,
        unit=asked.unit,
        is_named=not asked.unnamed,
    )
    _, papers = make_papers(warehouse, LOCAL, wanted)
    written = write_papers(list(papers), cwd / asked.out)
    document = {"files": [str(path) for path in written]}
    return document, "".join(f"{path}\n" for path in written) + t("{n} papers were written.", n=len(written)) + "\n"


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
