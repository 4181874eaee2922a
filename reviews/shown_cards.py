"""Reviews as cards of a list: the same for all readers, and kept in this process by everything a card is made of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from accounts.prepared import AskedTogether, PreparedQuery, hand_out, in_parts, one_of
from reviews.directors import give_directors
from reviews.models import RelatedThread, Rendition, Review, ReviewAuthor, ReviewStill
from reviews.models import still as calendar
from reviews.models.people import directors_of
from reviews.models.review import ReviewQuerySet
from reviews.pictures import PLACE
from text.fragments import render_list

__all__ = ["CARD", "card_rows", "reviews_for_cards", "shown_cards", "shown_front"]

AT_ONCE = 30
"""Reviews in one question: no list has more on a page."""

CardKey = tuple[Any, ...]

CARD = ("id", "published_at", "version", "film__version", "lead_id", *(f"lead__{name}" for name in PLACE))
"""What a card is made of; the first two are a facet's as well (`reviews.filters.filtered_rows`)."""


def card_rows(reviews: ReviewQuerySet) -> QuerySet[Any]:
    """What the cards of these reviews are made of, for `shown_cards`."""
    return reviews.values_list(*CARD, named=True)


def shown_cards(rows: Iterable[Any]) -> list[SafeString]:
    """No query, and one where a card has changed since it was made."""

    def load(changed: list[CardKey]) -> dict[CardKey, dict[str, Any]]:
        return _contexts(changed, reviews_for_cards([key[0] for key in changed]))

    return render_list("reviews/_card.html", _keys(rows), load)


def shown_front(rows: Sequence[Any]) -> tuple[SafeString | None, list[SafeString]]:
    """The first as the lead, the others as cards. No query, and one where any of them has changed: with a new review the
    lead of before becomes a card."""

    @cache
    def found() -> Mapping[int, Review]:
        return reviews_for_cards([row.id for row in rows])

    def load(changed: list[CardKey]) -> dict[CardKey, dict[str, Any]]:
        return _contexts(changed, found())

    lead = render_list("reviews/_lead.html", _keys(rows[:1]), load)
    return next(iter(lead), None), render_list("reviews/_card.html", _keys(rows[1:]), load)


def _keys(rows: Iterable[Any]) -> list[CardKey]:
    return [(*row, calendar.today()) for row in rows]


def _contexts(keys: list[CardKey], reviews: Mapping[int, Review]) -> dict[CardKey, dict[str, Any]]:
    return {key: {"review": reviews[key[0]]} for key in keys if key[0] in reviews}


def reviews_for_cards(ids: Collection[int]) -> dict[int, Review]:
    """Reviews found for the reader before, with everything a card shows: film with directors, byline, lead
    with its files, whether threads are linked to the discussion; not the text. One query for each thirty."""
    found: dict[int, Review] = {}
    for part in in_parts(ids, AT_ONCE):
        reviews, authors, renditions, credits = _for_cards(part, part, part, part)
        hand_out(authors, reviews, by="review_id", name="authors")
        stills = [review.lead.still for review in reviews if review.lead and review.lead.still]
        hand_out(renditions, stills, by="still_id", name="renditions")
        give_directors([review.film for review in reviews], credits)
        found |= {review.pk: review for review in reviews}
    return found


def _wanted() -> ReviewQuerySet:
    return Review.objects.filter(one_of("pk", range(AT_ONCE)))


def _reviews() -> ReviewQuerySet:
    links = RelatedThread.objects.linked().filter(review=OuterRef("pk"))
    unread = ("text", "text_html", "lead__still__preview", "lead__still__metadata")
    return _wanted().select_related("film", "lead__still").defer(*unread).annotate(has_links=Exists(links))


def _renditions() -> QuerySet[Rendition]:
    leads = ReviewStill.objects.filter(pk__in=_wanted().values("lead"))
    return Rendition.objects.filter(still__in=leads.values("still"))


_for_cards = AskedTogether(
    PreparedQuery(_reviews),
    PreparedQuery(lambda: ReviewAuthor.objects.filter(one_of("review", range(AT_ONCE)))),
    PreparedQuery(_renditions),
    PreparedQuery(lambda: directors_of(Q(film__in=_wanted().values("film")))),
)
