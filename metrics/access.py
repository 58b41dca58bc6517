"""Who is asking, and what they may read: applied where data is read, not by hiding pages.

A reader is an object passed to every question of ``metrics.scores``; the office, supervisors and leaders read
everything, a unit reads its own detail and its peers' ranks only (product.md §Access).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from metrics.errors import AccessDenied

Role = Literal["office", "unit", "supervisor", "leader", "admin"]


@dataclass(frozen=True)
class Reader:
    """One reader: a role and, for the role ``unit``, the names of the units it is bound to."""

    role: Role = "office"
    units: frozenset[str] = frozenset()
    may_see_ranks_of_peers: bool = True
    """Whether a unit is told the ranks of the others; their scores and marks never are."""
    is_local: bool = False
    """Whether this is whoever sits at the machine of an installation without sign-in."""

    is_read_only: bool = False
    """Whether what is looked at takes nothing from anybody: a sealed package (``Warehouse.transaction``)."""

    @property
    def is_office(self) -> bool:
        """Whether this reader sees what the office sees: nothing is masked, and the log is theirs to read."""
        return self.role in ("office", "admin")

    @property
    def reads_everything(self) -> bool:
        """Whether every unit's detail is this reader's to see."""
        return self.role != "unit"

    def may_read(self, unit: str) -> bool:
        """Whether the detail (marks, rows, shadow score) of ``unit`` is this reader's to see."""
        return self.reads_everything or unit in self.units

    def may_see_rank_of(self, unit: str) -> bool:
        """Whether the league table tells this reader where ``unit`` stands."""
        return self.may_read(unit) or self.may_see_ranks_of_peers

    @property
    def may_administer(self) -> bool:
        """Whether this reader gives and takes roles, and backs up and restores the store."""
        return (self.role == "admin" or self.is_local) and not self.is_read_only

    def may_speak_for(self, speaker: str) -> bool:
        """Whether files of ``speaker`` ("office" or a unit) may be received from this reader."""
        return self.may_decide or (self.may_hand_in and speaker in self.units)

    @property
    def may_hand_in(self) -> bool:
        """Whether files may be received from this reader at all."""
        return (self.is_office or self.role == "unit") and not self.is_read_only

    def require_administrator(self) -> None:
        """Raise AccessDenied for anybody who does not administer the system."""
        self._require_changeable()
        if not self.may_administer:
            raise AccessDenied("Only an administrator may do this.")

    def require_speaker(self, speaker: str) -> None:
        """Raise AccessDenied for anybody who may not speak for ``speaker``."""
        self._require_changeable()
        if not self.may_speak_for(speaker):
            raise AccessDenied("You may hand in files of your own units only.")

    @property
    def may_decide(self) -> bool:
        """Whether what names and columns mean is this reader's to say: the office's alone."""
        return self.is_office and not self.is_read_only

    def require_office(self) -> None:
        """Raise AccessDenied for anybody who does not speak for the office."""
        self._require_changeable()
        if not self.may_decide:
            raise AccessDenied("Only the office decides what a name or a column means.")

    def require_page_of_system(self) -> None:
        """Raise AccessDenied for anybody for whom the page about the system itself is not."""
        self._require_changeable()
        if not self.is_office:
            raise AccessDenied("This page is for the office and administrators; it is not for your role.")

    def _require_changeable(self) -> None:
        if self.is_read_only:
            raise AccessDenied("This is a sealed package, opened for reading: nothing in it can be changed.")

    def require(self, unit: str) -> None:
        """Raise AccessDenied when the detail of ``unit`` is not this reader's to see."""
        if not self.may_read(unit):
            raise AccessDenied("Your role may not read the details of {unit}.", unit=unit)


def is_same_person(one: str, other: str) -> bool:
    """Whether two names of actors mean the same person: full-width letters, case and spaces tell nobody apart."""
    return _compared(one) == _compared(other)


def _compared(actor: str) -> str:
    # Folding case can undo the normal form of a few letters, and the normal form their case.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", actor).casefold())
    return " ".join(folded.split())


# Local mode: no sign-in, everything can be read by whoever sits at the machine.
LOCAL = Reader(is_local=True)
