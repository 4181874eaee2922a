"""What searchers find: every page a guest may read, with its pictures, and no other."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filmsite import sitemaps
from forum import posting
from forum.models import Board
from reviews import publishing
from reviews.models import Still
from tests.making import make_board, make_draft, make_files, make_review

pytestmark = pytest.mark.django_db
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "i": "http://www.google.com/schemas/sitemap-image/1.1"}


def parts(client):
    root = ET.fromstring(client.get("/sitemap.xml").content)
    return [loc.text for loc in root.findall("s:sitemap/s:loc", SPACES)]


def read(client, url):
    assert url.startswith("http://127.0.0.1:")
    answer = client.get("/" + url.split("/", 3)[3])
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ET.fromstring(answer.content)


def pages(client):
    found = {}
    for url in parts(client):
        for entry in read(client, url).findall("s:url", SPACES):
            images = [image.text for image in entry.findall("i:image/i:loc", SPACES)]
            path = "/" + entry.find("s:loc", SPACES).text.split("/", 3)[3]
            assert path not in found
            found[path] = images
    return found


def test_every_page_for_guests_is_there_once_and_no_other(editor, member, as_guest):
    review = make_review(editor, "Der Turm", pictures=2)
    make_files(review)
    draft, gone = make_draft(editor, "Geheim"), make_review(editor, "Zurückgezogen")
    publishing.withdraw(gone, by=editor, reason="x")
    team = make_board("Hinterzimmer")
    Board.objects.filter(pk=team.pk).update(visible_to="team")
    talk = posting.open_thread(make_board("Foyer"), by=member, title="Hallo", source="Ja", form_key="a")
    found = pages(as_guest)
    for path in (review.get_absolute_url(), review.film.get_absolute_url(), talk.get_absolute_url(), "/", "/regeln/"):
        assert path in found
    for path in (draft.film.get_absolute_url(), gone.get_absolute_url(), gone.thread.get_absolute_url()):
        assert path not in found
    assert team.get_absolute_url() not in found
    assert len(found[review.get_absolute_url()]) == 2
    for path in found:
        assert as_guest.get(path).status_code == 200


def test_a_picture_for_adults_is_in_no_sitemap(editor, as_guest):
    review = make_review(editor, pictures=1)
    make_files(review)
    Still.objects.update(min_age=16)
    assert pages(as_guest)[review.get_absolute_url()] == []


def test_parts_hold_ranges_and_cost_the_same(editor, as_guest, monkeypatch):
    monkeypatch.setattr(sitemaps.SiteSection, "limit", 4)
    costs = []
    for size in (3, 9):
        for n in range(size):
            make_review(editor, f"Film {size} {n}")
        urls = [url for url in parts(as_guest) if "kritiken" in url]
        with CaptureQueriesContext(connection) as queries:
            assert len(read(as_guest, urls[0]).findall("s:url", SPACES)) <= 4
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert sum(len(read(as_guest, url).findall("s:url", SPACES)) for url in urls) == 12


@pytest.mark.parametrize("path", ["/sitemap-kritiken-0.xml", "/sitemap-kritiken-99.xml", "/sitemap-nichts-1.xml"])
def test_parts_there_are_not_answer_404(path, as_guest):
    assert as_guest.get(path).status_code == 404


def test_robots_are_told_of_the_map_and_kept_from_forms(as_guest, settings):
    words = as_guest.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in words and "Disallow: /moderation/" in words
    assert not re.search("^Disallow: /$", words, flags=re.M)
