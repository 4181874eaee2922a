"""Feeds of reviews: the newest first, only what everybody may read."""

import xml.etree.ElementTree as ET

import pytest

from reviews import publishing
from reviews.content import newest_revision
from reviews.models import Review
from tests.making import make_draft, make_review, save

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def titles(client, path):
    answer = client.get(path)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/atom+xml")
    root = ET.fromstring(answer.content)
    for name in ("id", "title", "updated"):
        assert root.find(f"a:{name}", ATOM).text
    return [entry.find("a:title", ATOM).text for entry in root.findall("a:entry", ATOM)]


@pytest.fixture
def review(editor):
    review = make_draft(editor, "Der Turm")
    content = newest_revision(review).content
    content["film"] |= {"tags": ["Nebel"], "crew": {"director": ["Noor Talsma"]}}
    save(review, content | {"teaser": "Ein <Turm> & ein Meer."}, by=editor)
    publishing.publish(review, by=editor)
    return Review.objects.get(pk=review.pk)


def test_feeds_stand_beside_their_lists(review, editor, as_guest):
    make_review(editor, "Das Tal")
    person = review.film.credits.get().person
    assert titles(as_guest, "/kritiken/feed.atom") == ["Das Tal", "Der Turm"]
    for path in ("/schlagworte/nebel/", person.get_absolute_url()):
        assert titles(as_guest, f"{path}feed.atom") == ["Der Turm"]
        assert f'href="{path}feed.atom"' in as_guest.get(path).content.decode()
    assert (
        "Ein &lt;Turm"
        in ET.fromstring(as_guest.get("/kritiken/feed.atom").content).findall("a:entry/a:summary", ATOM)[1].text
    )


def test_what_is_withdrawn_or_not_out_is_in_no_feed(review, editor, as_guest):
    make_draft(editor, "Geheim")
    publishing.withdraw(review, by=editor, reason="x")
    assert titles(as_guest, "/kritiken/feed.atom") == []
    assert as_guest.get("/schlagworte/nebel/feed.atom").status_code == 404


def test_who_has_the_feed_gets_304(review, as_guest):
    etag = as_guest.get("/kritiken/feed.atom").headers["ETag"]
    assert as_guest.get("/kritiken/feed.atom", headers={"If-None-Match": etag}).status_code == 304
