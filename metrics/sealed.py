"""The sealed package of a released period: what was said, by which rules, and what came of it, in one file.

A .zip of the records of the committed imports (Parquet), the files they came in by SHA-256, the schemes (TOML), the
holidays, the results with their exact pairs (JSON), the papers of the release with their figures, what units replied
and asked for with how it was decided, the register of the papers issued before, and ``manifest.json`` with the
SHA-256 of every part. Its last 64 signs are the SHA-256 of everything before them, the manifest included: any byte
that was changed is found. It holds no folded table: whoever opens it folds and scores anew, so that nothing but the
records and the rules is believed.

Whoever changes a package can hash it anew: it carries no signature. That it is the one that was published is told by
the SHA-256 of the whole file, which the page 定稿 of whoever released it shows.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from metrics.access import LOCAL
from metrics.calendar import REFERENCE, Period, WorkCalendar
from metrics.errors import Refused
from metrics.pass_rates import inspections
from metrics.rulebook import Scheme, schemes_of_texts
from metrics.scoring_run import COUNTING
from metrics.warehouse import Warehouse

MANIFEST, HOLIDAYS, RESULTS = "manifest.json", "holidays.csv", "results.json"
SCHEMES, TABLES, PAPERS = "schemes/", "tables/", "papers/"
FIGURES, HEARINGS = "figures.json", "hearings.json"
# The tables of what units replied and asked for.
HEARD = ("replies", "reply_decisions", "reply_windows", "requests", "request_answers")
FORM = 2
"""The form of the package; a later program reads older forms or says that it cannot. 1 had no seal at its end."""
SEALED_FROM = 2
# The end of the file, as the archive's comment: the SHA-256 of what is before it.
SEAL = 64
KINDS = ("real", "demo")
DAMAGED = "The file is no sealed package of a released period, or it is damaged."
# What reading an archive raises when single bytes of it are others.
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, TypeError, OSError, EOFError,
              RuntimeError, OverflowError, MemoryError)  # fmt: skip
# What is said of every listed unit, down to the last mark: relations of a scoring run.
RELATIONS = ("standings", "dimensions", "marks")
QUERIES = {"imports": "imports_known", "records": "records_in_force", "identities": "identities_known"}
# Members carry no moment of their own: the same content gives the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
MOST_UNPACKED = 4 << 30
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Deviation:
    """One place where a package does not say what its own records and rules give."""

    part: str
    """File of the package, ``package`` for all of it, or the relation of the results: standings, dimensions, marks,
    inspections."""
    about: str
    """The unit; empty for a file."""
    what: str
    """The column; for a file: ``changed`` or ``missing``, and ``counting`` where the program counts otherwise now."""
    frozen: str
    recomputed: str

    def as_json(self) -> dict[str, str]:
        """Return the deviation as the command ``check`` prints it."""
        return dict(vars(self))


@dataclass(frozen=True)
class IssuedPaper:
    """A paper that goes out with a release: the name of its file, its kind, its unit, its bytes, its figures."""

    name: str
    kind: str
    unit: str
    """Empty for a paper about the whole city."""
    content: bytes
    figures: Mapping[str, str]
    """Figure → value as printed."""


@dataclass(frozen=True)
class Package:
    """A package that was opened: its manifest, its parts, and those parts that are not as they were sealed."""

    content: bytes
    manifest: dict[str, Any]
    parts: dict[str, bytes]
    damaged: tuple[Deviation, ...]

    @cached_property
    def sha256(self) -> str:
        """Of the whole file: what the page 定稿 shows beside the edition."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def period(self) -> Period:
        """The period that was released."""
        return Period.parse(self.manifest["period"])

    @property
    def as_of(self) -> date:
        """The last day whose facts count."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def edition(self) -> int:
        """1 for the release, 2 and on for its corrections."""
        return int(self.manifest.get("edition", 1))

    @property
    def counting(self) -> int:
        """The way of counting of the program that sealed it (``scoring_run.COUNTING``)."""
        return int(self.manifest.get("counting", 1))

    @cached_property
    def results(self) -> dict[str, Any]:
        """What was published: relation → rows."""
        found: dict[str, Any] = json.loads(self.parts[RESULTS])
        return found

    @property
    def papers(self) -> dict[str, dict[str, Any]]:
        """The papers that went out with it: name of the file → kind, unit, figures; empty where none were frozen."""
        found: dict[str, dict[str, Any]] = json.loads(self.parts.get(FIGURES, b"{}"))
        return found

    @property
    def hearings(self) -> dict[str, Rows]:
        """What units replied and asked for, and how it was decided; empty in packages made before it was kept."""
        found: dict[str, Rows] = json.loads(self.parts.get(HEARINGS, b"{}"))
        return found

    @property
    def imports(self) -> Rows:
        """The received files with their SHA-256 and what had become of them."""
        rows: Rows = _table(self.parts, "imports").to_pylist()
        return rows

    @property
    def records(self) -> pa.Table:
        """What was said, in order."""
        return _table(self.parts, "records")


Recheck = Callable[[Warehouse, Package], Iterable[Deviation]]
"""What else of a package is compared with the store that was made of it."""


def nothing_else(warehouse: Warehouse, package: Package) -> Iterable[Deviation]:
    """Compare nothing beside the results."""
    return ()


def seal(
    warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme, about: dict[str, Any],
    papers: Iterable[IssuedPaper] = (),
) -> bytes:  # fmt: skip
    """Return the package of a period as the store holds it now; ``about`` goes into the manifest as it is.

    Raises Refused when the rules have no text that could be frozen.
    """
    if not warehouse.schemes.texts:
        raise Refused("The rules in use have no files that could be frozen.")
    tables = {name: warehouse.table(query) for name, query in QUERIES.items()}
    parts = {f"{TABLES}{name}.parquet": _parquet(rows) for name, rows in tables.items()}
    parts |= {f"{SCHEMES}{name}": text.encode() for name, text in warehouse.schemes.texts.items()}
    parts[HOLIDAYS] = (REFERENCE / HOLIDAYS).read_bytes()
    parts[RESULTS] = _text(results_of(warehouse, period, as_of, scheme))
    issued = sorted(papers, key=lambda one: one.name)
    parts |= {f"{PAPERS}{one.name}": one.content for one in issued}
    parts[FIGURES] = _text({one.name: {"kind": one.kind, "unit": one.unit, "figures": one.figures} for one in issued})
    parts[HEARINGS] = _text(hearings_of(warehouse, period))
    last = tables["records"]["record"].to_pylist()[-1:] or [0]
    manifest = about | {
        "form": FORM, "counting": COUNTING, "period": period.code, "as_of": as_of.isoformat(), "last_record": last[0],
        "kind": warehouse.kind,
        "scheme": {"id": scheme.id, "version": scheme.version, "name": scheme.name},
        "parts": {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()},
    }  # fmt: skip
    return zipped(manifest, parts)


def hearings_of(warehouse: Warehouse, period: Period) -> dict[str, Rows]:
    """Return what was said and done about a period, as it stood: replies to marks with days and decisions, issued
    papers by their hash with what became of them, and every request of a unit with its answer.
    """
    replies = warehouse.rows("replies", order_by="reply", period=period.code)
    numbers = {row["reply"] for row in replies}
    issued = [row for row in warehouse.query("papers_issued") if row["period"] == period.code]
    papers = {row["paper"] for row in issued}
    decided = [row for row in warehouse.rows("reply_decisions", order_by="reply") if row["reply"] in numbers]
    found = {
        "replies": replies,
        "reply_decisions": decided,
        "reply_windows": warehouse.rows("reply_windows", order_by="entry", period=period.code),
        "requests": warehouse.rows("requests", order_by="request"),
        "request_answers": warehouse.rows("request_answers", order_by="request, import"),
        "issued_papers": issued,
        "paper_steps": [row for row in warehouse.rows("paper_steps", order_by="step") if row["paper"] in papers],
    }
    return {name: [_plain(row) for row in rows] for name, rows in found.items()}


def zipped(manifest: dict[str, Any], parts: dict[str, bytes]) -> bytes:
    """Return manifest and parts as the bytes of one file, its seal at the end."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"0" * SEAL
        for name, content in {MANIFEST: _text(manifest), **parts}.items():
            member = zipfile.ZipInfo(name, MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    written = out.getvalue()[:-SEAL]
    return written + hashlib.sha256(written).hexdigest().encode()


def results_of(warehouse: Warehouse, period: Period, as_of: date, scheme: Scheme) -> dict[str, Any]:
    """Return what is published of a period: the rows of ``RELATIONS`` in a fixed order, and the pass rates."""
    with warehouse.prepared(period, as_of, scheme) as run:
        found: dict[str, Any] = {name: run.rows(name) for name in RELATIONS}
    found = {name: sorted((_plain(row) for row in rows), key=_line) for name, rows in found.items()}
    return found | {"inspections": inspections(warehouse, LOCAL, period, as_of)}


def opened(content: bytes) -> Package:
    """Return the package in ``content``, telling the parts that are not as they were sealed.

    Raises Refused when it is no package, or one of a later form.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise Refused(DAMAGED)
            parts = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(parts.pop(MANIFEST))
        sealed, form = dict(manifest["parts"]), int(manifest["form"])
        Period.parse(manifest["period"]), date.fromisoformat(manifest["as_of"])
        int(manifest.get("edition", 1)), int(manifest.get("counting", 1))
        if manifest["kind"] not in KINDS:
            raise Refused(DAMAGED)
    except UNREADABLE as error:
        raise Refused(DAMAGED) from error
    if form > FORM:
        raise Refused("The package was made by a later version of this program.")
    damaged = tuple(_damage(parts, sealed))
    # Where a part tells of itself what was changed, the whole need not tell it again.
    return Package(content, manifest, parts, damaged or tuple(_broken_seal(content, form)))


def _damage(parts: dict[str, bytes], sealed: dict[str, str]) -> Iterator[Deviation]:
    for name in sorted({*parts, *sealed}):
        found = hashlib.sha256(parts[name]).hexdigest() if name in parts else ""
        if found != sealed.get(name, ""):
            yield Deviation(name, "", "changed" if found else "missing", sealed.get(name, ""), found)


def _broken_seal(content: bytes, form: int) -> Iterator[Deviation]:
    """Tell that the manifest, or what holds the parts together, is not as it was sealed."""
    frozen, found = content[-SEAL:].decode("ascii", "replace"), hashlib.sha256(content[:-SEAL]).hexdigest()
    if form >= SEALED_FROM and frozen != found:
        yield Deviation(MANIFEST, "", "changed", frozen, found)


@contextmanager
def reopened(package: Package) -> Iterator[Warehouse]:
    """Hand out a store made of the package alone, its records folded anew under its own rules and holidays.

    It lives in a folder of its own that is removed afterwards; the package is only read. Raises Refused when a part
    is missing or cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="metrics-sealed-") as name:
        warehouse = refolded(package, Path(name) / "store")
        try:
            yield warehouse
        finally:
            warehouse.close()


