"""Papers by kind: asks the questions once for all units, fills the templates, writes files and zips.

Papers of a released period are made from the edition that holds and name it; all others say that they are drafts.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from metrics import pass_rates, scores, supervision
from metrics.access import Reader
from metrics.briefs.figures import Issue
from metrics.briefs.naming import addressee, file_name
from metrics.briefs.narrative import Narrative
from metrics.briefs.notice import Facts, notice_values
from metrics.briefs.onepage import onepage_values
from metrics.briefs.order import order_values, word_reason
from metrics.briefs.rewording import Rewording, rewording_of
from metrics.briefs.template import TEMPLATES, PaperTemplate, template_of
from metrics.briefs.unit_report import unit_report_values
from metrics.calendar import Period
from metrics.errors import Refused, reason_of
from metrics.escalation import FIRST, Level, levels_of
from metrics.footing import Footing, founded
from metrics.i18n import translator
from metrics.register import mark_of
from metrics.replies import window_of
from metrics.rulebook import Scheme
from metrics.state import overview
from metrics.supervision import Item
from metrics.warehouse import Warehouse

t = translator("zh_CN")
DIGITS = 3
TIERS = "tiers"
"""What a paper's file says of its annex of the units by grade."""
WHOLE_CITY = ("notice", "onepage")
ESCALATED = ("order", "notice")
"""Kinds that say at which step of escalation units are."""
NO_LEVELS: Mapping[str, Level] = {}


@dataclass(frozen=True)
class Order:
    """Which papers are wanted: a kind, a period, one unit or all that need one, named or not.

    ``issued_on`` is the day the papers bear; the day by which units answer is counted from it.
    """

    kind: str
    period: Period
    issued_on: date
    as_of: date | None = None
    unit: str | None = None
    is_named: bool = True
    is_tiered: bool = False
    """Whether a notice has an annex of the units by grade, without ranks and scores."""
    templates: Path = TEMPLATES
    is_recount: bool = False
    """Whether its figures are counted again: then a unit that has nothing left to do has an order, too."""


@dataclass(frozen=True)
class Paper:
    """One Word document: the name of its file, whom it is about, why it is made, its bytes."""

    name: str
    unit: str
    why: str
    content: bytes
    values: Mapping[str, Any]
    """What the template was filled with."""
    narrative: Narrative | None = None
    """Its words, when something in there may have been written over."""

    @property
    def figures(self) -> dict[str, str]:
        """Figure → value, as the annex lists them."""
        return {one["name"]: one["value"] for one in self.values["figures"]}


@dataclass(frozen=True)
class Draft:
    """What one paper will say: the name of its file, whom it is about, why it is made, its values."""

    name: str
    unit: str
    """As the paper calls it: 有关单位 where it names nobody."""
    why: str
    values: Mapping[str, Any]
    about: str = ""
    """The unit by its official name, whether the paper names it or not; empty for the whole city."""
    items: tuple[Item, ...] = ()
    """What an order lists."""
    level: str = ""
    """The step of escalation of an order."""


@dataclass(frozen=True)
class Drafts:
    """What papers of a kind will say, and on what all of them rest."""

    wanted: Order
    issue: Issue
    scheme: Scheme
    count: int
    drafts: Iterator[Draft]

    def identity(self, one: Draft, mark: Callable[[str], str]) -> dict[str, str]:
        """Return what a paper carries in its file to say what it is about; ``mark`` hides a unit it does not name."""
        footing, as_of = self.issue.footing, scores.day_of(self.wanted.period, self.wanted.as_of)
        said = {
            "kind": self.wanted.kind, "period": self.wanted.period.code, "as-of": as_of.isoformat(),
            "scheme": f"{self.scheme.id} {self.scheme.version}", "footing": footing.code,
            "edition": str(footing.edition or ""), "issued-on": self.wanted.issued_on.isoformat(),
            "naming": "named" if self.wanted.is_named else "unnamed",
        }  # fmt: skip
        if self.wanted.is_tiered:
            said["annex"] = TIERS
        if one.about:
            said |= {"unit": one.about} if self.wanted.is_named else {"mark": mark(one.about)}
        return said


def make_papers(
    warehouse: Warehouse, reader: Reader, wanted: Order, kept: Rewording | None = None
) -> tuple[int, Iterator[Paper]]:
    """Return how many papers there will be and an iterator that makes them one by one.

    What the office has written over the draft is in them, or ``kept`` instead. Raises Refused when nobody needs such
    a paper or the words of one that names nobody name somebody, AccessDenied when the reader may not have it.
    """
    if kept is None:
        kept = rewording_of(warehouse, reader, wanted.kind, wanted.period, wanted.is_named)
    return _made(warehouse, drafts_of(warehouse, reader, wanted), kept)


