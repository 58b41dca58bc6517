"""Periods, dates as people type them, deadlines in words, and working days."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

import chinese_calendar.constants as notices
import pytest

from metrics.calendar import (
    FIRST_DAY,
    LAST_DAY,
    REFERENCE,
    Period,
    WorkCalendar,
    default_as_of,
    is_continuing,
    parse_date,
    parse_due,
    rectification_deadline,
)
from metrics.errors import Refused

CALENDAR = WorkCalendar.load()
THE_FIFTH = date(2025, 6, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025Q2", "2025Q2"),
        ("2025q2", "2025Q2"),
        ("２０２５Ｑ２", "2025Q2"),
        ("2025年第二季度", "2025Q2"),
        ("2025年二季度", "2025Q2"),
        ("2025年2季度", "2025Q2"),
        ("2025 年 第2季度", "2025Q2"),
        ("2025H1", "2025H1"),
        ("2025年上半年", "2025H1"),
        ("2025年下半年", "2025H2"),
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025年度", "2025"),
    ],
)
def test_a_period_is_known_by_code_and_by_its_official_names(text, code):
    assert Period.parse(text).code == code


@pytest.mark.parametrize("text", ["", "Q2", "第二季度", "2025Q5", "2025Q0", "2025H3", "2025年5月", "20255", "去年"])
def test_other_texts_are_no_period(text):
    with pytest.raises(ValueError):
        Period.parse(text)


def test_a_period_knows_its_days_its_quarters_and_the_one_before():
    quarter, half, year = Period.parse("2025Q1"), Period.parse("2025H1"), Period.parse("2025")
    assert (quarter.first, quarter.last) == (date(2025, 1, 1), date(2025, 3, 31))
    assert (half.first, half.last) == (date(2025, 1, 1), date(2025, 6, 30))
    assert (year.first, year.last) == (date(2025, 1, 1), date(2025, 12, 31))
    assert quarter.quarters == (20251,)
    assert Period.parse("2025H2").quarters == (20253, 20254)
    assert year.quarters == (20251, 20252, 20253, 20254)
    assert [period.previous().code for period in (quarter, half, year)] == ["2024Q4", "2024H2", "2024"]
    assert Period.parse("2025H2").previous() == half


def test_quarters_come_from_numbers_and_from_days():
    assert Period.quarter(20254).code == "2025Q4"
    assert Period.containing(date(2025, 3, 31)).code == "2025Q1"
    assert Period.containing(date(2025, 4, 1)).code == "2025Q2"


def test_the_as_of_day_is_today_until_the_period_has_ended():
    quarter = Period.parse("2025Q2")
    assert default_as_of(quarter, date(2025, 6, 29)) == date(2025, 6, 29)
    assert default_as_of(quarter, date(2025, 6, 30)) == date(2025, 6, 30)
    assert default_as_of(quarter, date(2025, 7, 1)) == date(2025, 6, 30)


@pytest.mark.parametrize(
    "value",
    [
        "2025.6.5",
        "2025-6-5",
        "2025/6/5",
        "2025年6月5日",
        "2025年6月5号",
        "20250605",
        "２０２５．６．５",
        " 2025 年 6 月 5 日 ",
        "2025-06-05 00:00:00",
        "2025-06-05T09:30",
        "45813",
        45813,
        45813.0,
        45813.75,
        20250605,
        THE_FIFTH,
        datetime(2025, 6, 5, 23, 59),  # noqa: DTZ001 - workbooks hold moments without a zone
    ],
)
def test_every_way_to_type_a_date_is_the_same_day(value):
    assert parse_date(value) == THE_FIFTH


@pytest.mark.parametrize(
    "value", [None, "", "持续推进", "6.5", "2025-6", "2025年6月", "7月16日", "25.6.5", 12, 0, True, "2025.6-5"]
)
def test_what_names_no_day_is_no_date(value):
    assert parse_date(value) is None


@pytest.mark.parametrize("value", ["2025-02-30", "2025年13月1日", "20250230", "2025.0.5", "0205-06-05", "2205-06-05"])
def test_a_day_that_cannot_be_is_an_error_and_not_an_empty_cell(value):
    with pytest.raises(ValueError):
        parse_date(value)


def test_a_leap_day_is_one_only_in_a_leap_year():
    assert parse_date("2024-02-29") == date(2024, 2, 29)
    with pytest.raises(ValueError):
        parse_date("2月29日", 2025)


def test_a_day_without_a_year_takes_the_year_or_the_next_when_it_would_lie_before():
    assert parse_date("7月16日", 2025) == date(2025, 7, 16)
    assert parse_date("7月16日", not_before=date(2025, 7, 16)) == date(2025, 7, 16)
    assert parse_date("7月16日", not_before=date(2025, 7, 17)) == date(2026, 7, 16)
    assert parse_date("2025年7月16日", not_before=date(2025, 7, 17)) == date(2025, 7, 16)
    assert parse_date("2月29日", not_before=date(2027, 12, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("年底前", date(2025, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("2026年底", date(2026, 12, 31)),
        ("2025年年底前", date(2025, 12, 31)),
        ("6月底前", date(2025, 6, 30)),
        ("6月末", date(2025, 6, 30)),
        ("２月底", date(2025, 2, 28)),
        ("上半年", date(2025, 6, 30)),
        ("三季度末", date(2025, 9, 30)),
        ("第三季度末", date(2025, 9, 30)),
        ("第3季度末前", date(2025, 9, 30)),
        ("7月16日", date(2025, 7, 16)),
        ("6月30日前", date(2025, 6, 30)),
        ("6月30日前完成", date(2025, 6, 30)),
        ("2025.6.30", date(2025, 6, 30)),
        ("20250630前", date(2025, 6, 30)),
    ],
)
def test_deadline_words_that_name_a_day_set_it_and_keep_their_text(text, day):
    assert parse_due(text, 2025) == (day, text)


@pytest.mark.parametrize(
    "text",
    [
        "6月前",
        "下半年",
        "月底前",
        "上半年前",
        "三季度",
        "三季度前",
        "年内",
        "长期坚持",
        "立即",
        "6月",
        "6月1日-6月30日",
    ],
)
def test_other_deadline_words_stay_text(text):
    assert parse_due(text, 2025) == (None, text)


def test_words_need_a_year_from_somewhere():
    assert parse_due("年底前", None) == (None, "年底前")
    assert parse_due("2025年底", None)[0] == date(2025, 12, 31)


def test_an_impossible_deadline_is_an_error():
    for text in ("2月30日前", "13月底", "2025-02-30"):
        with pytest.raises(ValueError):
            parse_due(text, 2025)


def test_an_empty_deadline_is_empty_text():
    assert parse_due(None, 2025) == (None, "")


def test_a_date_keeps_its_day_as_text():
    assert parse_due(datetime(2025, 6, 5, 12, 0), 2025) == (THE_FIFTH, "2025-06-05")  # noqa: DTZ001


def test_words_that_mean_no_deadline_are_told_from_words_worth_a_look():
    assert all(is_continuing(text) for text in ("长期坚持", "持续推进", "常态化", "全年", "立即"))
    assert not any(is_continuing(text) for text in ("6月前", "下半年", "月底前"))


def deadline(text: str | None, found: date = date(2025, 5, 20)) -> tuple[date, bool]:
    return rectification_deadline(text, found, CALENDAR, 1, 10)


def test_a_stated_deadline_is_not_presumed():
    assert deadline("2025-06-10") == (date(2025, 6, 10), False)
    assert deadline("6月10日前") == (date(2025, 6, 10), False)
    assert deadline("年底前") == (date(2025, 12, 31), False)


def test_a_stated_day_before_the_finding_means_the_next_year():
    assert deadline("5月20日") == (date(2025, 5, 20), False)
    assert deadline("5月19日") == (date(2026, 5, 19), False)
    assert deadline("1月10日前", date(2025, 12, 29)) == (date(2026, 1, 10), False)
    assert deadline("6月底前", date(2025, 7, 1)) == (date(2026, 6, 30), False)


def test_at_once_means_one_working_day_and_silence_ten():
    friday = date(2025, 5, 16)
    assert deadline("立即整改", friday) == (date(2025, 5, 19), True)
    assert deadline("即知即改", friday) == (date(2025, 5, 19), True)
    # Ten working days after Tuesday 20 May, over the Dragon Boat holiday of 31 May to 2 June.
    assert deadline(None) == deadline("") == deadline("尽快") == (date(2025, 6, 4), True)


def test_holidays_are_no_working_days_and_makeup_saturdays_are():
    assert not CALENDAR.is_workday(date(2025, 10, 1))
    assert not CALENDAR.is_workday(date(2025, 9, 27))
    assert CALENDAR.is_workday(date(2025, 9, 28))
    assert CALENDAR.is_workday(date(2025, 9, 30))


def test_working_days_are_counted_after_one_day_up_to_and_including_another():
    assert CALENDAR.between(date(2025, 6, 20), date(2025, 6, 30)) == 6
    assert CALENDAR.between(date(2025, 6, 30), date(2025, 6, 30)) == 0
    assert CALENDAR.between(date(2025, 7, 1), date(2025, 6, 30)) == 0
    assert CALENDAR.between(date(2025, 9, 30), date(2025, 10, 8)) == 0
    assert CALENDAR.between(date(2025, 9, 30), date(2025, 10, 9)) == 1


def test_adding_days_and_counting_them_agree():
    for start in (date(2025, 1, 24), date(2025, 6, 28), date(2026, 9, 30)):
        for count in (1, 10, 30):
            until = CALENDAR.add(start, count)
            assert CALENDAR.is_workday(until)
            assert CALENDAR.between(start, until) == count
    assert CALENDAR.add(date(2025, 6, 28), 0) == date(2025, 6, 28)


def test_counting_also_works_outside_the_years_of_the_table():
    assert CALENDAR.between(date(2018, 12, 28), date(2019, 1, 2)) == 2
    assert CALENDAR.between(date(2032, 12, 31), date(2033, 1, 3)) == 1


def test_the_rows_for_sql_cover_every_day_and_count_up():
    rows = list(CALENDAR.rows())
    assert (rows[0][0], rows[-1][0]) == (FIRST_DAY, LAST_DAY)
    assert [day for day, _ in rows] == [FIRST_DAY + timedelta(days=number) for number in range(len(rows))]
    count = dict(rows)
    assert count[date(2025, 6, 30)] - count[date(2025, 6, 20)] == 6
    assert count[date(2019, 1, 1)] == 0
    assert count[date(2019, 1, 2)] == 1


def test_a_year_without_a_notice_counts_weekends_only():
    last_noticed = max(CALENDAR.holidays).year
    days = [date(last_noticed + 2, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day for day in days if CALENDAR.is_workday(day)] == [day for day in days if day.weekday() < 5]


def test_the_holiday_table_says_what_the_notices_say():
    years = {day.year for day in notices.holidays if day.year >= 2019}
    # Years the office added by hand are beyond what the package knows.
    assert {day for day in CALENDAR.holidays if day.year in years} == {d for d in notices.holidays if d.year >= 2019}
    assert {d for d in CALENDAR.makeup_workdays if d.year in years} == {d for d in notices.workdays if d.year >= 2019}


def test_every_holiday_names_its_source():
    with (REFERENCE / "holidays.csv").open(encoding="utf-8", newline="") as lines:
        assert all(row["source"] for row in csv.DictReader(lines))


@pytest.mark.parametrize("line", ["2027-02-30,holiday,通知", "2027-01-01,rest,通知", "2027-01-01", ",,"])
def test_a_line_of_the_holiday_table_that_cannot_be_read_is_refused_by_number(tmp_path, line):
    table = tmp_path / "holidays.csv"
    table.write_text(f"date,kind,source\n2026-01-01,holiday,通知\n{line}\n", encoding="utf-8-sig")
    with pytest.raises(Refused) as refusal:
        WorkCalendar.load(table)
    assert refusal.value.values == {"line": 3, "name": "holidays.csv"}
