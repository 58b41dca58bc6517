"""What a paper is about, kept in the Word file itself as document properties that Word, WPS and LibreOffice hand on.

A paper that names nobody carries a mark in place of its unit (``metrics.register.mark_of``).
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

PART = "docProps/custom.xml"
TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
PREFIX = "openness-"
"""Of the names of the properties: those of other programs stay."""
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
# The set of properties a user may name, as Office calls it.
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def prepared(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a template with a place for properties, those it has kept."""
    found = dict(parts)
    if PART not in found:
        found[PART] = f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VALUES}"/>'.encode()
        types = etree.fromstring(found[TYPES])
        etree.SubElement(types, _beside(types, "Override"), PartName=f"/{PART}", ContentType=_TYPE)
        relations = etree.fromstring(found[RELATIONS])
        etree.SubElement(relations, _beside(relations, "Relationship"), Id="rIdOpenness", Type=_RELATION,
                         Target=PART)  # fmt: skip
        found |= {TYPES: _written(types), RELATIONS: _written(relations)}
    return found


def with_identity(properties: bytes, about: Mapping[str, str]) -> bytes:
    """Return the part of properties that says what a paper is about; older sayings give way."""
    root = etree.fromstring(properties)
    for one in list(root):
        if (one.get("name") or "").startswith(PREFIX):
            root.remove(one)
    last = max((int(one.get("pid", "1")) for one in root), default=1)
    for number, (name, value) in enumerate(about.items(), last + 1):
        one = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_SET, pid=str(number), name=PREFIX + name)
        etree.SubElement(one, f"{{{_VALUES}}}lpwstr").text = value
    return _written(root)


def _beside(root: etree._Element, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
