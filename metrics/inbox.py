"""The inbox: a folder of the store into which people and scanners put ledgers; the running dashboard receives them.

``<store>/inbox/`` is the office's, ``<store>/inbox/<unit name>/`` a unit's own. A file is taken when it has been
quiet for a while, claimed by a rename, received like any other, and ends in ``accepted/`` or, with its annotated
answer beside it, in ``refused/``; what cannot be received just now stays. Killed at any moment, a file is in the inbox
or archived, and receiving the same bytes twice changes nothing.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from metrics.errors import MetricsError, Refused
from metrics.inbox_files import Stamp, free_pair, is_being_written, is_plain_file, is_plain_folder, move, stamp_of
from metrics.intake.annotation import answer_name, name_without_mark, source_of, write_answer
from metrics.intake.hearing import BLOCKING, OFFICE
from metrics.intake.originals import original_path
from metrics.intake.receipt import FileReceipt, Receipt
from metrics.intake.receive import receive
from metrics.warehouse import Warehouse

LOG = "errors.log"
FOLDER, ACCEPTED, REFUSED, WORKING = "inbox", "accepted", "refused", ".working"
ACTOR = "inbox"
# A file that could not be received is tried again after 4, 8, 16 … seconds.
LONGEST_PAUSE = 300
UNEXPECTED = "The inbox could not receive this file just now ({reason}); it is tried again."
# A copy may begin with an empty file and stall; after so long an empty file is meant.
SECONDS_EMPTY = 60
# A copy may pause and its writer close the file meanwhile; only what has been left alone for so long is whole.
SECONDS_QUIET = 20


@dataclass(frozen=True)
class Trouble:
    """Why a file stays in the inbox for now."""

    stamp: Stamp
    """The file as it was when it was tried; a changed file is a new one."""
    tries: int
    next_try: datetime
    reason: MetricsError


@dataclass(frozen=True)
class Waiting:
    """A file that lies in the inbox."""

    path: Path
    speaker: str
    """``office``, or the name of the folder it lies in."""
    trouble: MetricsError | None
    """Why it stays; None while it is new or still being copied."""


@dataclass(frozen=True)
class Received:
    """A file that came in through the inbox and was accepted or refused."""

    path: Path
    speaker: str
    is_accepted: bool
    at: datetime
    answer: Path | None
    """The annotated copy beside it, if there is one."""


@dataclass
class Inbox:
    """The inbox of one store, as the process that owns the store looks after it."""

    store: Path
    seen: dict[Path, Stamp] = field(default_factory=dict)
    """Size and time of change of every file at the last look."""
    since: dict[Path, datetime] = field(default_factory=dict)
    """The look at which every file was first seen as it is."""
    troubles: dict[Path, Trouble] = field(default_factory=dict)
    """Files that were tried and stay."""

    @property
    def folder(self) -> Path:
        """Where people put files."""
        return self.store / FOLDER

    def prepare(self) -> None:
        """Make the folders, and put back what an earlier process had claimed and not finished."""
        for name in (ACCEPTED, REFUSED, WORKING):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for claimed in sorted(path for path in (self.folder / WORKING).rglob("*") if path.is_file()):
            move(claimed, self.folder / claimed.parent.relative_to(self.folder / WORKING))

    def waiting(self) -> list[Waiting]:
        """Return the files in the inbox by name, and why they stay."""
        reasons = {path: trouble.reason for path, trouble in [*self.troubles.items()]}
        return [Waiting(path, self.speaker_of(path), reasons.get(path)) for path in self.files()]

    def received(self, most: int) -> list[Received]:
        """Return what came in through the inbox, the latest first."""
        found = []
        for name in (ACCEPTED, REFUSED):
            paths = {path for path in (self.folder / name).rglob("*") if is_plain_file(path)}
            answers = {path.with_name(answer_name(path.name)) for path in paths if name == REFUSED} & paths
            # Refused files are kept without the mark of an answer, so none of them is taken for one.
            answers = {path for path in answers if name_without_mark(path.name) != path.name}
            for path in paths - answers:
                at = datetime.fromtimestamp((stamp_of(path) or (0, 0))[1] / 1e9).astimezone()
                answer = path.with_name(answer_name(path.name))
                own = answer if answer in answers else None
                found.append(Received(path, self.speaker_of(path), name == ACCEPTED, at, own))
        return sorted(found, key=lambda one: one.at, reverse=True)[:most]

    def files(self) -> list[Path]:
        """Return the files that lie in the inbox: its own, and those in folders of units."""
        if not self.folder.is_dir():
            return []
        found = []
        for path in sorted(self.folder.iterdir()):
            if is_plain_file(path):
                found.append(path)
            elif path.name not in (ACCEPTED, REFUSED, WORKING) and is_plain_folder(path):
                found += [inner for inner in sorted(path.iterdir()) if is_plain_file(inner)]
        return found

    def speaker_of(self, path: Path) -> str:
        """Return who says what a file says: the name of the unit's folder it lies in, else the office."""
        parts = path.relative_to(self.folder).parts[:-1]
        units = parts[1:] if parts[:1] in ((ACCEPTED,), (REFUSED,), (WORKING,)) else parts
        return units[0] if units else OFFICE

    def look(self, warehouse: Warehouse, now: datetime) -> list[Path]:
        """Receive the files that are complete; return where they ended. What goes wrong is kept, not raised."""
        stamps = {path: stamp for path in self.files() if (stamp := stamp_of(path))}
        unchanged = [path for path, stamp in stamps.items() if self.seen.get(path) == stamp]
        self.since = {path: self.since.get(path, now) if path in unchanged else now for path in stamps}
        self.seen = stamps
        ready = [path for path in unchanged if self.is_complete(path, now)]
        self.troubles = {path: one for path, one in self.troubles.items() if stamps.get(path) == one.stamp}
        ready = [path for path in ready if path not in self.troubles or self.troubles[path].next_try <= now]
        ended = []
        for speaker, paths in groupby(sorted(ready, key=self.speaker_of), key=self.speaker_of):
            ended += self.take_in(warehouse, speaker, list(paths), now)
        return ended

    def is_complete(self, path: Path, now: datetime) -> bool:
        """Whether nobody seems to be writing a file any more."""
        with suppress(OSError):
            found = path.stat()
            # What was moved here has an old time; the clock of a network folder may be ahead, so our looks count, too.
            resting = max(now.timestamp() - found.st_mtime, (now - self.since.get(path, now)).total_seconds())
            if resting < SECONDS_QUIET:
                return False
            is_old = now.timestamp() - found.st_mtime > SECONDS_EMPTY
            return (found.st_size > 0 or is_old) and not is_being_written(path)
        return False

    def take_in(self, warehouse: Warehouse, speaker: str, paths: Sequence[Path], now: datetime) -> list[Path]:
        """Claim files, receive those that go together, and put each where it belongs."""
        stamps = {path: self.seen[path] for path in paths}
        claimed: dict[Path, Path] = {}
        for path in paths:
            with suppress(OSError):
                target = move(path, self.folder / WORKING / path.parent.relative_to(self.folder))
                if stamp_of(target) == stamps[path]:
                    claimed[target] = path
                else:
                    # Somebody wrote on while it was being claimed: it waits for another two looks.
                    move(target, path.parent)
        ended: list[Path] = []
        for together in in_commands(warehouse, speaker, list(claimed), now):
            try:
                receipt = receive(warehouse, named(together), speaker, actor=ACTOR, now=now)
                ended += [self.put_away(warehouse, *one) for one in zip(together, receipt.files, strict=True)]
            except Exception as error:
                if not isinstance(error, MetricsError):
                    self.log(traceback.format_exc())
                self.give_back(together, claimed, error, now)
        return ended

    def log(self, details: str) -> None:
        """Keep the details of an unexpected error where the administrator finds those of commands."""
        with suppress(OSError), (self.store / LOG).open("a", encoding="utf-8") as file:
            file.write(f"{FOLDER}\n{details}\n")

    def put_away(self, warehouse: Warehouse, path: Path, receipt: FileReceipt) -> Path:
        """Move a received file to accepted/ or refused/; a refused one gets its answer beside it, first."""
        ending = ACCEPTED if receipt.accepted else REFUSED
        place = self.folder / ending / path.parent.relative_to(self.folder / WORKING)
        place.mkdir(parents=True, exist_ok=True)
        name = path.name
        if not receipt.accepted:
            name = free_pair(place, name_without_mark(name))
            source = source_of(original_path(warehouse.folder, receipt.sha256), path, receipt.sha256)
            write_answer(source, name, receipt.faults, place)
        # The time of arrival is what the page tells.
        with suppress(OSError):
            os.utime(path)
        return move(path, place, name)

    def give_back(self, paths: Sequence[Path], claimed: dict[Path, Path], error: Exception, now: datetime) -> None:
        """Put files back into the inbox after something went wrong, and remember what."""
        told = error if isinstance(error, MetricsError) else Refused(UNEXPECTED, reason=type(error).__name__)
        for path in paths:
            with suppress(OSError):
                if not path.exists():
                    continue
                before = self.troubles.get(claimed[path])
                back = move(path, claimed[path].parent)
                tries = before.tries + 1 if before else 1
                stamp = stamp_of(back) or (0, 0)
                self.seen[back] = stamp
                pause = timedelta(seconds=min(2 ** (tries + 1), LONGEST_PAUSE))
                self.troubles[back] = Trouble(stamp, tries, now + pause, told)


