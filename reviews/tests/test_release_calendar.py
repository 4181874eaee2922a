"""The calendar file: what calendars of all kinds read without a word of complaint, and the feed beside it."""

import datetime
import uuid
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from reviews import films, publishing, release_calendar
from reviews.announced import Announced
from reviews.chosen_releases import TEXT_LENGTH
from reviews.content import snapshot
from reviews.forms.releases import ReleasesForm
from reviews.models import Film, Organisation, Release, Revision
from reviews.release_calendar import EVENTS
from reviews.release_rows import ReleaseRow
from reviews.tests.releasing import (
    FEED,
    FILE,
    NOW,
    add_rows_of_releases,
    announce,
    change_releases,
    draft_release,
    release,
)
from tests.making import save
from text.lines import one_line

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def stand_at(monkeypatch):
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture(autouse=True)
def wednesday(stand_at):
    stand_at(NOW)


def strictly_read(body):
    """By rules every line must keep, then by two readers that know nothing of each other."""
    assert body.endswith(b"\r\n") and body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    [line.decode() for line in body.split(b"\r\n")]  # no line ends within a letter
    calendar = Calendar.from_ical(body)
    assert [error for part in calendar.walk() for error in part.errors] == []
    other = vobject.readOne(body.decode())
    other.validate(raiseException=True)
    summaries = [event.summary.value for event in getattr(other, "vevent_list", [])]
    assert summaries == [str(event["summary"]) for event in calendar.walk("VEVENT")]
    return calendar


def calendar_of(client, query=""):
    answer = client.get(FILE + query)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return strictly_read(answer.content)


def events_of(client, query=""):
    return list(calendar_of(client, query).walk("VEVENT"))


def summaries(client, query=""):
    return [str(event["summary"]) for event in events_of(client, query)]


def test_an_event_says_when_what_and_where_to_read_on(as_guest, editor, settings):
    review = announce(
        editor,
        "Der Turm; oder: Nebel, dichter",
        release("2026-11-26", "bluray", fsk="16", label="Kaltlicht Film", version_name="Langfassung"),
        release("2026-11-26", "dvd", fsk="16", label="Kaltlicht Film", version_name="Langfassung"),
        crew={"director": ["Ilka Dornhagen"]},
        runtime=118,
    )
    Revision.objects.update(at=NOW)
    calendar = calendar_of(as_guest)
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "Abspann: Neuerscheinungen"
    assert calendar["version"] == "2.0" and "Abspann" in calendar["prodid"]
    assert calendar["refresh-interval"].dt == datetime.timedelta(hours=12)
    (event,) = calendar.walk("VEVENT")
    assert str(event["summary"]) == "Der Turm; oder: Nebel, dichter (Blu-ray, DVD)"
    assert event.decoded("dtstart") == datetime.date(2026, 11, 26)
    assert event.decoded("dtend") == datetime.date(2026, 11, 27)
    assert event["dtstart"].params["VALUE"] == event["dtend"].params["VALUE"] == "DATE"
    assert str(event["description"]).splitlines() == [
        "Regie: Ilka Dornhagen",
        "118 Min.",
        "Langfassung",
        "Kaltlicht Film",
        "FSK ab 16",
        f"Kritik: {settings.SITE_URL}{review.get_absolute_url()}",
    ]
    assert str(event["url"]) == f"{settings.SITE_URL}{review.film.get_absolute_url()}"
    assert event["categories"].cats == ["Blu-ray", "DVD"] and event["transp"] == "TRANSPARENT"
    assert event.decoded("dtstamp") == event.decoded("last-modified") == NOW
    assert event["sequence"] == review.film.version


def test_it_reaches_four_weeks_back_and_eighteen_months_ahead(as_guest, editor):
    for day in ("2026-10-27", "2026-10-28", "2028-05-26", "2028-05-27"):
        announce(editor, f"Am {day}", release(day))
    assert summaries(as_guest) == ["Am 2026-10-28 (Kino)", "Am 2028-05-26 (Kino)"]


def test_what_has_no_exact_day_comes_when_its_day_is_known(as_guest, editor):
    review = announce(editor, "Im Dezember", release("2026-12-01", date_precision="month"))
    assert summaries(as_guest) == []
    change_releases(review, release("2026-12-17"), by=editor)
    assert summaries(as_guest) == ["Im Dezember (Kino)"]


