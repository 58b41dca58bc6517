"""The store: one DuckDB file behind one class, append-only records, short write transactions.

The only module that imports duckdb. Records are never updated; the tables that scoring reads are folds of
the records of committed imports and are rewritten, thing by thing, inside the transaction that changed them.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from metrics.backup_folder import last_good_backup
from metrics.calendar import Period, WorkCalendar
from metrics.changes import ALL_THREADS, Record, Transaction, statements_about
from metrics.errors import MetricsError, Refused, StoreDamaged, StoreMissing, StoreOwned, StoreSealed, not_writable
from metrics.history import Presumption, Statement
from metrics.rulebook import Scheme, Schemes, load_schemes, schemes_of_texts
from metrics.scheme_tables import SchemeTables
from metrics.scoring_run import Run
from metrics.statements import Row, fetch, select, sql

__all__ = ["Record", "Run", "Transaction", "Warehouse"]

FILE_NAME = "monitor.duckdb"
SCHEMES = Path(__file__).parents[1] / "data" / "schemes"
STORE_TABLES = (
    "store_facts", "imports", "records", "requests", "request_answers", "identities", "units", "unit_names",
    "channels", "tasks", "to_confirm", "decisions", "assignments", "inspection_scope", "indicators", "findings",
    "rectification_rounds", "name_decisions", "column_mappings", "audit", "people", "replies", "reply_decisions",
    "reply_windows", "releases", "release_steps", "issued_papers", "paper_steps", "failed_rechecks", "found_again",
    "eventful_findings", "observations", "collected_checklists", "paper_words",
)  # fmt: skip
# How the tables that hold folds are made. A store folded in an older way is brought up to date when it is opened:
# 2 keeps every recurrence of a finding, before it only the first one was known; 3 keeps findings with events apart;
# 4 keeps with a finding the days that a scoring run compares.
FOLDING = "4"
PREPARED_RUNS = 12
DEMO, SEALED = "demo", "sealed"
# What a sealed package keeps in its store beside its rows: the rules and working days it was scored by, and of which
# kind the store was that released it.
OWN_SCHEMES, OWN_HOLIDAYS, RELEASED_BY = "schemes", "holidays", "released_by"


def require_folder(folder: Path) -> None:
    """Refuse a file in the place of a store's folder; a folder that is still to be made is fine."""
    if folder.exists() and not folder.is_dir():
        raise Refused("{folder} is a file; the store needs a folder (--store or METRICS_STORE).", folder=str(folder))


