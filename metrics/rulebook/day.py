"""The rules of one day: the scheme's and the standard's documents laid over each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.rulebook.draft import Draft, Entry
from metrics.rulebook.scheme import Provenance

Note = Callable[..., None]


@dataclass(frozen=True)
class RulesOfDay:
    """What holds on ``day``: the draft of the scheme first, the draft of its standard behind it."""

    drafts: tuple[Draft, ...]
    day: date

    def value(self, path: str) -> Any:
        """Return the value at ``path``, or None when there is none on the day or it is faulty."""
        for draft in self.drafts:
            held = [dated for dated in draft.figures.get(path, ()) if dated.provenance.since <= self.day]
            if held:
                return held[-1].value
        return None

    def entries(self, section: str) -> dict[str, Entry]:
        """Return the entries of ``section`` by code: the standard's first, each in the order of its file."""
        return {
            code: entry
            for draft in reversed(self.drafts)
            for code, entry in draft.entries.get(section, {}).items()
            if entry.holds(self.day)
        }

    def is_spoilt(self, path: str) -> bool:
        """Tell whether a fault has been noted at ``path`` or below, so that sums over it say nothing."""
        return any(spoilt == path or spoilt.startswith(f"{path}.") for draft in self.drafts for spoilt in draft.spoilt)

    def note(self, code: str, key: str, seen: object = None, wanted: str = "") -> None:
        """Note a fault at ``key`` in the document that holds the key; the scheme's when none does."""
        self._home(key).note(code, key, seen, wanted)

    def provenance(self) -> Iterator[tuple[str, Provenance]]:
        """Yield the dotted path and provenance of every value and entry that holds on the day."""
        for draft in self.drafts:
            for path, dated in draft.figures.items():
                held = [version for version in dated if version.provenance.since <= self.day]
                if held and self._is_live(path):
                    yield path, held[-1].provenance
            for section in draft.entries:
                for code, entry in draft.entries[section].items():
                    if entry.holds(self.day):
                        yield f"{section}.{code}", entry.provenance

    def _is_live(self, path: str) -> bool:
        section, _, rest = path.partition(".")
        homes = [draft.entries[section] for draft in self.drafts if section in draft.entries]
        return not homes or rest.partition(".")[0] in self.entries(section)

    def _home(self, key: str) -> Draft:
        section, _, rest = key.partition(".")
        code = rest.partition(".")[0]
        for draft in self.drafts:
            if key in draft.figures or code in draft.entries.get(section, {}):
                return draft
        for draft in self.drafts:
            if section in draft.entries and not rest:
                return draft
        return self.drafts[0]