def in_commands(warehouse: Warehouse, speaker: str, paths: list[Path], now: datetime) -> list[list[Path]]:
    """Return files as the commands to receive them by: those that are sound together first, then each of the rest.

    Files that lie in the inbox at the same moment may need each other (a ledger its channels), but one bad file
    must not keep the others out. Files that contradict each other are refused together.
    """
    together: list[Path] = list(paths)
    rest: list[Path] = []
    while len(together) > 1:
        try:
            receipt: Receipt = receive(warehouse, named(together), speaker, dry_run=True, now=now)
        except MetricsError:
            return [[path] for path in paths]
        if receipt.accepted:
            break
        faults = [one for file in receipt.files for one in file.faults]
        if any(one.code in BLOCKING for one in faults):
            return [together, *([path] for path in rest)]
        bad = {path for path, file in zip(together, receipt.files, strict=True) if _has_error(file)}
        rest += [path for path in together if path in bad]
        together = [path for path in together if path not in bad]
    return [one for one in (together, *([path] for path in rest)) if one]


def _has_error(receipt: FileReceipt) -> bool:
    return any(one.severity == "error" for one in receipt.faults)


def named(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return files with their names as text; a name that is no text at all is shown as far as it goes."""
    return [(path, os.fsencode(path.name).decode("utf-8", "replace")) for path in paths]
