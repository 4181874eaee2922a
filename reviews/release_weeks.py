"""The calendar of releases as its page shows it: four weeks, what in them has no exact day, and where the next is.

Each question reads a bounded number of rows by the index of dates. What a guest's kept page is made of is asked in
`filmsite.guest_pages.versions` in the same order and number.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from accounts.models import ANYBODY
from reviews.chosen_releases import Chosen
from reviews.models import Release
from reviews.models.release import Precision
from reviews.release_rows import ReleaseRow, rows_of, shown_rows
from reviews.weeks import YEARS, Week, days_in_words, first_of_period, last_of_period

__all__ = ["COARSE", "RELEASES", "UNDATED", "Section", "Shown", "Window", "shown_undated", "shown_weeks"]

WEEKS = 4
"""Of a page."""

RELEASES = 100
"""Of a page, some of which make one row: more than one magazine tells of in four weeks, and as far as a thumb likes to go.
Where the weeks have more, the page ends there and another goes on."""

UNDATED = 30
"""Releases without an exact day that stand below the weeks; a page of their own has all."""

LOOK = datetime.timedelta(days=2 * 366)
"""How far ahead and back something that was chosen is looked for: each release on the way is asked whether it fits."""

COARSE = [precision for precision in Precision if precision != Precision.DAY]


@dataclass(frozen=True)
class Window:
    """The weeks of a page."""

    first: Week

    @property
    def weeks(self) -> list[Week]:
        return [self.first.later(number) for number in range(WEEKS)]

    @property
    def start(self) -> datetime.date:
        return self.first.monday

    @property
    def end(self) -> datetime.date:
        return self.weeks[-1].sunday

    @property
    def next(self) -> Week:
        return self.first.later(WEEKS)

    @property
    def previous(self) -> Week:
        return self.first.later(-WEEKS)

    @property
    def periods(self) -> list[tuple[Precision, datetime.date, datetime.date]]:
        """In which a release without an exact day may come out in these weeks: from and to, by precision."""
        return [(p, first_of_period(self.start, p), last_of_period(self.end, p)) for p in COARSE]

    def words(self, today: datetime.date) -> str:
        return days_in_words(self.start, self.end, year=today.year)

    def reaches(self, week: Week) -> bool:
        """These weeks or the next page's."""
        return week < self.next.later(WEEKS)


@dataclass(frozen=True)
class Section:
    """A week with its rows, or several empty weeks in a row that are over or that are not."""

    weeks: tuple[Week, ...]
    rows: list[SafeString]
    today: datetime.date

    @property
    def name(self) -> str:
        return self.weeks[0].name

    @property
    def words(self) -> str:
        return days_in_words(self.weeks[0].monday, self.weeks[-1].sunday, year=self.today.year)

    @property
    def numbers(self) -> str:
        first, last = self.weeks[0].number, self.weeks[-1].number
        return f"{first}" if first == last else f"{first} bis {last}"

    @property
    def is_over(self) -> bool:
        return self.weeks[-1].sunday < self.today

    @property
    def is_current(self) -> bool:
        return self.weeks[0].monday <= self.today <= self.weeks[-1].sunday


@dataclass(frozen=True)
class Shown:
    """A page. `later` and `earlier` are the weeks of the nearest releases beyond it that are chosen and have a day; `goes_on`
    says whether there is anything later, `has_more` whether these weeks have another page."""

    sections: list[Section]
    undated: list[SafeString]
    has_more: bool
    has_more_undated: bool
    later: Week | None = None
    earlier: Week | None = None
    goes_on: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(section.rows for section in self.sections)


