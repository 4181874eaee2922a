import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import films, publishing, seeing
from reviews.models import Film, FilmTitle
from reviews.seen_titles import seen_titles
from tests.making import make_draft, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(editor):
    return make_review(editor, "Die letzte Wache").film


@pytest.fixture
def series(editor):
    draft = make_draft(editor, "Lavtrykk")
    Film.objects.filter(pk=draft.film_id).update(kind="series")
    film = Film.objects.get(pk=draft.film_id)
    film.german_title = "Tiefdruck"
    film.save()
    publishing.publish(draft, by=editor)
    return Film.objects.get(pk=draft.film_id)


def is_seen(member, title, thread=None):
    return title in seen_titles(member, [title], thread)


@pytest.mark.parametrize(
    "title", ["Die letzte Wache", "DIE LETZTE WACHE!", "„Die letzte Wache“", "Die letzte Wache (2026)"]
)
def test_a_title_opens_for_those_who_have_seen_the_film_however_it_is_spelt(film, member, title):
    assert not is_seen(member, title)
    seeing.mark_seen(film, by=member)
    assert is_seen(member, title)
    assert not is_seen(member, "Die letzte Wacht") and not is_seen(member, "Die letzte Wache (1980)")


def test_nobody_elses_mark_opens_anything(film, member, other_member):
    seeing.mark_seen(film, by=other_member)
    assert not is_seen(member, "Die letzte Wache")


def test_german_titles_and_aliases_name_the_film_too(series, member):
    FilmTitle.objects.create(film=series, title="Das große Tief")
    seeing.mark_seen(series, by=member)
    for title in ("Lavtrykk", "tiefdruck", "Das grosse Tief", "Tiefdruck S1E1"):
        assert is_seen(member, title), title


def test_nothing_opens_that_lies_after_the_mark_or_names_no_place(series, member):
    seeing.mark_seen(series, by=member, until=(2, 5))
    opens = ["Tiefdruck S2E5", "Tiefdruck, Staffel 2, Folge 4", "Tiefdruck S1E99", "Tiefdruck Staffel 1"]
    stays = ["Tiefdruck S2E6", "Tiefdruck Staffel 3, Folge 1", "Tiefdruck Staffel 2", "Tiefdruck", "Tiefdruck Folge 1"]
    assert seen_titles(member, opens + stays, None) == set(opens)


def test_between_two_films_of_a_name_nothing_is_guessed(film, editor, member):
    other = make_draft(editor, "Anders")
    FilmTitle.objects.create(film=other.film, title="Die letzte Wache")
    seeing.mark_seen(film, by=member)
    assert is_seen(member, "Die letzte Wache")  # what nobody can know of is no candidate
    films.release_film_page(other.film, by=editor)
    assert not is_seen(member, "Die letzte Wache")
    seeing.mark_seen(other.film, by=member)
    assert is_seen(member, "Die letzte Wache")


def test_a_year_decides_between_namesakes(film, editor, member):
    other = make_draft(editor, "Ganz früher").film
    FilmTitle.objects.create(film=other, title="Die letzte Wache")
    Film.objects.filter(pk=other.pk).update(year=1972)
    films.release_film_page(other, by=editor)
    seeing.mark_seen(film, by=member)
    assert is_seen(member, "Die letzte Wache (2026)")
    assert not is_seen(member, "Die letzte Wache") and not is_seen(member, "Die letzte Wache (1972)")


def test_an_episode_names_the_series_of_two_namesakes_and_never_a_film(film, series, member):
    FilmTitle.objects.create(film=film, title="Tiefdruck")
    seeing.mark_seen(series, by=member, until=(1, 3))
    assert is_seen(member, "Tiefdruck S1E3") and not is_seen(member, "Tiefdruck")
    seeing.mark_seen(film, by=member)
    assert not is_seen(member, "Die letzte Wache S1E1")


def test_a_film_whose_name_ends_like_a_place_must_be_seen_as_well(series, editor, member):
    other = make_review(editor, "Tiefdruck Staffel 1").film
    seeing.mark_seen(series, by=member)
    assert not is_seen(member, "Tiefdruck Staffel 1")
    seeing.mark_seen(other, by=member)
    assert is_seen(member, "Tiefdruck Staffel 1")


def test_what_names_nothing_is_about_the_film_of_the_review(film, series, member):
    thread, talk = film.reviews.get().thread_id, series.reviews.get().thread_id
    seeing.mark_seen(film, by=member)
    assert is_seen(member, "", thread)
    assert not is_seen(member, "", talk) and not is_seen(member, "", None)
    seeing.mark_seen(series, by=member, until=(2, 5))
    assert is_seen(member, "S2E5", talk) and not is_seen(member, "S2E6", talk) and not is_seen(member, "", talk)
    assert not is_seen(member, "S1E1", thread)


def test_a_film_that_is_hidden_again_opens_nothing_more(film, editor, member):
    seeing.mark_seen(film, by=member)
    publishing.withdraw(film.reviews.get(), by=editor, reason="Falscher Film")
    assert not is_seen(member, "Die letzte Wache") and not is_seen(member, "", film.reviews.get().thread_id)


def test_any_number_of_titles_costs_three_queries(editor, member):
    found, counts = [], []
    for size in (2, 20):
        while len(found) < size:
            found.append(make_review(editor).film)
            seeing.mark_seen(found[-1], by=member)
        titles = [film.title for film in found] + ["", "Gibt es nicht"]
        with CaptureQueriesContext(connection) as captured:
            assert len(seen_titles(member, titles, found[0].reviews.get().thread_id)) == size + 1
        counts.append(len(captured) - 1)  # the thread's id was asked for here
    assert counts == [3, 3]
