"""What can go wrong, as values: every error carries a code and the values its sentence needs.

Bottom layer: this module imports nothing from the package. Sentences are made at the edge
(``metrics.i18n``), because two readers of one process may use two languages.
"""

from __future__ import annotations

from collections.abc import Callable


class MetricsError(Exception):
    """An error the caller can put into a sentence: ``code`` is an English msgid, ``values`` fill it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code.format(**values) if values else code)
        self.code = code
        self.values = values

    def sentence(self, translate: Callable[..., str]) -> str:
        """Return the error in the translator's language; errors with several faults say them all."""
        return translate(self.code, **self.values)


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
