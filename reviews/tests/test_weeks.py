"""Weeks and periods as calendars here count them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmsite.templatetags.german import untorn
from reviews.models.release import Precision, german_date
from reviews.weeks import Week, days_in_words, first_of_period, last_of_period

days = st.dates(datetime.date(1900, 1, 1), datetime.date(2190, 1, 1))
COARSE = [precision for precision in Precision if precision != "day"]


def day(text):
    return datetime.date.fromisoformat(text)


@given(days)
def test_every_day_lies_in_the_week_that_bears_its_name(moment):
    week = Week.of(moment)
    assert week.monday <= moment <= week.sunday
    assert (week.monday.weekday(), week.sunday.weekday()) == (0, 6)
    assert Week.named(week.name) == week
    assert week.later(1).monday - week.sunday == datetime.timedelta(days=1)


@pytest.mark.parametrize("name", ["", "2026-W54", "2025-W53", "2026-W00", "2026-48", "2026-W5", "0000-W01", "9999-W52"])
def test_what_names_no_week_is_none(name):
    assert Week.named(name) is None


def test_the_last_week_of_a_year_may_end_in_the_next():
    assert (Week.of(day("2027-01-03")).name, Week.of(day("2027-01-04")).name) == ("2026-W53", "2027-W01")
    assert Week.of(day("2024-12-30")).name == "2025-W01"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-23", "2026-11-29", "23. bis 29. November"),
        ("2026-11-30", "2026-12-06", "30. November bis 6. Dezember"),
        ("2026-12-28", "2027-01-03", "28. Dezember 2026 bis 3. Januar 2027"),
        ("2027-01-04", "2027-01-10", "4. bis 10. Januar 2027"),
        ("2025-09-29", "2025-10-05", "29. September bis 5. Oktober 2025"),
    ],
)
def test_days_are_said_as_short_as_they_are_clear(first, last, words):
    assert days_in_words(day(first), day(last), year=2026) == words


@given(days, st.sampled_from(COARSE))
def test_a_period_holds_its_day_and_meets_the_next(moment, precision):
    first, last = first_of_period(moment, precision), last_of_period(moment, precision)
    assert first <= moment <= last and first.day == 1
    assert first_of_period(last, precision) == first == first_of_period(first, precision)
    assert first_of_period(last + datetime.timedelta(days=1), precision) == last + datetime.timedelta(days=1)
    assert german_date(first, precision)


@pytest.mark.parametrize(
    ("moment", "precision", "first", "last"),
    [
        ("2027-01-15", "season", "2026-12-01", "2027-02-28"),
        ("2026-12-01", "season", "2026-12-01", "2027-02-28"),
        ("2028-02-29", "season", "2027-12-01", "2028-02-29"),
        ("2026-11-15", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-12-31", "month", "2026-12-01", "2026-12-31"),
        ("2026-06-01", "year", "2026-01-01", "2026-12-31"),
    ],
)
def test_periods_begin_and_end_where_people_say(moment, precision, first, last):
    assert first_of_period(day(moment), precision) == day(first)
    assert last_of_period(day(moment), precision) == day(last)


def test_a_day_and_its_month_are_not_torn_apart():
    assert untorn("30. November bis 27. Dezember") == "30.\u00a0November bis 27.\u00a0Dezember"
    assert untorn("2. bis 8. Februar 2027") == "2. bis 8.\u00a0Februar 2027"
