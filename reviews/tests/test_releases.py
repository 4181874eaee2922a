"""„Neuerscheinungen“: what comes out when, week by week, and only of films that may be seen."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews import planning, publishing
from reviews.chosen_releases import TEXT_LENGTH
from reviews.films import hide_film_page, release_film_page
from reviews.models import FilmTitle, Person, PersonAlias
from reviews.release_weeks import RELEASES, UNDATED
from reviews.tests.releasing import (
    FEED,
    FILE,
    NOW,
    PAGE,
    add_rows_of_releases,
    announce,
    change_releases,
    draft_release,
    links_in,
    page_of,
    release,
    sections_of,
    shown,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_at(monkeypatch):
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture(autouse=True)
def wednesday(stand_at):
    stand_at(NOW)


# Weeks


def test_the_calendar_begins_with_this_week_and_shows_four(as_guest, editor):
    announce(editor, "Vorige Woche", release("2026-11-22"))
    announce(editor, "Am Montag", release("2026-11-23"))
    announce(editor, "Am Sonntag", release("2026-11-29"))
    announce(editor, "Danach", release("2026-12-03"))
    announce(editor, "Am letzten Tag", release("2026-12-20"))
    announce(editor, "Zu spät", release("2026-12-21"))
    assert sections_of(page_of(as_guest)) == {
        "23. bis 29. November": ["Am Montag: Kino", "Am Sonntag: Kino"],
        "30. November bis 6. Dezember": ["Danach: Kino"],
        "7. bis 13. Dezember": [],
        "14. bis 20. Dezember": ["Am letzten Tag: Kino"],
    }
    page = page_of(as_guest)
    assert "Kalenderwoche 48" in page and "diese Woche" in page


def test_a_film_that_comes_out_on_several_media_at_once_is_one_row_for_each_edition(as_guest, editor):
    announce(
        editor,
        "Der Film",
        release("2026-11-27", "dvd", label="Kaltlicht Film", fsk="16"),
        release("2026-11-27", "bluray", label="Kaltlicht Film", fsk="16"),
        release("2026-11-27", "bluray", label="Kaltlicht Film", fsk="18", version_name="ungekürzte Fassung"),
        release("2026-11-27", "stream", label="Anderswo", fsk="16"),
        release("2026-11-26", "stream", label="Kaltlicht Film", fsk="16"),
    )
    assert shown(as_guest) == [
        "Der Film: Stream",
        "Der Film: Blu-ray, DVD",
        "Der Film: Blu-ray",
        "Der Film: Stream",
    ]


def test_cinemas_come_first_and_then_titles_by_german_order(as_guest, editor):
    for title, medium in (("Zaun", "cinema"), ("Ähre", "cinema"), ("Achse", "stream"), ("Bach", "cinema")):
        announce(editor, title, release("2026-11-26", medium))
    assert shown(as_guest) == ["Ähre: Kino", "Bach: Kino", "Zaun: Kino", "Achse: Stream"]


def test_a_row_says_who_made_it_how_long_it_runs_from_which_age_and_where_to_read_on(as_guest, editor):
    review = announce(
        editor,
        "Der Turm",
        release("2026-11-26", label="Kaltlicht Film", fsk="16", version_name="Langfassung", index_status="A"),
        crew={"director": ["Ilka Dornhagen", "Noor Talsma"]},
        runtime=118,
        year=1987,
    )
    announce(editor, "Der Hafen", release("2026-11-26", "tv", fsk="ungeprüft"), kind="series")
    page = page_of(as_guest)
    rows = [text_of(f"<li{row}") for row in page.split('id="2026-W48"')[1].split("</ul>")[0].split("<li")[1:]]
    assert rows[0] == (
        "26. Donnerstag Der Turm Ilka Dornhagen, Noor Talsma 1987 118 Min. Langfassung Kaltlicht Film "
        "Kritik zu Der Turm Kino 16 FSK ab 16"
    )
    assert rows[1].startswith("26., Donnerstag Der Hafen Serie") and rows[1].endswith("TV ungeprüft")
    for path in (review.get_absolute_url(), review.film.get_absolute_url()):
        assert f'href="{path}"' in page
    assert "Liste A" not in page


def test_a_film_without_review_leads_to_its_page_alone(as_guest, editor):
    review = draft_release(editor, "Vorgemerkt", release("2026-11-26"))
    release_film_page(review.film, by=editor)
    page = page_of(as_guest)
    assert shown(as_guest) == ["Vorgemerkt: Kino"]
    assert "Kritik zu" not in page


def test_the_week_turns_at_midnight_in_berlin(as_guest, editor, stand_at):
    announce(editor, "Der Film", release("2026-11-26"))
    for minute, first in ((59, "23. bis 29. November"), (60, "30. November bis 6. Dezember")):
        stand_at(datetime.datetime(2026, 11, 29, 22, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minute))
        assert next(iter(sections_of(page_of(as_guest)))).startswith(first.split(" bis ")[0])


def test_the_row_of_today_says_so_until_midnight(as_guest, editor, stand_at):
    announce(editor, "Der Film", release("2026-11-26"))
    assert "heute" not in page_of(as_guest)
    stand_at(NOW + datetime.timedelta(days=1))
    assert "26. Donnerstag, heute" in text_of(page_of(as_guest))


def test_a_year_may_end_in_the_middle_of_a_week(as_guest, editor):
    announce(editor, "Neujahr", release("2027-01-01"))
    announce(editor, "Danach", release("2027-01-04"))
    page = page_of(as_guest, "?woche=2026-W53")
    assert list(sections_of(page).items())[:2] == [
        ("28. Dezember 2026 bis 3. Januar 2027", ["Neujahr: Kino"]),
        ("4. bis 10. Januar 2027", ["Danach: Kino"]),
    ]
    assert "Kalenderwoche 53" in page and "Kalenderwoche 1<" in page and ">2026/2027<" in page


# What has no exact day

PERIODS = [
    ("month", "2026-11-01", "November 2026", "2026-W45", "2026-W50"),
    ("quarter", "2026-10-01", "4. Quartal 2026", "2026-W40", "2027-W01"),
    ("season", "2026-12-01", "Winter 2026", "2026-W49", "2027-W09"),
    ("year", "2026-01-01", "2026", "2026-W01", "2027-W01"),
]


@pytest.mark.parametrize(("precision", "day", "words", "first", "after"), PERIODS)
def test_what_has_no_exact_day_stands_apart_as_long_as_it_may_come(
    as_guest, editor, precision, day, words, first, after
):
    announce(editor, "Irgendwann", release(day, date_precision=precision))
    for week, is_there in ((first, True), (after, False)):
        page = page_of(as_guest, f"?woche={week}")
        parts = sections_of(page)
        assert parts.pop("Ohne genauen Tag", []) == (["Irgendwann: Kino"] if is_there else [])
        assert not any(parts.values())
        assert (f"<span>{words}</span>" in page) == is_there


def test_a_month_written_as_one_of_its_days_counts_as_the_month(as_guest, editor):
    announce(editor, "Irgendwann", release("2026-11-28", date_precision="month"))
    assert sections_of(page_of(as_guest, "?woche=2026-W41"))["Ohne genauen Tag"] == ["Irgendwann: Kino"]
    assert "Ohne genauen Tag" not in sections_of(page_of(as_guest, "?woche=2026-W50"))


def test_the_nearest_period_comes_first_and_the_rest_has_a_page_of_its_own(as_guest, editor):
    add_rows_of_releases(UNDATED, "2026-01-01", date_precision="year")
    announce(editor, "Im November", release("2026-11-01", date_precision="month"))
    page = page_of(as_guest)
    rows = sections_of(page)["Ohne genauen Tag"]
    assert rows[0] == "Im November: Kino" and len(rows) == UNDATED
    more = re.search('<p class="more"><a href="([^"]*)"', page)[1]
    assert len(shown(as_guest, more.removeprefix(PAGE))) == UNDATED + 1


# To other weeks


def test_earlier_and_later_weeks_are_links_as_far_as_there_is_something(as_guest, editor):
    announce(editor, "Früher", release("2026-09-28"))  # a Monday
    announce(editor, "Später", release("2026-12-24"))
    links = links_in(page_of(as_guest))
    assert links == {
        "Frühere Wochen": (f"{PAGE}?woche=2026-W44", "prev"),
        "Spätere Wochen": (f"{PAGE}?woche=2026-W52", "next"),
    }
    later = links_in(page_of(as_guest, "?woche=2026-W52"))
    assert later == {"Frühere Wochen": (PAGE, "prev"), "Diese Woche": (PAGE, "")}
    earliest = links_in(page_of(as_guest, "?woche=2026-W40"))
    assert set(earliest) == {"Diese Woche", "Spätere Wochen"}


def test_empty_weeks_are_one_line_with_a_way_past_them(as_guest, editor):
    announce(editor, "Früher", release("2026-09-01"))
    announce(editor, "Viel später", release("2027-02-11"))
    page = page_of(as_guest)
    assert sections_of(page) == {"23. November bis 20. Dezember": []}
    assert "Kalenderwochen 48 bis 51" in page and "Noch ist nichts angekündigt" in page
    assert f'<a href="{PAGE}?woche=2027-W06">Kalenderwoche 6, 8. bis 14. Februar 2027</a>' in page
    announce(editor, "Bald", release("2026-12-01"))
    page = page_of(as_guest)
    assert list(sections_of(page).values()) == [[], ["Bald: Kino"], []]
    assert "Als Nächstes:" in page  # the next page would be empty


def test_behind_the_last_release_leads_a_way_back(as_guest, editor):
    announce(editor, "Früher", release("2026-09-01"))
    page = page_of(as_guest)
    assert "Davor zuletzt:" in page and f'<a href="{PAGE}?woche=2026-W36">' in page
    assert "Da kam nichts heraus" in page_of(as_guest, "?woche=2026-W45")


def test_without_any_release_the_page_is_friendly(as_guest):
    page = page_of(as_guest)
    assert "Noch ist nichts angekündigt" in page and links_in(page) == {}


def test_the_address_for_machines_names_the_week_and_the_page_but_not_what_is_chosen(as_guest, settings):
    page = page_of(as_guest, "?medium=kino&woche=2026-W30&text=x&seite=2")
    assert f'<link rel="canonical" href="{settings.SITE_URL}{PAGE}?woche=2026-W30&amp;seite=2">' in page


# What is chosen


@pytest.fixture
def house(editor):
    first = announce(
        editor,
        "The Tower",
        release("2026-11-26", "cinema", fsk="12"),
        release("2026-12-03", "uhd", fsk="12"),
        german_title="Der Turm",
        crew={"director": ["Ilka Dornhagen"]},
    )
    announce(
        editor,
        "Nebel",
        release("2026-11-27", "stream", fsk="18"),
        release("2026-11-01", "dvd", fsk="0", date_precision="month"),
        cast=[{"name": "Jörg Müller", "role": "Ada"}],
    )
    announce(editor, "Folgt", release("2026-11-28", "tv", fsk="folgt"))
    FilmTitle.objects.create(film=first.film, title="Das Hochhaus")
    PersonAlias.objects.create(person=Person.objects.get(name="Ilka Dornhagen"), name="I. D. Horn")


EVERYTHING = ["Der Turm: Kino", "Nebel: Stream", "Folgt: TV", "Der Turm: 4K-Blu-ray", "Nebel: DVD"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, EVERYTHING),
        ({"medium": "kino"}, ["Der Turm: Kino"]),
        ({"medium": "disc"}, ["Der Turm: 4K-Blu-ray", "Nebel: DVD"]),
        ({"medium": "stream"}, ["Nebel: Stream"]),
        ({"medium": "tv"}, ["Folgt: TV"]),
        ({"fsk": "0"}, ["Nebel: DVD"]),
        ({"fsk": "12"}, ["Der Turm: Kino", "Der Turm: 4K-Blu-ray", "Nebel: DVD"]),
        ({"fsk": "18"}, [row for row in EVERYTHING if row != "Folgt: TV"]),
        ({"text": "turm"}, ["Der Turm: Kino", "Der Turm: 4K-Blu-ray"]),
        ({"text": "TOWER the"}, ["Der Turm: Kino", "Der Turm: 4K-Blu-ray"]),
        ({"text": "hochhaus"}, ["Der Turm: Kino", "Der Turm: 4K-Blu-ray"]),
        ({"text": "Dornhagen, Ilka"}, ["Der Turm: Kino", "Der Turm: 4K-Blu-ray"]),
        ({"text": "d. horn"}, ["Der Turm: Kino", "Der Turm: 4K-Blu-ray"]),
        ({"text": "mueller"}, ["Nebel: Stream", "Nebel: DVD"]),
        ({"text": "Ilka Müller"}, []),
        ({"text": "100%"}, []),
        ({"text": "  "}, EVERYTHING),
        ({"medium": "disc", "fsk": "6", "text": "nebel"}, ["Nebel: DVD"]),
        ({"medium": "kino", "fsk": "6", "text": "nebel"}, []),
    ],
)
def test_what_is_chosen_is_all_that_shows(house, as_guest, query, found):
    assert shown(as_guest, f"?{urlencode(query)}") == found


def test_what_was_chosen_stays_and_goes_along(house, as_guest):
    query = {"medium": "disc", "fsk": "12", "text": 'Turm "<b>'}
    page = page_of(as_guest, f"?{urlencode(query)}")
    assert '<option value="disc" selected>' in page and '<option value="12" selected>' in page
    assert 'value="Turm &quot;&lt;b&gt;"' in page
    query["text"] = "Turm"
    page = page_of(as_guest, f"?{urlencode(query | {'woche': '2026-W44'})}")
    assert '<input type="hidden" name="woche" value="2026-W44">' in page
    address, _ = links_in(page)["Diese Woche"]
    assert address == f"{PAGE}?{urlencode(query)}"
    assert f"kalender.ics?{urlencode(query)}".replace("&", "&amp;") in page
    assert f'<a href="{PAGE}?woche=2026-W44">Alles zeigen</a>' in page
    undated = page_of(as_guest, "?medium=kino&nur=ohne-tag")
    assert f'<a href="{PAGE}?nur=ohne-tag">Alles zeigen</a>' in undated and "Nichts, was dazu passt" in undated
    assert "Hier steht alles fest" in page_of(as_guest, "?woche=2020-W01&nur=ohne-tag")
    assert "Nichts, was dazu passt" in page and "nur Disc, bis FSK 12, „Turm“" in page


def test_a_shared_address_shows_everybody_the_same(house, as_guest, signed_in, member):
    query = "?medium=disc&woche=2026-W49"
    pages = [page_of(client, query) for client in (as_guest, signed_in(member))]
    assert len({page.partition("<main")[2].partition("</main>")[0] for page in pages}) == 1


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"medium": "vhs"}, "„vhs“ kennen wir nicht. Hier stehen alle Medien."),
        ({"fsk": "13"}, "„13“ ist keine Freigabe der FSK. Hier stehen alle."),
        ({"woche": "2026-W99"}, "Die Woche „2026-W99“ gibt es nicht."),
        ({"woche": "<b>"}, "Die Woche „<b>“ gibt es nicht."),
        ({"seite": "0"}, "Eine Seite „0“ gibt es hier nicht."),
        ({"seite": "x"}, "Eine Seite „x“ gibt es hier nicht."),
        ({"seite": "9"}, "Eine Seite 9 gibt es hier nicht."),
        ({"nur": "alles"}, "Einen Teil „alles“ gibt es hier nicht."),
        ({"text": "x" * (TEXT_LENGTH + 1)}, "Nach so viel auf einmal suchen wir nicht."),
        ({"medium": "x" * 99}, f"„{'x' * 40}…“ kennen wir nicht."),
    ],
)
def test_what_nobody_knows_is_passed_over_with_a_word(house, as_guest, query, word):
    page = page_of(as_guest, f"?{urlencode(query)}")
    assert word in text_of(page)
    assert [row for rows in sections_of(page).values() for row in rows] == EVERYTHING


values = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["kino", "disc", "12", "18", "2026-W49", "1869-W01", "2199-W52", "0001-W01", "9999-W52", "2", "ohne-tag"]
    ),
    st.sampled_from(
        ["\n", "a\r\nb", "\0", "%", "_", "\\", "ß", "…", "\ud7ff", "9" * 40, "-1", "Turm\0Nebel", "a " * 40]
    ),
)
parts = st.lists(
    st.tuples(st.sampled_from(["medium", "fsk", "text", "woche", "seite", "nur", "x"]), values), max_size=7
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=parts)
def test_any_address_is_a_page_a_file_and_a_feed(house, as_guest, query):
    for path in (PAGE, FILE, FEED):
        assert as_guest.get(f"{path}?{urlencode(query, errors='replace')}").status_code == 200


@pytest.mark.parametrize(
    "raw", ["?medium=%FF%FE", "?text=%00", "?&&=&=x", "?woche", "?text=%ED%A0%80", "?medium[]=kino"]
)
def test_an_address_that_is_hardly_one_is_a_page_too(house, as_guest, raw):
    for path in (PAGE, FILE, FEED):
        assert as_guest.get(path + raw).status_code == 200


# Only what may be seen

EVERYWHERE = (
    PAGE,
    f"{PAGE}?text=geheim",
    f"{PAGE}?woche=2026-W47",
    f"{PAGE}?nur=ohne-tag",
    FILE,
    FEED,
    f"{FILE}?text=geheim",
)


def told(client):
    """Where the secret film is spoken of, a word that was asked for aside."""
    bodies = {path: client.get(path).content.decode() for path in EVERYWHERE}
    return [path for path, body in bodies.items() if "Geheim" in body.replace("\r\n ", "")]


@pytest.fixture
def secret(editor):
    return draft_release(
        editor,
        "Geheimtitel",
        release("2026-11-26", label="Geheimlabel"),
        release("2026-11-01", date_precision="month"),
        crew={"director": ["Geheimperson"]},
    )


def test_a_draft_and_a_withdrawn_review_are_nowhere(secret, as_guest, signed_in, editor, member):
    clients = [as_guest, signed_in(member), signed_in(editor)]
    assert [told(client) for client in clients] == [[], [], []]
    assert links_in(page_of(as_guest, "?woche=2026-W30")) == {"Diese Woche": (PAGE, "")}  # nothing later is known
    publishing.publish(secret, by=editor)
    assert [told(client) for client in clients] == [list(EVERYWHERE)] * 3
    publishing.withdraw(secret, by=editor, reason="Falscher Film")
    assert [told(client) for client in clients] == [[], [], []]


def test_a_film_page_that_is_released_and_hidden_comes_and_goes(secret, as_guest, editor):
    release_film_page(secret.film, by=editor)
    assert told(as_guest) == list(EVERYWHERE)
    hide_film_page(secret.film, by=editor)
    assert told(as_guest) == []


def test_an_embargo_holds_until_its_minute(secret, as_guest, editor, stand_at):
    end = NOW + datetime.timedelta(hours=3)
    planning.set_embargo(secret, until=end, terms="", by=editor)
    planning.schedule(secret, at=end, by=editor)
    stand_at(end - datetime.timedelta(seconds=1))
    assert told(as_guest) == []
    stand_at(end)
    publishing.publish(secret, by=None)
    assert told(as_guest) == list(EVERYWHERE)


def test_a_date_in_a_working_copy_shows_when_the_change_is_published(as_guest, editor):
    review = announce(editor, "Der Film", release("2026-11-26"))
    change_releases(review, release("2026-12-03"), by=editor)
    assert sections_of(page_of(as_guest))["30. November bis 6. Dezember"] == ["Der Film: Kino"]


# Sizes


def test_a_week_of_two_thousand_is_read_page_by_page_and_nothing_is_lost(as_guest):
    titles = add_rows_of_releases(2_000, "2026-11-26")
    add_rows_of_releases(1, "2026-12-10")
    found, query, pages = [], "", 0
    while query is not None and pages < 30:
        page = page_of(as_guest, query)
        pages += 1
        rows = [row for rows in sections_of(page).values() for row in rows]
        assert len(rows) <= RELEASES
        found += rows
        links = links_in(page)
        assert [rel for _, rel in links.values()].count("next") <= 1
        query = links["Nächste Seite"][0].removeprefix(PAGE) if "Nächste Seite" in links else None
    assert pages == 21 and len(found) == len(set(found)) == 2_001
    assert {row.removesuffix(": Kino") for row in found} >= set(titles)
    last = sections_of(page)
    assert list(last) == ["7. bis 13. Dezember", "14. bis 20. Dezember"]
    assert links["Vorige Seite"] == (f"{PAGE}?seite=20", "prev")


def test_pages_files_and_feeds_cost_the_same_at_3_30_and_300_rows(as_guest, signed_in, member, django_settings):
    django_settings.PAGE_CACHE = False
    costs, client = [], signed_in(member)
    paths = [PAGE, f"{PAGE}?text=film&fsk=18", f"{PAGE}?nur=ohne-tag", FILE, FEED]
    for size in (3, 27, 270):
        add_rows_of_releases(size, "2026-11-26", fsk="12")
        add_rows_of_releases(size, "2026-11-01", date_precision="month")
        add_rows_of_releases(3, "2026-10-01")
        add_rows_of_releases(3, "2027-02-01")
        costs.append([queries_of(who, path) for who in (as_guest, client) for path in paths])
    assert costs[0] == costs[1]
    assert all(
        late <= early for early, late in zip(costs[0], costs[2], strict=True)
    )  # a page that is full asks for less


@pytest.fixture
def django_settings(settings):
    return settings


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_rows_are_found_by_the_index_of_dates(db):
    """Whatever else a film has: a page reads the weeks it shows."""
    from reviews.chosen_releases import Chosen
    from reviews.release_weeks import Window, _undated, _visible
    from reviews.weeks import Week

    window = Window(Week.of(NOW.date()))
    dated = _visible(Chosen()).filter(date_precision="day", date_from__range=(window.start, window.end))
    for rows in (dated.order_by("date_from", "id"), _undated(window, Chosen(text="turm"))):
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off" if connection.vendor == "postgresql" else "SELECT 1")
        plan = rows[:10].explain()
        assert "release_by_date" in plan and "TEMP B-TREE" not in plan, plan


def test_releases_that_share_a_moment_keep_one_order(as_guest):
    add_rows_of_releases(30, "2026-11-26")
    assert shown(as_guest) == shown(as_guest, "?x") and len(shown(as_guest)) == 30
