"""Dates as German texts write them, with the precision they have."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["YEARS", "Dated", "find_dates", "is_same_time"]

YEARS = range(1870, 2201)
"""Years a film can have come out in, or will."""

_MONTHS = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feber": 2, "feb": 2, "märz": 3, "maerz": 3, "mrz": 3,
    "april": 4, "apr": 4, "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
_COARSER = ["day", "month", "quarter", "season", "year"]
_SEASONS = {"frühjahr": 3, "frühling": 3, "sommer": 6, "herbst": 9, "winter": 12}

_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_PATTERN = re.compile(
    rf"""(?<![\w.])(?:
      (?P<iso>[0-9]{{4}})-(?P<iso_month>[0-9]{{1,2}})-(?P<iso_day>[0-9]{{1,2}})
    | (?P<day>[0-9]{{1,2}})\.\s?(?:(?P<number>[0-9]{{1,2}})\.\s?(?P<short>[0-9]{{4}}|[0-9]{{2}})
                                  |\s?(?P<name>{_MONTH})\s+(?P<year>[0-9]{{4}}))
    | (?P<quarter>[0-9])\.\s?Quartal\s+(?P<quarter_year>[0-9]{{4}})
    | Q(?P<q>[0-9])[\s/]*(?P<q_year>[0-9]{{4}})
    | (?P<only_month>{_MONTH})\s+(?P<month_year>[0-9]{{4}})
    | (?P<month_number>[0-9]{{1,2}})[./](?P<number_year>[0-9]{{4}})
    | (?P<season>{"|".join(_SEASONS)})\s+(?P<season_year>[0-9]{{4}})(?:/[0-9]{{2,4}})?
    | (?P<only_year>[0-9]{{4}})
    )(?![\w]|[.,/-][0-9])""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Dated:
    """`day` is the first one `precision` allows, None where no such day exists; `start`, `end`: where it stands."""

    text: str
    start: int
    end: int
    day: datetime.date | None
    precision: str


def find_dates(text: str) -> Iterator[Dated]:
    for match in _PATTERN.finditer(text):
        precision, *parts = _parts(match)
        yield Dated(match[0], match.start(), match.end(), _day(*parts), precision)


def is_same_time(one: datetime.date, precise: str, other: datetime.date, as_precise: str) -> bool:
    """Whether the coarser of two precisions sees no difference."""
    coarser = max(precise, as_precise, key=_COARSER.index)
    return _period(one, coarser) == _period(other, coarser)


def _period(day: datetime.date, precision: str) -> tuple[int, ...]:
    match precision:
        case "day":
            return day.year, day.month, day.day
        case "month":
            return day.year, day.month
        case "quarter":
            return day.year, (day.month - 1) // 3
        case "season":
            # The winter of a year begins in its December.
            months = day.year * 12 + day.month
            return (months // 3,)
    return (day.year,)


def _parts(match: re.Match[str]) -> tuple[str, int, int, int]:
    """Precision, year, month, day."""
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "iso" in found:
        return "day", int(found["iso"]), int(found["iso_month"]), int(found["iso_day"])
    if "number" in found:
        return "day", _full_year(found["short"]), int(found["number"]), int(found["day"])
    if "name" in found:
        return "day", int(found["year"]), _month(found["name"]), int(found["day"])
    if quarter := found.get("quarter") or found.get("q"):
        return "quarter", int(found.get("quarter_year") or found["q_year"]), int(quarter) * 3 - 2, 1
    if "only_month" in found:
        return "month", int(found["month_year"]), _month(found["only_month"]), 1
    if "month_number" in found:
        return "month", int(found["number_year"]), int(found["month_number"]), 1
    if "season" in found:
        return "season", int(found["season_year"]), _SEASONS[found["season"].lower()], 1
    return "year", int(found["only_year"]), 1, 1


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".").lower()]


def _full_year(digits: str) -> int:
    """Two digits mean 1970 to 2069."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)
