"""The command that spells out what a plan leaves open: confirm."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import Any

from metrics.calendar import SHANGHAI
from metrics.commands.actor import actor_here
from metrics.errors import Refused
from metrics.i18n import Translator
from metrics.intake.confirmation import confirm_responsibility, decide_areas
from metrics.plans import AreaQuestion, area_question, open_responsibilities, plan_years
from metrics.warehouse import Warehouse

# What plans call the group whose functional areas are asked about.
DISTRICTS = "各区县政府"

def confirm(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> tuple[dict[str, Any], str]:
    """Keep one decision about a plan's responsibilities, or list what is open when nothing is decided.

    Returns the document and what to tell people.
    """
    if not (asked.areas or asked.task or asked.units or asked.phrase):
        return _open(warehouse, asked.year, t)
    told: dict[str, Any] = {"actor": actor_here(), "now": datetime.now(SHANGHAI).replace(tzinfo=None)}
    told["reason"] = asked.reason
    if asked.areas:
        if asked.task or asked.units or asked.phrase:
            raise Refused("Either --areas, or --task with --units.")
        found = decide_areas(warehouse, asked.year, asked.areas == "include", **told)
    elif asked.task and asked.units:
        units = re.split("[,，、;；]", asked.units)
        found = confirm_responsibility(warehouse, asked.year, asked.task, asked.phrase, units, **told)
    else:
        raise Refused("Either --areas, or --task with --units.")
    if asked.areas:
        included = t("Kept as import {number}: 各区县政府 means these functional areas, too.", number=found.import_id)
        left_out = t("Kept as import {number}: 各区县政府 leaves these functional areas out.", number=found.import_id)
        sentence = included if asked.areas == "include" else left_out
    else:
        values: dict[str, Any] = {"number": found.import_id, "phrase": found.phrase, "n": len(found.units)}
        sentence = t(
            "Kept as import {number}: “{phrase}” means {n} units, {added} of them have a task they had not before.",
            added=len(found.added),
            **values,
        )
    return found.as_json(), f"{sentence}\n{'、'.join(found.units)}\n"


def _open(warehouse: Warehouse, year: int, t: Translator) -> tuple[dict[str, Any], str]:
    """Return what a year's plan leaves to be confirmed: phrases, and whether 各区县政府 means the functional areas."""
    has_plan = year in plan_years(warehouse)
    listed: list[dict[str, Any]] = []
    lines: list[str] = []
    for one in open_responsibilities(warehouse, year):
        listed.append(
            {"question": "units", "task": one.number, "title": one.title, "phrase": one.phrase,
             "suggested": list(one.suggested)}
        )  # fmt: skip
        lines.append(f"{one.number}\t{one.title}\t{one.phrase}")
    question = area_question(warehouse, year)
    if question is not None and question.answer is None:
        listed.append(
            {"question": "areas", "task": None, "title": None, "phrase": DISTRICTS, "suggested": [],
             "areas": list(question.areas), "tasks": question.tasks}
        )  # fmt: skip
        lines.append(_word_area_question(question, t))
    settled = t("Nothing is to be confirmed in the plan of {year}.", year=year)
    text = "\n".join(lines) or (settled if has_plan else t("No plan of {year} was received.", year=year))
    return {"year": year, "has_plan": has_plan, "open": listed}, f"{text}\n"


def _word_area_question(question: AreaQuestion, t: Translator) -> str:
    asked = t(
        "{n} tasks of {year} name 各区县政府. Does that mean the functional areas, too ({areas})? "
        "Until answered they are included; the answer also stands for later plans.",
        n=question.tasks, year=question.year, areas="、".join(question.areas),
    )  # fmt: skip
    way = t("Answer with: confirm --year {year} --areas include (or leave-out).", year=question.year)
    return f"{asked}\n{way}"
