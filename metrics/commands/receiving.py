"""The command that changes a store: import."""

from __future__ import annotations

import argparse
import getpass
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from metrics.commands.tables import table
from metrics.i18n import Translator
from metrics.intake.annotation import source_of, write_answer
from metrics.intake.hearing import OFFICE
from metrics.intake.originals import original_path
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.intake.receive import create_store, receive
from metrics.owner import has_store, opened_alone
from metrics.warehouse import Warehouse
from metrics.words import KINDS, SEVERITIES, word_field, word_value


def opened_for_import(folder: Path) -> Warehouse:
    """Open the store, a new real one when there is none yet."""
    return opened_alone(folder, Warehouse.open if has_store(folder) else lambda missing: create_store(missing, "real"))


def is_rehearsal(asked: argparse.Namespace, cwd: Path) -> bool:
    """Whether an import cannot bring anything, so that it must not bring a new store into being either."""
    return asked.dry_run or not any((cwd / path).exists() for path in asked.files)


def rehearse(asked: argparse.Namespace, cwd: Path) -> Receipt:
    """Import into a store that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="metrics-") as folder:
        warehouse = create_store(Path(folder) / "store", "real")
        try:
            return import_files(warehouse, asked, cwd)
        finally:
            warehouse.close()


def import_files(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path) -> Receipt:
    """Receive the files of one command, all of them or none."""
    files = [(cwd / path, path.name) for path in asked.files]
    receipt = receive(
        warehouse,
        files,
        asked.speaker or OFFICE,
        accept_valid=asked.accept_valid,
        dry_run=asked.dry_run,
        full_coverage=asked.full_coverage,
        actor=actor_here(),
    )
    if asked.annotate is None:
        return receipt
    answers = [
        _answered(warehouse, path, one, cwd / asked.annotate)
        for (path, _), one in zip(files, receipt.files, strict=True)
    ]
    return replace(receipt, files=tuple(answers))


def _answered(warehouse: Warehouse, sent: Path, one: FileReceipt, folder: Path) -> FileReceipt:
    if not one.sha256:
        return one
    source = source_of(original_path(warehouse.folder, one.sha256), sent, one.sha256)
    written = write_answer(source, one.file, one.faults, folder)
    return replace(one, annotated=None if written is None else str(written))


def actor_here() -> str:
    """Return who sits at this machine, as the history names them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "local"


def receipt_text(receipt: Receipt, t: Translator) -> str:
    """Return a receipt for people: what each file brought, what is wrong with it, what is left to decide."""
    document = receipt.as_json(t)
    parts = [_file_text(one, said, t) for one, said in zip(receipt.files, document["files"], strict=True)]
    if receipt.to_confirm:
        rows: list[list[Any]] = [[one.number, one.title, one.phrase] for one in receipt.to_confirm]
        parts.append(t("To be confirmed by a person:") + "\n" + table([t("Number"), t("Task"), t("Phrase")], rows))
    if receipt.requests:
        rows = [
            [one.unit, one.item, word_field(t, one.field)]
            + [word_value(t, one.field, value) for value in (one.old, one.new)]
            for one in receipt.requests
        ]
        headings = [t("Unit"), t("Item"), t("Column"), t("In the store"), t("Asked for")]
        parts.append(t("Listed as requests to the office, nothing was changed:") + "\n" + table(headings, rows))
    return "\n".join(parts)


def _file_text(one: FileReceipt, said: dict[str, Any], t: Translator) -> str:
    text = f"{one.file}: {t('accepted') if one.accepted else t('refused')}\n"
    if one.kinds:
        headings = [t("Kind"), t("New"), t("Changed"), t("Unchanged"), t("Refused rows")]
        tallies = [[t(KINDS[kind]), *vars(tally).values()] for kind, tally in one.kinds.items()]
        text += table(headings, tallies, right={1, 2, 3, 4})
    for fault in said["faults"]:
        place = " ".join(part for part in (fault["sheet"], fault["cell"]) if part)
        text += f"[{t(SEVERITIES[fault['severity']])}] {place}: {fault['message']} {fault['advice']}\n"
    if one.annotated:
        text += t("The copy with marked cells: {path}", path=one.annotated) + "\n"
    return text


def verdict(receipt: Receipt, t: Translator) -> str:
    """Return the one sentence that sums up an import; empty when there is nothing to add."""
    if receipt.is_dry_run:
        return t("This was a rehearsal; nothing was changed.")
    if not receipt.accepted:
        return t("The import was refused; nothing was changed.")
    return ""
