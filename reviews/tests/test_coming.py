"""„Demnächst“ on home: what comes out next, of films that may be seen."""

import datetime

import pytest
from django.utils import timezone

from reviews import publishing
from reviews.content import snapshot
from reviews.facts import RELEASE
from reviews.models import Release
from tests.making import make_draft, save

pytestmark = pytest.mark.django_db


def releases(*pairs):
    today = timezone.localdate()
    days = [(medium, (today + datetime.timedelta(days=ahead)).isoformat()) for medium, ahead in pairs]
    empty = {name: getattr(Release(), name) for name in RELEASE} | {"label": ""}
    return [empty | {"medium": medium, "date_from": day} for medium, day in days]


def draft(editor, title, *pairs):
    review = make_draft(editor, title)
    content = snapshot(review)
    content["film"] |= {"releases": releases(*pairs)}
    save(review, content, by=editor)
    return review


def publish(editor, title, *pairs):
    review = draft(editor, title, *pairs)
    publishing.publish(review, by=editor)
    return review


def coming(client):
    """Title and media of the rows."""
    page = client.get("/").content.decode()
    rows = page.partition('id="bald"')[2].partition("</section>")[0].split("<li>")[1:]
    return [(row.split("</a></h3>")[0].split(">")[-1], row.split('class="last">')[1].split("<")[0]) for row in rows]


def test_one_row_for_a_film_and_a_day_the_nearest_first(as_guest, editor):
    publish(editor, "Spät", ("cinema", 9))
    publish(editor, "Früh", ("bluray", 3), ("dvd", 3), ("stream", 30))
    assert coming(as_guest) == [("Früh", "Blu-ray, DVD"), ("Spät", "Kino"), ("Früh", "Stream")]


def test_what_is_out_already_and_what_nobody_may_see_does_not_stand_there(as_guest, signed_in, editor):
    publish(editor, "Heute", ("cinema", 0))
    publish(editor, "Gestern", ("cinema", -1))
    draft(editor, "Geheim", ("cinema", 2))
    for client in (as_guest, signed_in(editor)):
        assert coming(client) == [("Heute", "Kino")]


def test_a_new_date_a_withdrawal_and_the_next_day_show_at_the_next_request(as_guest, editor, monkeypatch):
    review = publish(editor, "Der Film", ("cinema", 1))
    publish(editor, "Der andere", ("cinema", 2))
    assert [title for title, _ in coming(as_guest)] == ["Der Film", "Der andere"]
    content = snapshot(review)
    content["film"] |= {"releases": releases(("cinema", 3))}
    save(review, content, by=editor)
    publishing.publish_change(review, by=editor)
    assert [title for title, _ in coming(as_guest)] == ["Der andere", "Der Film"]
    later = timezone.now() + datetime.timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert [title for title, _ in coming(as_guest)] == ["Der Film"]
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert coming(as_guest) == []
