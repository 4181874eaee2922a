"""Imports at once: each file becomes one draft, each person one row, and nobody gets an error."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from reviews.facts import film_with
from reviews.importing.save import import_source
from reviews.importing.sources import read_source
from reviews.models import Film, ImportSource, Organisation, Person, Review
from reviews.tests.importing_pages import facts_row, page_text
from tests.visitors import all_at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

AT_ONCE = 6
ROUNDS = 3


def outcomes(texts, tmp_path):
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(text)

    def load(path):
        source, _ = read_source(path)
        try:
            return import_source(source, owner=None, images=[], keep_files=True).kind
        finally:
            connection.close()

    return Counter(all_at_once([partial(load, path) for path in files]))


def test_the_same_file_many_times_at_once_is_one_draft(tmp_path):
    for number in range(ROUNDS):
        text = page_text(facts=facts_row(Originaltitel=f"Firn {number}"))
        assert outcomes([text] * AT_ONCE, tmp_path) == {"new": 1, "unchanged": AT_ONCE - 1}
    assert Review.objects.count() == Film.objects.count() == ImportSource.objects.count() == ROUNDS


def test_the_same_new_persons_in_many_files_at_once_are_made_once(tmp_path):
    for number in range(ROUNDS):
        cast = [f"Ole {number} der {n}." for n in range(20)]
        casts = [", ".join(cast if n % 2 else reversed(cast)) for n in range(AT_ONCE)]
        texts = [page_text(facts=facts_row(Originaltitel=f"{number} {n}", Darsteller=c)) for n, c in enumerate(casts)]
        assert outcomes(texts, tmp_path) == {"new": AT_ONCE}
    assert Person.objects.filter(name__startswith="Ole").count() == ROUNDS * 20
    assert Organisation.objects.count() == 1


def test_versions_of_one_page_at_once_are_one_draft_and_one_film(tmp_path):
    for number in range(ROUNDS):
        facts = facts_row(Originaltitel=f"Firn {number}")
        if number:
            film_with(f"Firn {number}", 2026)  # another draft made the film
        texts = [page_text(facts=facts).replace("nichts zu", f"{n} Dinge zu") for n in range(AT_ONCE)]
        assert outcomes(texts, tmp_path) == {"new": 1, "updated": AT_ONCE - 1}
    assert Review.objects.count() == Film.objects.count() == ROUNDS