def refolded(package: Package, folder: Path) -> Warehouse:
    """Make a store of the package alone in the new ``folder``, and open it; see ``reopened``."""
    try:
        rules = schemes_of_texts(scheme_texts(package))
        calendar = WorkCalendar.of_lines(holidays_text(package).splitlines(), HOLIDAYS)
        tables = {one: _table(package.parts, one) for one in QUERIES}
    except (KeyError, ValueError, OSError) as error:
        raise Refused(DAMAGED) from error
    warehouse = Warehouse.open(folder, create=package.manifest["kind"], schemes=rules, calendar=calendar)
    try:
        with warehouse.transaction() as changes:
            changes.take_over(**tables)
    except BaseException:
        warehouse.close()
        raise
    return warehouse


def scheme_texts(package: Package) -> dict[str, str]:
    """Return the rules that were sealed: name of the file → text."""
    return {name.removeprefix(SCHEMES): text.decode() for name, text in package.parts.items()
            if name.startswith(SCHEMES)}  # fmt: skip


def holidays_text(package: Package) -> str:
    """Return the table of holidays that was sealed."""
    return package.parts[HOLIDAYS].decode("utf-8-sig")


def recompute(package: Package, also: Recheck = nothing_else) -> tuple[Deviation, ...]:
    """Return every place where the published results are not what the package's records and rules give; none is good.

    Parts that were changed after sealing come first, then the results, then what ``also`` finds.
    """
    try:
        with reopened(package) as warehouse:
            return package.damaged + compared(warehouse, package, also)
    except (Refused, KeyError, ValueError, TypeError) as error:
        if package.damaged:
            # What was changed cannot even be read.
            return package.damaged
        raise error if isinstance(error, Refused) else Refused(DAMAGED) from error


