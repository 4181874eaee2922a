"""`…/feed.atom` beside the lists of reviews. With an ETag, so that a reader who has it gets 304."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import ANYBODY
from forum.views.feeds import ATOM
from reviews import feeds
from reviews.models import Person, Tag
from reviews.models.address import SlugKind
from reviews.views.films import find_by_slug


@require_safe
@conditional_page
def reviews_feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feeds.feed_of_reviews(), content_type=ATOM)


@require_safe
@conditional_page
def tag_feed(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_by_slug(Tag.objects.visible_to(ANYBODY), SlugKind.TAG, slug)
    return HttpResponse(feeds.feed_of_tag(found), content_type=ATOM) if isinstance(found, Tag) else found


@require_safe
@conditional_page
def person_feed(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_by_slug(Person.objects.visible_to(ANYBODY), SlugKind.PERSON, slug)
    return HttpResponse(feeds.feed_of_person(found), content_type=ATOM) if isinstance(found, Person) else found
