"""Issuing papers: each gets its number inside the transaction that keeps it, and is kept byte for byte.

What has been issued and still holds is given again, bytes and number, instead of a second paper that says the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from metrics import scores
from metrics.access import Reader
from metrics.briefs.annexes import comparable, counted_again
from metrics.briefs.papers import Draft, Drafts, Order, drafts_of
from metrics.briefs.rewording import Rewording, rewording_of
from metrics.briefs.template import PaperTemplate, template_of
from metrics.calendar import SHANGHAI
from metrics.changes import Transaction
from metrics.errors import AccessDenied, Refused
from metrics.register import ANSWERED, Issued, agency_of, identity, issued_papers, mark_of, reference
from metrics.releases import status
from metrics.supervision import fingerprint_of_item
from metrics.warehouse import Warehouse
from metrics.wording import last_edit, words_changed_at

# A paper leaves the office: what only the office may read (telephone numbers) is in none.
OUTSIDE = Reader("supervisor")
_AGENCY = re.compile(r"[^\W\d_]{1,20}")
# Orders act on what is open on their day; that figures are not released yet is said where they are proved.
NO_DRAFTS = ("order", "correction")


def issue(
    warehouse: Warehouse, reader: Reader, wanted: Order, *, agency: str = "", actor: str, now: datetime
) -> tuple[Issued, ...]:
    """Issue the papers asked for on the day of ``now`` and return them as the register has them.

    ``agency`` is the 机关代字; without one that of the last paper of the kind. Raises AccessDenied for anybody but the
    office, and Refused when nobody needs such a paper, when no 机关代字 is known or it is that of another kind, and
    when the store changed meanwhile; then nothing is issued.
    """
    require_office(reader)
    now = now.astimezone(SHANGHAI).replace(tzinfo=None) if now.tzinfo else now
    wanted = replace(wanted, issued_on=now.date(), as_of=scores.day_of(wanted.period, wanted.as_of))
    stood = _state(warehouse, wanted)
    found = drafts_of(warehouse, OUTSIDE, wanted)
    drafts, template = list(found.drafts), template_of(wanted.kind, wanted.templates)
    # Nobody is told of words whose draft has changed since: here they are refused.
    words = rewording_of(warehouse, reader, wanted.kind, wanted.period, wanted.is_named, must_stand=True)
    with warehouse.transaction(is_new_version=False) as changes:
        if _state(warehouse, wanted) != stood:
            raise Refused("Something changed while the papers were being made; look again and repeat it.")
        code = agreed_agency(warehouse, wanted.kind, now.year, agency)
        before = issued_papers(warehouse, reader, kind=wanted.kind, period=wanted.period.code)
        made_by = (template, words)
        kept = [_kept(warehouse, changes, found, one, made_by, code, before, actor, now) for one in drafts]
    by_number = {one.paper: one for one in issued_papers(warehouse, reader)}
    return tuple(by_number[number] for number in kept)


def require_office(reader: Reader) -> None:
    """Raise AccessDenied for anybody but the office."""
    if not reader.may_decide:
        raise AccessDenied("Only the office issues papers.")


def _state(warehouse: Warehouse, wanted: Order) -> tuple[Any, ...]:
    found = status(warehouse, wanted.period)
    return warehouse.version, found.code, len(found.releases), last_edit(warehouse)


def agreed_agency(warehouse: Warehouse, kind: str, year: int, asked: str) -> str:
    """Return the 机关代字 for a paper of a kind: the one asked for, else the last one; Refused when it cannot be.

    Numbers count by kind: with one 机关代字 for two kinds two papers would bear the same 发文字号.
    """
    code = asked.strip() or agency_of(warehouse, kind)
    if not code:
        raise Refused("Say the 机关代字 of such papers (--code); it is kept for the next ones.")
    if not _AGENCY.fullmatch(code):
        raise Refused("“{agency}” is no 机关代字: one to twenty signs of writing, without digits, brackets and spaces.",
                      agency=code)  # fmt: skip
    rows = warehouse.query("papers_issued")
    others = [row for row in rows if (row["agency"], row["year"]) == (code, year) and row["kind"] != kind]
    if others:
        raise Refused("{agency} is the 机关代字 of papers of another kind in {year} ({reference}): two papers would "
                      "bear one 发文字号. Give this kind one of its own.", agency=code, year=year,
                      reference=reference(code, year, others[0]["number"]))  # fmt: skip
    return code


def _kept(
    warehouse: Warehouse, changes: Transaction, found: Drafts, one: Draft,
    made_by: tuple[PaperTemplate, Rewording], agency: str, before: tuple[Issued, ...], actor: str, now: datetime,
) -> int:  # fmt: skip
    """Keep one paper, or find the one that says the same; return which it is."""
    (template, words), wanted, footing = made_by, found.wanted, found.issue.footing
    key = _key(warehouse, one.about)
    columns: dict[str, Any] = {
        "period": wanted.period.code, "as_of": wanted.as_of, "is_named": wanted.is_named,
        "is_tiered": wanted.is_tiered, "level": one.level,
        "footing": footing.code, "edition": footing.edition,
    }  # fmt: skip
    running = (one for one in before if one.kind != "order" or _is_running(warehouse, one, now.date()))
    changed = words_changed_at(warehouse, wanted.kind, wanted.period, wanted.is_named, key)
    same = [
        earlier for earlier in running
        if is_the_same(earlier, one, columns) and (changed is None or changed <= earlier.at)
    ]  # fmt: skip
    if same:
        return same[-1].paper
    columns |= {
        "unit": key, "unit_name": one.about, "file_name": one.name, "corrects": None,
        "scheme_id": found.scheme.id, "scheme_version": found.scheme.version, "reply_by": found.issue.reply_by,
        "items": [fingerprint_of_item(item) for item in one.items],
    }  # fmt: skip
    about = found.identity(one, partial(mark_of, warehouse))
    reword = partial(_reworded, words, template, one) if words else None
    return keep(changes, wanted.kind, agency, one.values, columns, (template, about), reword, actor=actor, now=now)


def _reworded(words: Rewording, template: PaperTemplate, one: Draft, values: Mapping[str, Any]) -> str:
    return words.reworded(template, one.name, values, one.about or None)[1]


def _is_running(warehouse: Warehouse, earlier: Issued, today: date) -> bool:
    """Whether an order still waits for its answer; once that is over the next one is another paper."""
    return earlier.state != ANSWERED and warehouse.calendar.between(earlier.reply_by, today) == 0


def _key(warehouse: Warehouse, unit: str) -> int | None:
    # A unit of a released edition may have another name by now, or none: then the name it had there is kept alone.
    rows = warehouse.rows("unit_names", name=unit) if unit else []
    return rows[0]["unit"] if len({row["unit"] for row in rows}) == 1 else None


def keep(
    changes: Transaction, kind: str, agency: str, values: Mapping[str, Any], columns: Mapping[str, Any],
    made_by: tuple[PaperTemplate, Mapping[str, str]], reword: Callable[[Mapping[str, Any]], str] | None = None, *,
    actor: str, now: datetime,
) -> int:  # fmt: skip
    """Keep one paper under the next number of its kind, printed into it, and tell the log; return which it is.

    ``made_by`` are its template and what its file says it is about; ``reword`` returns the document of its values
    where something of the draft was written over.
    """
    template, about = made_by
    figures = [{name: one[name] for name in ("name", "value", "filter")} for one in values["figures"]]
    quiet = {"draft": ""} if kind in NO_DRAFTS else {}

    def content(number: int) -> bytes:
        numbered = {**values, **quiet, "reference": reference(agency, now.year, number)}
        said = {**about, "paper": identity(kind, now.year, number)}
        return template.fill(numbered, said, reword(numbered) if reword else None)

    paper, number = changes.append_issued_paper(
        **{**columns, "items": json.dumps(columns["items"])}, kind=kind, agency=agency, year=now.year,
        issued_on=now.date(), figures=json.dumps(figures, ensure_ascii=False), actor=actor, issued_at=now,
        content=content,
    )  # fmt: skip
    told = " ".join(filter(None, (kind, columns["period"], columns["unit_name"])))
    changes.append_audit(what="paper_issued", about=told, new=reference(agency, now.year, number), actor=actor, at=now)
    return paper


def is_the_same(earlier: Issued, one: Draft, columns: Mapping[str, Any]) -> bool:
    """Whether an issued paper says what this one would, and still holds."""
    is_equal = all(getattr(earlier, name) == value for name, value in columns.items())
    is_holding = is_equal and earlier.unit == one.about and not earlier.is_void
    figures = (counted_again(earlier.figures), comparable(earlier.figures, one.values["figures"]))
    said, now = (sorted((row["name"], row["value"], row["filter"]) for row in rows) for rows in figures)
    return is_holding and said == now
