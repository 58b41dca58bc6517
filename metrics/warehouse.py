"""The store: one DuckDB file behind one class, append-only records, short write transactions.

The only module that imports duckdb. Records are never updated; the tables that scoring reads are folds of
the records of committed imports and are rewritten, thing by thing, inside the transaction that changed them.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from metrics import projection
from metrics.calendar import Period, WorkCalendar
from metrics.errors import Refused, StoreDamaged, StoreMissing, StoreOwned
from metrics.history import Presumption, Statement
from metrics.rulebook import Scheme
from metrics.scoring_run import EXPLANATIONS, RELATIONS, SCORES, run_tables

FILE_NAME = "monitor.duckdb"
SQL = Path(__file__).parent / "sql"
STORE_TABLES = (
    "store_facts", "imports", "records", "requests", "identities", "units", "unit_names", "channels", "tasks",
    "to_confirm", "assignments", "inspection_scope", "indicators", "findings", "rectification_rounds",
    "failed_rechecks", "observations",
)  # fmt: skip
PREPARED_RUNS = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """One thing said by one spreadsheet row, resolved: what ``records`` keeps of it."""

    kind: str
    identity: str
    sheet: str
    row: int
    fields: Mapping[str, Any]
    cells: Mapping[str, str]


@cache
def sql(name: str) -> str:
    """Return the statement kept in ``sql/<name>.sql``."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


class Warehouse:
    """A store that this process owns; every question and every change goes through it."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self._connection = connection
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._writer: int | None = None
        self._runs: OrderedDict[tuple[Any, ...], Run] = OrderedDict()
        self.presumption = Presumption(1, 10)
        self.calendar = WorkCalendar.load()

    @classmethod
    def open(cls, folder: Path | str, create: str | None = None) -> Warehouse:
        """Open the store of ``folder``; ``create`` ("real" or "demo") makes it when there is none.

        Raises StoreMissing (no store and nothing to create), StoreOwned (another process has it open),
        StoreDamaged (the file cannot be read) and Refused (it is a store of the other kind).
        """
        folder = Path(folder)
        if not (folder / FILE_NAME).exists() and create is None:
            raise StoreMissing("There is no store in {folder}.", folder=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        connection = _connect(folder / FILE_NAME)
        warehouse = cls(folder, connection)
        warehouse._install(create)
        if create is not None and warehouse.kind != create:
            warehouse.close()
            raise Refused("The store in {folder} is of the other kind (demonstration or real).", folder=str(folder))
        return warehouse

    def _install(self, create: str | None) -> None:
        self._connection.execute("set threads = 2; set preserve_insertion_order = false")
        self._connection.execute("begin")
        for table in STORE_TABLES:
            self._connection.execute(sql(f"store/{table}"))
        if not self._connection.execute("select 1 from store_facts where fact = 'kind'").fetchall():
            facts = [("kind", create or "real"), ("version", "1")]
            self._connection.executemany("insert into store_facts values (?, ?)", facts)
        self._connection.execute("commit")
        facts = dict(self._connection.execute("select fact, value from store_facts").fetchall())
        self.kind, self.version = facts["kind"], int(facts["version"])

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
        return _select(self._reader(), relation, order_by, equals)

    def query(self, name: str, **parameters: Any) -> list[Row]:
        """Return the rows of the statement in ``sql/<name>.sql`` with its ``$parameters`` bound."""
        return _fetch(self._reader(), sql(name), parameters)

    def statements(self, kind: str, identities: Iterable[str]) -> dict[str, list[Statement]]:
        """Return what committed imports said of each thing, oldest first."""
        found: dict[str, list[Statement]] = defaultdict(list)
        wanted = list(identities)
        for row in self.query("statements", kind=kind, identities=wanted) if wanted else ():
            found[row["identity"]].append(Statement(row["command"], row["record"], json.loads(row["fields"])))
        return found

    # Writing ---------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Run one command's changes: all of them are kept at the end of the block, or none."""
        with self._writing:
            self._connection.execute("begin")
            self._writer = threading.get_ident()
            changes = Transaction(self, self._connection)
            try:
                yield changes
                if not changes.is_rolled_back:
                    self._commit(changes)
            except BaseException:
                if not changes.is_rolled_back:
                    self._connection.execute("rollback")
                raise
            finally:
                self._writer = None

    def _commit(self, changes: Transaction) -> None:
        changes.link_recurrences()
        version = self.version + 1
        self._connection.execute("update store_facts set value = ? where fact = 'version'", [str(version)])
        with self._reading:
            self._connection.execute("commit")
            self.version = version

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
    def prepared(self, period: Period, as_of: date, scheme: Scheme) -> Iterator[Run]:
        """Hand out the scored relations of a period; they are computed once per version, scheme and day."""
        if self._writer == threading.get_ident():
            run = Run(self._connection, period, as_of, scheme, self.calendar)
            try:
                yield run
            finally:
                run.drop()
            return
        with self._reading:
            yield self._cached_run(period, as_of, scheme)

    def _cached_run(self, period: Period, as_of: date, scheme: Scheme) -> Run:
        key = (self.version, period.code, as_of, scheme.id, scheme.version, id(scheme))
        if key not in self._runs:
            for stale in [one for one in self._runs if one[0] != self.version]:
                self._runs.pop(stale).close()
            while len(self._runs) >= PREPARED_RUNS:
                self._runs.popitem(last=False)[1].close()
            self._runs[key] = Run(self._connection.cursor(), period, as_of, scheme, self.calendar)
        self._runs.move_to_end(key)
        return self._runs[key]


