"""The command that tells what waits for a person: duties."""

from __future__ import annotations

import argparse
from typing import Any

from metrics.access import LOCAL
from metrics.calendar import Period, today_in_shanghai
from metrics.commands.actor import actor_here
from metrics.commands.tables import table
from metrics.duties import duties
from metrics.i18n import Translator
from metrics.people import reader_of
from metrics.scores import periods
from metrics.warehouse import Warehouse
from metrics.words import word_period
from metrics.words_of_duties import word_duty

Said = tuple[dict[str, Any], str]


def list_duties(warehouse: Warehouse, asked: argparse.Namespace, t: Translator) -> Said:
    """List what waits for the person named, in the role they have; for whoever has none, as at this machine."""
    person, today = asked.by.strip() or actor_here(), today_in_shanghai()
    reader = reader_of(warehouse, person) or LOCAL
    begun = [one for one in periods(warehouse) if one.first <= today]
    period = asked.period or (begun[-1] if begun else Period.containing(today))
    found = duties(warehouse, reader, person, period, today)
    document = {
        "person": person, "role": "local" if reader.is_local else reader.role, "period": period.code,
        "duties": [one.as_json() for one in found],
    }  # fmt: skip
    if not found:
        return document, t("Nothing waits for {person}.", person=person) + "\n"
    rows = [[one.n, word_duty(t, one)] for one in found]
    return document, f"{person} · {word_period(t, period)}\n" + table([t("How many"), t("What waits")], rows, right={0})
