"""`…/feed.atom` beside the lists of reviews. With an ETag, so that a reader who has it gets 304."""

from collections.abc import Callable
from typing import Any

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


def _feed_of(model: Any, kind: SlugKind, make: Callable[[Any], str]) -> Callable[..., HttpResponse]:
    """The view for things of this kind that readers may see, found by a slug of today or before."""

    @require_safe
    @conditional_page
    def feed(request: HttpRequest, slug: str) -> HttpResponse:
        found = find_by_slug(model.objects.visible_to(ANYBODY), kind, slug)
        return found if isinstance(found, HttpResponse) else HttpResponse(make(found), content_type=ATOM)

    return feed


tag_feed = _feed_of(Tag, SlugKind.TAG, feeds.feed_of_tag)
person_feed = _feed_of(Person, SlugKind.PERSON, feeds.feed_of_person)
film_feed = _feed_of(Film, SlugKind.FILM, feeds.feed_of_film)
franchise_feed = _feed_of(Franchise, SlugKind.FRANCHISE, feeds.feed_of_franchise)


@require_safe
@conditional_page
def author_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A name has one slug for ever."""
    author = ReviewAuthor.objects.visible_to(ANYBODY).filter(slug=slug).order_by("-review").first()
    if author is None:
        raise Http404
    return HttpResponse(feeds.feed_of_author(author), content_type=ATOM)
