"""What moderation did, in numbers for everybody (DSA 15, 24): counted from the rows, never from a counter."""

import datetime
from collections import Counter
from dataclasses import dataclass
from statistics import median

from django.db.models.functions import ExtractYear
from django.utils import timezone

from forum.models import Appeal, Decision, Report
from forum.models.moderation import RESTRICTIONS, DecisionAction
from forum.models.redress import AppealOutcome
from text.fragments import Kept

__all__ = ["Year", "as_table", "figures"]

NEW_EVERY = 3600
"""Seconds: whoever reads the page at once reads the same."""

_figures: Kept[list["Year"]] = Kept(1)


@dataclass(frozen=True)
class Year:
    """`median_hours` from a report to its answer, None without any. `actions` by what they are called."""

    year: int
    reports: int
    notices: int
    answered: int
    median_hours: float | None
    actions: dict[str, int]
    automated: int
    appeals: int
    reversed: int
    open_appeals: int

    @property
    def restrictions(self) -> int:
        return sum(self.actions.values())


def figures(at: datetime.datetime | None = None) -> list[Year]:
    """The newest year first; made anew once an hour. Five queries."""
    now = at or timezone.now()
    return _figures.get(int(now.timestamp()) // NEW_EVERY, _count)


def _count() -> list[Year]:
    reports = Report.objects.of_people()
    by_kind = Counter(reports.annotate(year=ExtractYear("at")).values_list("year", "kind"))
    hours: dict[int, list[float]] = {}
    answered = reports.filter(decision__isnull=False).values_list("at", "decision__at")
    for at, decided in answered.iterator():
        hours.setdefault(timezone.localtime(at).year, []).append(max(0.0, (decided - at).total_seconds() / 3600))
    decisions = Decision.objects.filter(action__in=RESTRICTIONS).annotate(year=ExtractYear("at"))
    actions = Counter(decisions.values_list("year", "action"))
    automated = Counter(decisions.filter(automated=True).values_list("year", flat=True))
    appeals = Counter(Appeal.objects.annotate(year=ExtractYear("at")).values_list("year", "outcome"))
    years = {year for year, _ in [*by_kind, *actions, *appeals]} | {timezone.localtime().year}
    return [_year(year, by_kind, hours, actions, automated, appeals) for year in sorted(years, reverse=True)]


def _year(
    year: int,
    by_kind: Counter[tuple[int, str]],
    hours: dict[int, list[float]],
    actions: Counter[tuple[int, str]],
    automated: Counter[int],
    appeals: Counter[tuple[int, str]],
) -> Year:
    won = [AppealOutcome.REVERSED, AppealOutcome.CHANGED]
    return Year(
        year=year,
        reports=by_kind[(year, "report")],
        notices=by_kind[(year, "notice")],
        answered=len(hours.get(year, [])),
        median_hours=round(median(hours[year]), 1) if year in hours else None,
        actions={DecisionAction(kind).label: count for (of, kind), count in sorted(actions.items()) if of == year},
        automated=automated[year],
        appeals=sum(count for (of, _), count in appeals.items() if of == year),
        reversed=sum(appeals[(year, outcome)] for outcome in won),
        open_appeals=appeals[(year, "")],
    )


def as_table() -> list[list[object]]:
    """For a spreadsheet: one line for each figure of each year."""
    rows: list[list[object]] = [["Jahr", "Was", "Anzahl"]]
    for year in figures():
        rows += [
            [year.year, "Meldungen nach den Regeln", year.reports],
            [year.year, "Meldungen nach dem Gesetz", year.notices],
            [year.year, "Meldungen, beantwortet", year.answered],
            [year.year, "Median bis zur Antwort in Stunden", "" if year.median_hours is None else year.median_hours],
            *([year.year, name, count] for name, count in year.actions.items()),
            [year.year, "Alle Eingriffe", year.restrictions],
            [year.year, "davon automatisch", year.automated],
            [year.year, "Widersprüche", year.appeals],
            [year.year, "davon mit Erfolg", year.reversed],
            [year.year, "davon offen", year.open_appeals],
        ]
    return rows
