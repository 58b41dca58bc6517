"""What can be wrong with a scheme: a catalogue of sentences, and the refusal that carries all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics.errors import Refused

# Placeholders: file and key say where, seen what stands there, wanted what should.
CATALOGUE: dict[str, str] = {
    "unreadable": "{file}: the file cannot be read. See that it is there, may be read and is saved in UTF-8.",
    "syntax": "{file}, line {seen}, column {wanted}: this is not TOML. Correct the line, or the one above it.",
    "no-scheme": "{file}: no scheme was found in this folder. Put a file with a [scheme] section there.",
    "no-head": "{file}: the file has no section [{wanted}]. Add it, with an id and a name.",
    "standard-missing": "{file}, {key}: no standard “{seen}” was found. Wanted: the file {wanted} beside the scheme.",
    "start-twice": "{file}, {key}: {wanted} takes effect on {seen} too. Let every version start on a day of its own.",
    "version-twice": "{file}, {key}: the version {seen} is used twice. Give every version a name of its own.",
    "key-unknown": "{file}, {key}: nobody reads this key. Wanted: one of {wanted}.",
    "key-missing": "{file}, {key}: nothing is written here. Wanted: {wanted}.",
    "section-missing": "{file}, {key}: there are no entries. Wanted: a section for each, such as [{wanted}].",
    "section-wanted": "{file}, {key}: {seen} stands here. Wanted: a section [{key}].",
    "group-unknown": "{file}, {key}: {seen} is no group of units. Wanted: one of {wanted}.",
    "group-missing": "{file}, {key}: the group has no weights. Wanted: a section [{key}] with weights that sum to 100.",
    "dimension-unknown": "{file}, {key}: {seen} is no dimension. Wanted: one of {wanted}.",
    "block-unknown": "{file}, {key}: {seen} is no block. Wanted: one of {wanted}.",
    "indicator-unknown": "{file}, {key}: {seen} is no indicator. Wanted: one of {wanted}.",
    "band-unknown": "{file}, {key}: {seen} is no band. Wanted: one of {wanted}.",
    "entry-twice": "{file}, {key}: the standard has this entry already. Give it another code or remove it.",
    "value-wanted": "{file}, {key}: {seen} stands here. Wanted: {{ value = …, since = a date, source = … }}.",
    "value-missing": "{file}, {key}: there is no value. Add value = ….",
    "since-missing": "{file}, {key}: the value has no date. Add since = the day it starts, such as 2025-01-01.",
    "since-wrong": "{file}, {key}: {seen} is not a date. Wanted: a day without quotes, such as 2025-01-01.",
    "until-wrong": "{file}, {key}: {seen} is not a day after the start. Wanted: the first day it no longer holds.",
    "source-missing": "{file}, {key}: the value has no source. Add source = the clause or document that sets it.",
    "assumed-wrong": "{file}, {key}: {seen} stands after assumed. Wanted: true or false.",
    "dates-order": "{file}, {key}: the dates {seen} do not ascend. Write the values in the order they start.",
    "not-in-force": "{file}, {key}: no value holds on {seen}, a day the scheme starts. Let one start by then.",
    "change-without-version": "{file}, {key}: a change on {seen}, when no version starts. Add a version of that day.",
    "number-wrong": "{file}, {key}: {seen} is not a number. Write digits without quotes.",
    "number-negative": "{file}, {key}: {seen} is negative. Write losses as positive points.",
    "number-zero": "{file}, {key}: {seen} stands here. Wanted: a number above 0.",
    "number-long": "{file}, {key}: {seen} has more than four decimals. Wanted: at most four.",
    "number-large": "{file}, {key}: {seen} is too large. Wanted: at most {wanted}.",
    "number-broken": "{file}, {key}: {seen} is not a whole number. Wanted: a whole number of {wanted} or more.",
    "share-wrong": "{file}, {key}: {seen} is not a share. Wanted: a number from 0 to 1.",
    "flag-wrong": "{file}, {key}: {seen} stands here. Wanted: true or false.",
    "choice-wrong": "{file}, {key}: {seen} stands here. Wanted: one of {wanted}.",
    "text-wrong": "{file}, {key}: {seen} stands here. Wanted: a text in quotes that is not empty.",
    "texts-wrong": "{file}, {key}: {seen} stands here. Wanted: a list of texts, each in quotes.",
    "fraction-wrong": "{file}, {key}: {seen} stands here. Wanted: two whole numbers above 0, such as [4, 3].",
    "weights-sum": "{file}, {key}: the weights sum to {seen}. Wanted: {wanted}.",
    "shares-sum": "{file}, {key}: the shares of websites and accounts sum to {seen}. Wanted: {wanted}.",
    "blocks-sum": "{file}, {key}: the totals of the blocks sum to {seen}. Wanted: {wanted}, the full marks.",
    "caps-sum": "{file}, {key}: the caps of the block's indicators sum to {seen}. Wanted: {wanted}, its total.",
    "base-wrong": "{file}, {key}: the base without the service block is {seen}. Wanted: {wanted}.",
    "rescale-wrong": "{file}, {key}: the base times the fraction is {seen}. Wanted: {wanted}, the full marks.",
    "bands-descend": "{file}, {key}: the lower bound {seen} does not lie below {wanted}. Write the best band first.",
    "bands-floor": "{file}, {key}: the last band starts at {seen}. Wanted: 0, so that every score has a grade.",
    "bands-last": "{file}, {key}: the last band is {seen}. Wanted: the band fail, which a veto gives.",
    "order-wrong": "{file}, {key}: {seen} stands here. Wanted: {wanted}.",
    "price-above-cap": "{file}, {key}: the price {seen} lies above the cap {wanted}. Lower it or raise the cap.",
    "cap-unwanted": "{file}, {key}: a veto or a record-only item has no points, but {seen} stands here. Remove it.",
    "name-twice": "{file}, {key}: the name {seen} already means {wanted}. Let a name mean one thing.",
    "checklist-empty": "{file}, {key}: the checklist has a weight of {seen} and no items. Add [checklist.…] or set 0.",
    "scored-unbuilt": "{file}, {key}: only bonus rules and checklist items can score observations. Write false.",
}


def shown(value: object) -> str:
    """Return ``value`` as the scheme's author wrote it, or nearly so."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value)
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class SchemeFault:
    """One thing wrong in one scheme file: ``code`` of the catalogue, dotted ``key``, seen and wanted as text."""

    code: str
    file: str
    key: str = ""
    seen: str = ""
    wanted: str = ""

    def sentence(self, translate: Callable[..., str]) -> str:
        """Return where, what was seen, what was wanted and what to do, in the translator's language."""
        return translate(CATALOGUE[self.code], file=self.file, key=self.key, seen=self.seen, wanted=self.wanted)


class UnsoundScheme(Refused):
    """A scheme that must not be used; ``faults`` lists everything wrong with it, in the order of the files."""

    def __init__(self, faults: Iterable[SchemeFault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("The scheme cannot be used; faults found: {count}.", count=len(self.faults))

    def sentences(self, translate: Callable[..., str]) -> list[str]:
        """Return the refusal and below it one sentence per fault."""
        return [super().sentence(translate), *(fault.sentence(translate) for fault in self.faults)]

    def sentence(self, translate: Callable[..., str]) -> str:
        """Return all sentences, a line each."""
        return "\n- ".join(self.sentences(translate))

    def __str__(self) -> str:
        return self.sentence(lambda message, **values: message.format(**values))


class NoSchemeInForce(Refused):
    """No scheme has started on the day asked for."""
