"""复核: are the figures printed in a paper's annex still those of the store, and is the file the one that was issued?

What a paper is about is read from the file itself; its figures are counted again on the same footing: its period and
as-of day, of a released period the edition that holds, the rules in force. Wording is nobody's business here.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from metrics.access import Reader
from metrics.briefs.annexes import NOTHING, FigureDifference, comparable, compared, values_of
from metrics.briefs.papers import TIERS, WHOLE_CITY, Order, drafts_of
from metrics.briefs.template import CORRECTION, KINDS
from metrics.calendar import Period
from metrics.errors import Refused, reason_of
from metrics.intake.faults import Fault
from metrics.intake.originals import name_to_show, private_copy
from metrics.intake.unpacking import Limits, run_reader
from metrics.register import Issued, issued_papers, mark_of, paper_of_bytes
from metrics.warehouse import Warehouse

# A paper of a city has some hundred kilobytes, its annex a few hundred rows.
LIMITS = Limits(megabytes=1_000, seconds=30, unpacked_megabytes=60, cells=5_000)


@dataclass(frozen=True)
class Verification:
    """What became of one file."""

    file: str
    kind: str
    period: str
    unit: str
    """Empty for the whole city, and for a paper that names nobody."""
    code: str
    """``issued`` byte for byte, ``edited`` since it was issued, ``claimed`` (by a number that the register does not
    know), or ``draft``."""
    issued: Issued | None
    """The paper of the register it is or was."""
    differences: tuple[FigureDifference, ...]

    @property
    def agrees(self) -> bool:
        """Whether every printed figure is today's."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """Return the answer as ``brief --verify`` prints it."""
        return {
            "agrees": self.agrees, "file": self.file, "kind": self.kind, "period": self.period,
            "unit": self.unit or None, "state": self.code, "reference": self.issued and self.issued.reference,
            "void": bool(self.issued and self.issued.is_void),
            "differences": [
                {"figure": one.figure, "in_file": one.before, "now": one.now} for one in self.differences
            ],
        }  # fmt: skip


@dataclass(frozen=True)
class About:
    """What a paper is about, as its file says."""

    wanted: Order
    kind: str
    paper: str
    """Kind, year and number it was issued under; empty for a draft."""
    corrected: Issued | None
    """The paper whose figures a correction tells."""


def verify(warehouse: Warehouse, reader: Reader, path: Path, name: str) -> Verification:
    """Return what differs in the file ``path``, which its sender calls ``name``; the file is only read.

    Raises Refused for what is no paper of this program, AccessDenied for a paper this reader may not have.
    """
    content, found = _read(path, name_to_show(name))
    about = _about(warehouse, reader, found["about"], name_to_show(name))
    wanted = about.wanted
    now, scheme = _counted_now(warehouse, reader, about, found["rows"])
    differences = [*compared(values_of(found["rows"]), now)]
    # Every row tells day and rules once more; each is told once here.
    differences += _compared_once(found["rows"], "as_of", "截至", wanted.as_of.isoformat() if wanted.as_of else "")
    differences += _compared_once(found["rows"], "scheme", "方案版本", scheme)
    code, issued = _standing(warehouse, reader, content, about)
    unit = wanted.unit if wanted.is_named and wanted.unit else ""
    return Verification(name_to_show(name), about.kind, wanted.period.code, unit, code, issued, tuple(differences))


def _counted_now(
    warehouse: Warehouse, reader: Reader, about: About, rows: list[dict[str, str]]
) -> tuple[dict[str, str], str]:
    """Return the figures the paper would have today by name, and the version of its rules."""
    found = drafts_of(warehouse, reader, about.wanted)
    now = values_of(comparable(rows, next(found.drafts).values["figures"]))
    if about.corrected is not None:
        # A correction tells those figures only that had changed.
        now = {name: now.get(name, NOTHING) for name in values_of(rows)}
    return now, found.scheme.version


def _read(path: Path, name: str) -> tuple[bytes, dict[str, Any]]:
    try:
        if path.is_file() and path.stat().st_size > LIMITS.unpacked_megabytes * 1_000_000:
            raise Refused("{file} is larger than {most} MB.", file=name, most=LIMITS.unpacked_megabytes)
        with tempfile.TemporaryDirectory(prefix="reading-") as folder:
            # What is hashed and what is read are the same bytes, whoever writes to the file meanwhile.
            copy, _ = private_copy(path, Path(folder) / "copy")
            result = Path(folder) / "result.json"
            failure: Fault | None = run_reader("metrics.briefs.paper_parts", copy, result, LIMITS)
            content = copy.read_bytes()
            found = {"fault": failure.code} if failure else json.loads(result.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("{file} cannot be read: {reason}", file=name, reason=reason_of(error)) from error
    if "fault" in found:
        raise Refused("{file} cannot be read as a Word document (.docx) of ordinary size.", file=name)
    return content, found


def _about(warehouse: Warehouse, reader: Reader, said: Mapping[str, str], name: str) -> About:
    stranger = Refused("{file} is no paper of this program, or one made before papers could be checked: it does not "
                       "say in its properties what it is about.", file=name)  # fmt: skip
    try:
        kind, period = said["kind"], Period.parse(said["period"])
        as_of, day = date.fromisoformat(said["as-of"]), date.fromisoformat(said["issued-on"])
        is_named = {"named": True, "unnamed": False}[said["naming"]]
    except (KeyError, ValueError):
        raise stranger from None
    corrected = None
    if kind == CORRECTION:
        known = issued_papers(warehouse, reader)
        corrected = next((one for one in known if one.identity == said.get("corrects")), None)
        if corrected is None:
            raise Refused("The paper corrects one that the register does not know, or that is not yours.")
    asked = corrected.kind if corrected else kind
    unit = said.get("unit") or (_marked(warehouse, reader, said["mark"]) if "mark" in said else None)
    if asked not in KINDS or (unit is None) != (asked in WHOLE_CITY):
        raise stranger
    wanted = Order(asked, period, day, as_of, unit, is_named, said.get("annex") == TIERS, is_recount=True)
    return About(wanted, kind, said.get("paper", ""), corrected)


def _marked(warehouse: Warehouse, reader: Reader, mark: str) -> str:
    names: list[str] = [row["name"] for row in warehouse.rows("units") if reader.may_read(row["name"])]
    found = [name for name in names if mark_of(warehouse, name) == mark]
    if not found:
        raise Refused("The paper names nobody, and it is about no unit of this store that you may read.")
    return found[0]


def _standing(warehouse: Warehouse, reader: Reader, content: bytes, about: About) -> tuple[str, Issued | None]:
    exact = paper_of_bytes(warehouse, reader, content)
    if exact is not None:
        return "issued", exact
    if not about.paper:
        return "draft", None
    found = [one for one in issued_papers(warehouse, reader) if one.identity == about.paper]
    return ("edited", found[0]) if found else ("claimed", None)


def _compared_once(rows: list[dict[str, str]], column: str, title: str, now: str) -> Iterator[FigureDifference]:
    others = dict.fromkeys(row[column] for row in rows if row.get(column, now) != now)
    yield from (FigureDifference(title, other or NOTHING, now) for other in others)
