"""公开用名单 as a table: its columns, its lines, and what it says of itself; the same on the page and in a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from metrics.briefs.figures import word_day, word_footing
from metrics.briefs.tables import Column, Table, tell_basis
from metrics.calendar import Period
from metrics.i18n import Translator
from metrics.pass_rates import PassRate
from metrics.public_list import PublicList
from metrics.words import GROUPS, word_nothing_checked, word_period

ENDINGS = (".xlsx", ".csv")


def columns_of_list(t: Translator, period: Period) -> tuple[Column, ...]:
    """Return the columns: group and unit, then checked, passed and rate of websites and of accounts.

    Over several quarters checks are counted, and beside them the different websites and accounts.
    """
    if period.length == 1:
        headings = {
            "websites_checked": t("Websites checked"),
            "websites_passed": t("Websites that passed"),
            "websites_rate": t("Pass rate of websites"),
            "accounts_checked": t("Accounts checked"),
            "accounts_passed": t("Accounts that passed"),
            "accounts_rate": t("Pass rate of accounts"),
        }
    else:
        headings = {
            "websites_checked": t("Checks of websites"),
            "websites_channels": t("Websites checked"),
            "websites_passed": t("Checks of websites passed"),
            "websites_rate": t("Pass rate of websites"),
            "accounts_checked": t("Checks of accounts"),
            "accounts_channels": t("Accounts checked"),
            "accounts_passed": t("Checks of accounts passed"),
            "accounts_rate": t("Pass rate of accounts"),
        }
    return (
        Column("group", t("Group of units"), width=16),
        Column("unit", t("Unit"), width=30),
        *(Column(key, heading, "shown", width=16) for key, heading in headings.items()),
    )


def lines_of_list(t: Translator, found: PublicList) -> list[dict[str, Any]]:
    """Return one line per unit, by the keys of the columns; words stand where nothing was checked."""
    keys = [one.key for one in columns_of_list(t, found.period)]
    lines = [
        {"group": t(GROUPS.get(one.group, one.group)), "unit": one.unit}
        | _cells(t, "websites", one.websites)
        | _cells(t, "accounts", one.accounts)
        for one in found.lines
    ]
    return [{key: line[key] for key in keys} for line in lines]


def _cells(t: Translator, kind: str, one: PassRate) -> dict[str, str]:
    if one.checked:
        rate = "—" if one.rate is None else f"{one.rate}%"
        told = {"checked": str(one.checked), "channels": str(one.channels), "passed": str(one.passed), "rate": rate}
    else:
        told = {"checked": word_nothing_checked(t, one.is_applicable), "channels": "—", "passed": "—", "rate": "—"}
    return {f"{kind}_{name}": text for name, text in told.items()}


def word_order(t: Translator, found: PublicList) -> str:
    """Return the sentences on the order of the list, on what it counts and on what it leaves out."""
    least = max(found.scheme.rate_minimum_n, 1)
    if found.period.length == 1:
        order = t(
            "In the order of administration, which is no ranking; no percentage is told of fewer than {n} checks.",
            n=least,
        )
    else:
        order = t(
            "In the order of administration, which is no ranking; checks are counted every quarter; no percentage is "
            "told of fewer than {n} different websites or accounts.",
            n=least,
        )
    return t.row(order, t("Not applicable: no such channel is running."))


def word_list_basis(found: PublicList) -> str:
    """Return the sentence that names edition, day and rules, in official Chinese."""
    return word_footing(found.period, found.as_of, found.scheme, found.footing)


def title_of_list(t: Translator) -> str:
    """Return the title of the list."""
    return t("Pass rates of government websites and accounts by unit")


def table_of_list(t: Translator, found: PublicList, is_demonstration: bool, made_at: datetime) -> Table:
    """Return the list as a table that leaves as .xlsx or .csv."""
    basis = tell_basis(
        t,
        period=word_period(t, found.period),
        as_of=word_day(found.as_of),
        choice=word_order(t, found),
        scheme=f"{found.scheme.name} {found.scheme.version}",
        status=word_list_basis(found),
        is_demonstration=is_demonstration,
        made_at=made_at,
    )
    return Table(title_of_list(t), basis, columns_of_list(t, found.period), lines_of_list(t, found))
