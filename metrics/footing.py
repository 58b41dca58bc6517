"""What a paper rests on: a draft, a period open for replies, or the edition that holds, with its day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from metrics import sealed
from metrics.calendar import Period
from metrics.published import package_of
from metrics.releases import status
from metrics.scores import day_of
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class Footing:
    """Where the figures of a paper come from."""

    code: str
    """``draft``, ``consult``, ``released``, or ``running``: released, but the paper is of another day."""
    edition: int | None = None
    released_on: date | None = None


@contextmanager
def founded(warehouse: Warehouse, period: Period, as_of: date | None) -> Iterator[tuple[Warehouse, Footing]]:
    """Hand out the store that papers of a period are made from, and what they rest on then.

    Of a released period that is the edition that holds, reopened from its package: whatever came later is in no paper
    that names the edition. A paper of another day than the published one rests on the running figures, and says so.
    """
    found = status(warehouse, period)
    latest = found.latest
    if latest is None:
        yield warehouse, Footing(found.code)
    elif warehouse.is_read_only and day_of(period, as_of) == latest.as_of:
        # An opened package is the edition, and nothing else.
        yield warehouse, Footing("released", latest.edition, latest.at.date())
    elif day_of(period, as_of) != latest.as_of:
        yield warehouse, Footing("running", latest.edition, latest.at.date())
    else:
        with sealed.reopened(package_of(warehouse, latest)) as frozen:
            yield frozen, Footing("released", latest.edition, latest.at.date())
