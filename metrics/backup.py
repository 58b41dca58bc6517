"""A whole store in one archive, taken while the store is in use, and back into an empty folder.

The archive is a .zip of the database copy, the originals by hash and ``manifest.json``: kind, version, moment,
and the SHA-256 of every file. Nothing is unpacked that the manifest does not name and confirm.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from metrics.audit import write_down
from metrics.backup_folder import MANIFEST, backup_folder
from metrics.calendar import SHANGHAI
from metrics.errors import Refused, reason_of
from metrics.warehouse import FILE_NAME, Warehouse

ORIGINALS = "originals"
MEMBER = re.compile(rf"{re.escape(FILE_NAME)}|{ORIGINALS}/[0-9a-f]{{64}}")


@dataclass(frozen=True)
class Archive:
    """One archive: where it is, what kind of store it holds, and its files by SHA-256."""

    path: Path
    kind: str
    version: int
    made_at: str
    files: dict[str, str]


def back_up(warehouse: Warehouse, out: Path | None = None, actor: str = "") -> Archive:
    """Write the store to the new file ``out``, or to a dated file when ``out`` is a folder.

    Without ``out`` it is a dated file in the folder of backups beside the store.

    Raises Refused when the file exists already or cannot be written; a kill leaves no half archive under its name.
    A sealed package is refused: its file is the copy, and a backup is written down in the store.
    """
    warehouse.require_writable()
    now = datetime.now(SHANGHAI)
    if out is None:
        out = backup_folder(warehouse.folder) / f"metrics-{now:%Y%m%d-%H%M%S}.zip"
    if out.is_dir():
        out = out / f"metrics-{now:%Y%m%d-%H%M%S}.zip"
    if out.exists():
        raise Refused("{path} exists already and is not overwritten.", path=str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as folder:
            archive = _written(warehouse, out, Path(folder), now)
            archive.rename(out)
    except OSError as error:
        raise Refused("{path} cannot be written: {reason}", path=str(out), reason=reason_of(error)) from error
    write_down(warehouse, what="backed_up", about=out.name, actor=actor, at=now)
    return read_manifest(out)


def _written(warehouse: Warehouse, out: Path, folder: Path, now: datetime) -> Path:
    # The database first: an original is archived before a row of it is committed, so none can be missing.
    copy = folder / FILE_NAME
    warehouse.backup(copy)
    members = {FILE_NAME: copy}
    for original in sorted((warehouse.folder / ORIGINALS).glob("*")):
        if MEMBER.fullmatch(f"{ORIGINALS}/{original.name}"):
            members[f"{ORIGINALS}/{original.name}"] = original
    manifest = {
        "kind": warehouse.kind,
        "version": warehouse.version,
        "made_at": now.isoformat(timespec="seconds"),
        "files": {name: _sha256(path) for name, path in members.items()},
    }
    archive = folder / out.name
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as target:
        target.writestr(MANIFEST, json.dumps(manifest, indent=1))
        for name, path in members.items():
            target.write(path, name)
    return archive


def read_manifest(path: Path) -> Archive:
    """Return what an archive says it holds; Refused when it is not one of ours."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(MANIFEST))
            names = set(archive.namelist()) - {MANIFEST}
        files = {str(name): str(digest) for name, digest in said["files"].items()}
        found = Archive(path, str(said["kind"]), int(said["version"]), str(said["made_at"]), files)
    except FileNotFoundError as error:
        raise Refused("There is no file {path}.", path=str(path)) from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Refused("{path} is not a backup of a store, or it is damaged.", path=str(path)) from error
    if names != set(files) or FILE_NAME not in files or not all(MEMBER.fullmatch(name) for name in files):
        raise Refused("{path} is not a backup of a store, or it is damaged.", path=str(path))
    return found


def restore(path: Path, folder: Path, actor: str = "") -> Archive:
    """Unpack an archive into ``folder``, which must be empty or missing; every byte is checked first.

    Raises Refused otherwise; then the folder is as it was.
    """
    archive = read_manifest(path)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("{folder} is not empty; restore into an empty folder.", folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as name:
        draft = Path(name) / "store"
        _unpack(archive, draft)
        restored = Warehouse.open(draft)
        try:
            write_down(
                restored, what="restored", about=path.name, new=archive.made_at, actor=actor, at=datetime.now(SHANGHAI)
            )
        finally:
            restored.close()
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    return archive


def _unpack(archive: Archive, draft: Path) -> None:
    (draft / ORIGINALS).mkdir(parents=True)
    with zipfile.ZipFile(archive.path) as content:
        for name, digest in archive.files.items():
            try:
                with content.open(name) as source, (draft / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
            except zipfile.BadZipFile as error:
                raise Refused("{path} is not a backup of a store, or it is damaged.", path=str(archive.path)) from error
            if _sha256(draft / name) != digest:
                raise Refused("{path} is not a backup of a store, or it is damaged.", path=str(archive.path))


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
