"""The commands about what was received: history lists it, withdraw takes one import back as a whole."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import Any

from metrics.access import LOCAL
from metrics.calendar import SHANGHAI
from metrics.commands.actor import actor_here
from metrics.commands.receiving import report_text
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.intake.faults import Fault, describe
from metrics.intake.hearing import OFFICE
from metrics.intake.withdrawal import withdraw
from metrics.scores import imports
from metrics.warehouse import Warehouse
from metrics.words import IMPORT_STATES, word_actor

Said = tuple[dict[str, Any], str]


def history(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """List every received file, latest first, or tell what the report of one says."""
    found = imports(warehouse, LOCAL)
    if asked.number is None:
        document = {"imports": [_document(row) for row in found]}
        if not found:
            return document, t("Nothing was received yet.") + "\n"
        headings = [t("Import"), t("Received at"), t("File"), t("From"), t("By"), t("State"), t("Rows kept")]
        return document, table(headings, [_line(t, row) for row in found], right={0, 6})
    named = [row for row in found if row["import"] == asked.number]
    if not named:
        raise Refused("There is no import {number}.", number=asked.number)
    row = named[0]
    faults = [describe(Fault(**one), t) for one in _report(row).get("faults", ())]
    text = f"{row['import']} · {row['file_name']} · {t(IMPORT_STATES[row['state']])}\n"
    return _document(row) | {"faults": faults}, text + report_text(_report(row).get("kinds", {}), faults, t)


def take_back(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """Withdraw one import: what it said counts no more, scores are what they were without it."""
    actor = asked.by.strip() or actor_here()
    withdraw(warehouse, asked.number, actor, datetime.now(SHANGHAI))
    [row] = [row for row in imports(warehouse, LOCAL) if row["import"] == asked.number]
    sentence = t("Import {number} is withdrawn; scores are what they were without it.", number=asked.number)
    return _document(row), f"{sentence}\n"


def _report(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["report"])
    return found


def _document(row: dict[str, Any]) -> dict[str, Any]:
    decided = row["decided_at"]
    return {
        "import": row["import"], "received_at": row["received_at"].isoformat(sep=" ", timespec="seconds"),
        "file": row["file_name"], "sha256": row["sha256"], "speaker": row["speaker"], "actor": row["actor"],
        "state": row["state"], "decided_at": decided and decided.isoformat(sep=" ", timespec="seconds"),
        "kinds": _report(row).get("kinds", {}),
    }  # fmt: skip


def _line(t: Translator, row: dict[str, Any]) -> list[Any]:
    kept = sum(tally["new"] + tally["changed"] for tally in _report(row).get("kinds", {}).values())
    speaker = t("The office") if row["speaker"] == OFFICE else row["speaker"]
    return [
        row["import"], row["received_at"].strftime("%Y-%m-%d %H:%M"), row["file_name"], speaker,
        word_actor(t, row["actor"]),
        t(IMPORT_STATES[row["state"]]), kept if row["state"] == "committed" else None,
    ]  # fmt: skip
