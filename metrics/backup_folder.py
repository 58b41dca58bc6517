"""Where backups of a store stand when nobody says otherwise, and which of them is good."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from metrics.calendar import SHANGHAI

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class BackupFile:
    """One archive in the folder."""

    path: Path
    size: int
    """Bytes."""
    written_at: datetime


def backup_folder(store: Path) -> Path:
    """Return the folder beside a store that keeps its backups; it need not exist."""
    return store.with_name(f"{store.name}-backups")


def backups(store: Path) -> tuple[BackupFile, ...]:
    """Return the archives in that folder, latest first."""
    found = [(path, path.stat()) for path in backup_folder(store).glob("*.zip")]
    files = [
        BackupFile(path, said.st_size, datetime.fromtimestamp(said.st_mtime, SHANGHAI).replace(tzinfo=None))
        for path, said in found
    ]
    return tuple(sorted(files, key=lambda one: (one.written_at, one.path.name), reverse=True))


def last_good_backup(store: Path) -> BackupFile | None:
    """Return the latest archive of which every byte can be read; None when there is none."""
    return next((one for one in backups(store) if _is_whole(one.path)), None)


def _is_whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist() and archive.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False
