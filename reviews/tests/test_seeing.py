import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reviews import films, publishing, seeing
from reviews.models import Film, Seen
from tests.making import make_draft, make_member, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(editor):
    return make_review(editor, "Der Turm").film


@pytest.fixture
def series(editor):
    draft = make_draft(editor, "Tiefdruck")
    Film.objects.filter(pk=draft.film_id).update(kind="series")
    publishing.publish(draft, by=editor)
    return Film.objects.get(pk=draft.film_id)


def rows():
    return list(Seen.objects.values_list("film__original_title", "season", "episode"))


def test_a_film_is_seen_once_and_taken_back(film, member):
    assert seeing.mark_seen(film, by=member)
    assert rows() == [("Der Turm", None, None)]
    assert seeing.unmark_seen(film, by=member)
    assert rows() == []


def test_a_second_call_changes_nothing_and_writes_nothing(film, member):
    seeing.mark_seen(film, by=member)
    with CaptureQueriesContext(connection) as captured:
        assert not seeing.mark_seen(film, by=member)
    assert not [query for query in captured if not query["sql"].startswith("SELECT")]
    assert seeing.unmark_seen(film, by=member)
    assert not seeing.unmark_seen(film, by=member)


def test_a_series_is_seen_up_to_where_the_member_says_further_or_back(series, member):
    for until in ((2, 5), (3, 1), (1, 8)):
        assert seeing.mark_seen(series, by=member, until=until)
        assert not seeing.mark_seen(series, by=member, until=until)
        assert rows() == [("Tiefdruck", *until)]
    assert seeing.mark_seen(series, by=member)
    assert rows() == [("Tiefdruck", None, None)]


def test_a_film_has_no_episodes(film, member):
    with pytest.raises(seeing.NotASeries):
        seeing.mark_seen(film, by=member, until=(1, 1))
    assert rows() == []


def test_nobody_marks_a_film_that_readers_cannot_know_of(editor, member):
    hidden = make_draft(editor).film
    with pytest.raises(PermissionDenied):
        seeing.mark_seen(hidden, by=member)
    films.release_film_page(hidden, by=editor)
    assert seeing.mark_seen(hidden, by=member)


def test_what_somebody_has_seen_is_read_by_nobody_else(film, member, moderator):
    seeing.mark_seen(film, by=member)
    assert Seen.objects.visible_to(member).exists()
    assert not Seen.objects.visible_to(moderator).exists()


@pytest.mark.parametrize(
    ("name", "season", "episode"),
    [
        ("seen_season_with_episode", 1, None),
        ("seen_season_with_episode", None, 1),
        ("seen_season", 0, 1),
        ("seen_season", 1000, 1),
        ("seen_episode", 1, 0),
    ],
)
def test_the_database_takes_no_half_a_place(series, member, name, season, episode):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Seen.objects.create(member=member, film=series, season=season, episode=episode)


def test_the_database_takes_one_mark_for_a_member_and_a_film(film, member):
    Seen.objects.create(member=member, film=film)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seen.objects.create(member=member, film=film)


# Pages


def test_a_member_marks_a_film_on_its_page_and_takes_it_back(signed_in, film, member):
    client = signed_in(member)
    page = client.get(film.get_absolute_url()).content.decode()
    assert f'action="{film.get_absolute_url()}gesehen/"' in page and ">Gesehen</button>" in page
    answer = client.post(f"{film.get_absolute_url()}gesehen/")
    assert (answer.status_code, answer.url) == (302, film.get_absolute_url())
    page = client.get(film.get_absolute_url()).content.decode()
    assert "<b>Gesehen.</b>" in page and f'formaction="{film.get_absolute_url()}nicht-gesehen/"' in page
    client.post(f"{film.get_absolute_url()}nicht-gesehen/")
    assert rows() == []


def test_a_member_marks_the_film_in_its_discussion_and_comes_back_to_the_same_page(signed_in, editor, member, film):
    from forum import posting

    thread, client = film.reviews.get().thread, signed_in(member)
    for n in range(21):
        posting.reply(thread, by=editor, source=f"Nr. {n}", form_key=f"{n}")
    thread.refresh_from_db()
    page = client.get(thread.page_url(2)).content.decode()
    assert f'<input type="hidden" name="thread" value="{thread.pk}"><input type="hidden" name="page" value="2">' in page
    for act in ("gesehen", "nicht-gesehen"):
        answer = client.post(f"{film.get_absolute_url()}{act}/", {"thread": thread.pk, "page": 2})
        assert answer.url == thread.page_url(2)


@pytest.mark.parametrize("thread", ["999999", "x", "https://boese.example/", ""])
def test_a_way_back_that_is_none_of_ours_leads_to_the_film(signed_in, film, member, thread):
    answer = signed_in(member).post(f"{film.get_absolute_url()}gesehen/", {"thread": thread, "page": "x"})
    assert answer.url == film.get_absolute_url()


def test_a_member_says_how_far_a_series_was_seen(signed_in, series, member):
    client, path = signed_in(member), f"{series.get_absolute_url()}gesehen/"
    assert 'name="season"' in client.get(series.get_absolute_url()).content.decode()
    client.post(path, {"season": "2", "episode": "5"})
    assert rows() == [("Tiefdruck", 2, 5)]
    page = client.get(series.get_absolute_url()).content.decode()
    assert "Gesehen bis Staffel 2, Folge 5." in page and 'value="2"' in page and 'value="5"' in page
    client.post(path, {"season": "2", "episode": "5", "whole": "1"})
    assert rows() == [("Tiefdruck", None, None)]


@pytest.mark.parametrize(
    ("season", "episode", "said"),
    [("2", "", "Sag beides"), ("", "", "Sag beides"), ("0", "1", "als Zahlen"), ("zwei", "5", "als Zahlen"), ("2", "99999", "als Zahlen")],
)  # fmt: skip
def test_half_a_place_is_refused_and_stays_in_the_form(signed_in, series, member, season, episode, said):
    answer = signed_in(member).post(f"{series.get_absolute_url()}gesehen/", {"season": season, "episode": episode})
    page = answer.content.decode()
    assert (answer.status_code, rows()) == (422, [])
    assert page.count(said) == 1 and f'value="{season}"' in page and f'value="{episode}"' in page


def test_a_guest_finds_no_form_and_a_sent_one_marks_nothing(as_guest, film):
    for page in (film.get_absolute_url(), film.reviews.get().thread.get_absolute_url()):
        text = as_guest.get(page).content.decode()
        assert "gesehen/" not in text and "<form" not in text
    assert as_guest.post(f"{film.get_absolute_url()}gesehen/").status_code == 403
    assert rows() == []


def test_the_film_page_costs_as_many_queries_with_a_mark_as_without(signed_in, film, member):
    client, counts = signed_in(member), []
    client.get(film.get_absolute_url())
    for act in (None, seeing.mark_seen, seeing.unmark_seen):
        if act:
            act(film, by=member)
        with CaptureQueriesContext(connection) as captured:
            client.get(film.get_absolute_url())
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_film_that_was_taken_for_a_series_asks_again(signed_in, series, member):
    seeing.mark_seen(series, by=member, until=(2, 5))
    Film.objects.filter(pk=series.pk).update(kind="film")
    assert ">Gesehen</button>" in signed_in(member).get(series.get_absolute_url()).content.decode()


def test_marks_go_with_the_member_and_the_film(film, series):
    visitor = make_member()
    for one in (film, series):
        seeing.mark_seen(one, by=visitor)
    visitor.delete()
    assert rows() == []
