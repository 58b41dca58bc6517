"""Received files, kept byte for byte under their SHA-256: what every row of the store can be traced back to."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

from metrics.errors import not_writable

FOLDER = "originals"
MOST_CHARACTERS, MOST_OF_ENDING = 120, 10
NAMELESS = "未命名文件"


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def private_copy(path: Path, target: Path) -> tuple[Path, str]:
    """Copy a received file to where nobody else writes; return the copy and its SHA-256.

    What is read, hashed and archived is this copy: a sender who swaps the file meanwhile changes nothing.
    Raises OSError when ``path`` cannot be opened, StoreNotWritable when the disk is full.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        # A pipe or a device has no end.
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    with path.open("rb") as received:
        try:
            with target.open("xb") as copy:
                shutil.copyfileobj(received, copy)
        except OSError as error:
            raise not_writable(error, str(target.parent)) or error from error
    return target, sha256_of(target)


def name_to_show(name: str) -> str:
    """Return the name a sender gave a file as it may stand in lists and file names: no path, no invisible signs.

    Signs that turn the direction of writing can make ``exe.xlsx`` of ``xslx.exe``; line breaks tear tables apart.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(" " if unicodedata.category(sign) in ("Zl", "Zp") or sign in "\t\r\n" else sign for sign in last)
    kept = "".join(sign for sign in visible if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    clean = " ".join(kept.split()).strip(". ")
    if len(clean) > MOST_CHARACTERS:
        stem, dot, ending = clean.rpartition(".")
        short = bool(dot) and len(ending) <= MOST_OF_ENDING
        clean = f"{stem[: MOST_CHARACTERS - len(ending) - 2]}….{ending}" if short else f"{clean[:MOST_CHARACTERS]}…"
    return clean or NAMELESS


def original_path(store: Path, sha256: str) -> Path:
    """Return where the original with this SHA-256 is kept."""
    return store / FOLDER / sha256


def archive(store: Path, path: Path, sha256: str) -> Path:
    """Keep a copy of a file under its SHA-256; a kill at any moment leaves a whole copy or none.

    Raises StoreNotWritable when the disk is full or the store may not be written.
    """
    target = original_path(store, sha256)
    if target.exists():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".receiving-")
    except OSError as error:
        raise not_writable(error, str(store)) or error from error
    try:
        with os.fdopen(handle, "wb") as copy:
            copy.write(path.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())
        os.replace(partial, target)
    except BaseException as error:
        Path(partial).unlink(missing_ok=True)
        refused = not_writable(error, str(store)) if isinstance(error, OSError) else None
        raise refused or error from error
    return target
