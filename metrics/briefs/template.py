"""Templates of papers: read and compiled once, filled as often as wanted, never trusted with anything but data.

docxtpl turns what an office typed in Word into Jinja; filling then is text work, so that a hundred papers cost
little more than writing them. Values are escaped and freed of characters XML cannot carry.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from metrics.briefs import identity
from metrics.briefs.long_rows import with_long_rows_split
from metrics.briefs.tags import is_tagged, wrong_tag
from metrics.errors import Refused

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"
KINDS = ("notice", "order", "onepage", "unit-report")
"""Papers about a period; beside them there is the correction of an issued one."""
CORRECTION = "correction"
DOCUMENT, PROPERTIES = "word/document.xml", ("docProps/core.xml", "docProps/app.xml")
STYLES = "word/styles.xml"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Parts that may hold tags.
_FILLED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
# Whoever saved a template last is nobody's business who reads a paper.
_PEOPLE = re.compile(r"<((?:dc:creator|cp:lastModifiedBy|Company|Manager)\b)[^>]*>[^<]*</\1>")
UNREADABLE = (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, PackageNotFoundError)
# Moments inside the zip say nothing about when a paper was made; a fixed one makes equal papers equal files.
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[^\t -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def printable(value: Any) -> Any:
    """Return a value without line breaks and without characters that XML cannot carry."""
    if not isinstance(value, str):
        return "" if value is None else value
    return _UNPRINTABLE.sub(" ", value).replace("\t", " ")


# Values are data: autoescape keeps & and <, the sandbox keeps a template from a stranger from running anything.
ENVIRONMENT = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=printable)


class PaperTemplate:
    """One template, ready to be filled; raises Refused when the office's file cannot be read or understood."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._read(path)
        except TemplateError as error:
            raise Refused("The template {name} cannot be understood: {reason}", name=path.name, reason=error) from error
        except UNREADABLE as error:
            raise Refused("The template {name} cannot be read as a Word document.", name=path.name) from error

    def _read(self, path: Path) -> None:
        template = DocxTemplate(str(path))
        template.init_docx()
        with zipfile.ZipFile(path) as package:
            self._others = identity.prepared({one: package.read(one) for one in package.namelist()})
        parts = {one: etree.fromstring(self._others[one]) for one in self._others if _FILLED.fullmatch(one)}
        parts = {one: part for one, part in parts.items() if one == DOCUMENT or is_tagged(part)}
        self._refuse_marginalia(parts[DOCUMENT])
        self.styles = _names_of_styles(self._others.get(STYLES, b""))
        """Names of the styles by the ids that paragraphs call them by."""
        self._texts = {one: template.patch_xml(self._checked(part)) for one, part in parts.items()}
        for name in PROPERTIES:
            if name in self._others:
                # The document's title may have places to fill, too.
                self._texts[name] = _without_people(self._others[name])
        self._parts = {name: ENVIRONMENT.from_string(text) for name, text in self._texts.items()}
        for name in self._texts:
            del self._others[name]

    def _refuse_marginalia(self, document: Any) -> None:
        """Refuse a template with comments or tracked changes: every paper would carry them, and who made them."""
        is_commented = any(re.fullmatch(r"word/comments\w*\.xml", name) for name in self._others)
        if is_commented or document.xpath("//@*[local-name() = 'author']"):
            raise Refused(
                "The template {name} holds comments or tracked changes, which every paper would carry; accept or "
                "reject the changes, delete the comments and save it again.", name=self.name
            )  # fmt: skip

    def _checked(self, part: Any) -> str:
        """Return a part as text; Refused with the first tag that cannot be understood."""
        found = wrong_tag(part, ENVIRONMENT)
        if found:
            raise Refused(
                "The template {name} cannot be understood at “{tag}”: {reason}.",
                name=self.name, tag=found[0], reason=found[1],
            )  # fmt: skip
        return str(etree.tostring(part, encoding="unicode"))

    def variables(self) -> set[str]:
        """Return the names the template wants to be filled."""
        found = (meta.find_undeclared_variables(ENVIRONMENT.parse(text)) for text in self._texts.values())
        return set().union(*found)

    def fill(
        self, values: Mapping[str, Any], about: Mapping[str, str] | None = None, document: str | None = None
    ) -> bytes:
        """Return the paper; Refused when the template asks for something no paper of its kind has.

        ``about`` is kept in the file as what the paper is about; ``document`` is the text of it (``filled``) when
        something in there was written over.
        """
        filled = {name: self._rendered(name, values).encode("utf-8") for name in self._parts if name != DOCUMENT}
        text = self.filled(values) if document is None else document
        filled[DOCUMENT] = with_long_rows_split(text).encode("utf-8")
        others = self._others | {identity.PART: identity.with_identity(self._others[identity.PART], about or {})}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
            for name, content in others.items():
                package.writestr(_entry(name), content)
            for name, content in filled.items():
                package.writestr(_entry(name), _DECLARATION + content)
        return out.getvalue()

    def filled(self, values: Mapping[str, Any]) -> str:
        """Return the text of the paper as XML; Refused like ``fill``."""
        return self._rendered(DOCUMENT, values)

    def _rendered(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            found: str = self._parts[name].render(values)
        except UndefinedError as error:
            # 'nobody' is undefined; 'str object' has no attribute 'nobody'.
            word = re.findall("'([^']*)'", str(error))[-1]
            raise Refused(
                "The template {name} asks for “{word}”, which no such paper has.", name=self.name, word=word
            ) from error
        except TemplateError as error:
            raise Refused("The template {name} cannot be understood: {reason}", name=self.name, reason=error) from error
        return found


def _names_of_styles(content: bytes) -> dict[str, str]:
    if not content:
        return {}
    found = etree.fromstring(content).iterfind(f"{WORD}style")
    return {one.get(f"{WORD}styleId", ""): one.find(f"{WORD}name").get(f"{WORD}val", "") for one in found}


def _without_people(properties: bytes) -> str:
    """Return the text of a part with properties, without its declaration and without the names of people in it."""
    return _PEOPLE.sub(r"<\1></\1>", properties.decode("utf-8").split("?>", 1)[-1])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def template_of(kind: str, folder: Path = TEMPLATES) -> PaperTemplate:
    """Return the template of a kind of paper as it is on disk now; Refused when there is none."""
    path = folder / f"{kind}.docx"
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        raise Refused("There is no template {name}.", name=path.name) from None
    return _template(path, changed)


@lru_cache(maxsize=16)
def _template(path: Path, changed: int) -> PaperTemplate:
    # The day of change is part of the key: an edited template serves the next paper.
    del changed
    return PaperTemplate(path)
