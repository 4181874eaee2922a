"""What members have seen and want to see: their own affair until they say otherwise."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import viewing
from reviews import publishing, ratings, seeing
from reviews.models import Film, Seen, Viewing, Wanted
from tests.making import make_draft, make_review

pytestmark = pytest.mark.django_db
MAY = datetime.date(2026, 5, 3)


@pytest.fixture
def film(editor):
    return make_review(editor, "Der Turm").film


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_day_in_the_diary_marks_the_film_as_seen_and_takes_it_off_the_list(film, member):
    assert seeing.want(film, by=member) and not seeing.want(film, by=member)
    assert seeing.write_viewing(film, MAY, by=member) and not seeing.write_viewing(film, MAY, by=member)
    seeing.write_viewing(film, MAY - datetime.timedelta(days=200), by=member)
    assert (Viewing.objects.count(), Seen.objects.count(), Wanted.objects.count()) == (2, 1, 0)
    assert seeing.strike_viewing(film, MAY, by=member) and Seen.objects.exists()
    assert seeing.unmark_seen(film, by=member) and not Viewing.objects.exists()


def test_of_a_series_the_diary_says_nothing_about_how_far(film, member):
    Film.objects.filter(pk=film.pk).update(kind="series")
    film.refresh_from_db()
    seeing.write_viewing(film, MAY, by=member)
    assert not Seen.objects.exists()


def test_a_diary_tells_what_was_and_of_films_one_may_know(film, editor, member):
    with pytest.raises(seeing.InFuture):
        seeing.write_viewing(film, timezone.localdate() + datetime.timedelta(days=1), by=member)
    hidden = make_draft(editor).film
    for act in (lambda: seeing.write_viewing(hidden, MAY, by=member), lambda: seeing.want(hidden, by=member)):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("page", ["gesehen", "will-ich-sehen"])
def test_a_list_is_for_its_member_until_they_show_it(film, member, other_member, as_guest, signed_in, page):
    seeing.want(film, by=member)
    Viewing.objects.create(member=member, film=film, on=MAY)
    path = f"{member.get_absolute_url()}{page}/"
    others = [as_guest, signed_in(other_member)]
    assert "Der Turm" in text(signed_in(member), path)
    for client in others:
        text(client, path, 404)
        assert page not in text(client, member.get_absolute_url())
    viewing.change_view(member, shows_diary=page == "gesehen", shows_wanted=page != "gesehen")
    for client in others:
        assert "Der Turm" in text(client, path) and "Nur du" not in text(client, path)
        assert f"{page}/" in text(client, member.get_absolute_url())
        other = "will-ich-sehen" if page == "gesehen" else "gesehen"
        text(client, f"{member.get_absolute_url()}{other}/", 404)


def test_votes_stand_in_the_diary_for_its_member_alone(film, member, signed_in, other_member):
    seeing.write_viewing(film, MAY, by=member)
    ratings.vote(film, 7, by=member)
    viewing.change_view(member, shows_diary=True)
    path = f"{member.get_absolute_url()}gesehen/"
    assert "3,5 Sterne" in text(signed_in(member), path)
    assert "3,5 Sterne" not in text(signed_in(other_member), path)


def test_a_film_nobody_may_read_about_any_more_stands_in_no_list(film, editor, member, signed_in):
    seeing.write_viewing(film, MAY, by=member)
    seeing.want(film, by=member)
    publishing.withdraw(film.reviews.get(), by=editor, reason="Falscher Film")
    for page in ("gesehen", "will-ich-sehen"):
        assert "Der Turm" not in text(signed_in(member), f"{member.get_absolute_url()}{page}/")


def test_pages_of_a_diary_follow_each_other_by_day_and_cost_the_same(member, editor, signed_in, settings):
    settings.PAGE_CACHE = False
    films, client, counts = [make_review(editor).film for _ in range(3)], signed_in(member), []
    path = f"{member.get_absolute_url()}gesehen/"
    for days in (1, 40):
        for n in range(days):
            for film in films:
                Viewing.objects.get_or_create(member=member, film=film, on=MAY - datetime.timedelta(days=n))
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            first = text(client, path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert first.count("/filme/") == 60 and "3.\u00a0Mai 2026" in first and '<h2 id="monat-2026-04">April</h2>' in first
    older = first.partition('rel="next" href="')[2].partition('"')[0]
    second = text(client, path + older)
    assert second.count("/filme/") == 60 and "3.\u00a0Mai 2026" not in second and "25.\u00a0März 2026" in second
    newer = second.partition('rel="prev" href="')[2].partition('"')[0]
    assert text(client, path + newer).count("/filme/") == 60
    text(client, f"{path}?nach=99999999.1", 404)


def test_the_page_of_a_film_takes_days_and_says_what_is_wrong(film, member, signed_in):
    client, path = signed_in(member), film.get_absolute_url()
    for sent, words in (
        ("", "An welchem Tag?"),
        ("morgen", "Schreib den Tag wie 26.11.2026."),
        ("2999-01-01", "Dieser Tag kommt erst noch."),
        ("1802-01-01", "Da gab es noch kein Kino."),
    ):
        answer = client.post(f"{path}tagebuch/", {"am": sent})
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not sent or f'value="{sent}"' in answer.content.decode()
    assert client.post(f"{path}tagebuch/", {"am": "3.5.2026"}).url == f"{path}#tagebuch"
    page = text(client, path)
    assert "3.\u00a0Mai 2026" in page and "streichen" in page and "Will ich sehen" not in page.partition("tagebuch")[2]
    client.post(f"{path}tagebuch/streichen/", {"tag": "2026-05-03", "am": "2026-05-04"})
    assert "3.\u00a0Mai 2026" not in text(client, path)
