"""Rounds of a rectification and corrections by later imports, from statements alone."""

from __future__ import annotations

from datetime import date

import pytest

from metrics import history
from metrics.calendar import WorkCalendar
from metrics.history import Presumption, Round, Statement

CALENDAR = WorkCalendar.load()
FOUND = date(2025, 5, 20)


def said(*rows: dict) -> list[Statement]:
    """One statement per row, each from a command of its own."""
    return [Statement(number, number, row) for number, row in enumerate(rows, 1)]


def rounds(*rows: dict) -> tuple[Round, ...]:
    return history.rounds(said(*rows), FOUND, CALENDAR, Presumption(1, 10))


def test_a_finding_nobody_spoke_about_has_ten_working_days():
    # 20 May 2025 is a Tuesday; 31 May and 2 June were holidays (端午).
    assert rounds() == (Round(None, date(2025, 6, 4), True, None, None),)


def test_words_that_mean_at_once_give_one_working_day():
    assert rounds({"deadline_text": "立即整改"})[0].deadline_on == date(2025, 5, 21)


def test_other_words_give_ten_working_days():
    assert rounds({"deadline_text": "尽快"})[0].deadline_on == date(2025, 6, 4)


@pytest.mark.parametrize(("words", "deadline"), [("6月30日前", date(2025, 6, 30)), ("5月10日前", date(2026, 5, 10))])
def test_a_deadline_without_a_year_is_the_next_such_day_after_the_finding(words, deadline):
    (only,) = rounds({"deadline_text": words})
    assert (only.deadline_on, only.is_presumed) == (deadline, False)


def test_a_later_fix_date_corrects_an_earlier_one():
    (only,) = rounds({"deadline_on": "2025-06-10", "fixed_on": "2025-06-09"}, {"fixed_on": "2025-06-12"})
    assert only.closed_on == date(2025, 6, 12)


def test_an_empty_cell_erases_nothing():
    (only,) = rounds({"deadline_on": "2025-06-10", "fixed_on": "2025-06-09"}, {"deadline_on": None, "fixed_on": None})
    assert (only.deadline_on, only.closed_on) == (date(2025, 6, 10), date(2025, 6, 9))


def test_a_passed_recheck_closes_an_open_finding():
    (only,) = rounds({"deadline_on": "2025-06-10", "rechecked_on": "2025-06-12", "recheck_result": "passed"})
    assert only.closed_on == date(2025, 6, 12)


def test_a_recheck_that_was_impossible_changes_nothing():
    (only,) = rounds({"deadline_on": "2025-06-10", "rechecked_on": "2025-06-12", "recheck_result": "impossible"})
    assert only.closed_on is None


@pytest.mark.parametrize("result", ["failed", "relapsed"])
def test_a_failed_recheck_of_a_closed_finding_opens_a_round_of_ten_working_days(result):
    first, second = rounds(
        {"deadline_on": "2025-06-10", "fixed_on": "2025-06-05"},
        {"rechecked_on": "2025-06-25", "recheck_result": result},
    )
    assert first == Round(None, date(2025, 6, 10), False, date(2025, 6, 5), date(2025, 6, 25))
    assert second == Round(date(2025, 6, 25), date(2025, 7, 9), True, None, None)


def test_a_failed_recheck_on_the_day_of_the_fix_opens_the_finding_again():
    _, second = rounds({"fixed_on": "2025-06-05", "rechecked_on": "2025-06-05", "recheck_result": "failed"})
    assert second.started_on == date(2025, 6, 5)


def test_a_failed_recheck_of_an_open_finding_lets_the_old_deadline_run():
    (only,) = rounds({"deadline_on": "2025-06-10", "rechecked_on": "2025-06-25", "recheck_result": "failed"})
    assert only == Round(None, date(2025, 6, 10), False, None, None)


