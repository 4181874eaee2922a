"""A review as its readers see it. What does not change with the discussion is kept in this process by everything it is
made of: a page then costs the questions for the review and for what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from accounts.models import ANYBODY
from accounts.prepared import Asked, AskedTogether, PreparedQuery, hand_out
from reviews.body import TRAILER_MARK, blocks_of
from reviews.mentions import Key, link_text, urls_of
from reviews.models import Film, Mention, Person, Rendition, Review, ReviewAuthor, ReviewStill, Trailer
from reviews.models import still as calendar
from reviews.pictures import PLACE, Picture, card_of, picture_of
from reviews.shown_facts import facts_of
from text.fragments import Kept

__all__ = ["ShownReview", "as_shown", "pictures_of", "shown_review"]

REVIEWS = 150
"""About 40 KB each, so 6 MB in a process."""


@dataclass(frozen=True)
class ShownReview:
    """`article` is the page without its discussion, `link_card` what other sites show of a link to it; `authors` and `lead`
    are for machines."""

    article: SafeString
    link_card: Picture | None
    picture_count: int
    has_trailer: bool
    authors: tuple[ReviewAuthor, ...]
    lead: Picture | None


_reviews: Kept[ShownReview] = Kept(REVIEWS)

pictures_of = PreparedQuery(
    lambda: ReviewStill.objects.filter(review=Asked(0)).order_by("id").values_list("id", *PLACE)
)


def shown_review(review: Review, pictures: Sequence[Any], *, is_guest: bool) -> ShownReview:
    """No query if it is known, else two; `pictures` are `pictures_of` it, as stills have no version. Review and film must
    have been read before, for what is written meanwhile raises their versions. Guests see some pictures only after a
    click."""

    def make() -> ShownReview:
        facts, parts = facts_of(review.film), _parts_of(review)
        return as_shown(review, **parts, trailer=facts["trailer"], facts=facts, is_guest=is_guest)

    key = (review.pk, review.version, review.film.version, is_guest, calendar.today(), tuple(pictures))
    return _reviews.get(key, make)


def _parts_of(review: Review) -> dict[str, Any]:
    """What is the review's own, by the names `as_shown` has for it. One query."""
    of_review, now = (review.pk,), timezone.now()
    places, renditions, authors, mentions, films, persons = _parts(
        (review.pk, calendar.today()), of_review, of_review, of_review, (review.pk, now), (review.pk, now)
    )
    for place in places:
        place.review = review
    hand_out(renditions, [place.still for place in places], by="still_id", name="renditions")
    lead = next((place for place in places if place.pk == review.lead_id), None)
    return {"places": places, "lead": lead, "authors": authors, "urls": urls_of(mentions, films, persons)}


def _named(kind: str) -> QuerySet[Any]:
    return Mention.objects.filter(review=Asked(0)).values(kind)


_parts = AskedTogether(
    PreparedQuery(
        lambda: (
            ReviewStill.objects.filter(review=Asked(0))
            .shown(Asked(1))
            .select_related("still")
            .defer("still__preview", "still__metadata")
            .order_by("position", "number")
        )
    ),
    PreparedQuery(
        lambda: Rendition.objects.filter(still__in=ReviewStill.objects.filter(review=Asked(0)).values("still"))
    ),
    PreparedQuery(lambda: ReviewAuthor.objects.filter(review=Asked(0))),
    PreparedQuery(lambda: Mention.objects.filter(review=Asked(0))),
    PreparedQuery(lambda: Film.objects.visible_to(ANYBODY, Asked(1)).filter(pk__in=_named("film"))),
    PreparedQuery(lambda: Person.objects.visible_to(ANYBODY, Asked(1)).filter(pk__in=_named("person"))),
)


def as_shown(
    review: Review,
    places: list[ReviewStill],
    lead: ReviewStill | None,
    authors: list[ReviewAuthor],
    trailer: Trailer | None,
    facts: dict[str, Any],
    *,
    urls: dict[Key, str],
    is_guest: bool = False,
) -> ShownReview:
    """From rows or, for a preview, from what is not stored yet. `places` are those that show something; `facts` are those
    of `reviews.shown_facts`, `urls` what is named in the text leads to."""
    people = [credit.person for credit in [*facts["cast"], *(c for _, credits in facts["crew"] for c in credits)]]
    html = link_text(review.text_html, urls, people, facts["aliases"])
    context = facts | {
        "review": review,
        "film": review.film,
        "authors": authors,
        "lead": lead,
        "teaser": link_text(escape(review.teaser), urls, []),
        "lead_picture": picture_of(lead.still, alt=lead.alt_text) if lead and lead.still else None,
        "blocks": blocks_of(html, places, lead=lead.number if lead else None, has_trailer=trailer is not None),
        "trailer": trailer,
        "trailer_stands_in_text": TRAILER_MARK in review.text_html,
        "picture_count": len(places),
        "is_guest": is_guest,
    }
    article = SafeString(render_to_string("reviews/_article.html", context))
    return ShownReview(
        article, card_of(lead), len(places), trailer is not None, tuple(authors), context["lead_picture"]
    )