def test_a_calendar_without_events_is_one_too(as_guest):
    calendar = calendar_of(as_guest, "?text=gibt%0D%0Aes%20%20nicht")
    assert calendar.subcomponents and not calendar.walk("VEVENT")
    assert str(calendar["name"]) == "Abspann: Neuerscheinungen („gibt es nicht“)"


def test_a_file_holds_what_is_chosen_and_is_named_for_it(as_guest, editor):
    announce(editor, "Der Film", release("2026-11-26", fsk="16"), release("2026-12-10", "stream", fsk="12"))
    assert summaries(as_guest, "?medium=stream") == summaries(as_guest, "?fsk=12") == ["Der Film (Stream)"]
    assert summaries(as_guest, "?medium=vhs&woche=2020-W01&seite=7") == ["Der Film (Kino)", "Der Film (Stream)"]
    name = b"NAME:Abspann: Neuerscheinungen (nur Stream\\, bis FSK 12)\r\n"
    assert name in as_guest.get(f"{FILE}?medium=stream&fsk=12").content


def uids(client):
    return {str(event["summary"]): str(event["uid"]) for event in events_of(client)}


def test_an_event_stays_the_same_when_its_day_moves(as_guest, editor):
    review = announce(
        editor, "Der Film", release("2026-11-26"), release("2027-03-04", "bluray"), release("2020-01-02", "bluray")
    )
    Revision.objects.update(at=NOW)
    before = uids(as_guest)
    (event, _) = events_of(as_guest)
    assert len(set(before.values())) == 2 and all(uuid.UUID(uid).version == 5 for uid in before.values())
    change_releases(
        review,
        release("2020-01-02", "bluray"),
        release("2027-04-01", "bluray", label="Kaltlicht Film"),
        release("2026-12-03"),
        by=editor,
    )
    Revision.objects.filter(pk=review.revisions.latest().pk).update(at=NOW + datetime.timedelta(hours=1))
    assert uids(as_guest) == before
    (moved, _) = events_of(as_guest)
    assert moved.decoded("dtstart") == datetime.date(2026, 12, 3)
    assert moved["sequence"] > event["sequence"]
    assert moved.decoded("last-modified") == NOW + datetime.timedelta(hours=1)


def test_two_editions_of_one_day_are_two_events(as_guest, editor):
    announce(
        editor,
        "Der Film",
        release("2026-11-26", "bluray"),
        release("2026-11-26", "bluray", version_name="Langfassung"),
        release("2026-12-26", "bluray"),
    )
    assert len({str(event["uid"]) for event in events_of(as_guest)}) == 3


def test_what_only_the_desk_sees_moves_no_time(as_guest, editor, stand_at):
    review = announce(editor, "Der Film", release("2026-11-26"))
    before = as_guest.get(FILE).content
    stand_at(NOW + datetime.timedelta(hours=1))
    save(review, snapshot(review) | {"text": "Ein anderer Text, noch nicht veröffentlicht."}, by=editor)
    assert as_guest.get(FILE).content == before
    release_calendar._events.clear()
    assert as_guest.get(FILE).content == before


def test_a_film_page_without_review_is_as_old_as_its_release(as_guest, editor, stand_at):
    review = draft_release(editor, "Vorgemerkt", release("2026-11-26"))
    stand_at(NOW + datetime.timedelta(hours=2))
    films.release_film_page(review.film, by=editor)
    (event,) = events_of(as_guest)
    assert event.decoded("last-modified") == NOW + datetime.timedelta(hours=2)
    assert "Kritik:" not in event["description"]


@pytest.mark.parametrize("path", [FILE, FEED])
def test_who_has_it_gets_304_until_something_changes(as_guest, editor, path):
    announce(editor, "Der Film", release("2026-11-26"))
    etag = as_guest.get(path).headers["ETag"]
    release_calendar._events.clear()
    assert as_guest.get(path, headers={"If-None-Match": etag}).status_code == 304
    announce(editor, "Noch einer", release("2026-11-27"))
    assert as_guest.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_file_is_bounded_and_made_of_parts_that_are_known(as_guest):
    add_rows_of_releases(EVENTS + 5, "2026-11-27")
    add_rows_of_releases(1, "2026-11-25")
    with CaptureQueriesContext(connection) as queries:
        assert len(summaries(as_guest)) == EVENTS
    assert len(queries) <= 10  # of so many keys SQLite is asked some at a time
    with CaptureQueriesContext(connection) as queries:
        as_guest.get(FILE)
    assert len(queries) == 1


