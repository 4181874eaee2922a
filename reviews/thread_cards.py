"""The review as its discussion thread shows it; registered in `forum.subjects`.

A card is the same for all readers and kept in this process by everything it is made of: one narrow query says which
are known, and only the others are loaded.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ANYBODY, Member, Viewer
from accounts.prepared import Asked, AskedTogether, PreparedQuery, in_parts, one_of
from forum.models import Thread
from forum.models.thread import THREADS_LISTED
from forum.subjects import Card, SeenMark
from reviews import related
from reviews.models import Review
from reviews.models.film import FilmTag
from reviews.models.still import today
from reviews.pictures import PLACE, lead_of
from reviews.seen_titles import seen_mark_in, seen_titles
from reviews.shown_cards import reviews_for_cards
from text.fragments import Kept

CARDS = 2_000
"""Below 3 KB each, so 6 MB in a process."""

MADE_OF = ("thread_id", "pk", "version", "film__version", *(f"lead__{name}" for name in PLACE))

_cards: Kept[Card] = Kept(CARDS)


class ReviewCards:
    def cards(self, thread_ids: Collection[int], viewer: Viewer) -> Mapping[int, Card]:
        now = timezone.now()
        return _cards_made_of(row for ids in in_parts(thread_ids, THREADS_LISTED) for row in _made_of(now, *ids))

    def card_and_related(self, thread_id: int, viewer: Viewer) -> tuple[Card | None, Sequence[Thread]]:
        made_of, links = _with_links((timezone.now(), thread_id), (thread_id,))
        card = _cards_made_of(made_of).get(thread_id)
        if card is None or not card.has_links:
            return card, []
        if viewer.is_authenticated:
            return card, related.shown_threads(viewer, review__thread=thread_id)
        return card, [row.thread for row in links]

    def follow_merge(self, old: Thread, new: Thread) -> None:
        related.follow_merge(old, new)

    def followed_with(self, thread_id: int) -> Collection[tuple[str, int]]:
        """The film, its people and tags, and the members in the byline. Four queries."""
        review = Review.objects.select_related("film").filter(thread=thread_id).first()
        if review is None:
            return ()
        people = review.film.credits.values_list("person_id", flat=True)
        tags = FilmTag.objects.filter(content_object=review.film_id).values_list("tag_id", flat=True)
        authors = review.authors.filter(member__isnull=False).values_list("member_id", flat=True)
        found = {("film", review.film_id)} | {("person", pk) for pk in people} | {("tag", pk) for pk in tags}
        return found | {("author", pk) for pk in authors if pk}

    def seen_by(self, member: Member, titles: Collection[str], thread_id: int | None) -> set[str]:
        return seen_titles(member, titles, thread_id)

    def seen_mark(self, member: Member, thread_id: int) -> SeenMark | None:
        return seen_mark_in(member, thread_id)


def _visible(threads: Q) -> QuerySet[Any]:
    """What the cards of these threads are made of, at a moment. All readers see the same reviews."""
    rows = Review.objects.each_visible_to(ANYBODY, Asked(0)).filter(threads)
    return rows.values_list(*MADE_OF)


_made_of = PreparedQuery(lambda: _visible(one_of("thread", range(1, THREADS_LISTED + 1))))

_with_links = AskedTogether(
    PreparedQuery(lambda: _visible(Q(thread=Asked(1)))), related.shown_to_guests["review__thread"]
)


def _cards_made_of(rows: Iterable[tuple[Any, ...]]) -> dict[int, Card]:
    """By thread. Rights end with a day, so the day is part of what a card is made of. No query, and one for cards that are
    not known."""
    keys = {row[0]: (*row, today()) for row in rows}
    cards = {thread: card for thread, key in keys.items() if (card := _cards.known(key))}
    unknown = {key[1]: key for thread, key in keys.items() if thread not in cards}
    for pk, review in reviews_for_cards(unknown.keys()).items():
        cards[unknown[pk][0]] = _cards.get(unknown[pk], partial(card_of, review))
    return cards


def card_of(review: Review) -> Card:
    return Card(
        title=review.title,
        url=review.get_absolute_url(),
        teaser=review.teaser,
        byline=", ".join(author.name for author in review.authors.all()),
        film_label=film_line(review),
        points=review.points,
        picture=lead_of(review),
        has_links=review.has_links,  # type: ignore[attr-defined]
    )


def film_line(review: Review) -> str:
    """„Regie, Jahr“, as lists show it."""
    names = ", ".join(str(person) for person in review.film.directors)
    return ", ".join(part for part in (names, review.film.years) if part)
