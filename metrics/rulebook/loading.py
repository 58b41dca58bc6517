"""From TOML files to schemes, or to one refusal that lists everything wrong with them."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from metrics.rulebook.assembly import assembled
from metrics.rulebook.checks import check
from metrics.rulebook.day import RulesOfDay
from metrics.rulebook.draft import Draft
from metrics.rulebook.faults import NoSchemeInForce, SchemeFault, UnsoundScheme
from metrics.rulebook.scheme import Scheme
from metrics.rulebook.shape import HEADS, SCHEME_FIGURES, SCHEME_SECTIONS, STANDARD_FIGURES, STANDARD_SECTIONS, Section


@dataclass(frozen=True)
class Schemes:
    """Every version of every scheme of a folder, by the day it takes effect."""

    versions: tuple[Scheme, ...]
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The files they were read from: name → text; a release freezes them."""

    def in_force(self, day: date) -> Scheme:
        """Return the scheme that holds on ``day``: the last to have started; raises ``NoSchemeInForce``."""
        started = [scheme for scheme in self.versions if scheme.effective_from <= day]
        if not started:
            first = self.versions[0].effective_from
            raise NoSchemeInForce("No scheme is in force on {day}; the first starts on {first}.", day=day, first=first)
        return started[-1]


def load_schemes(folder: Path) -> Schemes:
    """Return all schemes of ``folder``; raises ``UnsoundScheme`` with the faults of all files at once."""
    faults: list[SchemeFault] = []
    versions: list[Scheme] = []
    documents = {path: _document(path, faults) for path in sorted(folder.glob("*.toml"))}
    standards = _standards(documents, faults)
    for path, document in documents.items():
        if document is None or "standard" in document:
            continue
        versions += _versions(path, document, standards, faults)
    if not versions and not faults:
        faults.append(SchemeFault("no-scheme", folder.name))
    faults += _clashes(versions)
    if faults:
        raise UnsoundScheme(faults)
    texts = {path.name: path.read_text(encoding="utf-8") for path in documents}
    return Schemes(tuple(sorted(versions, key=lambda scheme: scheme.effective_from)), texts)


def schemes_of_texts(texts: Mapping[str, str]) -> Schemes:
    """Return all schemes of files that were kept as name → text; raises as ``load_schemes`` does."""
    with tempfile.TemporaryDirectory(prefix="metrics-schemes-") as folder:
        for name, text in texts.items():
            # The name alone: whoever kept them must not choose the folder.
            (Path(folder) / Path(name).name).write_text(text, encoding="utf-8", newline="")
        return load_schemes(Path(folder))


def load_scheme(path: Path) -> Scheme:
    """Return the latest version of the scheme of one file; its standard is looked for in the same folder."""
    faults: list[SchemeFault] = []
    document = _document(path, faults)
    beside = {other: _document(other, []) for other in sorted(path.parent.glob("*.toml")) if other != path}
    versions = _versions(path, document, _standards(beside, faults), faults) if document is not None else []
    if faults:
        raise UnsoundScheme(faults)
    return versions[-1]


def _document(path: Path, faults: list[SchemeFault]) -> dict[str, Any] | None:
    try:
        # Exact from the first character on: 0.1 in the file is one tenth, not a binary neighbour of it.
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = place.groups() if place else (str(text.count("\n") + 1), "1")
        faults.append(SchemeFault("syntax", path.name, seen=line, wanted=column))
    except (OSError, UnicodeDecodeError):
        faults.append(SchemeFault("unreadable", path.name))
    return None


def _standards(documents: Mapping[Path, dict[str, Any] | None], faults: list[SchemeFault]) -> dict[str, Draft]:
    standards = {}
    for path, document in documents.items():
        if document is not None and "standard" in document:
            draft = _draft(path, document, "standard")
            faults += draft.faults
            draft.faults.clear()
            standards[path.stem] = draft
    return standards


