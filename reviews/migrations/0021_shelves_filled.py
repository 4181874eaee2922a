"""Labels and authors of before get addresses, reviews of before are found by the filters of their list.

All of it is read anew from the rows by `manage.py check_consistency`, should what a facet is ever change.
"""

import zlib
from collections import defaultdict

from django.db import migrations
from django.utils import timezone

from reviews.countries import countries_by_slug, country_slug
from text.folding import sort_key
from text.slugs import slug_for

AT_ONCE = 200


def name_labels(apps, schema_editor):
    labels = apps.get_model("reviews", "Organisation")
    taken = set()
    for label in labels.objects.order_by("pk"):
        base = slug_for(label.name, fallback="label")
        number, slug = 1, base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        labels.objects.filter(pk=label.pk).update(slug=slug, sort_key=sort_key(label.name)[:240])


def name_authors(apps, schema_editor):
    authors = apps.get_model("reviews", "ReviewAuthor")
    for name in authors.objects.order_by("name").values_list("name", flat=True).distinct():
        authors.objects.filter(name=name).update(slug=slug_for(name, fallback="ohne-namen"))


def shelve(apps, schema_editor):
    reviews, facets = apps.get_model("reviews", "Review"), apps.get_model("reviews", "Facet")
    last = 0
    while True:
        rows = reviews.objects.filter(pk__gt=last, state="published").order_by("pk").select_related("film")
        found = list(rows.defer("text", "text_html")[:AT_ONCE])
        if not found:
            return
        pairs = pairs_of(apps, found)
        facets.objects.bulk_create(
            facets(
                review=review, kind=kind, value=value, published_at=review.published_at, signature=of_all(pairs[review.pk])
            )
            for review in found
            for kind, value in sorted(pairs[review.pk])
        )
        last = found[-1].pk


def pairs_of(apps, reviews):
    """By review; a few queries."""
    of_film, of_review = defaultdict(set), defaultdict(set)
    films = {review.film_id for review in reviews}
    for film, medium, fsk in (
        apps.get_model("reviews", "Release").objects.filter(film__in=films).values_list("film", "medium", "fsk")
    ):
        of_film[film].add(("medium", MEDIA[medium]))
        if fsk:
            of_film[film].add(("fsk", RATINGS.get(fsk, fsk)))
    tags = apps.get_model("reviews", "FilmTag").objects.filter(content_object__in=films)
    for film, tag in tags.values_list("content_object", "tag"):
        of_film[film].add(("tag", str(tag)))
    credits = apps.get_model("reviews", "Credit").objects.filter(film__in=films)
    for film, person in credits.values_list("film", "person"):
        of_film[film].add(("person", str(person)))
    authors = apps.get_model("reviews", "ReviewAuthor").objects.filter(review__in=reviews)
    for review, slug in authors.values_list("review", "slug"):
        of_review[review].add(("author", slug))
    return {review.pk: of_film[review.film_id] | of_review[review.pk] | own_pairs(review) for review in reviews}


def of_all(pairs):
    bits = 0
    for kind, value in pairs:
        if kind != "person":
            bits |= 1 << zlib.crc32(f"{kind} {value}".encode()) % 63
    return bits


MEDIA = {
    "cinema": "kino",
    "bluray": "blu-ray",
    "uhd": "4k-blu-ray",
    "dvd": "dvd",
    "stream": "stream",
    "tv": "tv",
}
RATINGS = {"ungeprüft": "ungeprueft", "SPIO/JK": "spio-jk", "folgt": "freigabe-folgt"}


def own_pairs(review):
    pairs = {("month", f"{timezone.localtime(review.published_at):%Y-%m}")}
    slugs = {country_slug(code) for code in review.film.countries}
    pairs |= {("country", slug) for slug in slugs if slug in countries_by_slug()}
    if review.film.year:
        pairs |= {("year", str(review.film.year)), ("year", f"{review.film.year // 10}0er")}
    if review.score is not None:
        reached = {("score", f"ab-{least}") for least in range(5, 10) if review.score >= 2 * least}
        pairs |= reached or {("score", "unter-5")}
    return pairs


def look_at_all_films(apps, schema_editor):
    """The worker finds what is near to each, and counts."""
    apps.get_model("reviews", "Film").objects.update(linked_version=0)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0020_shelves")]
    operations = [
        migrations.RunPython(name_labels, migrations.RunPython.noop),
        migrations.RunPython(name_authors, migrations.RunPython.noop),
        migrations.RunPython(shelve, migrations.RunPython.noop),
        migrations.RunPython(look_at_all_films, migrations.RunPython.noop),
    ]
