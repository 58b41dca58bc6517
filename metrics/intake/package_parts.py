"""The parts of a workbook's archive and how they refer to each other (OPC).

Runs inside the reading process only (sandbox.py).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from metrics.intake.raw_sheet import DamagedWorkbook


def relations(archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, str]]:
    """Return kind, id and target of what a part refers to; none if it refers to nothing."""
    folder, name = posixpath.split(path)
    source = posixpath.join(folder, "_rels", name + ".rels")
    if source not in archive.namelist():
        return []
    found = []
    for relation in elements(parsed(archive, source), "Relationship"):
        target = (relation.get("Target") or "").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.append(((relation.get("Type") or "").rpartition("/")[2], relation.get("Id") or "", whole))
    return found


def related(archive: zipfile.ZipFile, path: str) -> dict[str, list[str]]:
    """Return kind → targets of what a part refers to."""
    related: dict[str, list[str]] = {}
    for kind, _, target in relations(archive, path):
        related.setdefault(kind, []).append(target)
    return related


def present(archive: zipfile.ZipFile, path: str) -> str:
    """Return the path of a part; raises ``DamagedWorkbook`` when the archive does not have it."""
    if path not in archive.namelist():
        raise DamagedWorkbook
    return path


def parsed(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    """Return a part as XML; raises ``DamagedWorkbook`` when the archive does not have it."""
    return ElementTree.fromstring(archive.read(present(archive, path)))


def elements(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of a name, whatever their namespace."""
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def first_element(root: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """Return the first element of a name, whatever its namespace."""
    return next(elements(root, name), None)
