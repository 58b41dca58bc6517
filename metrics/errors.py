"""What can go wrong, as values: every error carries a code and the values its sentence needs.

Bottom layer: this module imports nothing from the package. Sentences are made at the edge
(``metrics.i18n``), because two readers of one process may use two languages.
"""

from __future__ import annotations

import errno
from collections.abc import Callable

# What a system answers to a file that cannot be read or written, by its number: its own text is English (or the
# machine's language), whatever the reader's is.
REASONS = {
    errno.ENOENT: "there is no such file or folder",
    errno.EACCES: "it may not be read or written by whoever runs this program",
    errno.EPERM: "it may not be read or written by whoever runs this program",
    errno.EISDIR: "it is a folder, not a file",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "there is something of this name already",
    errno.EINVAL: "it is not an ordinary file",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its path leads back to itself",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "it is write-protected",
    errno.EBUSY: "another program is using it",
    errno.ETXTBSY: "another program is using it",
    errno.EIO: "the disk or the network drive cannot be read or written",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}


class Reason(str):
    """A value of an error that is a msgid itself: a sentence says it in the reader's language."""

    __slots__ = ()


def reason_of(error: OSError) -> Reason:
    """Return why a file could not be read or written; the system's own text for what is not usual."""
    return Reason(REASONS.get(error.errno or 0) or error.strerror or "")


class MetricsError(Exception):
    """An error the caller can put into a sentence: ``code`` is an English msgid, ``values`` fill it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code.format(**values) if values else code)
        self.code = code
        self.values = values

    def sentence(self, translate: Callable[..., str]) -> str:
        """Return the error in the translator's language; errors with several faults say them all."""
        values = {name: translate(value) if isinstance(value, Reason) else value for name, value in self.values.items()}
        return translate(self.code, **values)


class Refused(MetricsError):
    """The request was understood and is refused; nothing changed (exit 1)."""


class StoreMissing(Refused):
    """There is no store in the folder asked for."""


class StoreOwned(MetricsError):
    """Another process owns the store; a command has to be sent to it instead."""


class StoreDamaged(Refused):
    """The store's file cannot be read."""


class StoreNotWritable(Refused):
    """The disk is full, or the store's folder may not be written."""


class StoreSealed(StoreNotWritable):
    """The store is a sealed package, opened for reading: it takes nothing."""


class AccessDenied(Refused):
    """The reader's role does not allow this question."""


def not_writable(error: BaseException, folder: str) -> StoreNotWritable | None:
    """Return the refusal that a failure to write means, whichever library met it; None when it means something else."""
    reason = str(error).lower()
    if any(sign in reason for sign in ("no space left", "file too large", "quota exceeded")):
        return StoreNotWritable(
            "The disk is full: nothing of this was kept, and nothing that was there before is lost. "
            "Free some space and repeat it."
        )
    if any(sign in reason for sign in ("read-only file system", "permission denied", "operation not permitted")):
        return StoreNotWritable(
            "The store in {folder} may not be written: nothing was changed. Check whose folder it is and whether it "
            "is write-protected.",
            folder=folder,
        )
    return None
