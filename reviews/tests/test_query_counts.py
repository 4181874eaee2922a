"""No page about reviews costs more queries for more rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ANYBODY
from reviews import publishing
from reviews.content import snapshot
from reviews.models import Doubt, Film, ImportSource, Person, Review, Revision, RevisionKind, Tag
from tests.making import make_draft, save

pytestmark = pytest.mark.django_db

CAST = [{"name": f"Person Nummer {letter}", "role": f"Rolle {letter}"} for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcd"]


@pytest.fixture
def publish_one(editor):
    def publish(title, *, people=1, pictures=0):
        review = make_draft(editor, title, pictures=pictures)
        content = snapshot(review)
        content["film"] |= {"crew": {"director": ["Noor Talsma"]}, "cast": CAST[:people], "tags": ["Nebel"]}
        save(review, content, by=editor)
        publishing.publish(review, by=editor)
        return review

    return publish


@pytest.fixture(autouse=True)
def made_anew(settings):
    settings.PAGE_CACHE = False


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries)


@pytest.mark.parametrize("persona", ["guest", "editor"])
def test_lists_of_reviews_cost_the_same_at_3_and_30(publish_one, as_guest, signed_in, editor, persona):
    client, counts = as_guest if persona == "guest" else signed_in(editor), []
    for size in (3, 27):
        for n in range(size):
            publish_one(f"Film {size} {n}")
        person, tag = Person.objects.get(name="Noor Talsma"), Tag.objects.get(name="Nebel")
        paths = ["/", "/kritiken/", person.get_absolute_url(), tag.get_absolute_url()]
        counts.append([queries_of(client, path) for path in paths])
    assert counts[0] == counts[1]


def test_a_new_review_makes_the_lead_and_the_cards_anew_by_four_queries(publish_one, as_guest):
    for n in range(7):
        publish_one(f"Film {n}")
    known = queries_of(as_guest, "/")
    publish_one("Film 8")
    with CaptureQueriesContext(connection) as queries:
        assert as_guest.get("/").status_code == 200
    assert len(queries) - known <= 4


def test_a_film_costs_the_same_with_3_and_30_reviews_and_people(publish_one, as_guest):
    counts = []
    for size in (3, 27):
        for _ in range(size):
            publish_one("Der Turm", people=size)
        counts.append(queries_of(as_guest, Film.objects.get().get_absolute_url()))
    assert counts[0] == counts[1]


def test_a_review_and_its_pictures_cost_the_same_with_3_and_30_of_each(publish_one, as_guest, signed_in, editor):
    counts = []
    for size in (3, 30):
        review = publish_one(f"Bilder {size}", people=size, pictures=size)
        address = review.get_absolute_url()
        desk = f"/redaktion/kritiken/{review.pk}/"
        guest = [queries_of(as_guest, path) for path in (address, f"{address}bilder/2/")]
        client = signed_in(editor)
        counts.append(guest + [queries_of(client, path) for path in (desk, f"{desk}vorschau/", f"{desk}fassungen/")])
    assert counts[0] == counts[1]


def test_lists_of_the_desk_cost_the_same_at_3_30_and_300(signed_in, editor):
    """Rows are copied, so that three hundred reviews do not take three hundred imports."""
    client, counts = signed_in(editor), []
    review = make_draft(editor, "Vorlage", pictures=1)
    for size in (3, 27, 270):
        first = Review.objects.count()
        Review.objects.bulk_create(
            Review(film=review.film, title=f"Kritik {n}", slug=f"kritik-{n}", owner=editor)
            for n in range(first, first + size)
        )
        newest = review.revisions.latest()
        for kind in (RevisionKind.SAVED, RevisionKind.PROPOSED):
            start = review.revisions.latest().number + 1
            Revision.objects.bulk_create(
                Revision(review=review, number=start + n, kind=kind, content=newest.content, by=editor, based_on=newest)
                for n in range(size)
            )
        source = ImportSource.objects.create(sha256=f"{size:064}", file_name="x", raw_text="x", review=review)
        Doubt.objects.bulk_create(Doubt(source=source, field="film.cast", text=f"Zweifel {n}") for n in range(size))
        desk = f"/redaktion/kritiken/{review.pk}/"
        paths = ["/redaktion/", "/redaktion/?stand=geplant", desk, f"{desk}fassungen/", f"{desk}quelle/"]
        counts.append([queries_of(client, path) for path in paths])
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL knows how many rows there are")
@pytest.mark.parametrize("field", ["pk", "thread"])
def test_a_handful_of_reviews_is_looked_up_by_its_keys_and_not_among_all_that_are_published(field):
    """Of three keys or more SQLite thinks otherwise, and a list with 30 discussions read an archive of 50,000 reviews."""
    keys = {f"{field}__in": range(1, 31)}
    assert "review_newest" in Review.objects.visible_to(ANYBODY).filter(**keys).explain()
    assert "review_newest" not in Review.objects.each_visible_to(ANYBODY).filter(**keys).explain()
