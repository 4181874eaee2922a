"""`…/feed.atom` beside the lists of reviews. With an ETag, so that a reader who has it gets 304."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import ANYBODY
from forum.views.feeds import ATOM
from reviews import feeds
from reviews.models import Film, Franchise, Person, ReviewAuthor, Tag
from reviews.models.address import SlugKind
from reviews.views.films import find_by_slug


@require_safe
@conditional_page
def reviews_feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feeds.feed_of_reviews(), content_type=ATOM)


def _feed(rows: QuerySet[Any], kind: SlugKind, slug: str, make: Callable[[Any], str]) -> HttpResponse:
    """Of what has this slug among `rows`, or the redirect from one it once had. Raises Http404."""
    found = find_by_slug(rows, kind, slug)
    return found if isinstance(found, HttpResponse) else HttpResponse(make(found), content_type=ATOM)


@require_safe
@conditional_page
def tag_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(Tag.objects.visible_to(ANYBODY), SlugKind.TAG, slug, feeds.feed_of_tag)


@require_safe
@conditional_page
def person_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(Person.objects.visible_to(ANYBODY), SlugKind.PERSON, slug, feeds.feed_of_person)


@require_safe
@conditional_page
def film_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(Film.objects.visible_to(ANYBODY), SlugKind.FILM, slug, feeds.feed_of_film)


@require_safe
@conditional_page
def franchise_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(Franchise.objects.visible_to(ANYBODY), SlugKind.FRANCHISE, slug, feeds.feed_of_franchise)


@require_safe
@conditional_page
def author_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A name has one slug for ever."""
    author = ReviewAuthor.objects.visible_to(ANYBODY).filter(slug=slug).order_by("-review").first()
    if author is None:
        raise Http404
    return HttpResponse(feeds.feed_of_author(author), content_type=ATOM)