def test_a_later_deadline_belongs_to_the_round_it_was_stated_for():
    first, second = rounds(
        {"deadline_on": "2025-06-10", "fixed_on": "2025-06-12"},
        {"rechecked_on": "2025-06-25", "recheck_result": "failed", "deadline_on": "2025-07-04"},
        {"fixed_on": "2025-07-03"},
    )
    assert (first.deadline_on, first.closed_on) == (date(2025, 6, 10), date(2025, 6, 12))
    assert (second.deadline_on, second.is_presumed, second.closed_on) == (date(2025, 7, 4), False, date(2025, 7, 3))


def test_an_extension_approved_on_the_deadline_replaces_it():
    (only,) = rounds({"deadline_on": "2025-06-10", "extended_to": "2025-06-20", "extension_approved_on": "2025-06-10"})
    assert only.deadline_on == date(2025, 6, 20)


def test_an_extension_approved_a_day_after_the_deadline_does_not_count():
    (only,) = rounds({"deadline_on": "2025-06-10", "extended_to": "2025-06-20", "extension_approved_on": "2025-06-11"})
    assert only.deadline_on == date(2025, 6, 10)


def test_a_new_report_replaces_the_old_one_as_a_whole():
    state = history.fold_assignment(
        said(
            {"is_report": True, "status": "completed", "completed_on": "2025-06-20", "evidence": "链接"},
            {"is_report": True, "status": "in_progress", "completed_on": None, "evidence": None},
        )
    )
    assert (state["status"], state["completed_on"], state["evidence"]) == ("in_progress", None, None)


def test_an_office_row_without_report_leaves_the_report_alone():
    state = history.fold_assignment(
        said({"is_report": True, "status": "completed", "evidence": "链接"}, {"verification": "passed"})
    )
    assert (state["status"], state["evidence"], state["verification"]) == ("completed", "链接", "passed")


def test_a_review_once_spoken_outlives_a_file_without_the_column():
    assert history.review_of(said({"review": "false_alarm"}, {"review_default": "confirmed"})) == "false_alarm"


def test_a_channel_said_to_run_again_is_open_again():
    rows = said({"status": "closed", "closed_on": "2025-03-01"}, {"status": "running"})
    assert history.fold_channel(rows)["closed_on"] is None


@pytest.mark.parametrize(
    ("fields", "quarter", "visible", "dated"),
    [
        ({"period": "2025Q2", "found_on": "2025-05-20"}, 20252, date(2025, 5, 20), date(2025, 5, 20)),
        ({"period": "2025Q2", "found_on": "2025-07-02"}, 20252, date(2025, 6, 30), date(2025, 6, 30)),
        ({"period": "2025Q2"}, 20252, date(2025, 4, 1), date(2025, 6, 30)),
        ({"found_on": "2025-07-01"}, 20253, date(2025, 7, 1), date(2025, 7, 1)),
        ({"period": "2025H1", "found_on": "2025-02-03"}, 20251, date(2025, 2, 3), date(2025, 2, 3)),
        ({"period": "2025H1"}, 20252, date(2025, 4, 1), date(2025, 6, 30)),
    ],
)
def test_a_finding_belongs_to_the_quarter_of_its_period_else_of_its_day(fields, quarter, visible, dated):
    assert history.finding_dates(fields) == (quarter, visible, dated)


@pytest.mark.parametrize(
    ("fields", "words", "deadline"),
    [
        ({"period": "2025Q4"}, "1月15日前", date(2026, 1, 15)),
        ({"period": "2025Q3"}, "8月15日前", date(2025, 8, 15)),
        ({"period": "2025Q3"}, "7月1日前", date(2025, 7, 1)),
        ({"period": "2025Q3"}, "6月30日前", date(2026, 6, 30)),
        ({"period": "2025Q3", "found_on": "2025-08-16"}, "8月15日前", date(2026, 8, 15)),
    ],
)
def test_a_deadline_without_a_year_is_the_first_such_day_on_which_the_finding_can_have_been_there(
    fields, words, deadline
):
    dated, earliest = history.finding_dates(fields)[2], history.earliest_day(fields)
    (only,) = history.rounds(said({"deadline_text": words}), dated, CALENDAR, Presumption(1, 10), earliest)
    assert (only.deadline_on, only.is_presumed) == (deadline, False)
