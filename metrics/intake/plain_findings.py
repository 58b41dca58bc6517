"""What the plain rows of long ledgers say: new findings and their repair, decided once per combination of cells.

A row stays here while nothing is to be said of it: no doubt about its names, no fault, no thing the store or the
command has already. Every question is asked of the functions that hear rows one by one (findings.py, with a hearing
that only listens for faults); a row about which one of them says anything leaves, and is heard by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np

from metrics.bulk import NewFindings
from metrics.columns import EMPTY, Flags, Places, Values, compact, decided
from metrics.intake.blocks import Block
from metrics.intake.findings import (
    NAMED_BY,
    STATED,
    Place,
    channel_of,
    dates_of,
    find_indicator,
    identity_of,
    item_of,
    judge,
    natural_kind,
    review_default,
)
from metrics.intake.hearing import Heard, Hearing, Said, plain, plain_fields
from metrics.intake.matching import STATED as REPAIR_STATED
from metrics.intake.plain_checks import flags_of, out_of_time, with_odd_repair

FINDINGS, REPAIRS = "findings", "rectifications"
NOTHING = object()
"""Stands for what no row can be resolved to."""


class Listener(Hearing):
    """A hearing that keeps nothing and only notices whether anything would be said of a row."""

    heard_anything = False

    def blame(self, heard: Heard, code: str, column: str = "", value: object = None, **details: object) -> None:
        """Notice that something is to be said."""
        self.heard_anything = True

    def refuse(self, heard: Heard, code: str) -> None:
        """Notice that a row would be kept out."""
        self.heard_anything = True


@dataclass
class PlainFindings:
    """The plain rows of one table that state new findings, resolved."""

    file: int
    block: Block
    unit: Values
    channel: Values
    """Values are ``Channel``."""
    match: Values
    """Values are ``IndicatorMatch``."""
    dates: Values
    """Values are quarter, first visible day and date."""
    identities: list[str] = field(default_factory=list)

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Identity → place."""
        return {identity: place for place, identity in enumerate(self.identities)}

    def take(self, places: Places) -> PlainFindings:
        """Return some of them."""
        unit, channel, match, dates = (one.take(places) for one in (self.unit, self.channel, self.match, self.dates))
        identities = [self.identities[place] for place in places.tolist()] if self.identities else []
        return PlainFindings(self.file, self.block.take(places), unit, channel, match, dates, identities)

    def heard(self, place: int) -> Heard:
        """Return one row as the rest of the hearing knows it."""
        return Heard(self.file, self.block.row(FINDINGS, place))

    def place(self, place: int) -> Place:
        """Return whose, where and when the finding of one row is."""
        quarter, _, dated = self.dates[place]
        return Place(self.unit[place], self.channel[place], self.match[place], quarter, dated)

    def said(self, place: int) -> Said:
        """Return what one row says, as the checks that look at single rows need it."""
        heard = self.heard(place)
        channel = self.channel[place]
        known = {name: heard.get(name) for name in STATED}
        known |= {"unit": self.unit[place], "channel": channel.channel if channel else None}
        return Said(FINDINGS, self.identities[place], heard, plain_fields(known), self.unit[place], item_of(heard))


def take_plain_findings(hearing: Hearing) -> list[PlainFindings]:
    """Take the plain rows that state findings out of the files of the command; the others are left in them."""
    found = []
    for number, file in enumerate(hearing.files):
        if file.twin is not None or file.is_copy or file.number is None:
            continue
        blocks, file.blocks = file.blocks, []
        for block in blocks:
            resolved, left = resolve(hearing, number, block) if FINDINGS in block.fields else (None, block)
            file.blocks += [left] if left is not None else []
            found += [resolved] if resolved is not None else []
    return found


