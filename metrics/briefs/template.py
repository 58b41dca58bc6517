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
from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from metrics.briefs import identity
from metrics.errors import Refused

TEMPLATES = Path(__file__).parents[2] / "data" / "templates"
KINDS = ("notice", "order", "onepage", "unit-report")
DOCUMENT, PROPERTIES = "word/document.xml", "docProps/core.xml"
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
        text = template.patch_xml(etree.tostring(template.docx._element, encoding="unicode"))
        self._parts: dict[str, Any] = {DOCUMENT: ENVIRONMENT.from_string(text)}
        self._texts = {DOCUMENT: text}
        with zipfile.ZipFile(path) as package:
            self._others = {one: package.read(one) for one in package.namelist() if one != DOCUMENT}
        self._others = identity.prepared(self._others)
        properties = self._others.pop(PROPERTIES, b"").decode("utf-8")
        if properties:
            # The document's title may have places to fill, too.
            bare = properties.split("?>", 1)[-1]
            self._parts[PROPERTIES], self._texts[PROPERTIES] = ENVIRONMENT.from_string(bare), bare

    def variables(self) -> set[str]:
        """Return the names the template wants to be filled."""
        found = (meta.find_undeclared_variables(ENVIRONMENT.parse(text)) for text in self._texts.values())
        return set().union(*found)

    def fill(self, values: Mapping[str, Any], about: Mapping[str, str] | None = None) -> bytes:
        """Return the paper; Refused when the template asks for something no paper of its kind has.

        ``about`` is kept in the file as what the paper is about.
        """
        try:
            filled = {name: part.render(values).encode("utf-8") for name, part in self._parts.items()}
        except TemplateError as error:
            raise Refused("The template {name} cannot be understood: {reason}", name=self.name, reason=error) from error
        others = self._others | {identity.PART: identity.with_identity(self._others[identity.PART], about or {})}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
            for name, content in others.items():
                package.writestr(_entry(name), content)
            for name, content in filled.items():
                package.writestr(_entry(name), _DECLARATION + content)
        return out.getvalue()


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
