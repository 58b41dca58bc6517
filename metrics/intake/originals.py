"""Received files, kept byte for byte under their SHA-256: what every row of the store can be traced back to."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

FOLDER = "originals"


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def original_path(store: Path, sha256: str) -> Path:
    """Return where the original with this SHA-256 is kept."""
    return store / FOLDER / sha256


def archive(store: Path, path: Path, sha256: str) -> Path:
    """Keep a copy of a file under its SHA-256; a kill at any moment leaves a whole copy or none."""
    target = original_path(store, sha256)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".receiving-")
    try:
        with os.fdopen(handle, "wb") as copy:
            copy.write(path.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())
        os.replace(partial, target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return target
