"""All addresses of the URL configuration, with everything a visitor could try for their parameters. Later addresses
join by themselves."""

import itertools
import re

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import NotificationKind
from accounts.preferences import mail_token
from filmsite.sitemaps import SITEMAPS
from forum.cases.reporting import secret_of
from forum.models import Board, Case, Post, Report, Thread
from reviews.countries import country_slug
from reviews.models import Franchise, Organisation, Person, Rendition, Tag

NEXT = 3
"""How many numbers behind the last one are tried: what is made next gets one of them."""


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern


def values_for(review):
    """For every parameter of an address what belongs to the review, and something of everybody's."""
    film, thread = review.film, [review.thread.slug] if review.thread else []
    slugs = [review.slug, film.slug, *thread, "oeffentlich", Board.objects.first().slug]
    for kind in (
        Person.objects.filter(credits__film=film).distinct(),
        Tag.objects.filter(film_tags__content_object=film),
        Franchise.objects.filter(films=film),
        Organisation.objects.filter(releases__film=film),
        review.authors.all(),
    ):
        slugs += kind.values_list("slug", flat=True)
    slugs += [str(film.year), f"{(film.year or 0) // 10}0er", *(country_slug(code) for code in film.countries)]
    return {
        "slug": slugs,
        "pk": sorted({review.pk, *numbers_of(Thread), *numbers_of(Post), *numbers_of(Case)}),
        "number": sorted({1, *review.stills.values_list("number", flat=True)}),
        "page": [1, 2],
        "part": [1, 2],
        "section": [*SITEMAPS],
        "doubt": [1],
        "correction": [1],
        "still": list(review.stills.exclude(still=None).values_list("still", flat=True)),
        "kind": ["impressum", "film"],
        "secret": ["x", *(secret_of(seed) for seed in Report.objects.values_list("secret_seed", flat=True))],
        "token": ["x", mail_token(review.owner, NotificationKind.RIGHTS_ENDING)],
        "name": [
            *Rendition.objects.order_by("name").values_list("name", flat=True),
            *dict.fromkeys(["Ada Lünemann", review.owner.name]),
            *(f"{place.still.sha256}.jpeg" for place in review.stills.exclude(still=None).select_related("still")),
        ],
    }


def numbers_of(model):
    known = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return known + [max(known, default=0) + step for step in range(1, NEXT)]


def addresses(review):
    known = values_for(review)
    found = set()
    for route, _ in patterns(get_resolver()):
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if "(?P<" in route:
            continue
        missing = set(names) - known.keys()
        assert not missing, f"tell the walk what to try for {missing} in {route}"
        for chosen in itertools.product(*(known[name] for name in names)):
            path = route
            for name, value in zip(names, chosen, strict=True):
                path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path, count=1)
            found.add(f"/{path}")
    return sorted(found)
