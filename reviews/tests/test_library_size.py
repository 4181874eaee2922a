"""Twenty thousand pictures are found about as fast as two hundred."""

import time

import pytest
from django.db import connection

from reviews.models import Review, ReviewStill, Still
from tests.making import add_rows_of_stills, make_draft

pytestmark = pytest.mark.django_db

LIBRARY = "/redaktion/bilder/"

QUERIES = [
    {},
    {"show": "ending"},
    {"show": "ended"},
    {"show": "uncredited"},
    {"show": "unused"},
    {"text": "verleih"},
    {"text": "selten"},
    {"text": "gibt es nicht"},
    {"text": "selten", "show": "unused"},
]

ALLOWED = 3
"""Times as long as with two hundred."""


def seconds(client, query):
    """The fastest of seven: what the machine does beside it only adds."""
    taken = []
    for _ in range(7):
        begin = time.perf_counter()
        assert client.get(LIBRARY, query).status_code == 200
        taken.append(time.perf_counter() - begin)
    return min(taken)


def add_pictures(review, number, **fields):
    add_rows_of_stills(review, number, preview="x" * 400, metadata={"caption": "y" * 300}, **fields)


def test_twenty_thousand_pictures_take_less_than_three_times_as_long_as_two_hundred(signed_in, editor):
    """What is looked for fills a page both times and is the oldest, behind all others."""
    client, review = signed_in(editor), make_draft(editor)
    add_pictures(review, 50, rights_until="2020-01-01", original_name="selten-1.jpg")
    add_pictures(review, 50, credit="", original_name="selten-2.jpg")
    add_pictures(review, 50, original_name="selten-3.jpg")
    ReviewStill.objects.filter(still__original_name="selten-3.jpg").update(still=None)
    add_pictures(review, 50)
    small = [seconds(client, query) for query in QUERIES]
    for _ in range(99):
        add_pictures(make_draft(editor), 200)
    assert (Still.objects.count(), Review.objects.count()) == (20_000, 100)
    if connection.vendor == "postgresql":  # every table: one held for empty turns the joins round
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    large = [seconds(client, query) for query in QUERIES]
    ratios = {str(query): round(b / a, 2) for query, a, b in zip(QUERIES, small, large, strict=True)}
    assert max(ratios.values()) < ALLOWED, ratios
