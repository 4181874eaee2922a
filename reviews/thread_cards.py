"""The review as its discussion thread shows it; registered in `forum.subjects`.

A card is the same for all readers and kept in this process by everything it is made of: one narrow query says which
are known, and only the others are loaded.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import ANYBODY, Member, Viewer
from accounts.prepared import Asked, PreparedQuery, in_parts, one_of
from forum.models import Thread
from forum.models.thread import THREADS_LISTED
from forum.subjects import Card, SeenMark
from reviews import related
from reviews.models import RelatedThread, Review
from reviews.models.film import FilmTag
from reviews.models.still import today
from reviews.pictures import lead_of
from reviews.seen_titles import seen_mark_in, seen_titles
from text.fragments import Kept

CARDS = 2_000
"""Below 3 KB each, so 6 MB in a process."""

MADE_OF = ["thread_id", "pk", "version", "film__version", "lead__still"]
MADE_OF += [f"lead__still__{name}" for name in ("state", "alt", "credit", "creator", "rights_holder", "min_age")]

_cards: Kept[Card] = Kept(CARDS)


class ReviewCards:
    def cards(self, thread_ids: Collection[int], viewer: Viewer) -> Mapping[int, Card]:
        keys = dict(_keys(thread_ids))
        cards = {thread: card for thread, key in keys.items() if (card := _cards.known(key))}
        if cards.keys() != keys.keys():
            unknown = Review.objects.each_visible_to(viewer).filter(thread__in=keys.keys() - cards.keys()).for_cards()
            for review in unknown.annotate(
                has_links=Exists(RelatedThread.objects.linked().filter(review=OuterRef("pk")))
            ):
                key = keys[review.thread_id or 0]
                cards[key[0]] = _cards.get(key, partial(card_of, review))
        return cards

    def related_threads(self, thread_id: int, viewer: Viewer) -> Sequence[Thread]:
        return related.shown_threads(viewer, review__thread=thread_id)

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


_made_of = PreparedQuery(
    lambda: (
        Review.objects.each_visible_to(ANYBODY, Asked(0))
        .filter(one_of("thread", range(1, THREADS_LISTED + 1)))
        .values_list(*MADE_OF, "lead__still__rights_until")
    )
)


def _keys(thread_ids: Collection[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """By thread. Rights end with a day, so the day's answer is part of the key. All readers see the same reviews."""
    now, day_now = timezone.now(), today()
    for ids in in_parts(thread_ids, THREADS_LISTED):
        for *key, until in _made_of(now, *ids):
            yield key[0], (*key, until is None or until >= day_now)


def card_of(review: Review) -> Card:
    return Card(
        title=review.title,
        url=review.get_absolute_url(),
        teaser=review.teaser,
        byline=", ".join(author.name for author in review.authors.all()),
        film_label=film_line(review),
        points=review.points,
        picture=lead_of(review),
        has_links=getattr(review, "has_links", False),
    )


def film_line(review: Review) -> str:
    """„Regie, Jahr“, as lists show it."""
    names = " / ".join(str(person) for person in review.film.directors)
    return ", ".join(part for part in (names, review.film.years) if part)
