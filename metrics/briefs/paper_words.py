"""The words of one paper, or of every unit's: looked at, written over, taken out into a file and read from one.

A file of words is TOML (or JSON): the code of a paragraph → its text. What it does not hold stays as it is.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.access import Reader
from metrics.briefs.naming import file_name
from metrics.briefs.narrative import Narrative, Worded, paragraphs_of, with_places
from metrics.briefs.papers import Order, drafts_on, levels_told
from metrics.briefs.rewording import Rewording, rewording_by
from metrics.briefs.template import template_of
from metrics.errors import AccessDenied, Refused, reason_of
from metrics.footing import founded
from metrics.i18n import translator
from metrics.scores import find_unit
from metrics.warehouse import Warehouse
from metrics.wording import About, Change, edits_of, keep_changes

t = translator("zh_CN")
LARGEST_FILE = 1_000_000
"""Bytes of a file of words."""


@dataclass(frozen=True)
class PaperWords:
    """The words of a paper as they will go out, on what they were drafted."""

    about: About
    title: str
    narrative: Narrative
    values: Mapping[str, Any]


def words_of_paper(warehouse: Warehouse, reader: Reader, wanted: Order) -> PaperWords:
    """Return the words of the paper that is wanted; without a unit those that every unit's paper has alike.

    Raises Refused when nobody needs such a paper, AccessDenied for a unit's reader.
    """
    if not reader.reads_everything:
        raise AccessDenied("The words of papers in the making are not for your role.")
    unit = None if wanted.unit is None else find_unit(warehouse, wanted.unit)[1]
    about = About(wanted.kind, wanted.period, unit, wanted.is_named)
    edits = edits_of(warehouse, reader, wanted.kind, wanted.period, wanted.is_named)
    levels = levels_told(warehouse, reader, wanted)
    with founded(warehouse, wanted.period, wanted.as_of) as (store, footing):
        found = drafts_on(store, footing, reader, replace(wanted, unit=unit), levels)
        first, *others = found.drafts
    template = template_of(wanted.kind, wanted.templates)
    kept, document = rewording_by(warehouse, edits, wanted.is_named), template.filled(first.values)
    narrative = kept.narrative(template, document, first.values, unit)
    for other in others:
        told = paragraphs_of(template.filled(other.values), template.styles)
        alike = {(one.code, with_places(one.text, other.values)) for one in told}
        narrative = replace(narrative, paragraphs=tuple(
            one for one in narrative.paragraphs
            if (one.paragraph.code, with_places(one.paragraph.text, first.values)) in alike
        ))  # fmt: skip
    return PaperWords(about, _title(about), narrative, first.values)


@dataclass(frozen=True)
class PlannedWords:
    """What is to be written over a paper, checked and not kept yet."""

    words: PaperWords
    """The words before."""
    changes: tuple[Change, ...]
    rewording: Rewording
    """What the papers would be reworded by."""
    actor: str
    now: datetime

    def keep(self, warehouse: Warehouse, reader: Reader) -> None:
        """Keep it: all of it, or nothing (``metrics.wording.keep_changes``)."""
        about, title = self.words.about, self.words.title
        keep_changes(warehouse, reader, about, title, self.changes, actor=self.actor, now=self.now)


def plan_words(
    warehouse: Warehouse, reader: Reader, wanted: Order, texts: Mapping[str, str | None], *, actor: str, now: datetime,
    seen: Mapping[str, int] | None = None,
) -> PlannedWords:  # fmt: skip
    """Return what ``texts`` (code → text) change of the words of the paper that is wanted.

    A text that is the draft, or None, takes the draft back; one that is written there already is kept anew only where
    the draft has changed since. ``seen`` (code → number of an edit, 0 for the draft) refuses what others have changed.
    Raises Refused for a code the paper does not have, with those it has.
    """
    found = words_of_paper(warehouse, reader, wanted)
    known = {one.paragraph.code: one for one in found.narrative.paragraphs}
    unit = None if found.about.unit is None else find_unit(warehouse, found.about.unit)[0]
    # Words without a place can be taken back, and that is all.
    lost = {one.paragraph: one for one in found.narrative.without_place if one.unit == unit}
    given_up = {code: lost[code] for code, text in texts.items() if text is None and code in lost}
    strange = [code for code in texts if code not in known and code not in given_up]
    if strange:
        raise Refused("{title} has no paragraph {codes}; its paragraphs are: {known}.", title=found.title,
                      codes="、".join(strange), known="、".join(known))  # fmt: skip
    changes = [Change(code, None, one.drafted, one.number) for code, one in given_up.items()]
    asked = [(known[code], text) for code, text in texts.items() if code in known]
    changes += [change for one, text in asked if (change := _change(one, text, found, seen or {}))]
    before = edits_of(warehouse, reader, wanted.kind, wanted.period, wanted.is_named)
    after = before.after(unit, changes, actor, now)
    rewording = rewording_by(warehouse, after, wanted.is_named)
    return PlannedWords(found, tuple(changes), rewording, actor, now)


def keep_words(
    warehouse: Warehouse, reader: Reader, wanted: Order, texts: Mapping[str, str | None], *, actor: str, now: datetime,
    seen: Mapping[str, int] | None = None,
) -> None:  # fmt: skip
    """Keep ``texts`` as the words of the paper that is wanted (``plan_words``)."""
    plan_words(warehouse, reader, wanted, texts, actor=actor, now=now, seen=seen).keep(warehouse, reader)


def _change(one: Worded, text: str | None, found: PaperWords, seen: Mapping[str, int]) -> Change | None:
    """Return what is to be kept of a paragraph; None when it is so already."""
    code, drafted = one.paragraph.code, one.paragraph.text
    wanted = drafted if text is None else "\n".join(line.rstrip() for line in text.strip().splitlines())
    # An edit for every unit is taken back among those of every unit; in one unit's paper it can only be written over.
    is_own = one.edit is not None and (one.edit.unit is None) == (found.about.unit is None)
    is_taken_back = text is None or (is_own and wanted == drafted)
    if not is_own if is_taken_back else wanted == one.text and not one.is_overtaken:
        return None
    places = None if is_taken_back else with_places(wanted, found.values)
    number = one.edit.number if one.edit is not None and is_own else 0
    return Change(code, places, with_places(drafted, found.values), seen.get(code, number))


def _title(about: About) -> str:
    name = file_name(about.kind, about.period.code, about.unit or "").removesuffix(".docx")
    return f"{name}-{t('named') if about.is_named else t('unnamed')}"


def write_words(words: PaperWords) -> str:
    """Return the words of a paper as a file of words, each below the headings it stands under."""
    return "\n".join(_lines(words))


def _lines(words: PaperWords) -> Iterator[str]:
    yield f"# {words.title}"
    yield "# " + t("Paragraph = text. Change the texts, leave the names; an empty text strikes a paragraph out.")
    headings: tuple[str, ...] = ()
    for one in words.narrative.paragraphs:
        if one.paragraph.headings != headings:
            headings = one.paragraph.headings
            yield from ("", f"# {' '.join(headings)}") if headings else ("",)
        if one.is_overtaken:
            yield "# " + t("The draft has changed since: {text}", text=" ".join(one.paragraph.text.split()))
        # A string of JSON is one of TOML.
        yield f"{_quoted(one.paragraph.code)} = {_quoted(one.text)}"
    yield ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_words(path: Path) -> dict[str, str]:
    """Return the texts of a file of words; Refused with the reason for one that is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("{file} is larger than {most} MB.", file=path.name, most=LARGEST_FILE // 1_000_000)
        text = path.read_text(encoding="utf-8-sig")
        found = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise Refused("{file} cannot be read: {reason}", file=path.name, reason=reason_of(error)) from error
    except ValueError as error:
        raise Refused("{file} is no file of words (TOML or JSON): {reason}", file=path.name, reason=error) from error
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise Refused("{file} is to hold the name of a paragraph = its text, and nothing else.", file=path.name)
    return found
