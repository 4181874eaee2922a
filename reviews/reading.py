"""A review as its readers see it. What does not change with the discussion is kept in this process by everything it is
made of: a page then costs the questions for review, pictures and voices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from accounts.prepared import Asked, PreparedQuery
from reviews.body import TRAILER_MARK, blocks_of
from reviews.mentions import Key, link_text, urls_in
from reviews.models import Review, ReviewAuthor, ReviewStill, Trailer
from reviews.models import still as calendar
from reviews.models.review import ReviewQuerySet
from reviews.pictures import Picture, card_of, picture_of
from reviews.shown_facts import facts_of
from text.fragments import Kept, render_list

__all__ = ["ShownReview", "as_shown", "card_rows", "shown_cards", "shown_front", "shown_review"]

REVIEWS = 150
"""About 40 KB each, so 6 MB in a process."""

PICTURES = (
    "id",
    "still_id",
    "still__state",
    "still__alt",
    "still__credit",
    "still__creator",
    "still__rights_holder_id",
    "still__rights_until",
    "still__min_age",
)
"""What a page shows of a picture, and what decides which of its files it names. Stills have no version."""


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


CardKey = tuple[Any, ...]

CARD = ("id", "published_at", "version", "film__version", *(f"lead__{name}" for name in PICTURES))

_reviews: Kept[ShownReview] = Kept(REVIEWS)

_pictures = PreparedQuery(lambda: ReviewStill.objects.filter(review=Asked(0)).order_by("id").values_list(*PICTURES))


def shown_review(review: Review, *, is_guest: bool) -> ShownReview:
    """One query if it is known. Review and film must have been read before, for what is written meanwhile raises their
    versions. Guests see some pictures only after a click."""

    def make() -> ShownReview:
        places = list(review.stills.shown().for_pages())
        lead = next((place for place in places if place.pk == review.lead_id), None)
        facts = facts_of(review.film)
        authors = list(review.authors.select_related("member"))
        urls = urls_in(review.mentions.all())
        return as_shown(review, places, lead, authors, facts["trailer"], facts, urls=urls, is_guest=is_guest)

    pictures = tuple(_pictures(review.pk))
    return _reviews.get((review.pk, review.version, review.film.version, is_guest, calendar.today(), pictures), make)


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
    html = link_text(review.text_html, urls, people)
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


def card_rows(reviews: ReviewQuerySet) -> QuerySet[Any]:
    """What the cards of these reviews are made of, for `shown_cards`."""
    return reviews.values_list(*CARD, named=True)


def shown_cards(rows: Iterable[Any]) -> list[SafeString]:
    """No query, and four where a card has changed since it was made."""

    def load(changed: list[CardKey]) -> dict[CardKey, dict[str, Any]]:
        return _contexts(changed, Review.objects.filter(pk__in=[key[0] for key in changed]).for_cards().in_bulk())

    return render_list("reviews/_card.html", _keys(rows), load)


def shown_front(rows: Sequence[Any]) -> tuple[SafeString | None, list[SafeString]]:
    """The first as the lead, the others as cards. No query, and four where any of them has changed: with a new review the
    lead of before becomes a card."""

    @cache
    def found() -> dict[int, Review]:
        return Review.objects.filter(pk__in=[row.id for row in rows]).for_cards().in_bulk()

    def load(changed: list[CardKey]) -> dict[CardKey, dict[str, Any]]:
        return _contexts(changed, found())

    lead = render_list("reviews/_lead.html", _keys(rows[:1]), load)
    return next(iter(lead), None), render_list("reviews/_card.html", _keys(rows[1:]), load)


def _keys(rows: Iterable[Any]) -> list[CardKey]:
    return [(*row, calendar.today()) for row in rows]


def _contexts(keys: list[CardKey], reviews: dict[int, Review]) -> dict[CardKey, dict[str, Any]]:
    return {key: {"review": reviews[key[0]]} for key in keys if key[0] in reviews}
