"""The calendar file of releases (RFC 5545, names and refreshing after RFC 7986), for calendars that fetch it again and again.

Only what has a day is in it: an event on the first of a month would be a wrong day to everybody who reads it. It comes as
soon as its day is known.
"""

import datetime

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

from accounts.models import ANYBODY
from reviews.announced import Announced, announced
from reviews.chosen_releases import Chosen
from reviews.models import Release
from reviews.models.release import Precision
from reviews.models.still import today
from reviews.release_rows import ReleaseRow, rows_of
from text.addresses import address_of
from text.fragments import Kept

__all__ = ["AHEAD", "BACK", "EVENTS", "calendar_of_releases"]

BACK = datetime.timedelta(weeks=4)
AHEAD = datetime.timedelta(days=548)
"""Eighteen months: what is said of later days is seldom true."""

EVENTS = 2_000
"""Releases of a file, the nearest first: about a megabyte."""

REFRESH = datetime.timedelta(hours=12)

HIGHEST = 2**31 - 1
"""Of a number in a calendar file."""

_events: Kept[bytes] = Kept(2 * EVENTS)
"""About 600 bytes each. Making one takes longer than reading its row, and calendars ask twice a day whether or not
anything is new."""


def calendar_of_releases(chosen: Chosen) -> bytes:
    """One query, and six where something has changed. The same rows give the same bytes."""
    day = today()
    releases = Release.objects.visible_to(ANYBODY).filter(
        chosen.condition, date_precision=Precision.DAY, date_from__range=(day - BACK, day + AHEAD)
    )
    rows, _ = rows_of(releases.order_by("date_from", "id"), EVENTS)
    known = {row: _events.known(_key(row)) for row in rows}
    for row, made in announced([row for row, event in known.items() if event is None]).items():
        known[row] = event = _event(row, made).to_ical()
        _events.put(_key(row), event)
    events = b"".join(event for event in known.values() if event is not None)
    head, end, _ = _calendar(chosen, is_empty=not events).to_ical().partition(b"END:VCALENDAR")
    return head + events + end + b"\r\n"


def _key(row: ReleaseRow) -> tuple[object, ...]:
    return row.film, row.version, row.releases


def _calendar(chosen: Chosen, *, is_empty: bool) -> Calendar:
    name = f"{settings.SITE_NAME}: Neuerscheinungen{f' ({chosen.words})' if chosen else ''}"
    words = "Was im Kino, auf Disc, als Stream und im Fernsehen herauskommt. Was noch keinen Tag hat, fehlt noch."
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Neuerscheinungen//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("description", vText(words))
    calendar.add("x-wr-caldesc", vText(words))
    calendar.add("url", f"{settings.SITE_URL}{address_of('reviews:releases')}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    if is_empty:
        calendar.add_component(_utc())
    return calendar


def _utc() -> Timezone:
    """A calendar without any component is none after RFC 5545, and this one says nothing."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime.datetime(1970, 1, 1))  # noqa: DTZ001 (local by definition)
    standard.add("tzoffsetfrom", datetime.timedelta())
    standard.add("tzoffsetto", datetime.timedelta())
    zone.add_component(standard)
    return zone


def _event(row: ReleaseRow, made: Announced) -> Event:
    """All day, and nobody is busy for it."""
    review = made.review
    lines = [*made.facts, f"Kritik: {settings.SITE_URL}{review.get_absolute_url()}" if review else ""]
    event = Event()
    event.add("uid", str(made.identity))
    event.add("dtstamp", made.changed_at)
    event.add("last-modified", made.changed_at)
    event.add("sequence", min(row.version, HIGHEST))
    event.add("dtstart", row.day)
    event.add("dtend", row.day + datetime.timedelta(days=1))
    event.add("summary", f"{made.title} ({', '.join(made.media)})")
    event.add("description", "\n".join(line for line in lines if line))
    event.add("url", f"{settings.SITE_URL}{made.film.get_absolute_url()}")
    event.add("categories", made.media)
    event.add("transp", "TRANSPARENT")
    return event