def _draft(path: Path, document: Mapping[str, Any], head: str) -> Draft:
    sections: Mapping[str, Section] = STANDARD_SECTIONS if head == "standard" else SCHEME_SECTIONS
    figures = STANDARD_FIGURES if head == "standard" else SCHEME_FIGURES
    draft = Draft(path.name)
    if isinstance(document.get(head), Mapping):
        draft.read_head(document[head], head, HEADS[head])
    else:
        draft.note("no-head", head, wanted=head)
    draft.read_figures(document, figures, (*sections, *(f"{head}.{key}" for key in HEADS[head])))
    for name, section in sections.items():
        if name in document:
            draft.read_section(name, section, document[name])
        elif head == "standard" or name == "bands":
            draft.note("section-missing", name, wanted=f"{name}.…")
    return draft


def _versions(
    path: Path, document: Mapping[str, Any], standards: Mapping[str, Draft], faults: list[SchemeFault]
) -> list[Scheme]:
    scheme = _draft(path, document, "scheme")
    named = scheme.head.get("standard", "")
    drafts = (scheme, standards[named]) if named in standards else (scheme,)
    if named and named not in standards:
        scheme.note("standard-missing", "scheme.standard", named, f"{named}.toml")
    starts = [dated.provenance.since for dated in scheme.figures.get("scheme.version", ())]
    days = [start for start in starts if start > date.min]
    # Without a usable version there is no day to ask about, but the other faults have to show all the same.
    rules = [RulesOfDay(drafts, day) for day in days or [date.max]]
    for of_day in rules:
        _check_in_force(of_day)
        check(of_day)
    _check_changes(drafts, days)
    found = [fault for draft in drafts for fault in draft.faults]
    for draft in drafts:
        draft.faults.clear()
    faults += found
    return [] if faults else [assembled(of_day) for of_day in rules]


def _check_in_force(rules: RulesOfDay) -> None:
    """Note values that exist but have not started on the day, and entries that two documents claim."""
    for draft in rules.drafts:
        for path in draft.figures:
            section, _, rest = path.partition(".")
            code = rest.partition(".")[0]
            entry = draft.entries.get(section, {}).get(code)
            if (entry is None or entry.holds(rules.day)) and rules.value(path) is None:
                rules.note("not-in-force", path, rules.day)
    for section, entries in rules.drafts[0].entries.items():
        for code in entries:
            if any(code in draft.entries.get(section, {}) for draft in rules.drafts[1:]):
                rules.note("entry-twice", f"{section}.{code}")


def _check_changes(drafts: tuple[Draft, ...], days: list[date]) -> None:
    """Note changes on days when no version starts: a score could not say by which rules it came about."""
    for draft in drafts:
        for key, day in _changes(draft):
            if days and day > days[0] and day not in days:
                draft.note("change-without-version", key, day)


def _changes(draft: Draft) -> Iterator[tuple[str, date]]:
    for path, dated in draft.figures.items():
        for version in dated:
            yield path, version.provenance.since
    for section, entries in draft.entries.items():
        for code, entry in entries.items():
            yield f"{section}.{code}", entry.provenance.since
            if entry.until is not None:
                yield f"{section}.{code}.until", entry.until


def _clashes(versions: list[Scheme]) -> Iterator[SchemeFault]:
    """Yield faults between schemes: two that start on one day, or one version name used twice."""
    by_day: dict[date, Scheme] = {}
    by_name: dict[tuple[str, str], Scheme] = {}
    for scheme in versions:
        file = scheme.provenance["scheme.version"].file
        day, name = scheme.effective_from, (scheme.id, scheme.version)
        if day in by_day:
            yield SchemeFault("start-twice", file, "scheme.version", day.isoformat(), by_day[day].name)
        if name in by_name:
            yield SchemeFault("version-twice", file, "scheme.version", scheme.version)
        by_day.setdefault(day, scheme)
        by_name.setdefault(name, scheme)
