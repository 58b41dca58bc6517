"""One rounding, at the very end, of exact integer pairs (scoring.md §7)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from metrics.calendar import Period
from metrics.scores import printed, two_decimals
from metrics.statements import execute
from metrics.warehouse import Record, Warehouse

QUARTER = Period.parse("2025Q2")
AS_OF = date(2025, 6, 30)
UNIT = 1


@pytest.fixture
def warehouse(tmp_path):
    """A store with one district, 甲区, and nothing said about it."""
    store = Warehouse.open(tmp_path, create="real")
    with store.transaction() as changes:
        number = changes.append_import(
            file_name="单位名录.csv", sha256="0" * 64, speaker="office", state="committed", actor="",
            at=datetime(2025, 7, 1, tzinfo=UTC), report={},
        )  # fmt: skip
        fields = {"name": "甲区", "group": "district", "sort_order": 1}
        changes.append_records(number, [Record("units", "甲区", "", 2, fields, {})])
        changes.refold("units", ["甲区"])
    yield store
    store.close()


def score_of(store, *dimensions):
    """Return the hundredths SQL prints for the given (dimension, weight, num, den), dimensions put in by hand."""
    scheme = store.schemes.in_force(AS_OF)
    with store.prepared(QUARTER, AS_OF, scheme) as run:
        connection = run._connection
        run.rows("marks")  # Every relation stands as a table now.
        connection.execute("delete from dimensions")
        for ordinal, (name, weight, num, den) in enumerate(dimensions, 1):
            row = [UNIT, name, weight * 10_000, ordinal, True, True, num, den]
            connection.execute("insert into dimensions values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        execute(connection, "scoring/composites")
        execute(connection, "scoring/standings")
        return run.rows("standings", unit=UNIT)[0]["score_hundredths"]


def test_an_exact_tie_at_the_third_decimal_is_rounded_up(warehouse):
    # Tasks 9.64/12, site 96.5 × 0.6 + accounts 250/3 × 0.4, rectification 97: exactly 88.315, not 88.31.
    tie = (("tasks", 40, 964 * 100, 1200), ("inspection", 35, 2737, 30), ("rectification", 25, 97, 1))
    assert score_of(warehouse, *tie) == 8832


def test_a_hair_below_the_tie_is_rounded_down(warehouse):
    below = (("tasks", 40, 964 * 100 * 10**9 - 1, 1200 * 10**9), ("inspection", 35, 2737, 30))
    assert score_of(warehouse, *below, ("rectification", 25, 97, 1)) == 8831


def test_the_order_of_the_dimensions_does_not_matter(warehouse):
    tie = [("tasks", 40, 964 * 100, 1200), ("inspection", 35, 2737, 30), ("rectification", 25, 97, 1)]
    assert score_of(warehouse, *reversed(tie)) == score_of(warehouse, *tie)


def test_four_quarters_of_coprime_site_counts_do_not_overflow(warehouse):
    # A thousand sites a quarter: the largest denominator the inspection can have.
    den = 3 * 5 * 10_000 * 997 * 991 * 983 * 977 * 4
    assert score_of(warehouse, ("tasks", 40, 964 * 100, 1200), ("inspection", 60, 90 * den + 1, den)) is not None


@pytest.mark.parametrize(
    ("num", "den", "text"),
    [(88315, 1000, "88.32"), (88314999, 10**6, "88.31"), (0, 7, "0.00"), (200, 3, "66.67"), (100, 1, "100.00")],
)
def test_a_pair_is_printed_with_two_decimals_half_up(num, den, text):
    assert printed(num, den) == text


@pytest.mark.parametrize(("hundredths", "text"), [(-5, "-0.05"), (-175, "-1.75"), (0, "0.00"), (9999, "99.99")])
def test_hundredths_are_written_with_sign_and_two_decimals(hundredths, text):
    assert two_decimals(hundredths) == text
