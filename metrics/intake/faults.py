"""What is wrong with a received file, as values: a code, an address, the text as typed.

The sentences of all codes are in one place (``CATALOGUE``) and are made in one place (``describe``), so that
the page, the command line and the annotated file say the same. Sheet and cell travel beside the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from metrics.i18n import Translator
from metrics.intake.catalogue import OF_READING, FaultText, Severity
from metrics.intake.catalogue_of_checks import OF_CHECKS
from metrics.intake.catalogue_of_records import OF_RECORDS
from metrics.intake.likeness import Suggestion, reason_in_words

CATALOGUE: dict[str, FaultText] = {**OF_READING, **OF_RECORDS, **OF_CHECKS}

LONGEST_TEXT, LONGEST_LIST = 200, 2_000


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place: an ``error`` keeps its row (or file) out, a ``warning`` does not."""

    code: str
    """Key of ``CATALOGUE``."""
    severity: Severity
    """``error`` refuses the row; without a cell, the sheet or the file."""
    sheet: str = ""
    """Sheet as named in the file, empty when the whole file is meant."""
    cell: str = ""
    """Address ("C14"), empty when no single cell is to blame."""
    value: str = ""
    """The text as typed."""
    details: Mapping[str, object] = field(default_factory=dict, hash=False)
    """Further values for the sentences, by placeholder; a tuple is shown as a list."""


def fault(code: str, sheet: str = "", cell: str = "", value: str = "", **details: object) -> Fault:
    """Return a fault of ``code`` with the severity the catalogue gives it; an unknown code is a KeyError."""
    return Fault(code, CATALOGUE[code].severity, sheet, cell, value, details)


def describe(fault: Fault, t: Translator) -> dict[str, str]:
    """Return the fault as product.md's JSON object, its sentences in the reader's language."""
    text = CATALOGUE[fault.code]
    values = {name: shown(value, t) for name, value in fault.details.items()}
    typed = clipped(fault.value)
    values |= {"value": typed, "sheet": fault.sheet, "cell": fault.cell}
    return {
        "code": fault.code,
        "severity": fault.severity,
        "sheet": fault.sheet,
        "cell": fault.cell,
        "value": typed,
        "message": t(_message(text, fault.details), **values),
        "advice": t(text.advice, **values),
    }


def _message(text: FaultText, details: Mapping[str, object]) -> str:
    """Return the message, without the half sentence that would name an empty list."""
    named = {name for _, name, _, _ in Formatter().parse(text.message) if name}
    return text.bare if text.bare and any(details.get(name) in ((), []) for name in named) else text.message


def shown(value: object, t: Translator) -> str:
    """Return a detail as it is printed inside a sentence; an empty list says so in words, a suggestion says why."""
    if isinstance(value, Suggestion | Mapping):
        name = value.name if isinstance(value, Suggestion) else value["name"]
        return t("{name} ({reason})", name=clipped(name), reason=reason_in_words(value, t))
    if isinstance(value, tuple | list):
        return clipped("、".join(shown(one, t) for one in value), LONGEST_LIST) or t("none")
    return clipped(t(str(value)))


def clipped(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text as it is told: its beginning when it is longer than anybody reads; a cell may hold megabytes."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