def make_papers_on(
    warehouse: Warehouse, footing: Footing, reader: Reader, wanted: Order, kept: Rewording | None = None
) -> tuple[int, Iterator[Paper]]:
    """Return what ``make_papers`` does, made from this store and saying that they rest on ``footing``.

    ``kept`` is what was written over.
    """
    return _made(warehouse, drafts_on(warehouse, footing, reader, wanted), kept)


def _made(warehouse: Warehouse, found: Drafts, kept: Rewording | None) -> tuple[int, Iterator[Paper]]:
    template = template_of(found.wanted.kind, found.wanted.templates)
    mark = partial(mark_of, warehouse)
    return found.count, (_paper(template, one, found.identity(one, mark), kept) for one in found.drafts)


def _paper(template: PaperTemplate, one: Draft, identity: Mapping[str, str], kept: Rewording | None) -> Paper:
    narrative, document = kept.reworded(template, one.name, one.values, one.about or None) if kept else (None, None)
    content = template.fill(one.values, identity, document)
    return Paper(one.name, one.unit, one.why, content, one.values, narrative)


def drafts_of(warehouse: Warehouse, reader: Reader, wanted: Order) -> Drafts:
    """Return what the papers asked for will say; of a released period what the edition that holds says.

    Raises Refused when nobody needs such a paper, AccessDenied when the reader may not have it.
    """
    levels = levels_told(warehouse, reader, wanted)
    with founded(warehouse, wanted.period, wanted.as_of) as (store, footing):
        return drafts_on(store, footing, reader, wanted, levels)


def levels_told(warehouse: Warehouse, reader: Reader, wanted: Order) -> Mapping[str, Level]:
    """Return at which step of escalation each unit is, for papers that say so; of no other."""
    # What went out before is in the register of this store, not in a frozen edition; no figure rests on it.
    is_escalated = wanted.kind in ESCALATED and not wanted.is_recount
    return levels_of(warehouse, reader, wanted.issued_on) if is_escalated else {}


def drafts_on(
    warehouse: Warehouse, footing: Footing, reader: Reader, wanted: Order, levels: Mapping[str, Level] = NO_LEVELS
) -> Drafts:
    """Return what the papers asked for will say as drafted, made from this store and resting on ``footing``.

    ``levels`` are those of ``levels_told``.
    """
    # The store is asked at once: it may be gone when the papers are made.
    kinds: dict[str, Callable[[Warehouse, Reader, Order, Issue], tuple[int, Iterator[Draft]]]] = {
        "notice": _notice,
        "order": _orders,
        "onepage": _onepage,
        "unit-report": _unit_reports,
    }
    scheme = scores.scheme_of(warehouse, wanted.period)
    reply_by = warehouse.calendar.add(wanted.issued_on, scheme.rectification.default_days)
    issue = Issue(wanted.issued_on, reply_by, wanted.is_named, footing, levels)
    count, drafts = kinds[wanted.kind](warehouse, reader, wanted, issue)
    return Drafts(wanted, issue, scheme, count, drafts)


def _named_file(wanted: Order, unit: str, number: int) -> str:
    subject = unit if wanted.is_named else str(number).zfill(DIGITS)
    return file_name(wanted.kind, wanted.period.code, subject)


def _notice(warehouse: Warehouse, reader: Reader, wanted: Order, issue: Issue) -> tuple[int, Iterator[Draft]]:
    if wanted.unit is not None:
        raise Refused("A notice is about the whole city; leave the unit out.")
    period, as_of = wanted.period, wanted.as_of
    city = supervision.whole_city(warehouse, reader, period, as_of)
    table = scores.league(warehouse, reader, period, as_of)
    rates = pass_rates.pass_rates(warehouse, reader, period, as_of)
    facts = Facts(table, pass_rates.inspections(warehouse, reader, period, as_of), rates, city)
    name = file_name(wanted.kind, period.code, t("named") if wanted.is_named else t("unnamed"))
    return 1, iter([Draft(name, "", "", notice_values(facts, issue, wanted.is_tiered))])


