"""The public pages of a review: text and pictures."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.ignoring import ignored_by
from accounts.models import ANYBODY, Viewer
from accounts.prepared import Asked, AskedTogether, PreparedQuery
from forum.models import Post, Thread
from forum.models.board import audiences_of
from reviews.addresses import find_by_old_slug
from reviews.models import Job, Review, ReviewState, ReviewStill
from reviews.models.address import SlugKind
from reviews.pictures import picture_of
from reviews.reading import pictures_of, shown_review
from reviews.related import shown_threads, shown_to_guests
from reviews.relations import films_near
from reviews.shown_facts import facts_of
from reviews.shown_votes import votes_on
from reviews.structured_data import data_of_review

WITHDRAWN = "Diese Kritik wurde zurückgezogen."
VOICES = 3


def find_review(request: HttpRequest, slug: str) -> Review | HttpResponse:
    """The visible review of this slug, or the answer that stands for it."""
    for review in _by_slug(slug, timezone.now()):
        return review
    if Review.objects.filter(slug=slug, state=ReviewState.WITHDRAWN).exists():
        return HttpResponseGone(WITHDRAWN)
    if moved := find_by_old_slug(Review.objects.visible_to(request.user), SlugKind.REVIEW, slug):
        return redirect(moved, permanent=True)
    raise Http404


_by_slug = PreparedQuery(
    lambda: (
        Review.objects.visible_to(ANYBODY, Asked(1))
        .filter(slug=Asked(0))
        .select_related("film__tally", "film__franchise", "thread__board")
    )
)


@require_safe
def review(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_review(request, slug)
    if not isinstance(found, Review):
        return found
    of_review = (found.pk,)
    pictures, near, voices, related = _beside(
        of_review, (found.film_id, timezone.now()), (found.thread_id or 0,), of_review
    )
    shown = shown_review(found, pictures, is_guest=not request.user.is_authenticated)
    votes = votes_on(found.film, request.user, question=found.poll_question)
    context = {"review": found, "film": found.film, "shown": shown, "votes": votes, "relations": near}
    if not request.user.is_authenticated:
        facts = facts_of(found.film)
        context["linked_data"] = data_of_review(found, facts, votes.tally, shown.authors, shown.link_card or shown.lead)
    if found.thread is not None and found.thread.board.visible_to in audiences_of(request.user):
        links = [row.thread for row in related]
        context |= {"thread": found.thread} | heard_by(request.user, found, voices, links)
    return render(request, "reviews/review.html", context)


_beside = AskedTogether(
    pictures_of,
    films_near,
    PreparedQuery(lambda: Post.objects.last_voices(Asked(0), VOICES, ANYBODY)),
    shown_to_guests["review"],
)


def heard_by(viewer: Viewer, review: Review, voices: list[Post], related: list[Thread]) -> dict[str, object]:
    """The last voices and the threads „Auch im Forum“ for this viewer in place of those for guests."""
    if ignored_by(viewer):
        voices = list(Post.objects.last_voices(review.thread_id, VOICES, viewer))
    if viewer.is_authenticated:
        related = shown_threads(viewer, review=review.pk)
    return {"voices": voices, "related": related}


@require_safe
def picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = find_review(request, slug)
    if not isinstance(found, Review):
        return found
    places = list(ReviewStill.objects.visible_to(request.user).filter(review=found).for_pages())
    numbers = [place.number for place in places]
    if number not in numbers:
        raise Http404
    at = numbers.index(number)
    place = places[at]
    context = {
        "review": found,
        "cast": list(found.film.credits.filter(job=Job.CAST).select_related("person")),
        "place": place,
        "picture": picture_of(place.still, alt=place.alt_text) if place.still else None,
        "at": at + 1,
        "count": len(places),
        "previous": numbers[at - 1] if at else None,
        "next": numbers[at + 1] if at + 1 < len(numbers) else None,
    }
    return render(request, "reviews/picture.html", context)
