"""Papers by kind: asks the questions once for all units, fills the templates, writes files and zips."""

from __future__ import annotations

import csv
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from metrics import scores, supervision
from metrics.access import Reader
from metrics.briefs.naming import addressee, file_name
from metrics.briefs.notice import Facts, notice_values
from metrics.briefs.order import order_values, word_reason
from metrics.briefs.template import TEMPLATES, template_of
from metrics.briefs.unit_report import unit_report_values
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.i18n import translator
from metrics.warehouse import Warehouse

t = translator("zh_CN")
DIGITS = 3


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
    templates: Path = TEMPLATES


@dataclass(frozen=True)
class Paper:
    """One Word document: the name of its file, whom it is about, why it is made, its bytes."""

    name: str
    unit: str
    why: str
    content: bytes


def make_papers(warehouse: Warehouse, reader: Reader, wanted: Order) -> tuple[int, Iterator[Paper]]:
    """Return how many papers there will be and an iterator that makes them one by one.

    Raises Refused when nobody needs such a paper, AccessDenied when the reader may not have it.
    """
    kinds: dict[str, Callable[[Warehouse, Reader, Order], tuple[int, Iterator[Paper]]]] = {
        "notice": _notice,
        "order": _orders,
        "unit-report": _unit_reports,
    }
    return kinds[wanted.kind](warehouse, reader, wanted)


def _reply_by(warehouse: Warehouse, wanted: Order) -> date:
    days = scores.scheme_of(warehouse, wanted.period).rectification.default_days
    return warehouse.calendar.add(wanted.issued_on, days)


def _named_file(wanted: Order, unit: str, number: int) -> str:
    subject = unit if wanted.is_named else str(number).zfill(DIGITS)
    return file_name(wanted.kind, wanted.period.code, subject)


def _notice(warehouse: Warehouse, reader: Reader, wanted: Order) -> tuple[int, Iterator[Paper]]:
    if wanted.unit is not None:
        raise Refused("A notice is about the whole city; leave the unit out.")
    period, as_of = wanted.period, wanted.as_of
    city = supervision.whole_city(warehouse, reader, period, as_of)
    table = scores.league(warehouse, reader, period, as_of)
    facts = Facts(table, scores.inspections(warehouse, reader, period, as_of), city)
    values = notice_values(facts, wanted.issued_on, _reply_by(warehouse, wanted), wanted.is_named)
    template = template_of(wanted.kind, wanted.templates)
    name = file_name(wanted.kind, period.code, t("named") if wanted.is_named else t("unnamed"))
    return 1, (Paper(name, "", "", template.fill(one)) for one in (values,))


def _orders(warehouse: Warehouse, reader: Reader, wanted: Order) -> tuple[int, Iterator[Paper]]:
    table = supervision.selection(warehouse, reader, wanted.period, wanted.as_of)
    unit, key = None, None
    if wanted.unit is not None:
        key, unit = scores.find_unit(warehouse, wanted.unit)
        reader.require(unit)
    items = supervision.items_of_units(warehouse, reader, wanted.period, wanted.as_of, key)
    if unit is not None and unit not in items and all(one.unit != unit for one in table.units):
        raise Refused("{unit} has nothing left to do on {as_of}.", unit=unit, as_of=table.as_of.isoformat())
    units = supervision.chosen_units(table, unit)
    template, reply_by = template_of(wanted.kind, wanted.templates), _reply_by(warehouse, wanted)
    reasons = {one.unit: "".join(word_reason(t, each) for each in one.reasons) for one in table.units}

    def make() -> Iterator[Paper]:
        for number, name in enumerate(units, 1):
            values = order_values(table, name, items.get(name, ()), wanted.issued_on, reply_by, wanted.is_named)
            yield Paper(
                _named_file(wanted, name, number),
                addressee(name, wanted.is_named),
                reasons.get(name, ""),
                template.fill(values),
            )

    return len(units), make()


def _unit_reports(warehouse: Warehouse, reader: Reader, wanted: Order) -> tuple[int, Iterator[Paper]]:
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
    template, reply_by = template_of(wanted.kind, wanted.templates), _reply_by(warehouse, wanted)

    def make() -> Iterator[Paper]:
        for number, name in enumerate(units, 1):
            values = unit_report_values(
                table, cards[name], items.get(name, ()), wanted.issued_on, reply_by, wanted.is_named
            )
            told = addressee(name, wanted.is_named)
            yield Paper(_named_file(wanted, name, number), told, "", template.fill(values))

    return len(units), make()


def write_papers(papers: Iterable[Paper], folder: Path) -> list[Path]:
    """Write papers into ``folder``, each whole or not at all; an older file of the same name is replaced."""
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / paper.name, paper.content) for paper in papers]
    except OSError as error:
        raise Refused(
            "The papers cannot be written to {folder}: {reason}", folder=folder, reason=error.strerror
        ) from error


def _write(path: Path, content: bytes) -> Path:
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