any_letter = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
titles = st.one_of(
    st.text(any_letter, min_size=1, max_size=200),
    st.text(',;:\\"nN\r\n\t „“–😀é\u0301\x7f\x85\u2028', min_size=1, max_size=200),
)


@settings(max_examples=300, deadline=None)
@example("Der Satz\\nmit Strich; und, Komma", "x" * 80)
@example("BEGIN:VEVENT\r\nSUMMARY:Falsch", "END:VCALENDAR")
@example("ä" * 200, "😀" * 40)
@given(titles, st.text(any_letter, max_size=80))
def test_any_title_is_written_so_that_it_is_read_as_it_was(title, version):
    film = Film(pk=1, original_title=title, slug="film", version=3)
    film.director_credits, film.shown_reviews = [], [SimpleNamespace(get_absolute_url=lambda: "/kritiken/film/")]
    day = datetime.date(2026, 11, 26)
    one = Release(medium="cinema", date_from=day, version_name=version, label=Organisation(name=title), fsk="16")
    made = Announced(film, [one], uuid.uuid5(uuid.NAMESPACE_URL, title), NOW)
    event = release_calendar._event(ReleaseRow(1, 3, day, "day", "", "cinema", (1,)), made)
    form = ReleasesForm({"text": title[:TEXT_LENGTH]})
    calendar = release_calendar._calendar(form.chosen, is_empty=False)
    calendar.add_component(event)
    (read,) = strictly_read(calendar.to_ical()).walk("VEVENT")
    assert str(read["summary"]) == f"{as_written(title)} (Kino)"
    lines = [as_written(version), as_written(title), "FSK ab 16", "Kritik:"]
    assert str(read["description"]).startswith("\n".join(line for line in lines if line))


def as_written(text):
    """The library takes a backslash before N for a new line also when it writes. No film is called so."""
    return one_line(text).replace("\\N", "\n")


# The feed


def entries(client, query=""):
    answer = client.get(FEED + query)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content).findall("a:entry", ATOM)


def said(client, query=""):
    return [entry.find("a:title", ATOM).text for entry in entries(client, query)]


def test_the_feed_tells_of_a_release_a_week_before_and_keeps_what_is_out(as_guest, editor):
    announce(editor, "Später", release("2026-12-03"))
    announce(editor, "Bald", release("2026-12-02", "bluray"), release("2026-12-02", "dvd"))
    announce(editor, "Früher", release("2026-10-01", "stream"))
    announce(editor, "Im November", release("2026-11-01", date_precision="month"))
    announce(editor, "Längst", release("2025-10-01"))
    assert said(as_guest) == [
        "Bald: 2. Dezember 2026 (Blu-ray, DVD)",
        "Im November: November 2026 (Kino)",
        "Früher: 1. Oktober 2026 (Stream)",
    ]
    assert said(as_guest, "?medium=stream") == ["Früher: 1. Oktober 2026 (Stream)"]


def test_an_entry_is_known_by_an_identity_of_its_own_and_leads_to_the_film(as_guest, editor, settings):
    review = announce(editor, "Der Film", release("2026-11-26"), release("2026-11-27", "stream"), runtime=90)
    Revision.objects.update(at=NOW)
    found = entries(as_guest)
    assert len({entry.find("a:id", ATOM).text for entry in found}) == 2
    for entry in found:
        assert entry.find("a:id", ATOM).text.startswith("urn:uuid:")
        assert entry.find("a:link", ATOM).attrib["href"] == f"{settings.SITE_URL}{review.film.get_absolute_url()}"
        assert entry.find("a:summary", ATOM).text == "90 Min."
        assert entry.find("a:published", ATOM).text.startswith("2026-11-")
        assert entry.find("a:updated", ATOM).text.startswith("2026-11-25")
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert entries(as_guest) == []
