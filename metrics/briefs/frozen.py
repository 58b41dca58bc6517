"""The papers that a release freezes: the 通报 with and without names and every unit's 得分单; checked by their figures.

They say what the office wrote over their drafts; where the data have changed a draft since, it has to decide first.

A paper is kept byte for byte under its SHA-256. Whether its figures still follow from the records is found out by
making it again from the package; its wording may have changed with the program since, its figures never.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from metrics.access import LOCAL
from metrics.briefs.papers import Order, Paper, make_papers_on
from metrics.briefs.rewording import rewording_of
from metrics.calendar import Period
from metrics.footing import Footing
from metrics.sealed import PAPERS, Deviation, IssuedPaper, Package
from metrics.warehouse import Warehouse

KINDS = ("notice", "unit-report")


def papers_of_release(warehouse: Warehouse, period: Period, edition: int, day: date) -> Iterator[IssuedPaper]:
    """Yield the papers of an edition that is published on ``day``, made from ``warehouse``."""
    footing = Footing("released", edition, day)
    for kind in KINDS:
        named = Order(kind, period, day, period.last)
        for wanted in (named, replace(named, is_named=False)) if kind == "notice" else (named,):
            kept = rewording_of(warehouse, LOCAL, kind, period, wanted.is_named, must_stand=True)
            yield from (_issued(kind, one) for one in make_papers_on(warehouse, footing, LOCAL, wanted, kept)[1])


def _issued(kind: str, paper: Paper) -> IssuedPaper:
    return IssuedPaper(paper.name, kind, paper.unit, paper.content, paper.figures)


def recheck_papers(warehouse: Warehouse, package: Package) -> Iterator[Deviation]:
    """Yield every figure of a frozen paper that the package's own records and rules give otherwise."""
    if not package.papers:
        return
    edition, day = int(package.manifest["edition"]), date.fromisoformat(package.manifest["released_at"][:10])
    now = {one.name: one.figures for one in papers_of_release(warehouse, package.period, edition, day)}
    for name, frozen in sorted(package.papers.items()):
        found = now.get(name, {})
        # A figure that this program words otherwise, or tells no more, cannot be compared.
        for figure in (one for one in frozen["figures"] if one in found):
            old, new = frozen["figures"][figure], found[figure]
            if old != new:
                yield Deviation(f"{PAPERS}{name}", frozen["unit"], figure, old, new)
