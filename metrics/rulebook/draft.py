"""Reading one TOML document of rules into dated values, collecting every fault on the way.

Nothing is refused here: a value that cannot be used is left out of the draft and its fault is noted, so
that the checks that follow still see everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from metrics.rulebook.faults import SchemeFault, shown
from metrics.rulebook.figures import checked_attribute, checked_figure
from metrics.rulebook.scheme import DIMENSIONS, GROUPS, Provenance
from metrics.rulebook.shape import Attribute, Figure, Section

ENTRY_DATES = ("since", "until", "source", "assumed")
VALUE_SHAPE = "{ value = …, since = …, source = … }"
VALUE_KEYS = ("value", "since", "source", "assumed")


@dataclass(frozen=True)
class Dated:
    """A value and from when and why it holds."""

    value: Any
    provenance: Provenance


@dataclass(frozen=True)
class Entry:
    """One coded entry of a section, without its dated values: they stand in the draft by their path."""

    code: str
    attributes: Mapping[str, Any]
    provenance: Provenance
    until: date | None

    def holds(self, day: date) -> bool:
        """Tell whether the entry is part of the rules on ``day``."""
        return self.provenance.since <= day and (self.until is None or day < self.until)


@dataclass
class Draft:
    """What one document says: dated values by dotted path, entries by section, and the faults found."""

    file: str
    figures: dict[str, tuple[Dated, ...]] = field(default_factory=dict)
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    faults: list[SchemeFault] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)

    def note(self, code: str, key: str, seen: object = None, wanted: str = "") -> None:
        """Note a fault at ``key`` and keep later checks from complaining about the same key."""
        self.faults.append(SchemeFault(code, self.file, key, "" if seen is None else shown(seen), wanted))
        self.spoilt.add(key)

    def read_head(self, table: Mapping[str, Any], name: str, attributes: Mapping[str, Attribute]) -> None:
        """Read the undated keys of ``[scheme]`` or ``[standard]``."""
        self.head = {
            key: self._attribute(table, name, key, attribute) or "" for key, attribute in attributes.items()
        }

    def read_figures(self, document: Mapping[str, Any], figures: Mapping[str, Figure], apart: Iterable[str]) -> None:
        """Read every dated value but those below the paths ``apart``, and note keys nobody reads."""
        self._walk(document, "", figures, frozenset(apart))
        for path, figure in figures.items():
            is_noted = any(path == spoilt or path.startswith(f"{spoilt}.") for spoilt in self.spoilt)
            if figure.is_required and path not in self.figures and not is_noted:
                self.note("key-missing", path, wanted=VALUE_SHAPE)

    def read_section(self, name: str, section: Section, table: object) -> None:
        """Read the entries of one section."""
        if not isinstance(table, Mapping):
            self.note("section-wanted", name, table)
            return
        kept = self.entries.setdefault(name, {})
        for code, content in table.items():
            path = f"{name}.{code}"
            if not isinstance(content, Mapping):
                self.note("section-wanted", path, content)
                continue
            entry = self._entry(path, code, section, content)
            if entry is not None:
                kept[code] = entry

    def _entry(self, path: str, code: str, section: Section, content: Mapping[str, Any]) -> Entry | None:
        wanted = (*section.attributes, *section.figures, *ENTRY_DATES)
        for key in content:
            if key not in wanted:
                self.note("key-unknown", f"{path}.{key}", wanted=", ".join(wanted))
        attributes = {
            key: self._attribute(content, path, key, attribute) for key, attribute in section.attributes.items()
        }
        for key, figure in section.figures.items():
            if key in content:
                self._figure(f"{path}.{key}", content[key], figure)
            elif figure.is_required:
                self.note("key-missing", f"{path}.{key}", wanted=VALUE_SHAPE)
        provenance = self._provenance(path, content)
        until = content.get("until")
        if until is not None and (not _is_day(until) or (provenance is not None and until <= provenance.since)):
            self.note("until-wrong", f"{path}.until", until)
            until = None
        if provenance is None:
            # The entry stays part of the rules for the checks that follow, as if it had always been there.
            provenance = Provenance(date.min, "", False, self.file)
        return Entry(code, attributes, provenance, until)

    def _attribute(self, table: Mapping[str, Any], path: str, key: str, attribute: Attribute) -> Any:
        if key not in table:
            if attribute.is_required:
                self.note("key-missing", f"{path}.{key}", wanted=_wanted(attribute))
            return None
        value, code = checked_attribute(table[key], attribute)
        if code:
            self.note(code, f"{path}.{key}", table[key], ", ".join(attribute.choices))
        return value

    def _walk(
        self, table: Mapping[str, Any], prefix: str, figures: Mapping[str, Figure], apart: frozenset[str]
    ) -> None:
        for key, content in table.items():
            path = f"{prefix}{key}"
            if path in apart:
                continue
            if path in figures:
                self._figure(path, content, figures[path])
            elif any(known.startswith(f"{path}.") for known in (*figures, *apart)):
                if isinstance(content, Mapping):
                    self._walk(content, f"{path}.", figures, apart)
                else:
                    self.note("section-wanted", path, content)
            else:
                self._unknown(path, prefix, figures, apart)

    def _unknown(self, path: str, prefix: str, figures: Mapping[str, Figure], apart: frozenset[str]) -> None:
        key = path.removeprefix(prefix)
        if prefix == "dimension_weights.":
            self.note("group-unknown", path, key, ", ".join(GROUPS))
        elif prefix.startswith("dimension_weights."):
            self.note("dimension-unknown", path, key, ", ".join(DIMENSIONS))
        else:
            names = [name for name in (*figures, *apart) if name.startswith(prefix)]
            here = dict.fromkeys(name.removeprefix(prefix).split(".")[0] for name in names)
            self.note("key-unknown", path, wanted=", ".join(here))

    def _figure(self, path: str, content: object, figure: Figure) -> None:
        versions = content if isinstance(content, list) and content and isinstance(content[0], Mapping) else [content]
        dated = [self._dated(path, version, figure) for version in versions]
        kept = tuple(value for value in dated if value is not None)
        dates = [value.provenance.since for value in kept]
        if any(later <= earlier for earlier, later in pairwise(dates)):
            self.note("dates-order", path, ", ".join(map(str, dates)))
        if len(kept) == len(versions):
            self.figures[path] = kept
        else:
            self.spoilt.add(path)

    def _dated(self, path: str, content: object, figure: Figure) -> Dated | None:
        if not isinstance(content, Mapping):
            self.note("value-wanted", path, content)
            return None
        for key in content:
            if key not in VALUE_KEYS:
                self.note("key-unknown", f"{path}.{key}", wanted=", ".join(VALUE_KEYS))
        provenance = self._provenance(path, content)
        if "value" not in content:
            self.note("value-missing", path)
            return None
        value, code, wanted = checked_figure(content["value"], figure)
        if code:
            self.note(code, path, content["value"], wanted)
            return None
        # Without a date the value still takes part in the sums, so that their faults show at once.
        return Dated(value, provenance or Provenance(date.min, "", False, self.file))

    def _provenance(self, path: str, content: Mapping[str, Any]) -> Provenance | None:
        since, source, assumed = content.get("since"), content.get("source"), content.get("assumed", False)
        before = len(self.faults)
        if since is None:
            self.note("since-missing", path)
        elif not _is_day(since):
            self.note("since-wrong", path, since)
        if not isinstance(source, str) or not source.strip():
            self.note("source-missing", path)
        if not isinstance(assumed, bool):
            self.note("assumed-wrong", path, assumed)
        if len(self.faults) > before or not isinstance(since, date):
            return None
        return Provenance(since, str(source), bool(assumed), self.file)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _wanted(attribute: Attribute) -> str:
    return ", ".join(attribute.choices) or ("[\"…\"]" if attribute.kind == "texts" else "\"…\"")
