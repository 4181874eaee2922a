"""What tests of the calendar of releases begin with: films that come out, and a page read back."""

import datetime
import re
from html import unescape
from zoneinfo import ZoneInfo

from reviews import publishing
from reviews.content import snapshot
from reviews.facts import RELEASE
from reviews.models import Film, Release
from tests.making import make_draft, save
from text.slugs import slug_for

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=BERLIN)
"""A Wednesday of week 48."""

PAGE = "/neuerscheinungen/"
FILE = f"{PAGE}kalender.ics"
FEED = f"{PAGE}feed.atom"


def release(day, medium="cinema", **fields):
    empty = {name: getattr(Release(), name) for name in RELEASE} | {"label": ""}
    return empty | {"medium": medium, "date_from": day} | fields


def draft_release(editor, title, *releases, **facts):
    """A draft of a review, whose film comes out so."""
    review = make_draft(editor, title)
    content = snapshot(review)
    content["film"] |= {"releases": list(releases)} | facts
    save(review, content, by=editor)
    review.refresh_from_db()
    return review


def announce(editor, title, *releases, **facts):
    review = draft_release(editor, title, *releases, **facts)
    publishing.publish(review, by=editor)
    review.refresh_from_db()
    return review


def change_releases(review, *releases, by):
    content = snapshot(review)
    content["film"] |= {"releases": list(releases)}
    save(review, content, by=by)
    publishing.publish_change(review, by=by)


def add_rows_of_releases(number, day, **fields):
    """Films of one release each, without their reviews: for tests of size."""
    first = Film.objects.count()
    titles = [f"Film Nummer {first + n}" for n in range(number)]
    films = Film.objects.bulk_create(
        Film(original_title=title, slug=slug_for(title), page_released_at=NOW - datetime.timedelta(days=9))
        for title in titles
    )
    Release.objects.bulk_create(
        Release(**{"film": film, "medium": "cinema", "date_from": day} | fields) for film in films
    )
    return titles


def text_of(html):
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def page_of(client, query=""):
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def sections_of(page):
    """Heading, and the rows as „Titel: Medium“, of each part."""
    parts = re.findall('<section class="scene week".*?</section>', page, re.S)
    return {text_of(re.search("<h2.*?</h2>", part, re.S)[0]): rows_in(part) for part in parts}


def rows_in(part):
    titles = [text_of(title) for title in re.findall("<h3>.*?</h3>", part.partition("<li")[2], re.S)]
    media = re.findall('<span class="way">(.*?)</span>', part)
    return [f"{title}: {medium}" for title, medium in zip(titles, media, strict=True)]


def shown(client, query=""):
    """All rows of the page."""
    return [row for rows in sections_of(page_of(client, query)).values() for row in rows]


def links_in(page):
    """Words, address and rel of the ways to other weeks."""
    nav = re.search('<nav class="pages" aria-label="Wochen">.*?</nav>', page, re.S)
    found = re.findall('<a class="words" href="([^"]*)"(?: rel="(\\w+)")?>([^<]*)</a>', nav[0] if nav else "")
    return {words: (unescape(address), rel) for address, rel, words in found}
