"""Weeks from Monday to Sunday as calendars here number them, and the periods in which a day lies that nobody knows yet;
both as German says them."""

import datetime
import re
from dataclasses import dataclass

from reviews.models.release import MONTHS, Precision

__all__ = ["YEARS", "Week", "days_in_words", "first_of_period", "last_of_period"]

YEARS = range(1870, 2200)
"""Those in which films come out, as in facts and imports."""

_NAMED = re.compile(r"([0-9]{4})-W([0-9]{2})")

_MONTHS_OF = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.SEASON: 3, Precision.YEAR: 12}


@dataclass(frozen=True, order=True)
class Week:
    monday: datetime.date

    @classmethod
    def of(cls, day: datetime.date) -> "Week":
        return cls(day - datetime.timedelta(days=day.weekday()))

    @classmethod
    def named(cls, name: str) -> "Week | None":
        """By `name` (ISO 8601): None where no such week is."""
        match = _NAMED.fullmatch(name)
        if match is None or int(match[1]) not in YEARS:
            return None
        try:
            return cls(datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            return None

    @property
    def name(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> datetime.date:
        return self.monday + datetime.timedelta(days=6)

    def later(self, weeks: int) -> "Week":
        """Earlier, if negative."""
        return Week(self.monday + datetime.timedelta(weeks=weeks))


def days_in_words(first: datetime.date, last: datetime.date, *, year: int) -> str:
    """„23. bis 29. November“, with the year where it is another than `year` or where two years meet."""
    end = f"{last.day}. {MONTHS[last.month - 1]}"
    if first.year != last.year:
        return f"{first.day}. {MONTHS[first.month - 1]} {first.year} bis {end} {last.year}"
    begin = f"{first.day}." if first.month == last.month else f"{first.day}. {MONTHS[first.month - 1]}"
    return f"{begin} bis {end}" if last.year == year else f"{begin} bis {end} {last.year}"


def first_of_period(day: datetime.date, precision: str) -> datetime.date:
    """Of the month, quarter, season or year in which the day lies. A winter begins in December."""
    months, begin = _MONTHS_OF[Precision(precision)], 0 if precision == Precision.SEASON else 1
    count = day.year * 12 + day.month - begin
    return _first_of_month(count - count % months + begin)


def last_of_period(day: datetime.date, precision: str) -> datetime.date:
    first = first_of_period(day, precision)
    after = _first_of_month(first.year * 12 + first.month + _MONTHS_OF[Precision(precision)])
    return after - datetime.timedelta(days=1)


def _first_of_month(count: int) -> datetime.date:
    """Of the month with this number, counted from year 0."""
    return datetime.date((count - 1) // 12, (count - 1) % 12 + 1, 1)