def resolve(hearing: Hearing, number: int, block: Block) -> tuple[PlainFindings | None, Block | None]:
    """Return the rows of a block of which nothing is to be said, resolved, and the others."""
    said, count = block.fields[FINDINGS], len(block)
    listener = Listener(**{one.name: getattr(hearing, one.name) for one in fields(Hearing)})
    is_sound = np.ones(count, np.bool_)

    def once(columns: Sequence[Values | None], ask: Callable[[Heard, int], Any]) -> Values:
        def one(place: int) -> Any:
            if not is_sound[place]:
                return NOTHING
            listener.heard_anything = False
            answer = ask(Heard(number, block.row(FINDINGS, place)), place)
            return NOTHING if listener.heard_anything else answer

        found = decided(columns, count, one)
        wrong = np.array([value is NOTHING for value in found.values], np.bool_)
        if len(wrong):
            np.logical_and(is_sound, ~wrong[found.codes], out=is_sound)
        return compact(found.codes, [*(None if value is NOTHING else value for value in found.values), None])

    def given(*names: str) -> list[Values | None]:
        return [said.get(name) for name in names]

    units = once(given("unit_text"), lambda heard, _: listener.unit_of(heard))
    names = [units, *given("channel_name", "channel_type")]
    channels = once(names, lambda heard, at: channel_of(listener, heard, units[at]) if units[at] else None)
    dates = once(given("found_on", "period"), lambda heard, _: dates_of(heard))
    schemes = dates.mapped(lambda found: listener.scheme_on(found[2]).version)
    types = channels.mapped(lambda channel: channel.type)
    matches = once(
        [*given("indicator_text", "channel_type"), types, schemes],
        lambda heard, at: find_indicator(listener, heard, dates[at][2], channels[at]) if dates[at] else None,
    )
    is_sound &= units.is_given & matches.is_given & dates.is_given
    quarters = dates.mapped(lambda found: found[0])
    out_of_scope = decided(
        [channels, quarters], count,
        lambda at: channels[at] is not None and quarters[at] and hearing.scope.leaves_out(quarters[at], channels[at]),
    )  # fmt: skip
    # Out of scope a row is a fault or brings an inspection record with it; both are told of single rows.
    is_sound &= ~flags_of(out_of_scope)
    resolved = PlainFindings(number, block, units, channels, matches, dates)
    has = [compact(one.codes, [*map(bool, one.values), None]) for one in given("points", "reduced_points") if one]
    judged = [matches, types, *given("kind", "review"), *has]
    once(judged, lambda heard, at: judge(listener, heard, resolved.place(at), ()))
    is_sound &= ~flags_of(out_of_time(hearing, said, units, channels, count)) & ~with_odd_repair(block)
    if is_sound.all():
        return (resolved if count else None), None
    sound = np.flatnonzero(is_sound)
    return (resolved.take(sound) if len(sound) else None), block.take(np.flatnonzero(~is_sound))


def with_identities(one: PlainFindings) -> PlainFindings:
    """Return findings with the identities their rows give them (findings.identity_of)."""
    said = one.block.fields[FINDINGS]
    numbers = said.get("number")
    quarters = one.dates.mapped(lambda dates: dates[0])
    if numbers is not None and bool(numbers.is_given.all()) and all(numbers.values):
        # A finding that has a number is named by nothing else.
        named = zip(one.unit.to_list(), quarters.to_list(), numbers.to_list(), strict=True)
        identities = [identity_of(unit, None, "", at, number, None, None, None, None) for unit, at, number in named]
    else:
        nothing = Values(np.full(len(one.block), EMPTY, np.int32), [])
        channels = one.channel.mapped(lambda channel: channel.channel)
        codes = one.match.mapped(lambda match: match.indicator.code)
        columns = [one.unit, channels, codes, quarters, *(said.get(name, nothing) for name in NAMED_BY)]
        identities = [identity_of(*row) for row in zip(*(column.to_list() for column in columns), strict=True)]
    return PlainFindings(one.file, one.block, one.unit, one.channel, one.match, one.dates, identities)


def unknown_only(
    hearing: Hearing, found: Iterable[PlainFindings], others: Iterable[str]
) -> tuple[list[PlainFindings], list[Heard]]:
    """Return the findings nobody else speaks of, and the rows of the rest, which go back to their files."""
    found = [with_identities(one) for one in found]
    counts = Counter(identity for one in found for identity in one.identities)
    counts.update(set(others))
    known = hearing.changes_to_store.known_of("findings", counts)
    kept, left = [], []
    for one in found:
        is_new = np.array([counts[text] == 1 and text not in known for text in one.identities], np.bool_)
        if not is_new.all():
            back = one.block.take(np.flatnonzero(~is_new))
            hearing.files[one.file].blocks.append(back)
            left += [Heard(one.file, back.row(FINDINGS, place)) for place in range(len(back))]
            one = one.take(np.flatnonzero(is_new))
        if len(one.block):
            kept.append(one)
    return kept, left


