"""Receiving files from a page: check without keeping anything, then keep, hold or withdraw.

What was checked is remembered under the files, the speaker and the store's version; any of them changing checks
again. Files live in a temporary folder for the time of one command; the intake archives what it keeps.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st
from streamlit.typing import UploadedFile

from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.intake.annotation import annotated_copy
from metrics.intake.faults import Fault, describe
from metrics.intake.originals import original_path
from metrics.intake.progress import Progress
from metrics.intake.receipt import FileReceipt
from metrics.intake.receive import receive, recheck_held
from metrics.intake.senders import names_now
from metrics.intake.withdrawal import withdraw
from metrics.preview import Preview, preview
from metrics.words import word_period
from pages.parts import session
from pages.parts.clock import now as now
from pages.parts.news import tell
from pages.parts.progress import shown_progress

CHECKED, BATCH = "checked_receipt", "upload_batch"


def check(files: Sequence[UploadedFile], speaker: str, progress: Progress) -> Preview:
    """Return what receiving ``files`` would do to the store and to the scores of the periods they touch."""
    session.reader().require_speaker(speaker)
    store = session.warehouse()
    key = (tuple(file.file_id for file in files), speaker, store.version)
    found = st.session_state.get(CHECKED)
    if found is None or found[0] != key:
        with _on_disk(files) as named:
            seen = preview(store, session.reader(), named, speaker, now=now(), progress=progress)
        found = st.session_state[CHECKED] = (key, seen)
    result: Preview = found[1]
    return result


def keep(t: Translator, files: Sequence[UploadedFile], speaker: str, accept_valid: bool) -> None:
    """Receive ``files``; a refused file is registered as waiting. The page starts anew with the news of it."""
    session.reader().require_speaker(speaker)
    place = st.empty()
    options: dict[str, Any] = {"actor": session.actor(), "now": now(), "progress": shown_progress(t, place)}
    with _on_disk(files) as named:
        receipt = receive(session.warehouse(), named, speaker, accept_valid=accept_valid, **options)
    place.empty()
    kept = [one.file for one in receipt.files if one.accepted]
    waiting = [one.file for one in receipt.files if not one.accepted]
    if kept:
        tell(t("In the store now: {files}", files="、".join(kept)))
    if waiting:
        tell(t("Registered as waiting, nothing of it counts: {files}", files="、".join(waiting)))
    st.session_state[BATCH] = batch() + 1


def answer(file: UploadedFile, receipt: FileReceipt) -> bytes:
    """Return a file that was dropped with its bad cells marked."""
    with _on_disk([file]) as named:
        return annotated_copy(named[0][0], receipt.file, receipt.faults)


def answer_to_import(row: dict[str, Any]) -> bytes:
    """Return a received file with its bad cells marked, out of the archive."""
    report = json.loads(row["report"]) if isinstance(row["report"], str) else row["report"]
    faults = [Fault(**one) for one in report.get("faults", ())]
    return annotated_copy(original_path(session.warehouse().folder, row["sha256"]), row["file_name"], faults)


def batch() -> int:
    """Return the number of the upload box, which is emptied by taking the next one."""
    return int(st.session_state.get(BATCH, 0))


@contextmanager
def _on_disk(files: Sequence[UploadedFile]) -> Iterator[list[tuple[Path, str]]]:
    with TemporaryDirectory() as folder:
        named = []
        for number, file in enumerate(files):
            # The sender's name is data, and may hold what no path can: on disk a number is enough.
            path = Path(folder) / str(number)
            path.write_bytes(file.getvalue())
            named.append((path, file.name))
        yield named


def declare_full_coverage(t: Translator, period: Period) -> None:
    """Declare that every running channel was checked in ``period``."""
    session.reader().require_office()
    receive(session.warehouse(), [], full_coverage=period, actor=session.actor(), now=now())
    tell(t("Full coverage is declared for {period}.", period=word_period(t, period)))


def take_back(t: Translator, import_id: int) -> None:
    """Withdraw an import as a whole; scores are what they were without it."""
    require_own(import_id)
    withdraw(session.warehouse(), import_id, session.actor(), now())
    tell(t("Import {number} is withdrawn; scores are what they were without it.", number=import_id))


def require_own(import_id: int) -> None:
    """Raise AccessDenied for whoever may not speak for the sender of an import."""
    store = session.warehouse()
    found = [row["speaker"] for row in store.rows("imports") if row["import"] == import_id]
    session.reader().require_speaker(names_now(store).get(found[0], found[0]) if found else "")


def check_again(t: Translator, import_id: int, accept_valid: bool = False) -> None:
    """Receive a waiting file again, now that what it waited for may be known."""
    require_own(import_id)
    receipt = recheck_held(session.warehouse(), import_id, accept_valid=accept_valid, actor=session.actor(), now=now())
    if receipt.accepted:
        tell(t("In the store now: {files}", files="、".join(one.file for one in receipt.files)))
    else:
        tell(t("Import {number} still has errors; nothing changed.", number=import_id))


def report_of(t: Translator, row: dict[str, Any]) -> tuple[dict[str, dict[str, int]], list[dict[str, str]]]:
    """Return what the history keeps of an import: rows by kind, and faults in the reader's language."""
    report = json.loads(row["report"]) if isinstance(row["report"], str) else row["report"]
    return report.get("kinds", {}), [describe(Fault(**one), t) for one in report.get("faults", ())]