class Warehouse:
    """A store that this process owns; every question and every change goes through it."""

    kind: str
    """``real``, ``demo`` or ``sealed``, for life."""
    is_demonstration: bool
    """Whether its figures are invented: a demonstration, or what one released."""

    def __init__(
        self, folder: Path, connection: duckdb.DuckDBPyConnection, schemes: Schemes, calendar: WorkCalendar
    ) -> None:
        self.folder = folder
        self.schemes = schemes
        self._connection = connection
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._writer: int | None = None
        self._runs: OrderedDict[tuple[Any, ...], Run] = OrderedDict()
        self.calendar = calendar
        self._scheme_tables = SchemeTables(connection.cursor, self.calendar)

    @classmethod
    def open(
        cls,
        folder: Path | str,
        create: str | None = None,
        schemes: Schemes | None = None,
        calendar: WorkCalendar | None = None,
    ) -> Warehouse:
        """Open the store of ``folder``; ``create`` ("real" or "demo") makes it when there is none.

        ``schemes`` are the rules it is scored by and ``calendar`` its working days, the shipped ones when not given.
        A sealed package is scored by those that were sealed in it.

        Raises StoreMissing (no store and nothing to create), StoreOwned (another process has it open),
        StoreDamaged (the file cannot be read), StoreNotWritable and Refused (a store of the other kind, or a file).
        """
        folder = Path(folder)
        require_folder(folder)
        if not (folder / FILE_NAME).exists() and create is None:
            raise StoreMissing("There is no store in {folder}.", folder=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        connection = _connect(folder / FILE_NAME)
        try:
            own = _own_rules(connection)
            schemes = schemes or (own[0] if own else load_schemes(SCHEMES))
            warehouse = cls(folder, connection, schemes, calendar or (own[1] if own else WorkCalendar.load()))
        except MetricsError:
            connection.close()
            raise
        warehouse._install(create)
        if create is not None and warehouse.kind != create:
            warehouse.close()
            warehouse.require_writable()
            raise Refused("The store in {folder} is of the other kind (demonstration or real).", folder=str(folder))
        return warehouse

    def _install(self, create: str | None) -> None:
        self._connection.execute(ALL_THREADS)
        self._connection.execute("set preserve_insertion_order = false")
        # What a long import brings is written as it comes, not kept in memory five times as long.
        self._connection.execute("set write_buffer_row_group_count = 1")
        self._connection.execute(sql("missed_deadline"))
        self._connection.execute("begin")
        for table in STORE_TABLES:
            self._connection.execute(sql(f"store/{table}"))
        self._connection.execute("alter table findings add column if not exists deadline_workday integer default 0")
        for column in ("missed_on", "open_until"):
            self._connection.execute(f"alter table findings add column if not exists {column} date")
        self._connection.execute("alter table requests add column if not exists thing varchar default ''")
        self._connection.execute("alter table reply_windows add column if not exists closed_because varchar default ''")
        self._connection.execute("alter table replies add column if not exists seen varchar default ''")
        self._connection.execute("alter table release_steps add column if not exists described varchar default ''")
        if not self._connection.execute("select 1 from store_facts where fact = 'kind'").fetchall():
            facts = [("kind", create or "real"), ("version", "1"), ("folding", FOLDING), self._calendar_fact]
            self._connection.executemany("insert into store_facts values (?, ?)", facts)
        # What stands for a unit's name in a paper that names nobody; whoever has no store can guess nothing from it.
        secret = ["papers_key", secrets.token_hex(16)]
        self._connection.execute("insert or ignore into store_facts values (?, ?)", secret)
        self._connection.execute("commit")
        known = dict(self._connection.execute("select fact, value from store_facts").fetchall())
        self.kind, self.version = known["kind"], int(known["version"])
        self.is_demonstration = DEMO in (self.kind, known.get(RELEASED_BY))
        if known.get("folding") != FOLDING:
            with self._changing() as changes:
                changes.find_missed_deadlines()
                changes.touch_every_place()
                changes.keep_fact("folding", FOLDING)
        if known.get("calendar") != self._calendar_fact[1]:
            with self._changing() as changes:
                changes.number_deadlines()
                changes.keep_fact(*self._calendar_fact)

    @property
    def _calendar_fact(self) -> tuple[str, str]:
        # Folds keep numbers of working days: another year's holidays number them anew.
        return "calendar", self.calendar.fingerprint

    def close(self) -> None:
        """Give the store back; every prepared run ends with it."""
        with self._writing, self._reading:
            for run in self._runs.values():
                run.close()
            self._runs.clear()
            self._connection.close()

    # Reading ---------------------------------------------------------------------------------------------

    def _reader(self) -> duckdb.DuckDBPyConnection:
        return self._connection if self._writer == threading.get_ident() else self._connection.cursor()

    def rows(self, relation: str, order_by: str = "", **equals: Any) -> list[Row]:
        """Return the rows of a stored table whose columns equal ``equals`` (None matches empty)."""
        return select(self._reader(), relation, order_by, equals)

    def query(self, name: str, **parameters: Any) -> list[Row]:
        """Return the rows of the statement in ``sql/<name>.sql`` with its ``$parameters`` bound."""
        return fetch(self._reader(), sql(name), parameters)

    def table(self, name: str) -> pa.Table:
        """Return the rows of the statement in ``sql/<name>.sql`` as one table in memory."""
        return self._reader().sql(sql(name)).to_arrow_table()

    def statements(self, kind: str, identities: Iterable[str]) -> dict[str, list[Statement]]:
        """Return what committed imports said of each thing, oldest first."""
        return statements_about(self._reader(), kind, identities)

    # Writing ---------------------------------------------------------------------------------------------

    @property
    def is_read_only(self) -> bool:
        """Whether this is a sealed package, opened for reading."""
        return self.kind == SEALED

    def require_writable(self) -> None:
        """Raise StoreSealed for a sealed package: what was released is shown as it was, and nothing is added to it."""
        if self.is_read_only:
            raise StoreSealed(
                "This is a sealed package, opened for reading: nothing in it can be changed. Work in a store of your "
                "own, in another folder (--store or METRICS_STORE)."
            )

    @contextmanager
    def transaction(self, is_new_version: bool = True) -> Iterator[Transaction]:
        """Run one command's changes: all of them are kept at the end of the block, or none.

        ``is_new_version`` is False for what no score rests on (people, the log): prepared scores stay good.
        Raises StoreSealed for a sealed package, and StoreNotWritable when the disk is full; then none are kept.
        """
        self.require_writable()
        with self._changing(is_new_version) as changes:
            yield changes

    @contextmanager
    def _changing(self, is_new_version: bool = True) -> Iterator[Transaction]:
        with self._writing:
            self._connection.execute("begin")
            self._writer = threading.get_ident()
            changes = Transaction(self._connection, self.calendar, self._presumption)
            try:
                yield changes
                if not changes.is_rolled_back:
                    self._commit(changes, is_new_version)
            except BaseException as error:
                if not changes.is_rolled_back:
                    # After a failed write the database itself has given the changes up.
                    with suppress(duckdb.FatalException, duckdb.TransactionException):
                        self._connection.execute("rollback")
                    with suppress(duckdb.FatalException):
                        self._connection.execute(ALL_THREADS)
                if isinstance(error, duckdb.Error) and (refused := not_writable(error, str(self.folder))):
                    raise refused from error
                raise
            finally:
                self._writer = None

    def _presumption(self, day: date) -> Presumption:
        # A finding older than the first scheme is read by the first one.
        rules = self.schemes.in_force(max(day, self.schemes.versions[0].effective_from)).rectification
        return Presumption(rules.immediate_days, rules.default_days)

    def _commit(self, changes: Transaction, is_new_version: bool) -> None:
        changes.settle_findings()
        version = self.version + (1 if is_new_version else 0)
        self._connection.execute("update store_facts set value = ? where fact = 'version'", [str(version)])
        with self._reading, self._without_packing(changes.is_bulk):
            self._connection.execute("commit")
            self.version = version

    @contextmanager
    def _without_packing(self, is_bulk: bool) -> Iterator[None]:
        """Let a bulk of rows stay as it was written while it came in, instead of writing all of it a second time.

        The next commit of some size packs it with what stood before.
        """
        if is_bulk:
            self._connection.execute("set max_vacuum_tasks = 0")
        try:
            yield
        finally:
            if is_bulk:
                # After a failed write nothing can be said to the database any more.
                with suppress(duckdb.FatalException):
                    self._connection.execute("reset max_vacuum_tasks")

    def backup(self, target: Path) -> None:
        """Write a consistent copy of the whole database to ``target`` while the store is in use."""
        with self._writing:
            cursor = self._connection.cursor()
            name = cursor.execute("select current_database()").fetchall()[0][0]
            cursor.execute(f"attach '{str(target).replace(chr(39), chr(39) * 2)}' as backup_copy")
            try:
                cursor.execute(f'copy from database "{name}" to backup_copy')
            finally:
                cursor.execute("detach backup_copy")
                cursor.close()

    # Scoring ---------------------------------------------------------------------------------------------

    @contextmanager
    def prepared(
        self, period: Period, as_of: date, scheme: Scheme, other: tuple[Period, date] | None = None
    ) -> Iterator[Run]:
        """Hand out the scored relations of a period; they are computed once per version, scheme and day.

        With ``other`` (a period and its day) they are those of the channels and tasks that were there in both.
        """
        if self._writer == threading.get_ident():
            run = Run(self._connection, period, as_of, self._scheme_tables.path_to(scheme), other)
            try:
                yield run
            finally:
                run.drop()
            return
        with self._reading:
            yield self._cached_run(period, as_of, scheme, other)

    def _cached_run(self, period: Period, as_of: date, scheme: Scheme, other: tuple[Period, date] | None) -> Run:
        key = (self.version, period.code, as_of, scheme.id, scheme.version, id(scheme), other)
        if key not in self._runs:
            for stale in [one for one in self._runs if one[0] != self.version]:
                self._runs.pop(stale).close()
            while len(self._runs) >= PREPARED_RUNS:
                self._runs.popitem(last=False)[1].close()
            path = self._scheme_tables.path_to(scheme)
            self._runs[key] = Run(self._connection.cursor(), period, as_of, path, other)
        self._runs.move_to_end(key)
        return self._runs[key]


def _own_rules(connection: duckdb.DuckDBPyConnection) -> tuple[Schemes, WorkCalendar] | None:
    """Return the rules and working days that a sealed package was scored by; None for any other store."""
    if not connection.execute("select 1 from duckdb_tables() where table_name = 'store_facts'").fetchall():
        return None
    known = dict(connection.execute("select fact, value from store_facts").fetchall())
    if known.get("kind") != SEALED:
        return None
    calendar = WorkCalendar.of_lines(known[OWN_HOLIDAYS].splitlines(), OWN_HOLIDAYS)
    return schemes_of_texts(json.loads(known[OWN_SCHEMES])), calendar


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreOwned("Another program is using the store in {folder}.", folder=str(path.parent)) from error
        raise not_writable(error, str(path.parent)) or _damaged(path) from error
    except duckdb.Error as error:
        raise not_writable(error, str(path.parent)) or _damaged(path) from error


def _damaged(path: Path) -> StoreDamaged:
    folder = str(path.parent)
    good = last_good_backup(path.parent)
    if good is None:
        return StoreDamaged("The store in {folder} cannot be read; restore the last backup.", folder=folder)
    return StoreDamaged(
        "The store in {folder} cannot be read. The last good backup is {backup} of {day}: restore it into an empty "
        "folder and start the dashboard with METRICS_STORE set to that folder.",
        folder=folder, backup=str(good.path), day=good.written_at.isoformat(sep=" ", timespec="minutes"),
    )  # fmt: skip