class Transaction:
    """The changes of one command; reached through ``Warehouse.transaction``."""

    def __init__(self, warehouse: Warehouse, connection: duckdb.DuckDBPyConnection) -> None:
        self._warehouse = warehouse
        self._connection = connection
        self._keys: dict[tuple[str, str], int] | None = None
        self._next_key: dict[str, int] = defaultdict(int)
        self._new_keys: list[tuple[str, str, int]] = []
        self._touched_places: list[Row] = []
        self.is_rolled_back = False
        self.command = self._next("imports", "command")

    def _next(self, table: str, column: str) -> int:
        found = self._connection.execute(f"select coalesce(max({column}), 0) + 1 from {table}").fetchall()
        return int(found[0][0])

    def rollback(self) -> None:
        """Leave everything as it was; the block goes on reading the old state."""
        self._connection.execute("rollback")
        self.is_rolled_back = True

    def key(self, kind: str, identity: str) -> int:
        """Return the integer key of a thing, a new one when the store never heard of it."""
        if self._keys is None:
            known = self._connection.execute("select kind, identity, key from identities").fetchall()
            self._keys = {(row[0], row[1]): row[2] for row in known}
            for row in known:
                self._next_key[row[0]] = max(self._next_key[row[0]], row[2])
        if (kind, identity) not in self._keys:
            self._next_key[kind] += 1
            self._keys[kind, identity] = self._next_key[kind]
            self._new_keys.append((kind, identity, self._next_key[kind]))
        return self._keys[kind, identity]

    def append_import(
        self, *, file_name: str, sha256: str, speaker: str, state: str, actor: str, at: datetime, report: Any
    ) -> int:
        """Register a received file and return its import number."""
        number = self._next("imports", "import")
        row = [number, self.command, file_name, sha256, speaker, state, actor, at]
        decided = None if state == "held" else at
        self._connection.execute(
            "insert into imports values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, decided, json.dumps(report)]
        )
        return number

    def set_import_state(self, number: int, state: str, actor: str, at: datetime) -> None:
        """Move an import to another state (held, committed, withdrawn) and say who did it and when."""
        self._connection.execute(
            "update imports set state = ?, actor = ?, decided_at = ? where import = ?", [state, actor, at, number]
        )

    def append_records(self, number: int, records: Sequence[Record]) -> None:
        """Keep what the rows of an import said, in their order."""
        first = self._next("records", "record")
        self._insert(
            "records",
            [
                {
                    "record": first + position,
                    "import": number,
                    "command": self.command,
                    "kind": record.kind,
                    "identity": record.identity,
                    "sheet": record.sheet,
                    "row_number": record.row,
                    "fields": json.dumps(record.fields, ensure_ascii=False, default=str),
                    "cells": json.dumps(record.cells, ensure_ascii=False),
                }
                for position, record in enumerate(records)
            ],
        )

    def append_requests(self, number: int, requests: Sequence[Mapping[str, Any]]) -> None:
        """List the differences a unit's file asked for: unit, kind, identity, field, old_value, new_value, sheet, row_number."""
        first = self._next("requests", "request")
        self._insert("requests", [{"request": first + n, "import": number, **one} for n, one in enumerate(requests)])

    def refold(self, kind: str, identities: Iterable[str]) -> None:
        """Rewrite the stored rows of these things from their records; kind "rectifications" means their findings."""
        kind = "findings" if kind == "rectifications" else kind
        wanted = sorted(set(identities))
        said = self._warehouse.statements(kind, wanted)
        repairs = self._warehouse.statements("rectifications", wanted) if kind == "findings" else {}
        around = projection.Surroundings(self.key, self._warehouse.calendar, self._warehouse.presumption)
        tables: dict[str, list[Row]] = {table: [] for table in projection.TABLES[kind]}
        if kind == "findings":
            self._touch_places([self.key(kind, identity) for identity in wanted])
        for identity in wanted:
            rows = projection.project(kind, identity, said.get(identity, ()), repairs.get(identity, ()), around)
            for table, found in rows.items():
                tables[table] += found
        self._keep_keys()
        keys = [self.key(kind, identity) for identity in wanted]
        for table, column in projection.TABLES[kind].items():
            self._connection.execute(f"delete from {table} where {column} in (select unnest(?::integer[]))", [keys])
            self._insert(table, tables[table])
        self._touched_places += [row for row in tables.get("findings", ()) if row["page"]]

    def _touch_places(self, findings: list[int]) -> None:
        self._touched_places += _fetch(self._connection, sql("places_of_findings"), {"findings": findings})

    def link_recurrences(self) -> None:
        """Find out which fixed findings of the touched places were found again (scoring.md §5)."""
        if not self._touched_places:
            return
        columns = ("unit", "channel", "indicator", "page")
        places = {tuple(row[column] for column in columns) for row in self._touched_places}
        touched = _table([dict(zip(columns, place, strict=True)) for place in places])
        self._connection.register("touched_places", touched)
        self._connection.execute(sql("link_recurrences"))
        self._connection.unregister("touched_places")
        self._touched_places.clear()

    def _keep_keys(self) -> None:
        rows = [{"kind": kind, "identity": identity, "key": key} for kind, identity, key in self._new_keys]
        self._insert("identities", rows)
        codes = [{"indicator": key, "code": identity} for kind, identity, key in self._new_keys if kind == "indicators"]
        self._insert("indicators", codes)
        self._new_keys.clear()

    def _insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        _insert(self._connection, table, rows)