def keep_plain_findings(hearing: Hearing, found: Iterable[PlainFindings], others: Iterable[str]) -> list[PlainFindings]:
    """Write new findings and what their rows say of their repair; count them. Return them in their order.

    ``others`` are the findings the command speaks of beside them: their keys are allotted here, too.
    """
    found = [in_order(one) for one in found]
    hearing.changes_to_store.append_new_findings([new_findings(hearing, one) for one in found], others)
    for one in found:
        repaired = _picked(one.identities, says_of_repair(one.block))
        for kind, identities in ((FINDINGS, one.identities), (REPAIRS, repaired)):
            if identities:
                hearing.files[one.file].tallies[kind].new += len(identities)
                hearing.files[one.file].said.setdefault(kind, set()).update(identities)
    return found


def in_order(one: PlainFindings) -> PlainFindings:
    """Return findings in the order of their identities."""
    return one.take(np.array(sorted(range(len(one.identities)), key=one.identities.__getitem__), np.int64))


def says_of_repair(block: Block) -> Flags:
    """Return which rows say anything of a repair."""
    return block.says.get(REPAIRS, np.zeros(len(block), np.bool_))


def new_findings(hearing: Hearing, one: PlainFindings) -> NewFindings:
    """Return new findings as the store takes them."""
    said, repair = one.block.fields[FINDINGS], one.block.fields.get(REPAIRS, {})
    defaults = one.match.mapped(natural_kind)
    columns = {name: said[name] for name in STATED if name in said} | {
        "unit": one.unit,
        "channel": one.channel.mapped(lambda channel: channel.channel),
        "indicator": one.match.mapped(lambda match: match.indicator.code),
        "problem_class": one.match.mapped(lambda match: match.problem_class or match.indicator.name),
        "kind_default": defaults,
        "review_default": decided(
            [defaults, said.get("kind"), said.get("source")],
            len(one.block),
            lambda at: review_default(one.heard(at), defaults[at]),
        ),
    }
    repairs = {name: repair[name] for name in REPAIR_STATED if name in repair}
    number = hearing.files[one.file].number
    assert number is not None
    return NewFindings(
        number, one.identities, one.block.sheet, one.block.numbers,
        {name: values.plain(plain) for name, values in columns.items()},
        {name: values.plain(plain) for name, values in repairs.items()},
        says_of_repair(one.block), one.block.shown, one.block.headed,
    )  # fmt: skip


def _picked(texts: Sequence[str], which: Flags) -> list[str]:
    return [texts[place] for place in np.flatnonzero(which).tolist()]


def first_of_each(found: Iterable[PlainFindings]) -> list[Said]:
    """Return of every channel and quarter the first finding: what is said of both is said once."""
    firsts = []
    for one in found:
        quarters = one.dates.mapped(lambda dates: dates[0])
        group = decided([one.channel, quarters], len(one.block), lambda place: place)
        firsts += [one.said(place) for place in group.values if one.channel[place] is not None]
    return firsts


def first_of_periods(found: Iterable[PlainFindings]) -> list[tuple[Heard, Place]]:
    """Return of every quarter the first row on a channel."""
    firsts = []
    for one in found:
        quarters = one.dates.mapped(lambda dates: dates[0])
        has_channel = one.channel.mapped(lambda channel: True)
        group = decided([quarters, has_channel], len(one.block), lambda place: place)
        firsts += [(one.heard(place), one.place(place)) for place in group.values if has_channel[place]]
    return firsts


def said_by_plain_row(found: Iterable[PlainFindings], identity: str) -> Said | None:
    """Return what the row says that states a finding."""
    return next((one.said(one.place_of[identity]) for one in found if identity in one.place_of), None)
