"""The commands about access and the log: people, audit."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics.access import LOCAL
from metrics.audit import audit_entries
from metrics.calendar import SHANGHAI
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.people import Person, add_person, bind_units, end_access, give_role, people
from metrics.warehouse import Warehouse
from metrics.words import ROLES
from metrics.words_of_audit import AUDIT_HEADINGS, word_audit


def administer_people(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> tuple[dict[str, Any], str]:
    """List who has access, or change one person's; return the document and what to tell people."""
    if asked.action == "list":
        found = people(warehouse, LOCAL)
        return {"people": [one.as_json() for one in found]}, _listed(found, t)
    if not asked.person:
        raise Refused("Name the person.")
    units = [one for one in re.split("[,，、;；]", asked.units or "") if one.strip()]
    told: dict[str, Any] = {"actor": actor_here(), "now": datetime.now(SHANGHAI)}
    if asked.action in ("add", "role"):
        if not asked.role:
            raise Refused("Say which role with --role.")
        if asked.action == "add":
            found_one = add_person(warehouse, LOCAL, asked.person, asked.role, units, name=asked.name, **told)
        else:
            found_one = give_role(warehouse, LOCAL, asked.person, asked.role, units, **told)
    elif asked.action == "bind":
        found_one = bind_units(warehouse, LOCAL, asked.person, units, **told)
    else:
        found_one = end_access(warehouse, LOCAL, asked.person, **told)
    return found_one.as_json(), _listed((found_one,), t)


def _listed(found: tuple[Person, ...], t: Translator) -> str:
    headings = [t("Person"), t("Full name"), t("Role"), t("Bound units"), t("Access")]
    rows = [
        (one.person, one.name or None, t(ROLES[one.role]), "、".join(one.units) or None,
         t("ended") if one.is_ended else t("in force"))
        for one in found
    ]  # fmt: skip
    return table(headings, rows) if rows else t("Nobody has been given access yet.") + "\n"


def audit(warehouse: Warehouse, asked: argparse.Namespace, cwd: Path, t: Translator) -> tuple[dict[str, Any], str]:
    """List what was done, latest first, or write it as a table into a file."""
    found = audit_entries(
        warehouse, LOCAL, actor=asked.actor, what=asked.what, text=asked.text, since=asked.since, until=asked.until
    )
    lines = [word_audit(t, one) for one in found]
    document: dict[str, Any] = {"entries": [one.as_json() for one in found]}
    headings = [t(heading) for heading in AUDIT_HEADINGS.values()]
    if asked.out is None:
        rows = [[line[key] or None for key in AUDIT_HEADINGS] for line in lines]
        return document, table(headings, rows) if rows else t("Nothing fits.") + "\n"
    path = cwd / asked.out
    if path.exists():
        raise Refused("{path} exists already and is not overwritten.", path=str(path))
    from metrics.briefs.tables import Basis, Column, Table, write_csv

    columns = tuple(Column(key, heading) for key, heading in zip(AUDIT_HEADINGS, headings, strict=True))
    path.write_bytes(write_csv(Table(t("Audit log"), Basis(()), columns, lines)))
    return {"file": str(path), "entries": len(lines)}, f"{path}\n"