def shown_weeks(window: Window, chosen: Chosen, *, page: int, today: datetime.date) -> Shown | None:
    """None for a page behind the last. Five queries at most, and four where a row has changed."""
    begin = (page - 1) * RELEASES
    dated = _visible(chosen).filter(date_precision=Precision.DAY)
    inside = dated.filter(date_from__range=(window.start, window.end)).order_by("date_from", "id")
    rows, has_more = rows_of(inside[begin:], RELEASES)
    if page > 1 and not rows:
        return None
    undated, has_more_undated = ([], False) if has_more else rows_of(_undated(window, chosen), UNDATED)
    parts = shown_rows(rows + undated, today=today)
    later, goes_on = _ahead(window, chosen)
    return Shown(
        sections=list(_sections(window, rows, parts, begins=page == 1, ends=not has_more, today=today)),
        undated=[parts[row] for row in undated if row in parts],
        has_more=has_more,
        has_more_undated=has_more_undated,
        later=later,
        earlier=_behind(window, chosen),
        goes_on=goes_on,
    )


def shown_undated(window: Window, chosen: Chosen, *, page: int, today: datetime.date) -> Shown | None:
    """All that may come out in these weeks and has no exact day. None for a page behind the last."""
    rows, has_more = rows_of(_undated(window, chosen)[(page - 1) * RELEASES :], RELEASES)
    if page > 1 and not rows:
        return None
    parts = shown_rows(rows, today=today)
    return Shown([], [parts[row] for row in rows if row in parts], False, has_more)


def _visible(chosen: Chosen) -> QuerySet[Release]:
    """All readers know the same films."""
    return Release.objects.visible_to(ANYBODY).filter(chosen.condition)


def _undated(window: Window, chosen: Chosen) -> QuerySet[Release]:
    """What began last comes first, so that a whole year is the first to be cut off."""
    periods = window.periods
    spans = [Q(date_precision=p, date_from__range=(begin, end)) for p, begin, end in periods]
    whole = min(begin for _, begin, _ in periods), max(end for _, _, end in periods)
    rows = _visible(chosen).filter(reduce(or_, spans), date_from__range=whole)
    return rows.order_by("-date_from", "-id")


def _ahead(window: Window, chosen: Chosen) -> tuple[Week | None, bool]:
    """The week of the next release with a day, and whether there is any. One query, and one more where what comes next has
    no day."""
    near = Q(date_from__lte=window.end + LOOK) if chosen else Q()
    after = _visible(chosen).filter(near, date_from__gt=window.end).order_by("date_from", "id")
    days = after.values_list("date_from", "date_precision")
    first = days.first()
    if first and first[1] != Precision.DAY:
        first = days.filter(date_precision=Precision.DAY).first()
        return _week_of(first), True
    return _week_of(first), first is not None


def _behind(window: Window, chosen: Chosen) -> Week | None:
    """The week of the release with a day before. One query."""
    near = Q(date_from__gte=window.start - LOOK) if chosen else Q()
    before = _visible(chosen).filter(near, date_precision=Precision.DAY, date_from__lt=window.start)
    return _week_of(before.order_by("-date_from", "-id").values_list("date_from", "date_precision").first())


def _week_of(found: tuple[datetime.date | None, str] | None) -> Week | None:
    return Week.of(found[0]) if found and found[0] and found[0].year in YEARS else None


def _sections(
    window: Window,
    rows: list[ReleaseRow],
    parts: dict[ReleaseRow, SafeString],
    *,
    begins: bool,
    ends: bool,
    today: datetime.date,
) -> Iterator[Section]:
    """A page that goes on from another begins with its first row, one that is cut off ends with its last."""
    by_week: dict[Week, list[SafeString]] = {}
    for row in rows:
        by_week.setdefault(Week.of(row.day), [])
        if row in parts:
            by_week[Week.of(row.day)].append(parts[row])
    first = window.start if begins else rows[0].day
    last = window.end if ends else rows[-1].day
    weeks = [week for week in window.weeks if week.sunday >= first and week.monday <= last]
    for (is_filled, _), group in groupby(weeks, key=lambda week: (week in by_week, week.sunday < today)):
        if is_filled:
            yield from (Section((week,), by_week[week], today) for week in group)
        else:
            yield Section(tuple(group), [], today)
