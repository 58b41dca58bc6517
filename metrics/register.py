"""The register of issued papers: what went out under which number, what became of it, and its bytes as issued.

A paper and its steps are only ever appended: nothing of it changes, and the number of a void one is not given again.
A unit's reader is told of the papers about its own units and of no other.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from metrics.access import Reader
from metrics.calendar import SHANGHAI
from metrics.errors import AccessDenied, Refused
from metrics.masking import masked_text
from metrics.warehouse import Warehouse

ISSUED, SENT, ACKNOWLEDGED, ANSWERED, VOID = "issued", "sent", "acknowledged", "answered", "void"
STEPS = (SENT, ACKNOWLEDGED, ANSWERED, VOID)
"""In the order a paper takes them; steps may be left out. A void paper takes none any more."""
WANT_ANSWER = ("order", "notice")
"""Kinds that ask to be answered in writing by a day."""
LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Step:
    """One step of an issued paper: what, on which day, with which remark, and who noted it when."""

    what: str
    on: date
    note: str
    actor: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the step as the command ``papers`` prints it."""
        return {"step": self.what, "on": self.on.isoformat(), "note": self.note or None, "actor": self.actor,
                "at": _moment(self.at)}  # fmt: skip


@dataclass(frozen=True)
class Issued:
    """One issued paper, without its bytes."""

    paper: int
    """By which commands and pages ask for it; its official number is the ``reference``."""
    kind: str
    agency: str
    """机关代字."""
    year: int
    number: int
    period: str
    as_of: date
    unit: str
    """By the name it has now; empty for a paper about the whole city."""
    is_named: bool
    is_tiered: bool
    """Whether it is a notice with an annex of the units by grade."""
    level: str
    """Of an order: the step of escalation it was issued at; empty otherwise."""
    footing: str
    edition: int | None
    scheme: tuple[str, str]
    issued_on: date
    reply_by: date
    corrects: int | None
    """The paper that a correction corrects."""
    figures: tuple[dict[str, str], ...]
    """Its annex: name, value and filter of each figure, in order."""
    items: tuple[str, ...]
    """What an order listed, each item by its fingerprint."""
    file_name: str
    sha256: str
    actor: str
    at: datetime
    steps: tuple[Step, ...]

    @property
    def reference(self) -> str:
        """发文字号."""
        return reference(self.agency, self.year, self.number)

    @property
    def identity(self) -> str:
        """What its file says of the number it was issued under."""
        return identity(self.kind, self.year, self.number)

    @property
    def file_to_write(self) -> str:
        """Name of its file beside those of other papers."""
        return f"{self.reference}-{self.file_name}"

    @property
    def state(self) -> str:
        """The last step it took; ``issued`` before the first."""
        return self.steps[-1].what if self.steps else ISSUED

    @property
    def is_void(self) -> bool:
        """Whether it does not count any more."""
        return self.state == VOID

    @property
    def wants_answer(self) -> bool:
        """Whether it is of a kind that asks for an answer by a day, noted or not."""
        return self.kind in WANT_ANSWER and self.state != VOID

    @property
    def awaits_answer(self) -> bool:
        """Whether it asks for an answer that nobody has noted yet."""
        return self.kind in WANT_ANSWER and self.state not in (ANSWERED, VOID)

    def is_overdue(self, today: date) -> bool:
        """Whether its answer is overdue: red from the first day after the one it names."""
        return self.awaits_answer and self.reply_by < today

    def as_json(self, today: date) -> dict[str, Any]:
        """Return the paper as the command ``papers`` prints it."""
        days = ("as_of", "issued_on", "reply_by")
        plain = ("paper", "kind", "year", "number", "reference", "state", "period", "level", "footing", "edition",
                 "corrects", "file_name", "sha256", "actor")  # fmt: skip
        return {
            **{name: getattr(self, name) for name in plain}, **{name: getattr(self, name).isoformat() for name in days},
            "unit": self.unit or None, "named": self.is_named, "overdue": self.is_overdue(today),
            "scheme": dict(zip(("id", "version"), self.scheme, strict=True)), "at": _moment(self.at),
            "figures": list(self.figures), "steps": [one.as_json() for one in self.steps],
        }  # fmt: skip


def reference(agency: str, year: int, number: int) -> str:
    """Return a 发文字号 as GB/T 9704 writes it: 机关代字〔2025〕3号."""
    return f"{agency}〔{year}〕{number}号"


def identity(kind: str, year: int, number: int) -> str:
    """Return what the file of an issued paper says of its number."""
    return f"{kind} {year} {number}"


def issued_papers(warehouse: Warehouse, reader: Reader, **equals: Any) -> tuple[Issued, ...]:
    """Return the issued papers this reader may know of, the earliest first; those whose fields equal ``equals``."""
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for row in warehouse.rows("paper_steps", order_by="step"):
        note = masked_text(reader, row["note"])
        step = Step(row["what"], row["happened_on"], note, row["actor"], row["noted_at"])
        steps[row["paper"]].append(step)
    found = (_issued(row, tuple(steps[row["paper"]])) for row in warehouse.query("papers_issued"))
    return tuple(
        one for one in found
        if reader.may_read(one.unit) and all(getattr(one, name) == value for name, value in equals.items())
    )  # fmt: skip


