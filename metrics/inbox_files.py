"""Files of the inbox: which of them are meant, whether they are complete, and how they are moved without a loss."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from metrics.intake.annotation import LONGEST_NAME, answer_name

# Files that Office, WPS, browsers and file managers leave beside the real ones.
TEMPORARY_STARTS = (".", "~")
TEMPORARY_ENDS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".lock", ".ini", ".db")
Stamp = tuple[int, int]
"""Size and time of change."""


def is_plain_file(path: Path) -> bool:
    """Whether a path is itself a file that people put there: no link to elsewhere, nothing temporary."""
    return not is_temporary(path) and stat.S_ISREG(_mode(path))


def is_plain_folder(path: Path) -> bool:
    """Whether a path is itself a folder, no link to one."""
    return not is_temporary(path) and stat.S_ISDIR(_mode(path))


def _mode(path: Path) -> int:
    with suppress(OSError):
        return path.lstat().st_mode
    return 0


def is_temporary(path: Path) -> bool:
    """Whether a name is that of a lock or a draft that programs leave beside the real file."""
    name = path.name.casefold()
    return name.startswith(TEMPORARY_STARTS) or name.endswith(TEMPORARY_ENDS)


def stamp_of(path: Path) -> Stamp | None:
    """Return size and time of change of a file, None when it is gone."""
    with suppress(OSError):
        found = path.stat()
        return found.st_size, found.st_mtime_ns
    return None


def is_being_written(path: Path) -> bool:
    """Whether a program of this machine has the file open for writing, as far as the system tells.

    A read lease is refused while there is a writer; network folders and other people's files give none at all.
    """
    try:
        import fcntl
    except ImportError:
        return False
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    with path.open("rb") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False


def move(path: Path, folder: Path, name: str = "") -> Path:
    """Move a file into a folder by one rename, under a name that is free there; return where it is now."""
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder, name or path.name)
    path.rename(target)
    return target


def free_pair(folder: Path, name: str) -> str:
    """Return a name for a refused file under which neither it nor its answer meets another file."""
    bare, chosen, number = Path(name), name, 2
    while os.path.lexists(folder / chosen) or os.path.lexists(folder / answer_name(chosen)):
        chosen, number = f"{bare.stem[:LONGEST_NAME]}（{number}）{bare.suffix}", number + 1
    return chosen


def free_path(folder: Path, name: str) -> Path:
    """Return a path in a folder that does not exist yet: the name, or the name with a number."""
    bare, number = Path(name), 2
    target = folder / name
    while os.path.lexists(target):
        target = folder / f"{bare.stem[:LONGEST_NAME]}（{number}）{bare.suffix}"
        number += 1
    return target
