"""„Neuerscheinungen“: the calendar of releases by week, its calendar file and its feed. Whatever an address says, there is
an answer; what it says and nobody knows is passed over, and the page says so."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from forum.views.feeds import ATOM
from reviews.chosen_releases import Chosen
from reviews.feeds import feed_of_releases
from reviews.forms.releases import ReleasesForm, repeated
from reviews.models.still import today
from reviews.release_calendar import calendar_of_releases
from reviews.release_weeks import Shown, Window, shown_undated, shown_weeks
from reviews.weeks import Week, days_in_words
from text.addresses import address_of
from text.numbers import number_in

ICALENDAR = "text/calendar; charset=utf-8"

UNDATED = "ohne-tag"

NO_SUCH_PAGE = "Eine Seite {} gibt es hier nicht. Dies ist die erste."


@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    form, now = ReleasesForm(request.GET), today()
    week, only, page, words = place_in(request.GET)
    here = Here(form.chosen, Window(week or Week.of(now)), Week.of(now), is_undated=only == UNDATED)
    show = shown_undated if here.is_undated else shown_weeks
    shown = show(here.window, here.chosen, page=page, today=now)
    if shown is None:
        words.append(NO_SUCH_PAGE.format(page))
        page, shown = 1, show(here.window, here.chosen, page=1, today=now)
    context = {
        "form": form,
        "words": words,
        "here": here,
        "span": here.window.words(now),
        "shown": shown,
        "page": page,
        "links": here.links(shown, page) if shown else [],
        "jump": here.jump(shown, now.year) if shown else None,
    }
    return render(request, "reviews/releases.html", context)


def place_in(query: QueryDict) -> tuple[Week | None, str, int, list[str]]:
    """Week, part and page of an address, and a word about each that is none."""
    name, only, number = (query.get(part, "").replace("\0", "").strip() for part in ("woche", "nur", "seite"))
    week, page = Week.named(name.upper()), number_in(number, digits=4)
    words = [
        f"Die Woche {repeated(name)} gibt es nicht. Dies sind die nächsten." if name and not week else "",
        f"Einen Teil {repeated(only)} gibt es hier nicht." if only not in ("", UNDATED) else "",
        NO_SUCH_PAGE.format(repeated(number)) if number and not page else "",
    ]
    return week, only, page or 1, [word for word in words if word]


@dataclass(frozen=True)
class Link:
    words: str
    address: str
    rel: str = ""


@dataclass(frozen=True)
class Here:
    """Where in the calendar somebody is, and the addresses that lead on from there."""

    chosen: Chosen
    window: Window
    current: Week
    is_undated: bool

    @property
    def years(self) -> str:
        first, last = self.window.start.year, self.window.end.year
        return str(first) if first == last else f"{first}/{last}"

    @property
    def is_now(self) -> bool:
        return self.window.first == self.current

    @property
    def weeks(self) -> str:
        return self._address(self.window.first)

    @property
    def undated(self) -> str:
        return self._address(self.window.first, is_undated=True)

    @property
    def everything(self) -> str:
        """The same weeks, with nothing chosen."""
        return replace(self, chosen=Chosen())._address(self.window.first, is_undated=self.is_undated)

    @property
    def calendar(self) -> str:
        return self._beside("reviews:releases_calendar")

    @property
    def calendar_in_full(self) -> str:
        return f"{settings.SITE_URL}{self.calendar}"

    @property
    def subscription(self) -> str:
        """What calendars on desktops and telephones open by themselves."""
        return f"webcal:{self.calendar_in_full.partition(':')[2]}"

    @property
    def feed(self) -> str:
        return self._beside("reviews:releases_feed")

    def links(self, shown: Shown, page: int) -> list[Link]:
        """Pages of these weeks come before earlier and later ones."""
        at = self.window.first
        links = []
        if page > 1:
            links.append(Link("Vorige Seite", self._address(at, page - 1, is_undated=self.is_undated), "prev"))
        if shown.has_more or (self.is_undated and shown.has_more_undated):
            links.append(Link("Nächste Seite", self._address(at, page + 1, is_undated=self.is_undated), "next"))
        if self.is_undated:
            return [*links, Link("Zurück zu den Wochen", self.weeks)]
        known = {link.rel for link in links}
        if shown.earlier:
            links.insert(
                0, Link("Frühere Wochen", self._address(self.window.previous), "" if "prev" in known else "prev")
            )
        if not self.is_now:
            links.append(Link("Diese Woche", self._address(self.current)))
        if shown.goes_on:
            links.append(Link("Spätere Wochen", self._address(self.window.next), "" if "next" in known else "next"))
        return links

    def jump(self, shown: Shown, year: int) -> Link | None:
        """Past empty weeks to the next that has something; from behind the last one back to it."""
        week = shown.later or (shown.earlier if shown.is_empty else None)
        if week is None or (self.window.reaches(week) and not shown.is_empty):
            return None
        days = days_in_words(week.monday, week.sunday, year=year)
        return Link(f"Kalenderwoche {week.number}, {days}", self._address(week))

    def _address(self, week: Week, page: int = 1, *, is_undated: bool = False) -> str:
        """What goes without saying is left out."""
        query = self.chosen.query
        if week != self.current:
            query |= {"woche": week.name}
        if is_undated:
            query |= {"nur": UNDATED}
        if page > 1:
            query |= {"seite": str(page)}
        return self._beside("reviews:releases", query)

    def _beside(self, view: str, query: dict[str, str] | None = None) -> str:
        query = self.chosen.query if query is None else query
        return f"{address_of(view)}?{urlencode(query)}" if query else address_of(view)


@require_safe
@conditional_page
def releases_calendar(request: HttpRequest) -> HttpResponse:
    """The whole of what is chosen there, whatever the week."""
    body = calendar_of_releases(ReleasesForm(request.GET).chosen)
    headers = {"Content-Disposition": 'inline; filename="neuerscheinungen.ics"'}
    return HttpResponse(body, content_type=ICALENDAR, headers=headers)


@require_safe
@conditional_page
def releases_feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feed_of_releases(ReleasesForm(request.GET).chosen), content_type=ATOM)
