"""公开用名单 as a table: its columns, its lines, and what it says of itself; the same on the page and in a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from metrics.briefs.figures import word_day, word_footing
from metrics.briefs.tables import Column, Table, tell_basis
from metrics.i18n import Translator
from metrics.public_list import PassRate, PublicList
from metrics.words import GROUPS, word_period

ENDINGS = (".xlsx", ".csv")


def columns_of_list(t: Translator) -> tuple[Column, ...]:
    """Return the columns: group and unit, then checked, passed and rate of websites and of accounts."""
    return (
        Column("group", t("Group of units"), width=16),
        Column("unit", t("Unit"), width=30),
        Column("websites_checked", t("Websites checked"), "shown", width=16),
        Column("websites_passed", t("Websites that passed"), "shown", width=16),
        Column("websites_rate", t("Pass rate of websites"), "shown", width=16),
        Column("accounts_checked", t("Accounts checked"), "shown", width=16),
        Column("accounts_passed", t("Accounts that passed"), "shown", width=16),
        Column("accounts_rate", t("Pass rate of accounts"), "shown", width=16),
    )


def lines_of_list(t: Translator, found: PublicList) -> list[dict[str, Any]]:
    """Return one line per unit, by the keys of the columns; words stand where nothing was checked."""
    return [
        {"group": t(GROUPS.get(one.group, one.group)), "unit": one.unit}
        | _cells(t, "websites", one.websites)
        | _cells(t, "accounts", one.accounts)
        for one in found.lines
    ]


def _cells(t: Translator, kind: str, one: PassRate) -> dict[str, str]:
    if not one.checked:
        return {f"{kind}_checked": t("Not checked"), f"{kind}_passed": "—", f"{kind}_rate": "—"}
    rate = "—" if one.rate is None else f"{one.rate}%"
    return {f"{kind}_checked": str(one.checked), f"{kind}_passed": str(one.passed), f"{kind}_rate": rate}


def word_order(t: Translator, found: PublicList) -> str:
    """Return the sentences on the order of the list, and on the rates it leaves out."""
    return t("In the order of administration, which is no ranking; no percentage is told of fewer than {n} checks.",
             n=max(found.scheme.rate_minimum_n, 1))  # fmt: skip


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
    return Table(title_of_list(t), basis, columns_of_list(t), lines_of_list(t, found))