def compared(warehouse: Warehouse, package: Package, also: Recheck = nothing_else) -> tuple[Deviation, ...]:
    """Return where the store that was made of a package says otherwise than its published results.

    The first line tells that the program counts otherwise now, where it does and anything differs.
    """
    scheme = warehouse.schemes.in_force(package.period.last)
    now = json.loads(_text(results_of(warehouse, package.period, package.as_of, scheme)))
    found = (*deviations(package.results, now), *also(warehouse, package))
    if not found or package.counting == COUNTING:
        return found
    return (Deviation("package", "", "counting", str(package.counting), str(COUNTING)), *found)


def deviations(frozen: dict[str, Any], now: dict[str, Any]) -> Iterator[Deviation]:
    """Yield where two results differ: by unit and column for scores, by whole lines for marks."""
    names = {row["unit"]: row["name"] for side in (now, frozen) for row in side["standings"]}
    for relation, keys in (("standings", ("unit",)), ("dimensions", ("unit", "dimension"))):
        ours, theirs = (_keyed(side[relation], keys) for side in (frozen, now))
        for key in sorted({*ours, *theirs}, key=str):
            about = " ".join([names.get(key[0], str(key[0])), *map(str, key[1:])])
            old, new = ours.get(key), theirs.get(key)
            if old is None or new is None:
                yield Deviation(relation, about, "row", "1" if old else "0", "1" if new else "0")
                continue
            for column in (one for one in old if one in new and old[one] != new[one]):
                yield Deviation(relation, about, column, str(old[column]), str(new[column]))
    lines = [Counter(_line(row) for row in side["marks"]) for side in (frozen, now)]
    for side, other in ((0, 1), (1, 0)):
        for line in (lines[side] - lines[other]).elements():
            about = names.get(json.loads(line)["unit"], "")
            yield Deviation("marks", about, "row", *((line, "") if side == 0 else ("", line)))
    for part in frozen["inspections"]:
        old = frozen["inspections"][part]
        new = _as_frozen(now["inspections"].get(part), old)
        if old != new:
            yield Deviation("inspections", "", part, _line(old), _line(new))


def _as_frozen(now: Any, frozen: Any) -> Any:
    """Return a part of the pass rates as it was frozen: older editions do not tell how many channels checks were of."""
    if not isinstance(now, dict) or not isinstance(frozen, dict):
        return now
    return {key: _as_frozen(one, frozen.get(key)) for key, one in now.items() if key != "channels" or key in frozen}


def _keyed(rows: Rows, keys: tuple[str, ...]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[key] for key in keys): row for row in rows}


def _parquet(rows: pa.Table) -> bytes:
    out = io.BytesIO()
    parquet.write_table(rows, out, compression="zstd")
    return out.getvalue()


def _table(parts: dict[str, bytes], name: str) -> pa.Table:
    return parquet.read_table(io.BytesIO(parts[f"{TABLES}{name}.parquet"]))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True).encode()