def find_paper(warehouse: Warehouse, reader: Reader, paper: int) -> Issued:
    """Return one paper; Refused when there is none, and just so when it is not for this reader."""
    found = issued_papers(warehouse, reader, paper=paper)
    if not found:
        raise Refused("There is no issued paper {paper}.", paper=paper)
    return found[0]


def content_of_paper(warehouse: Warehouse, reader: Reader, paper: int) -> tuple[str, bytes]:
    """Return name and bytes of a paper as it was issued; Refused when they are not what they were."""
    found = find_paper(warehouse, reader, paper)
    content: bytes = warehouse.rows("issued_papers", paper=paper)[0]["content"]
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise Refused("The kept bytes of {reference} are not those that were issued; restore the last good backup.",
                      reference=found.reference)  # fmt: skip
    return found.file_name, content


def paper_of_bytes(warehouse: Warehouse, reader: Reader, content: bytes) -> Issued | None:
    """Return the issued paper that these bytes are; None when they are none, or none for this reader."""
    found = issued_papers(warehouse, reader, sha256=hashlib.sha256(content).hexdigest())
    return found[0] if found else None


def agency_of(warehouse: Warehouse, kind: str) -> str:
    """Return the 机关代字 by which papers of a kind were issued last; empty before the first."""
    known = [row["agency"] for row in warehouse.query("papers_issued") if row["kind"] == kind]
    return known[-1] if known else ""


def mark(
    warehouse: Warehouse, reader: Reader, paper: int, what: str, *, on: date, note: str = "", actor: str, now: datetime
) -> Issued:
    """Keep a step of a paper: ``sent``, ``acknowledged``, ``answered``, or ``void`` with its reason in ``note``.

    The office notes all of them, a unit that it has acknowledged a paper about itself. Raises AccessDenied for anybody
    else, and Refused for a step that was taken or passed by, a day before the one of the step before or yet to come,
    and for a void paper.
    """
    note, now = note.strip(), now.astimezone(SHANGHAI).replace(tzinfo=None) if now.tzinfo else now
    with warehouse.transaction(is_new_version=False) as changes:
        found = find_paper(warehouse, reader, paper)
        _require(reader, what)
        _check(found, what, on, note, now.date())
        changes.append_paper_step(paper=paper, what=what, happened_on=on, note=note, actor=actor, at=now)
        changes.append_audit(what=f"paper_{what}", about=_about(found), old=found.state,
                             new=f"{what} {on.isoformat()} {note}".strip(), actor=actor, at=now)  # fmt: skip
    return find_paper(warehouse, reader, paper)


def _require(reader: Reader, what: str) -> None:
    if not (reader.may_decide or (reader.role == "unit" and what == ACKNOWLEDGED)):
        raise AccessDenied("Only the office notes what became of a paper; a unit may acknowledge its own.")


def _check(found: Issued, what: str, on: date, note: str, today: date) -> None:
    said = {"reference": found.reference}
    if what not in STEPS:
        raise Refused("{step} is no step of a paper; possible: {known}.", step=what, known="、".join(STEPS))
    if found.is_void:
        raise Refused("{reference} is void; nothing more is noted of it.", **said)
    if found.steps and STEPS.index(what) <= STEPS.index(found.state):
        raise Refused("{reference} has taken this step, or a later one, already.", **said)
    if what == VOID and not note:
        raise Refused("Say why {reference} is void; it is kept.", **said)
    if len(note) > LONGEST_NOTE:
        raise Refused("The remark is longer than {most} characters.", most=LONGEST_NOTE)
    before = found.steps[-1].on if found.steps else found.issued_on
    if not before <= on <= today:
        raise Refused("{day} cannot be its day: the step before was on {before}, and today is {today}.",
                      day=on.isoformat(), before=before.isoformat(), today=today.isoformat())  # fmt: skip


def _about(found: Issued) -> str:
    return " ".join(filter(None, (found.reference, found.kind, found.period, found.unit)))


def mark_of(warehouse: Warehouse, unit: str) -> str:
    """Return what stands for a unit in a paper that names nobody: whoever has not this store cannot tell whom."""
    secret: str = warehouse.rows("store_facts", fact="papers_key")[0]["value"]
    return hmac.new(secret.encode(), unit.encode(), hashlib.sha256).hexdigest()[:32]


def _issued(row: dict[str, Any], steps: tuple[Step, ...]) -> Issued:
    same = ("paper", "kind", "agency", "year", "number", "period", "as_of", "is_named", "is_tiered", "level", "footing",
            "edition", "issued_on", "reply_by", "corrects", "file_name", "sha256", "actor")  # fmt: skip
    return Issued(
        unit=row["name"], scheme=(row["scheme_id"], row["scheme_version"]), at=row["issued_at"], steps=steps,
        figures=tuple(json.loads(row["figures"])), items=tuple(json.loads(row["items"])),
        **{name: row[name] for name in same},
    )  # fmt: skip


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")
