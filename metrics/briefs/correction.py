"""更正说明: old and new value of every figure of an issued paper that is another one by now, as a paper of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from metrics.access import Reader
from metrics.briefs.annexes import NOTHING, FigureDifference, counted_again, values_of
from metrics.briefs.figures import basis, word_day
from metrics.briefs.issuing import agreed_agency, keep, require_office
from metrics.briefs.naming import addressee, file_name
from metrics.briefs.outdated import can_be_outdated, differences_of, recount
from metrics.briefs.papers import Draft, Drafts, Paper
from metrics.briefs.template import CORRECTION, TEMPLATES, template_of
from metrics.calendar import SHANGHAI
from metrics.errors import Refused
from metrics.i18n import translator
from metrics.register import Issued, find_paper, issued_papers, mark_of
from metrics.scores import day_of
from metrics.warehouse import Warehouse
from metrics.words_of_papers import word_kind

t = translator("zh_CN")


@dataclass(frozen=True)
class Correction:
    """What a correction says, of which paper, and on what it rests."""

    corrected: Issued
    found: Drafts
    values: dict[str, Any]
    about: dict[str, str]
    name: str


def draft_correction(
    warehouse: Warehouse, reader: Reader, paper: int, issued_on: date, templates: Path = TEMPLATES
) -> Paper:
    """Return the 更正说明 of an issued paper as a draft without a number.

    Raises Refused when there is no such paper for this reader, when it is void or a correction itself, and when no
    figure of it has changed.
    """
    made = _made(warehouse, reader, paper, issued_on)
    unit = addressee(made.corrected.unit, made.corrected.is_named) if made.corrected.unit else ""
    content = template_of(CORRECTION, templates).fill(made.values, made.about)
    return Paper(made.name, unit, "", content, made.values)


def issue_correction(
    warehouse: Warehouse, reader: Reader, paper: int, *, agency: str = "", actor: str, now: datetime
) -> Issued:
    """Issue the 更正说明 of an issued paper under a number of its own; from now on it is what the paper says.

    Raises what ``draft_correction`` and ``issue`` raise; then nothing is issued.
    """
    require_office(reader)
    now = now.astimezone(SHANGHAI).replace(tzinfo=None) if now.tzinfo else now
    version, made = warehouse.version, _made(warehouse, reader, paper, now.date())
    corrected, found = made.corrected, made.found
    with warehouse.transaction(is_new_version=False) as changes:
        differing = differences_of(warehouse, find_paper(warehouse, reader, paper), issued_papers(warehouse, reader))
        if warehouse.version != version or len(differing) != made.values["total"]:
            raise Refused("Something changed while the papers were being made; look again and repeat it.")
        code = agreed_agency(warehouse, CORRECTION, now.year, agency)
        rows = warehouse.rows("issued_papers", paper=paper)
        columns = {
            "period": corrected.period, "as_of": corrected.as_of, "is_named": corrected.is_named,
            "is_tiered": corrected.is_tiered, "level": "",
            "footing": found.issue.footing.code, "edition": found.issue.footing.edition, "unit": rows[0]["unit"],
            "unit_name": corrected.unit, "file_name": made.name, "corrects": paper, "scheme_id": found.scheme.id,
            "scheme_version": found.scheme.version, "reply_by": found.issue.reply_by, "items": [],
        }  # fmt: skip
        by = (template_of(CORRECTION), made.about)
        number = keep(changes, CORRECTION, code, made.values, columns, by, actor=actor, now=now)
    return find_paper(warehouse, reader, number)


def _made(warehouse: Warehouse, reader: Reader, paper: int, day: date) -> Correction:
    corrected = find_paper(warehouse, reader, paper)
    if not can_be_outdated(corrected):
        raise Refused("{reference} is void or a correction itself; correct the paper it is about.",
                      reference=corrected.reference)  # fmt: skip
    differing = differences_of(warehouse, corrected, issued_papers(warehouse, reader))
    if not differing:
        raise Refused("No figure of {reference} has changed; there is nothing to correct.",
                      reference=corrected.reference)  # fmt: skip
    found, draft = recount(warehouse, corrected, day)
    subject = corrected.reference
    about = found.identity(draft, partial(mark_of, warehouse)) | {
        "kind": CORRECTION, "corrects": corrected.identity
    }  # fmt: skip
    name = file_name(CORRECTION, corrected.period, subject)
    return Correction(corrected, found, _values(corrected, differing, found, draft), about, name)


def _values(
    corrected: Issued, differing: tuple[FigureDifference, ...], found: Drafts, draft: Draft
) -> dict[str, Any]:  # fmt: skip
    period = found.wanted.period
    as_of = day_of(period, found.wanted.as_of)
    filters = _filters(corrected, draft)
    return basis(period, as_of, found.scheme, found.issue) | {
        "corrected": {
            "reference": corrected.reference, "issued_on": word_day(corrected.issued_on),
            "kind": word_kind(t, corrected),
        },
        "addressee": _addressee(corrected, draft),
        "total": len(differing),
        "changes": [_change(number, one, filters) for number, one in enumerate(differing, 1)],
        "annexes": [{"number": 1, "title": t("Figures and how they were counted")}],
        "figures": list(_figures(differing, filters)),
    }  # fmt: skip


def _addressee(corrected: Issued, draft: Draft) -> str:
    """Return whom the corrected paper speaks to; empty for the leader's page, which has no addressee."""
    if corrected.kind == "notice":
        return t("All district governments and departments")
    return str(draft.values["unit"]) if corrected.unit else ""


def _filters(corrected: Issued, draft: Draft) -> dict[str, str]:
    """Return how every figure was counted, by its name; for one that both have it is what holds now."""
    found: dict[str, str] = {}
    for rows in (counted_again(corrected.figures), counted_again(draft.values["figures"])):
        found |= dict(zip(values_of(rows), (one["filter"] for one in rows), strict=True))
    return found


def _change(number: int, one: FigureDifference, filters: Mapping[str, str]) -> dict[str, str]:
    """Return one line of what is corrected; of what fell away what the paper said of it."""
    before, now = one.before, one.now
    if now == NOTHING:
        said = filters.get(one.figure, "").rstrip("。")
        before, now = t("{value} ({said})", value=before, said=said) if said else before, t("no longer listed")
    return {"number": str(number), "name": one.figure, "before": before, "now": now}


def _figures(differing: tuple[FigureDifference, ...], filters: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the rows of the annex: what every changed figure is now, and how it was counted."""
    for number, one in enumerate(differing, 1):
        scope = t("no longer listed") if one.now == NOTHING else filters.get(one.figure, "")
        yield {"number": str(number), "name": one.figure, "value": one.now, "filter": scope}
