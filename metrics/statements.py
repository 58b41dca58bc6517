"""Statements kept in ``sql/``: loaded by name, run on a connection, rows as dictionaries.

Knows no database library: a connection is whatever has ``execute``, ``register`` and ``unregister``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

SQL = Path(__file__).parent / "sql"
Row = dict[str, Any]


class Connection(Protocol):
    """What this package needs of a database connection."""

    @property
    def description(self) -> Any:
        """The columns of the last result."""

    def execute(self, query: Any, parameters: Any = None) -> Any:
        """Run one statement, a text or one that was read before."""

    def extract_statements(self, query: str) -> Sequence[Any]:
        """Read a text into statements that can be run again and again, on any connection."""

    def register(self, view_name: str, python_object: Any) -> Any:
        """Make a table in memory readable under a name."""

    def unregister(self, view_name: str) -> Any:
        """Forget that name."""

    def close(self) -> None:
        """Give the connection back."""


@cache
def sql(name: str) -> str:
    """Return the statement kept in ``sql/<name>.sql``."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def execute(
    connection: Connection, name: str, parameters: Mapping[str, Any] | None = None, statement: str = ""
) -> None:
    """Run the statement kept under ``name``, or the longer one made of it; an error shows its numbered lines."""
    text = statement or sql(name)
    try:
        connection.execute(_read(connection, text), parameters)
    except Exception as error:
        numbered = "\n".join(f"{number:4} {line}" for number, line in enumerate(text.splitlines(), 1))
        raise RuntimeError(f"sql/{name}.sql: {error}\n{numbered}") from error


# Reading a statement of several hundred lines takes as long as summing a million findings: each text is read once.
_STATEMENTS: dict[str, Any] = {}


def _read(connection: Connection, text: str) -> Any:
    if text not in _STATEMENTS:
        [_STATEMENTS[text]] = connection.extract_statements(text)
    return _STATEMENTS[text]


def select(connection: Connection, relation: str, order_by: str, equals: Mapping[str, Any]) -> list[Row]:
    """Return the rows of a relation whose columns equal ``equals``; None matches an empty column."""
    # Relation and column names come from our own code, values are always bound.
    where = " and ".join(f"{column} is not distinct from ${column}" for column in equals)
    statement = f"select * from {relation}" + (f" where {where}" if where else "")
    return fetch(connection, statement + (f" order by {order_by}" if order_by else ""), equals)


def fetch(connection: Connection, text: str, parameters: Mapping[str, Any]) -> list[Row]:
    """Return the rows of a statement with its ``$parameters`` bound."""
    statement = _read(connection, text)
    result = connection.execute(statement, dict(parameters)) if parameters else connection.execute(statement)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def insert(
    connection: Connection,
    table: str,
    rows: Sequence[Mapping[str, Any]] | pa.Table | pa.RecordBatchReader,
    statement: str = "",
) -> None:
    """Append rows to a table by column name, or as ``statement`` takes them from ``incoming_rows``."""
    is_arrow = isinstance(rows, pa.Table | pa.RecordBatchReader)
    if not is_arrow and not len(rows):
        return
    connection.register("incoming_rows", rows if is_arrow else table_of(rows))
    connection.execute(statement or f"insert into {table} by name select * from incoming_rows")
    connection.unregister("incoming_rows")


def table_of(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return rows of equal keys as a table in memory."""
    return pa.table({column: [row[column] for row in rows] for column in rows[0]})