class Run:
    """The scored relations of one period on one day under one scheme; see ``sql/scoring``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        period: Period,
        as_of: date,
        scheme: Scheme,
        calendar: WorkCalendar,
    ) -> None:
        self._connection = connection
        for name, rows in run_tables(period, as_of, scheme, calendar).items():
            connection.execute(sql(f"scoring/inputs/{name}"))
            _insert(connection, f"temp.main.{name}", rows)
        for relation in SCORES:
            _execute(connection, f"scoring/{relation}")
        self._is_explained = False

    def rows(self, relation: str, order_by: str = "", **equals: Any) -> list[Row]:
        """Return the rows of a scored relation whose columns equal ``equals``."""
        if relation in EXPLANATIONS and not self._is_explained:
            for explanation in EXPLANATIONS:
                _execute(self._connection, f"scoring/{explanation}")
            self._is_explained = True
        return _select(self._connection, relation, order_by, equals)

    def close(self) -> None:
        """Forget the run and its tables."""
        self._connection.close()

    def drop(self) -> None:
        """Remove the run's relations from a connection that lives on (a preview inside a transaction)."""
        for relation in reversed(RELATIONS):
            _drop(self._connection, relation)
        for name in run_input_names():
            _drop(self._connection, name)


def run_input_names() -> list[str]:
    """Return the names of a run's input tables."""
    return sorted(path.stem for path in (SQL / "scoring" / "inputs").glob("*.sql"))


def _drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    kind = "view" if "create or replace temp view" in _definition(name) else "table"
    connection.execute(f"drop {kind} if exists temp.main.{name}")


def _definition(name: str) -> str:
    inputs = SQL / "scoring" / "inputs" / f"{name}.sql"
    return sql(f"scoring/inputs/{name}") if inputs.exists() else sql(f"scoring/{name}")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreOwned("Another program is using the store in {folder}.", folder=str(path.parent)) from error
        raise StoreDamaged("The store in {folder} cannot be read; restore the last backup.", folder=str(path.parent)) from error
    except duckdb.Error as error:
        raise StoreDamaged("The store in {folder} cannot be read; restore the last backup.", folder=str(path.parent)) from error


def _execute(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    try:
        connection.execute(sql(name))
    except duckdb.Error as error:
        numbered = "\n".join(f"{number:4} {line}" for number, line in enumerate(sql(name).splitlines(), 1))
        raise RuntimeError(f"sql/{name}.sql: {error}\n{numbered}") from error


def _select(connection: duckdb.DuckDBPyConnection, relation: str, order_by: str, equals: Mapping[str, Any]) -> list[Row]:
    # Relation and column names come from our own code, values are always bound.
    where = " and ".join(f"{column} is not distinct from ${column}" for column in equals)
    statement = f"select * from {relation}" + (f" where {where}" if where else "")
    return _fetch(connection, statement + (f" order by {order_by}" if order_by else ""), equals)


def _fetch(connection: duckdb.DuckDBPyConnection, statement: str, parameters: Mapping[str, Any]) -> list[Row]:
    result = connection.execute(statement, dict(parameters)) if parameters else connection.execute(statement)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    columns = list(rows[0])
    return pa.table({column: [row[column] for row in rows] for column in columns})


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    connection.register("incoming_rows", _table(rows))
    connection.execute(f"insert into {table} by name select * from incoming_rows")
    connection.unregister("incoming_rows")
