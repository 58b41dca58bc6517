"""The files of one command on their way in: copied and read beside whatever else has to be done for it.

Loading the program, opening the store and understanding a file take the time of one process, reading the next file
that of another. Nothing that takes long is loaded here before a file has been read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from metrics.intake.faults import Fault, fault
from metrics.intake.originals import private_copy
from metrics.intake.unpacking import Limits, unpack

if TYPE_CHECKING:
    from metrics.intake.workbook import Sheet

PLANS = (".txt", ".docx", ".doc", ".wps")
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Copied:
    """A file as it was received."""

    path: Path
    """A copy where nobody else writes."""
    sha256: str
    sheets: Callable[[], tuple[Sheet, ...] | Fault] | None
    """Gives its sheets, or what keeps them from being read; None for a plan, which is no ledger."""


class Begun:
    """The files of one command, taken in their order; one is read ahead, from ``start`` on or the first ``take``."""

    def __init__(self, files: Sequence[tuple[Path, str]]) -> None:
        """Promise to read ``files``: path, and name as the sender gave it."""
        self.files = files
        self._folder = tempfile.TemporaryDirectory(prefix="receiving-", ignore_cleanup_errors=True)
        self._beside = ThreadPoolExecutor(1)
        self._coming: list[Future[Copied | Fault]] = []

    def start(self) -> None:
        """Begin with the first file, unless that was done before."""
        if not self._coming:
            self._begin()

    def take(self, number: int) -> Copied | Fault:
        """Return a file of the command, or the fault that keeps all of it out; while it is used the next one is read.

        Raises OSError for a file that cannot be opened, StoreNotWritable when there is no room for its copy.
        """
        while len(self._coming) <= number:
            self._begin()
        found = self._coming[number]
        try:
            return found.result()
        finally:
            if number + 1 == len(self._coming):
                self._begin()

    def _begin(self) -> None:
        number = len(self._coming)
        if number < len(self.files):
            self._coming.append(self._beside.submit(self._copied, number, *self.files[number]))

    def _copied(self, number: int, sent: Path, name: str) -> Copied | Fault:
        limits = Limits()
        if sent.stat().st_size > limits.unpacked_megabytes * MEGABYTE:
            return fault("too_large", most=limits.unpacked_megabytes)
        folder = Path(self._folder.name)
        path, sha256 = private_copy(sent, folder / str(number))
        if Path(name).suffix.lower() in PLANS:
            return Copied(path, sha256, None)
        result = folder / f"{number}.arrow"
        failure = unpack(path, result, limits)

        def sheets() -> tuple[Sheet, ...] | Fault:
            from metrics.intake.workbook import sheets_of

            return failure or sheets_of(result, Path(name).stem)

        return Copied(path, sha256, sheets)

    def __enter__(self) -> Begun:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget the copies; what is still being read ends by itself."""
        self._beside.shutdown(wait=False, cancel_futures=True)
        self._folder.cleanup()
