"""What one command changes in the store: records appended, folds rewritten, keys allocated.

Reached through ``Warehouse.transaction``; knows no database library.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pyarrow as pa

from metrics import projection
from metrics.bulk import NewFindings, keys_table
from metrics.calendar import SHANGHAI, WorkCalendar
from metrics.columns import Places, strings
from metrics.history import Presumption, Statement
from metrics.statements import Connection, Row, fetch, insert, sql, table_of

ONE_THREAD, ALL_THREADS = "set threads = 1", "set threads = 2"
# More rows of one table than this are written before the commit (a row group of the database).
MANY_ROWS = 122_880
PLACES = pa.schema([("unit", pa.int32()), ("channel", pa.int32()), ("indicator", pa.int32()), ("page", pa.string())])


@dataclass(frozen=True)
class Record:
    """One thing said by one spreadsheet row, resolved: what ``records`` keeps of it."""

    kind: str
    identity: str
    sheet: str
    row: int
    fields: Mapping[str, Any]
    cells: Mapping[str, str]


def statements_about(connection: Connection, kind: str, identities: Iterable[str]) -> dict[str, list[Statement]]:
    """Return what committed imports said of each thing, oldest first."""
    found: dict[str, list[Statement]] = defaultdict(list)
    wanted = list(identities)
    if wanted:
        for row in fetch(connection, sql("statements"), {"kind": kind, "identities": wanted}):
            found[row["identity"]].append(Statement(row["command"], row["record"], json.loads(row["fields"])))
    return found


class Transaction:
    """The changes of one command; reached through ``Warehouse.transaction``."""

    def __init__(
        self, connection: Connection, calendar: WorkCalendar, presumption: Callable[[date], Presumption]
    ) -> None:
        self._connection = connection
        self._calendar = calendar
        self._presumption = presumption
        self._keys: dict[str, dict[str, int]] = {}
        self._last_keys: dict[str, int] = {}
        self._new_keys: list[tuple[str, str, int]] = []
        self._touched_places: list[Row] = []
        self._touched_tables: list[pa.Table] = []
        self._has_new_findings = False
        self.is_rolled_back = False
        self.is_bulk = False
        """Whether so much was written that it is on disk before the commit."""
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
        if kind not in self._keys:
            known = self._connection.execute("select identity, key from identities where kind = ?", [kind]).fetchall()
            self._keys[kind] = dict(known)
            self._last_keys[kind] = max(self._keys[kind].values(), default=0)
        keys = self._keys[kind]
        if identity not in keys:
            self._last_keys[kind] += 1
            keys[identity] = self._last_keys[kind]
            self._new_keys.append((kind, identity, keys[identity]))
        return keys[identity]

    def known_of(self, kind: str, identities: Iterable[str]) -> set[str]:
        """Return which of these things the store has ever heard of."""
        self._keep_keys()
        self._connection.register("asked_identities", pa.Table.from_arrays([strings(identities)], names=["identity"]))
        statement = "select identity from asked_identities join identities using (identity) where kind = ?"
        known = {row[0] for row in self._connection.execute(statement, [kind]).fetchall()}
        self._connection.unregister("asked_identities")
        return known

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
        """Move an import to another state (held, committed, superseded, withdrawn) and say who did it and when."""
        self._connection.execute(
            "update imports set state = ?, actor = ?, decided_at = ? where import = ?", [state, actor, at, number]
        )

    def set_import_report(self, number: int, report: Any) -> None:
        """Keep what the receipt of an import says, once it is known."""
        kept = json.dumps(report, ensure_ascii=False)
        self._connection.execute("update imports set report = ? where import = ?", [kept, number])

    def append_audit(
        self, *, what: str, about: str, actor: str, at: datetime, old: object = "", new: object = ""
    ) -> None:
        """Write into the audit log who did something, in the role the actor has now; ``what`` is a code."""
        roles = fetch(self._connection, sql("last_role"), {"person_asked": actor.lower()})
        role = roles[0]["role"] if roles else ""
        moment = at.astimezone(SHANGHAI).replace(tzinfo=None) if at.tzinfo else at
        row = [self._next("audit", "entry"), moment, actor, role, what, about, str(old), str(new)]
        self._connection.execute("insert into audit values (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def keep_fact(self, fact: str, value: str) -> None:
        """Keep something the store has to know of itself; what was known before gives way."""
        self._connection.execute("insert or replace into store_facts values (?, ?)", [fact, value])

    def append_person(
        self, *, person: str, name: str, role: str, units: Sequence[int], is_ended: bool, actor: str, at: datetime
    ) -> None:
        """Keep what holds of a person's access from now on; ``person`` is compared in lower case."""
        row = [self._next("people", "entry"), person, name, role, json.dumps(list(units)), is_ended, actor, at]
        self._connection.execute("insert into people values (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def append_reply(self, **said: Any) -> int:
        """Keep a unit's reply to a mark (the columns of ``replies`` but its number) and return its number."""
        number = self._next("replies", "reply")
        self._insert("replies", [{"reply": number, **said}])
        return number

    def append_reply_decision(
        self, *, reply: int, answer: str, reason: str, judgement: int | None, actor: str, at: datetime
    ) -> None:
        """Keep what was decided of a reply; ``judgement`` is the import that changed the mark, if one did."""
        row = [reply, answer, reason, judgement, actor, at]
        self._connection.execute("insert into reply_decisions values (?, ?, ?, ?, ?, ?)", row)

    def append_reply_window(
        self, *, period: str, opens_on: date, closes_on: date, actor: str, at: datetime, closed_because: str = ""
    ) -> None:
        """Keep from when to when units may reply to the marks of a period, or why that was closed early."""
        row = [self._next("reply_windows", "entry"), period, opens_on, closes_on, actor, at, closed_because]
        self._connection.execute("insert into reply_windows values (?, ?, ?, ?, ?, ?, ?)", row)

    def append_paper_words(self, **said: Any) -> int:
        """Keep what somebody wrote over a paragraph (the columns of ``paper_words`` but its number)."""
        number = self._next("paper_words", "edit")
        self._insert("paper_words", [{"edit": number, **said}])
        return number

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

    def append_release(
        self, *, period: str, as_of: date, scheme: tuple[str, str], last_record: int, sha256: str, package: bytes
    ) -> int:
        """Keep a published edition of a period with its sealed package, and return its number."""
        number = self._next("releases", "release")
        found = self._connection.execute("select count(*) + 1 from releases where period = ?", [period]).fetchall()
        row = [number, period, int(found[0][0]), as_of, *scheme, last_record, sha256, package]
        self._connection.execute("insert into releases values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return number

    def append_release_step(
        self, *, period: str, what: str, actor: str, at: datetime, opens_on: date | None = None,
        closes_on: date | None = None, release: int | None = None, note: str = "", described: str = "",
    ) -> None:  # fmt: skip
        """Keep one step of a period towards its release: consult, final or correct.

        ``described`` is the fingerprint of the differences that the text of a correction tells.
        """
        moment = at.astimezone(SHANGHAI).replace(tzinfo=None) if at.tzinfo else at
        row = [self._next("release_steps", "step"), period, what, actor, moment, opens_on, closes_on, release, note,
               described]  # fmt: skip
        self._connection.execute("insert into release_steps values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def append_issued_paper(self, **issued: Any) -> tuple[int, int]:
        """Keep a paper (the columns of ``issued_papers`` but its own); return which it is and its number.

        Numbers of a kind count from 1 in every year. ``content`` makes the bytes of the number it is given.
        """
        paper = self._next("issued_papers", "paper")
        number = self.next_number(issued["kind"], issued["year"])
        content = issued.pop("content")(number)
        bytes_kept = {"content": content, "sha256": hashlib.sha256(content).hexdigest()}
        self._insert("issued_papers", [{"paper": paper, "number": number, **issued, **bytes_kept}])
        return paper, number

    def next_number(self, kind: str, year: int) -> int:
        """Return the number that the next paper of a kind gets in a year; that of a void paper is never free again."""
        last = "select coalesce(max(number), 0) + 1 from issued_papers where kind = ? and year = ?"
        return int(self._connection.execute(last, [kind, year]).fetchall()[0][0])

    def append_paper_step(
        self, *, paper: int, what: str, happened_on: date, note: str, actor: str, at: datetime
    ) -> None:
        """Keep one step of an issued paper: sent, acknowledged, answered or void."""
        row = [self._next("paper_steps", "step"), paper, what, happened_on, note, actor, at]
        self._connection.execute("insert into paper_steps values (?, ?, ?, ?, ?, ?, ?)", row)

    def take_over(self, imports: pa.Table, records: pa.Table, identities: pa.Table) -> None:
        """Take what another store was told into this empty one, numbers and keys included, and fold it."""
        for table, rows in (("imports", imports), ("records", records), ("identities", identities)):
            self._insert(table, rows)
        codes = [row for row in identities.to_pylist() if row["kind"] == "indicators"]
        self._insert("indicators", [{"indicator": row["key"], "code": row["identity"]} for row in codes])
        said = records.select(["kind", "identity"]).group_by(["kind", "identity"]).aggregate([]).to_pylist()
        for kind in sorted({row["kind"] for row in said} & {*projection.TABLES, "rectifications"}):
            self.refold(kind, {row["identity"] for row in said if row["kind"] == kind})

    def take_over_rows(self, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Keep rows of another store's tables in this new one as they are, numbers included; nothing is folded."""
        for table, rows in tables.items():
            self._insert(table, rows)

    def append_new_findings(self, found: Sequence[NewFindings], others: Iterable[str]) -> None:
        """Keep findings the store never heard of (``known_of``), with what their rows say of their repair; fold them.

        They and ``others``, which are folded later, get their keys here, in the order of their identities.
        """
        firsts = list(accumulate((one.record_count for one in found), initial=self._next("records", "record")))
        records = (one.records(first, self.command) for one, first in zip(found, firsts, strict=False))
        # The records are made beside whatever else has to be done before they are inserted.
        begun = next(records, None)
        keys = self._allot("findings", [one.identities for one in found], others)
        around = projection.Surroundings(self.key, self._calendar, self._presumption)
        for new, first in zip(found, firsts, strict=False):
            table = new.findings(keys[: len(new)], first, first + len(new), around)
            keys = keys[len(new) :]
            self._keep_keys()
            self.is_bulk = self.is_bulk or new.record_count >= MANY_ROWS
            assert begun is not None
            # Together, because what is inserted at once in such numbers is written at once, and not again when
            # committed; by one thread, because two would each gather half of it, and the halves be copied together.
            self._connection.execute(ONE_THREAD)
            insert(self._connection, "records", begun)
            self._connection.execute(ALL_THREADS)
            begun = next(records, None)
            self._insert("findings", table)
            self._has_new_findings = True
            self._touched_tables.append(table.select(PLACES.names))

    def _allot(self, kind: str, unheard: Iterable[Sequence[str]], others: Iterable[str]) -> Places:
        """Give things their keys and return those of ``unheard``, which the store never heard of."""
        asked = set(others)
        identities = list(chain(*unheard))
        count = len(identities)
        identities += asked - self.known_of(kind, asked) if asked else ()
        order = sorted(range(len(identities)), key=identities.__getitem__)
        last = "select coalesce(max(key), 0) + 1 from identities where kind = ?"
        first = self._connection.execute(last, [kind]).fetchall()[0][0]
        insert(self._connection, "identities", keys_table(kind, [identities[place] for place in order], first))
        self._keys.pop(kind, None)
        keys = np.empty(len(order), np.int64)
        keys[order] = np.arange(first, first + len(order))
        return keys[:count]

    def append_requests(self, number: int, requests: Sequence[Mapping[str, Any]]) -> None:
        """List what a unit's file asked for: what it is about, field, old_value, new_value, sheet, row_number."""
        first = self._next("requests", "request")
        self._insert("requests", [{"request": first + n, "import": number, **one} for n, one in enumerate(requests)])

    def append_request_answers(
        self, number: int, requests: Iterable[int], *, answer: str, reason: str, actor: str, at: datetime
    ) -> None:
        """Keep what the office answered to requests; it is in force as long as import ``number`` is."""
        said = {"import": number, "answer": answer, "reason": reason, "actor": actor, "answered_at": at}
        self._insert("request_answers", [{"request": one, **said} for one in requests])

    def refold(self, kind: str, identities: Iterable[str]) -> None:
        """Rewrite the stored rows of these things from their records; kind "rectifications" means their findings."""
        kind = "findings" if kind == "rectifications" else kind
        wanted = sorted(set(identities))
        said = statements_about(self._connection, kind, wanted)
        repairs = statements_about(self._connection, "rectifications", wanted) if kind == "findings" else {}
        around = projection.Surroundings(self.key, self._calendar, self._presumption)
        tables: dict[str, list[Row]] = {table: [] for table in projection.TABLES[kind]}
        if kind == "findings":
            self._has_new_findings = True
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

    def _touch_places(self, findings: list[int] | None) -> None:
        self._touched_places += fetch(self._connection, sql("places_of_findings"), {"findings": findings})

    def touch_every_place(self) -> None:
        """Have every page at which something was found looked at for recurrences, not only the changed ones."""
        self._has_new_findings = True
        self._touch_places(None)

    def number_deadlines(self) -> None:
        """Write the number of working days up to every deadline again, after the calendar has changed."""
        days = [{"day": day, "number": number} for day, number in self._calendar.rows()]
        self._connection.register("calendar_days", table_of(days))
        self._connection.execute(sql("number_deadlines"))
        self._connection.unregister("calendar_days")

    def find_missed_deadlines(self) -> None:
        """Write to findings that were folded in an older way what a scoring run compares."""
        self._connection.execute(sql("find_missed_deadlines"))

    def settle_findings(self) -> None:
        """Work out what follows from findings seen together: recurrences, and which of them had events (scoring.md §5).

        To be called once all findings of a command are folded, before anybody asks for scores.
        """
        self._link_recurrences()
        if self._has_new_findings:
            self._connection.execute(sql("keep_eventful_findings"))
            self._has_new_findings = False

    def _link_recurrences(self) -> None:
        """Find out which fixed findings of the touched places were found again, and how often."""
        if not self._touched_places and not self._touched_tables:
            return
        rows = pa.Table.from_pylist(self._touched_places, PLACES)
        touched = pa.concat_tables([rows, *(one.cast(PLACES) for one in self._touched_tables)])
        self._connection.register("touched_places", touched)
        self._connection.execute(sql("link_recurrences"))
        self._connection.unregister("touched_places")
        self._touched_places.clear()
        self._touched_tables.clear()

    def _keep_keys(self) -> None:
        rows = [{"kind": kind, "identity": identity, "key": key} for kind, identity, key in self._new_keys]
        self._insert("identities", rows)
        codes = [(identity, key) for kind, identity, key in self._new_keys if kind == "indicators"]
        self._insert("indicators", [{"indicator": key, "code": code} for code, key in codes])
        self._new_keys.clear()

    def _insert(self, table: str, rows: Sequence[Mapping[str, Any]] | pa.Table) -> None:
        insert(self._connection, table, rows, sql(f"insert_{table}") if table == "findings" else "")
