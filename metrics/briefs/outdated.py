"""Issued papers whose figures are others by now: later data have come in, or another edition holds.

A correction (更正说明) that was issued counts: what it says is what the paper has said since. Papers are known by
``metrics.register``, which decides who may know of which; figures are counted as ``brief --verify`` counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from metrics.access import Reader
from metrics.briefs.annexes import FigureDifference, comparable, compared, values_of
from metrics.briefs.papers import Draft, Drafts, Order, drafts_of
from metrics.briefs.template import CORRECTION
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.register import Issued, issued_papers
from metrics.releases import status
from metrics.warehouse import Warehouse

# Figures are the same whoever asks; what was left to say of a paper is decided by who may know of it.
EVERYTHING = Reader("supervisor")
Annex = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Outdated:
    """An issued paper with every figure that is another one by now."""

    paper: Issued
    differences: tuple[FigureDifference, ...]


def outdated_papers(warehouse: Warehouse, reader: Reader) -> tuple[Outdated, ...]:
    """Return the papers this reader may know of whose figures have changed since, the earliest first."""
    known = issued_papers(warehouse, reader)
    found = (Outdated(one, differences_of(warehouse, one, known)) for one in known if can_be_outdated(one))
    return tuple(one for one in found if one.differences)


def can_be_outdated(one: Issued) -> bool:
    """Whether a paper's figures are looked after: a void one's never, a correction's by the paper it corrects."""
    return not one.is_void and one.kind != CORRECTION


def differences_of(warehouse: Warehouse, one: Issued, known: Iterable[Issued]) -> tuple[FigureDifference, ...]:
    """Return what differs now from what a paper says, and its corrections among ``known`` say."""
    latest = status(warehouse, Period.parse(one.period)).latest
    said = values_of(one.figures)
    for correction in known:
        if correction.corrects == one.paper and not correction.is_void:
            said |= values_of(correction.figures)
    rests_on_edition = latest is not None and latest.as_of == one.as_of
    if rests_on_edition and latest is not None and one.edition == latest.edition and said == values_of(one.figures):
        # An edition never moves: what was counted from it is what it gives.
        return ()
    stamp = latest.sha256 if rests_on_edition and latest is not None else str(warehouse.version)
    return tuple(compared(said, values_of(comparable(one.figures, figures_of(warehouse, one, stamp)))))


def figures_of(warehouse: Warehouse, one: Issued, stamp: str) -> Annex:
    """Return the annex a paper would have now; empty when there is nothing to count any more."""
    wanted = wanted_of(one)
    unit = wanted.unit or ""
    try:
        together = _annexes(warehouse, replace(wanted, unit=None), stamp)
        return together[unit] if unit in together else _annexes(warehouse, wanted, stamp).get(unit, ())
    except Refused:
        return ()


@lru_cache(maxsize=32)
def _annexes(warehouse: Warehouse, wanted: Order, stamp: str) -> dict[str, Annex]:
    # Counted once for all papers of a kind, and again only when what they rest on is another: the stamp says so.
    del stamp
    return {one.about: tuple(one.values["figures"]) for one in drafts_of(warehouse, EVERYTHING, wanted).drafts}


def wanted_of(one: Issued) -> Order:
    """Return what has to be asked for to make a paper again; no figure rests on the day it bears."""
    period, unit = Period.parse(one.period), one.unit or None
    return Order(one.kind, period, one.as_of, one.as_of, unit, one.is_named, one.is_tiered, is_recount=True)


def recount(warehouse: Warehouse, one: Issued, day: date) -> tuple[Drafts, Draft]:
    """Return on what a paper rests now, and its draft, bearing ``day``."""
    found = drafts_of(warehouse, EVERYTHING, replace(wanted_of(one), issued_on=day))
    return found, next(found.drafts)
