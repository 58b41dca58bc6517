"""The command that changes a store: import."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metrics.access import LOCAL
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.i18n import Translator
from metrics.intake.annotation import source_of, write_answer
from metrics.intake.begun import Begun
from metrics.intake.hearing import OFFICE
from metrics.intake.originals import original_path
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.intake.receive import create_store, receive
from metrics.owner import has_store, opened_alone
from metrics.warehouse import Warehouse
from metrics.words import KINDS, SEVERITIES, VERDICTS, word_field, word_period, word_value

if TYPE_CHECKING:
    from metrics.preview import Effect
    from metrics.scores import UnitScore

# Lists are cut on a terminal; the JSON has all of them.
MOST_LINES = 50


def opened_for_import(folder: Path) -> Warehouse:
    """Open the store, a new real one when there is none yet."""
    return opened_alone(folder, Warehouse.open if has_store(folder) else lambda missing: create_store(missing, "real"))


def is_rehearsal(asked: argparse.Namespace, cwd: Path) -> bool:
    """Whether an import cannot bring anything, so that it must not bring a new store into being either."""
    return asked.dry_run or not any((cwd / path).exists() for path in asked.files)


def rehearse(asked: argparse.Namespace, cwd: Path, begun: Begun | None) -> Receipt:
    """Import into a store that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="metrics-") as folder:
        warehouse = create_store(Path(folder) / "store", "real")
        try:
            return import_files(warehouse, asked, cwd, begun)
        finally:
            warehouse.close()


def import_files(
    warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, begun: Begun | None = None
) -> Receipt:
    """Receive the files of one command, all of them or none; ``begun`` are the same files, being read already."""
    files = [(cwd / path, path.name) for path in asked.files]
    options = {"accept_valid": asked.accept_valid, "full_coverage": asked.full_coverage, "progress": asked.progress}
    options["begun"] = begun
    speaker = asked.speaker or OFFICE
    if asked.dry_run:
        # Loaded here: an import that is kept scores nothing.
        from metrics.preview import preview

        seen = preview(warehouse, LOCAL, files, speaker, actor=actor_here(), **options)
        receipt = replace(seen.receipt, effects=seen.effects)
    else:
        receipt = receive(warehouse, files, speaker, actor=actor_here(), **options)
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


def document_of(receipt: Receipt, t: Translator) -> dict[str, Any]:
    """Return a receipt for programs; a rehearsal adds what would change, field by field, and who would move."""
    document = receipt.as_json(t)
    if receipt.is_dry_run:
        document["changes"] = [vars(one) for one in receipt.changes]
        document["effects"] = [_effect(one) for one in receipt.effects or ()]
    return document


def _effect(one: Effect) -> dict[str, Any]:
    said: dict[str, Any] = {"period": one.period.code, "unit": one.unit, "group": one.group}
    for name, standing in (("before", one.before), ("after", one.after)):
        said[name] = standing and {"score": standing.score, "verdict": standing.verdict, "rank": standing.rank}
    return said


def receipt_text(receipt: Receipt, t: Translator) -> str:
    """Return a receipt for people: what each file brought, what is wrong with it, what is left to decide."""
    document = receipt.as_json(t)
    parts = [_file_text(one, said, t) for one, said in zip(receipt.files, document["files"], strict=True)]
    parts += _rehearsed_text(receipt, t) if receipt.is_dry_run else []
    if receipt.missing:
        gone = [[t(KINDS[one.kind]), one.sheet, one.row, one.item] for one in receipt.missing[:MOST_LINES]]
        headings = [t("Kind"), t("Sheet"), t("Row"), t("As typed")]
        parts.append(t("Rows of the last version that are no longer there, all kept:") + "\n" + table(headings, gone))
    if receipt.to_confirm:
        rows: list[list[Any]] = [[one.number, one.title, one.phrase] for one in receipt.to_confirm]
        parts.append(t("To be confirmed by a person:") + "\n" + table([t("Number"), t("Task"), t("Phrase")], rows))
    if receipt.requests:
        rows = [
            [one.speaker, one.unit, t(KINDS[one.kind]), one.thing, word_field(t, one.kind, one.field)]
            + [word_value(t, one.field, value) for value in (one.old, one.new)]
            for one in receipt.requests
        ]
        headings = [t("From"), t("Unit"), t("Kind"), t("Item"), t("Column"), t("In the store"), t("Asked for")]
        parts.append(t("Listed as requests to the office, nothing was changed:") + "\n" + table(headings, rows))
    return "\n".join(parts)


def _rehearsed_text(receipt: Receipt, t: Translator) -> list[str]:
    """Return what a rehearsal shows: values that would change, and the units that would move."""
    parts = []
    if receipt.changes:
        changed: list[list[Any]] = [
            [t(KINDS[one.kind]), one.item, word_field(t, one.kind, one.field)]
            + [word_value(t, one.field, value) for value in (one.old, one.new)]
            + [f"{one.sheet} {one.row}"]
            for one in receipt.changes[:MOST_LINES]
        ]
        headings = [t("Kind"), t("Item"), t("Column"), t("Before"), t("After"), t("Sheet and row")]
        parts.append(t("Values that would change ({n}):", n=len(receipt.changes)) + "\n" + table(headings, changed))
    by_period = groupby(receipt.effects or (), key=lambda one: one.period)
    for period, effects in by_period:
        moved = [[one.unit, *_standing(t, one.before), *_standing(t, one.after)] for one in effects]
        headings = [t("Unit"), t("Score now"), t("Rank now"), t("Score then"), t("Rank then")]
        title = t("Effect on scores and ranks of {period} ({n} units)", period=word_period(t, period), n=len(moved))
        parts.append(f"{title}\n{table(headings, moved, right={1, 2, 3, 4})}")
    return parts


def _standing(t: Translator, one: UnitScore | None) -> list[str]:
    if one is None:
        return ["", ""]
    return [one.score if one.score is not None else t(VERDICTS[one.verdict]), str(one.rank or "")]


def _file_text(one: FileReceipt, said: dict[str, Any], t: Translator) -> str:
    text = f"{one.file}: {t('accepted') if one.accepted else t('refused')}\n"
    text += report_text({kind: vars(tally) for kind, tally in one.kinds.items()}, said["faults"], t)
    if one.annotated:
        text += t("The copy with marked cells: {path}", path=one.annotated) + "\n"
    return text


def report_text(kinds: Mapping[str, Mapping[str, int]], faults: Sequence[Mapping[str, str]], t: Translator) -> str:
    """Return what the rows of one file did, kind by kind, and what is wrong with them."""
    text = ""
    if kinds:
        headings = [t("Kind"), t("New"), t("Changed"), t("Unchanged"), t("Refused rows")]
        tallies = [
            [t(KINDS[kind]), *(tally[name] for name in ("new", "changed", "unchanged", "refused"))]
            for kind, tally in kinds.items()
        ]
        text += table(headings, tallies, right={1, 2, 3, 4})
    for fault in faults:
        place = " ".join(part for part in (fault["sheet"], fault["cell"]) if part)
        text += f"[{t(SEVERITIES[fault['severity']])}] {place}: {fault['message']} {fault['advice']}\n"
    return text


def verdict(receipt: Receipt, t: Translator) -> str:
    """Return the one sentence that sums up an import; empty when there is nothing to add."""
    if receipt.is_dry_run:
        return t("This was a rehearsal; nothing was changed.")
    if not receipt.accepted:
        return t("The import was refused; nothing was changed.")
    return ""