def _onepage(warehouse: Warehouse, reader: Reader, wanted: Order, issue: Issue) -> tuple[int, Iterator[Draft]]:
    if wanted.unit is not None:
        raise Refused("The leader’s page is about the whole city; leave the unit out.")
    asked: tuple[Any, ...] = (warehouse, reader, wanted.period, wanted.as_of)
    city = supervision.whole_city(*asked)
    orders = len(supervision.selection(*asked).units)
    short = scores.short_names(warehouse)
    values = onepage_values(scores.league(*asked), overview(*asked), city, orders, short, issue)
    name = file_name(wanted.kind, wanted.period.code, t("named") if wanted.is_named else t("unnamed"))
    return 1, iter([Draft(name, "", "", values)])


def _orders(warehouse: Warehouse, reader: Reader, wanted: Order, issue: Issue) -> tuple[int, Iterator[Draft]]:
    table = supervision.selection(warehouse, reader, wanted.period, wanted.as_of)
    unit, key = None, None
    if wanted.unit is not None:
        key, unit = scores.find_unit(warehouse, wanted.unit)
        reader.require(unit)
    items = supervision.items_of_units(warehouse, reader, wanted.period, wanted.as_of, key)
    needs_none = unit is not None and unit not in items and all(one.unit != unit for one in table.units)
    if needs_none and not wanted.is_recount:
        raise Refused("{unit} has nothing left to do on {as_of}.", unit=unit, as_of=table.as_of.isoformat())
    full_names = scores.full_names(warehouse)
    everybody = wanted.is_recount and unit is None
    units = tuple(items) if everybody else supervision.chosen_units(table, unit)
    reasons = {one.unit: "".join(word_reason(t, each) for each in one.reasons) for one in table.units}
    return len(units), (
        Draft(
            _named_file(wanted, name, number), addressee(name, wanted.is_named), reasons.get(name, ""),
            order_values(table, name, items.get(name, ()), full_names, issue), name, items.get(name, ()),
            issue.levels.get(name, FIRST).code,
        )
        for number, name in enumerate(units, 1)
    )  # fmt: skip


def _unit_reports(warehouse: Warehouse, reader: Reader, wanted: Order, issue: Issue) -> tuple[int, Iterator[Draft]]:
    table = scores.league(warehouse, reader, wanted.period, wanted.as_of)
    if wanted.unit is not None:
        units = [scores.find_unit(warehouse, wanted.unit)[1]]
        reader.require(units[0])
    else:
        units = [one.unit for one in table.units if reader.may_read(one.unit)]
    if not units:
        raise Refused("No unit is listed in this period; receive a list of units first.")
    items = supervision.items_of_units(warehouse, reader, wanted.period, wanted.as_of)
    if wanted.unit is None:
        cards = scores.scorecards(warehouse, reader, wanted.period, wanted.as_of)
    else:
        cards = {units[0]: scores.scorecard(warehouse, reader, units[0], wanted.period, wanted.as_of)}
    window = window_of(warehouse, wanted.period)
    return len(units), (
        Draft(
            _named_file(wanted, name, number), addressee(name, wanted.is_named), "",
            unit_report_values(table, cards[name], items.get(name, ()), issue, window), name,
        )
        for number, name in enumerate(units, 1)
    )  # fmt: skip


def write_papers(papers: Iterable[Paper], folder: Path) -> list[Path]:
    """Write papers into ``folder``, each whole or not at all; an older file of the same name is replaced."""
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [write_whole(folder / paper.name, paper.content) for paper in papers]
    except OSError as error:
        raise Refused(
            "The papers cannot be written to {folder}: {reason}", folder=folder, reason=reason_of(error)
        ) from error


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all; an older one is replaced. Raises OSError."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes a private file; a paper is read by whoever may read the folder.
        Path(draft).chmod(0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return path


def as_zip(papers: Iterable[Paper], count: int, progress: Callable[[float], None] = lambda share: None) -> bytes:
    """Return papers as one zip with a sheet of contents; ``progress`` is told the share that is done."""
    out = io.BytesIO()
    listed: list[Paper] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for paper in papers:
            # A .docx is compressed already.
            package.writestr(paper.name, paper.content)
            listed.append(paper)
            progress(len(listed) / max(count, 1))
        package.writestr(t("Contents") + ".csv", _contents(listed), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _contents(papers: Sequence[Paper]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([t("No."), t("File"), t("Unit"), t("Reason for supervision")])
    for number, paper in enumerate(papers, 1):
        writer.writerow([number, paper.name, paper.unit, paper.why])
    # Spreadsheet programs take a file with this mark for UTF-8.
    return text.getvalue().encode("utf-8-sig")
