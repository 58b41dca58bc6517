"""What the office wrote over a draft, put into the papers it belongs to, and what is to be told of it.

The store keeps the edits (``metrics.wording``), the filled template has the drafts (``metrics.briefs.narrative``);
here the two meet. An edit whose draft later data made another one is used and told, for whoever wrote it decides; an
edit for every unit's paper is used only where its draft still stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from metrics.access import Reader
from metrics.briefs.narrative import (
    Narrative,
    Paragraph,
    Worded,
    filled,
    numbers_in,
    numbers_of_paper,
    paragraphs_of,
    reworded,
    whole_text,
    with_places,
)
from metrics.briefs.template import PaperTemplate
from metrics.calendar import Period
from metrics.errors import Refused
from metrics.warehouse import Warehouse
from metrics.wording import Edit, Edits, edits_of, names_of_everybody, names_told

NOBODY = -1

@dataclass(frozen=True)
class Rewording:
    """The edits of one kind of paper in one period, and the names that none of them may tell."""

    edits: Edits
    keys: Mapping[str, int]
    """Key of every unit by each of its names: a paper of an old edition calls it as it was called then."""
    secret: tuple[str, ...]
    """Names of units and channels; empty for papers that may name them."""
    must_stand: bool = False
    """Whether an edit over a draft that has changed since is refused: nobody would be told of it."""

    def __bool__(self) -> bool:
        return bool(self.edits)

    def narrative(
        self, template: PaperTemplate, document: str, values: Mapping[str, Any], unit: str | None
    ) -> Narrative:
        """Return the words of one paper as they will go out; ``unit`` is whose it is, None for everybody's."""
        key = None if unit is None else self.keys.get(unit, NOBODY)
        edits, paragraphs = self.edits.of(key), paragraphs_of(document, template.styles)
        known = numbers_of_paper(paragraphs, values)
        worded: list[Worded] = []
        used: set[Edit] = set()
        for one in paragraphs:
            edit = edits.get(one.code)
            if edit is not None and edit.unit is None and key is not None and not _stands(edit, one, values):
                edit = None
            if edit is not None:
                used.add(edit)
            worded.append(_worded(one, edit, values, known, self._spared(document), self.secret))
        return Narrative(tuple(worded), tuple(one for one in edits.values() if one not in used))

    def _spared(self, document: str) -> str:
        return whole_text(document) if self.secret else ""

    def reworded(
        self, template: PaperTemplate, paper: str, values: Mapping[str, Any], unit: str | None
    ) -> tuple[Narrative, str]:
        """Return the words of one paper (``paper`` is its file) and its whole text with them, ready to be printed.

        Raises Refused for words that name somebody in a paper that names nobody.
        """
        document = template.filled(values)
        narrative = self.narrative(template, document, values, unit)
        for one in narrative.edited:
            _require_tellable(paper, one, self.must_stand)
        texts = {one.paragraph.code: one.text for one in narrative.edited}
        return narrative, reworded(document, template.styles, texts)


def rewording_of(
    warehouse: Warehouse, reader: Reader, kind: str, period: Period, is_named: bool, must_stand: bool = False
) -> Rewording:
    """Return what the office has written over the papers of a kind, as this reader may have it."""
    edits = edits_of(warehouse, reader, kind, period, is_named)
    return rewording_by(warehouse, edits, is_named, must_stand)


def rewording_by(warehouse: Warehouse, edits: Edits, is_named: bool, must_stand: bool = False) -> Rewording:
    """Return the rewording that these edits make."""
    keys = {row["name"]: row["unit"] for row in warehouse.rows("unit_names")}
    secret = names_of_everybody(warehouse) if edits and not is_named else ()
    return Rewording(edits, keys, secret, must_stand)


def _stands(edit: Edit, one: Paragraph, values: Mapping[str, Any]) -> bool:
    return edit.drafted == with_places(one.text, values)


def _worded(
    one: Paragraph, edit: Edit | None, values: Mapping[str, Any], known: set[str], spared: str, secret: tuple[str, ...]
) -> Worded:
    if edit is None:
        return Worded(one, None, one.text, "")
    text = filled(edit.text, values)
    typed, drafted = numbers_in(text), numbers_in(one.text)
    return Worded(
        one, edit, text, filled(edit.drafted, values),
        foreign=tuple(shown for value, shown in typed.items() if value not in known),
        dropped=tuple(shown for value, shown in drafted.items() if value not in typed),
        named=names_told(secret, text, spared) if secret else (),
    )  # fmt: skip


def _require_tellable(paper: str, one: Worded, must_stand: bool) -> None:
    if one.named:
        raise Refused("{paper}: the words of {paragraph} name {names}, but this paper names nobody; change them or "
                      "take the draft back.", paper=paper, paragraph=one.paragraph.code,
                      names="、".join(one.named))  # fmt: skip
    if must_stand and one.is_overtaken:
        raise Refused("{paper}: the draft of {paragraph} has changed since its words were written; keep the words anew "
                      "or take the draft back first.", paper=paper, paragraph=one.paragraph.code)  # fmt: skip
