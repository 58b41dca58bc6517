"""What a unit can win back, and what would become of its score were some of that done: worked out, nothing is kept.

An item that is done gives back what the scoring run says it costs beyond what cannot be undone (``gain`` of
``open_items``); the dimension, its floor and the composite are then what the run would find (scoring.md §3, §5, §7).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from metrics.access import Reader
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.projection import scaled
from metrics.robustness import Composite, Part, ranks_of, scores_of, sureness
from metrics.rulebook import Scheme
from metrics.scores import composite_of, day_of, dimensions_of, find_unit, periods, scheme_of, two_decimals
from metrics.supervision import Item, by_gain, told_items
from metrics.warehouse import Warehouse


@dataclass(frozen=True)
class Outcome:
    """Where a unit would stand; ``score`` is its shadow score when it is not ranked, None when nothing was checked.

    Ranks and intervals are told to who reads everything: by trying, a unit could work out the scores of its peers.
    """

    score: str | None
    grade: str | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    hundredths: int


@dataclass(frozen=True)
class Recoverable:
    """What a unit has left to do, what each item would give back, and where the unit would stand then."""

    unit: str
    period: Period
    as_of: date
    scheme: Scheme
    items: tuple[Item, ...]
    """What gives back most first, then by deadline."""
    gains: tuple[tuple[str, int], ...]
    """Per item its dimension, and the gain as a part of that dimension's numerator."""
    standing: Standing

    @property
    def is_ranked(self) -> bool:
        """Whether its score is published."""
        return self.standing.verdict == "ranked"

    def if_done(self, places: Collection[int]) -> Outcome:
        """Return where the unit would stand were these items (places in ``items``) done on the as-of day."""
        gained: dict[str, int] = {}
        for place in places:
            dimension, gain = self.gains[place]
            gained[dimension] = gained.get(dimension, 0) + gain
        left = (one for place, one in enumerate(self.items) if place not in places)
        delays = (one.overdue_days or 0 for one in left if one.kind == "finding")
        return self.standing.after(self.scheme, gained, max(delays, default=0))


@dataclass(frozen=True)
class Standing:
    """What decides where a unit stands: its own composite, and those of its league."""

    key: int
    verdict: str
    has_unit_veto: bool
    own: Composite
    lost_beyond: int
    """What the last quarter's rectification lost below its floor, as a part of the dimension's numerator."""
    dimensions: tuple[str, ...]
    peers: Mapping[int, Composite]
    """The ranked units of its league, itself among them if it is ranked; empty for who may not be told ranks."""

    def after(self, scheme: Scheme, gained: Mapping[str, int], overdue_days: int) -> Outcome:
        """Return where the unit stands with these gains by dimension and no delay longer than ``overdue_days``."""
        parts = tuple(self._part(part, gained.get(part.dimension, 0)) for part in self.own.parts)
        own = Composite(parts, self.own.bonus)
        if not own.parts:
            return Outcome(None, None, None, None, None, 0)
        [hundredths] = scores_of({self.key: own}).values()
        is_capped = overdue_days > scheme.rectification.grade_cap_days
        is_capped |= self.has_unit_veto and scheme.inspection.veto_website == "unit"
        grade = _grade(scheme, self.verdict, hundredths, is_capped)
        if self.key not in self.peers:
            return Outcome(two_decimals(hundredths), grade, None, None, None, hundredths)
        league = {**self.peers, self.key: own}
        ranks = ranks_of(league)
        sure = sureness(self.dimensions, ranks, league)[self.key]
        return Outcome(two_decimals(hundredths), grade, ranks[self.key], sure.low, sure.high, hundredths)

    def _part(self, part: Part, gain: int) -> Part:
        if part.dimension == "rectification":
            gain = max(gain - self.lost_beyond, 0)
        return Part(part.dimension, part.weight, part.num + gain, part.den)


def period_that_counts(warehouse: Warehouse, period: Period, today: date) -> Period:
    """Return the period in which counts what is done ``today``: this one, or once it has ended the one that runs.

    Of a running one nothing is known in stores that were given no more data: then it is this one all the same, and
    what comes out is what doing it by its last day would have given.
    """
    if today <= period.last:
        return period
    quarter = Period.containing(today)
    running = Period(quarter.year, (quarter.start - 1) // period.length * period.length + 1, period.length)
    return running if any(one.quarters[0] in running.quarters for one in periods(warehouse)) else period


def recoverable(
    warehouse: Warehouse, reader: Reader, unit: str, period: Period, as_of: date | None = None
) -> Recoverable:
    """Return what a unit can win back on the as-of day; ``unit`` is a name it answers to.

    Raises Refused for an unknown unit or one that is not listed, AccessDenied when the reader may not see its detail.
    """
    key, name = find_unit(warehouse, unit)
    reader.require(name)
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        rows = run.rows("open_items", unit=key)
        standings, dimensions = run.rows("standings"), dimensions_of(run)
        repairs = run.rows("rectification_quarters", order_by="quarter", unit=key)
    own = next((row for row in standings if row["unit"] == key), None)
    if own is None:
        raise Refused("{unit} is not listed on {as_of}.", unit=name, as_of=as_of.isoformat())
    told = zip(told_items(warehouse, reader, rows), rows, strict=True)
    listed = sorted(told, key=lambda one: by_gain(one[0]))
    league = (own["group_code"], own["league"], "ranked")
    peers = [row for row in standings if (row["group_code"], row["league"], row["verdict"]) == league]
    standing = Standing(
        key=key,
        verdict=own["verdict"],
        has_unit_veto=bool(own["has_unit_veto"]),
        own=composite_of(dimensions[key], own["bonus_points"]),
        lost_beyond=max(int(repairs[-1]["loss"]) - (scaled(scheme.inspection.full_marks) or 0), 0),
        dimensions=tuple(dimensions[key]),
        peers={
            row["unit"]: composite_of(dimensions[row["unit"]], row["bonus_points"])
            for row in peers
            if reader.reads_everything
        },
    )
    gains = tuple((row["dimension"], int(row["gain"])) for _, row in listed)
    return Recoverable(name, period, as_of, scheme, tuple(item for item, _ in listed), gains, standing)


def _grade(scheme: Scheme, verdict: str, hundredths: int, is_capped: bool) -> str | None:
    """Return the grade of a printed score (scoring.md §7); of a vetoed unit the worst, of an unrated one none."""
    best_first = sorted(scheme.bands, key=lambda one: -one.lower)
    if verdict != "ranked":
        return best_first[-1].code if verdict == "vetoed" else None
    reached = [one.code for one in best_first if one.lower_hundredths <= hundredths]
    if is_capped:
        codes = [one.code for one in best_first]
        allowed = codes[codes.index(scheme.best_band_when_capped) :]
        reached = [code for code in reached if code in allowed]
    return reached[0] if reached else best_first[-1].code
