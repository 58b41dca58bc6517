"""How many websites and accounts passed their checks, and what else a period's inspections say of the whole city.

Any reader may be told: nothing here names a unit or a channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.access import Reader
from metrics.calendar import Period
from metrics.projection import SCALE
from metrics.rulebook import Scheme
from metrics.scores import day_of, plain, printed, scheme_of
from metrics.warehouse import Run, Warehouse

WEBSITE = "website"
"""The type of channel that is a website; every other is an account."""


@dataclass(frozen=True)
class PassRate:
    """The checks of some channels in a period, one per quarter and channel, and how many of them passed."""

    passed: int
    checked: int
    channels: int
    """Different channels among those checked; in a single quarter as many as checks."""
    running: int
    """Different channels that ran on some day of the period."""
    rate: str | None
    """A percentage with two decimals; None below the scheme's minimum of different channels."""

    @property
    def is_applicable(self) -> bool:
        """Whether there was anything to check: without a running channel nothing is left unchecked."""
        return bool(self.running or self.checked)


@dataclass(frozen=True)
class PassRates:
    """The pass rates of the whole city; ``by_type`` has the types of accounts that were checked."""

    websites: PassRate
    accounts: PassRate
    by_type: dict[str, PassRate]


def pass_rate(rows: Sequence[Mapping[str, Any]], scheme: Scheme) -> PassRate:
    """Return the checks of ``rows`` together; a channel that is checked every quarter is one case, not several."""
    passed, checked, channels, running = (
        sum(row[name] for row in rows) for name in ("passed", "checked", "channels", "running")
    )
    is_countable = channels >= max(scheme.rate_minimum_n, 1)
    return PassRate(passed, checked, channels, running, printed(100 * passed, checked) if is_countable else None)


def pass_rates(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> PassRates:
    """Return how many checks of websites and of accounts were made and passed; any reader may be told."""
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        return pass_rates_of(run, scheme)


def pass_rates_of(run: Run, scheme: Scheme) -> PassRates:
    """Return the pass rates of a run."""
    rows = run.rows("pass_rates", order_by="channel_type")
    websites = [row for row in rows if row["channel_type"] == WEBSITE]
    accounts = [row for row in rows if row["channel_type"] != WEBSITE]
    by_type = {row["channel_type"]: pass_rate([row], scheme) for row in accounts if row["checked"]}
    return PassRates(pass_rate(websites, scheme), pass_rate(accounts, scheme), by_type)


def inspections(warehouse: Warehouse, reader: Reader, period: Period, as_of: date | None = None) -> dict[str, Any]:
    """Return pass rates, counts by problem class, the basis of the scope and the observations of a period.

    The document is product.md's: ``checked`` and ``passed`` are checks, one per quarter and channel; over several
    quarters ``channels`` says of how many different channels. Rates have two decimals and are null when n, the
    different channels, is below the scheme's minimum.
    """
    as_of, scheme = day_of(period, as_of), scheme_of(warehouse, period)
    with warehouse.prepared(period, as_of, scheme) as run:
        rates = pass_rates_of(run, scheme)
        classes = {
            row["problem_class"]: row["findings"]
            for row in run.rows("class_counts", order_by="findings desc, problem_class")
        }
        basis = run.rows("scope_basis")[0]
        observed = run.rows("observation_totals", order_by="indicator")
    by_type = {kind: _counts(one, period) for kind, one in rates.by_type.items()}
    rules = {rule.code: rule for rule in scheme.observations}
    basis_code = "declared_full" if basis["is_declared_full"] else "recorded" if basis["statements"] else None
    return {
        "websites": _counts(rates.websites, period) | {"rate": rates.websites.rate},
        "accounts": _counts(rates.accounts, period) | {"rate": rates.accounts.rate, "by_type": by_type},
        "by_class": classes,
        "basis": basis_code,
        "observations": {
            rules[row["indicator"]].name: _observed(row, rules[row["indicator"]].kind)
            for row in observed
            if row["indicator"] in rules
        },
    }


def _counts(one: PassRate, period: Period) -> dict[str, Any]:
    counts = {"checked": one.checked, "passed": one.passed}
    # In a single quarter every channel is checked once.
    return counts | {"channels": one.channels} if period.length > 1 else counts


def _observed(row: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the sums of one indicator; a count has no denominator, it is the numerator."""
    numerator, denominator = (row["value"], None) if kind == "count" else (row["numerator"], row["denominator"])
    return {"numerator": _number(numerator), "denominator": _number(denominator)}


def _number(scaled: int | None) -> int | float | None:
    if scaled is None:
        return None
    whole, rest = divmod(int(scaled), SCALE)
    return whole if rest == 0 else float(plain(int(scaled)))
