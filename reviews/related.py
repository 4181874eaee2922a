"""„Auch im Forum“: threads about a review's film, linked to its discussion by an editor, or suggested by a member.

Every act locks the threads before it looks at them, so that a link never leads to one that was merged meanwhile.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import ANYBODY, Member, Viewer
from accounts.prepared import Asked, PreparedQuery
from forum import states
from forum.models import Thread
from forum.models.thread import SHOWN
from reviews.drafting import lock_review
from reviews.models import RelatedState, RelatedThread, Review
from reviews.models.related import RelatedThreadQuerySet
from reviews.publishing import refuse_strangers
from text.folding import fold

__all__ = [
    "AtDesk",
    "NotPossible",
    "at_desk",
    "follow_merge",
    "link_thread",
    "shown_threads",
    "shown_to_guests",
    "suggest_thread",
    "unlink_thread",
]

SHOWN_MOST = 8
"""Threads under „Auch im Forum“, those with the newest voices; more would be a list of its own."""

SEARCHED = 1_000
"""Threads whose titles are compared with a film's, the newest. Titles have no index of words, and to read all of a
million takes seconds; what is older is linked by its address."""

PROPOSED_MOST = 5

SHORTEST = 3
"""Letters of a film's title that are looked for: shorter ones stand in every third thread."""


class NotPossible(Exception):
    """Says in German why the thread is not linked."""


@dataclass(frozen=True)
class AtDesk:
    """What an editor decides about: `proposed` are threads nobody has spoken of yet, found by their titles."""

    linked: list[Thread]
    suggested: list[RelatedThread]
    proposed: list[Thread]
    searched: int = SEARCHED


def suggest_thread(review: Review, thread: Thread, *, by: Member) -> RelatedThread | None:
    """Waits for an editor. None if it was suggested, linked or turned down before. Raises NotPossible."""
    with transaction.atomic():
        _refuse_unfit(review, states.lock_threads([thread.pk])[thread.pk])
        row, is_new = RelatedThread.objects.get_or_create(
            review=review, thread=thread, defaults={"state": RelatedState.SUGGESTED, "suggested_by": by}
        )
    return row if is_new else None


def link_thread(review: Review, thread: Thread, *, by: Member) -> bool:
    """Shown at once, whoever suggested it and even if it was turned down before. False if it is linked already.

    Raises NotPossible, PermissionDenied. Locks review and threads.
    """
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        _refuse_unfit(review, _locked(review, thread))
        row, is_new = RelatedThread.objects.get_or_create(
            review=review, thread=thread, defaults={"state": RelatedState.LINKED, "decided_by": by}
        )
        if not is_new and not _decide(row, RelatedState.LINKED, by):
            return False
        _tell_readers(review)
    return True


def unlink_thread(review: Review, thread: Thread, *, by: Member) -> bool:
    """The reverse, and the answer to what is suggested or proposed and does not fit. False if that was said before."""
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        _locked(review, thread)
        row, is_new = RelatedThread.objects.get_or_create(
            review=review, thread=thread, defaults={"state": RelatedState.DROPPED, "decided_by": by}
        )
        if not is_new and not _decide(row, RelatedState.DROPPED, by):
            return False
        if row.state == RelatedState.LINKED:
            _tell_readers(review)
    return True


def _locked(review: Review, thread: Thread) -> Thread:
    """With the review's discussion, whose version is raised later."""
    return states.lock_threads({thread.pk, review.thread_id or thread.pk})[thread.pk]


def _refuse_unfit(review: Review, thread: Thread) -> None:
    if review.thread_id is None:
        raise NotPossible("Erst erscheint die Kritik, dann lässt sich etwas mit ihrer Diskussion verbinden.")
    if thread.pk == review.thread_id:
        raise NotPossible("Das ist die Diskussion dieser Kritik selbst.")
    if thread.subject_kind:
        raise NotPossible("Das ist die Diskussion einer anderen Kritik. Die findet man bei ihrem Film.")
    if thread.state not in SHOWN or thread.is_hidden:
        raise NotPossible("Dieses Thema ist gerade nicht zu lesen.")


def _decide(row: RelatedThread, to: RelatedState, by: Member) -> bool:
    rows = RelatedThread.objects.filter(pk=row.pk).exclude(state=to)
    return rows.update(state=to, decided_by=by, at=timezone.now()) == 1


def _tell_readers(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    states.raise_version([review.thread_id] if review.thread_id else [])


def follow_merge(old: Thread, new: Thread) -> None:
    """Links to `old` lead to `new`. Of two links of one review one remains; where `new` is the review's discussion
    itself, none. Needs both threads locked."""
    for row in RelatedThread.objects.filter(thread=old).select_related("review"):
        twin = RelatedThread.objects.filter(review=row.review_id, thread=new)
        if row.review.thread_id == new.pk or twin.exists():
            if row.state == RelatedState.LINKED:
                twin.update(state=row.state, decided_by=row.decided_by_id)
            row.delete()
        else:
            RelatedThread.objects.filter(pk=row.pk).update(thread=new)


def shown_threads(viewer: Viewer, **of: int) -> list[Thread]:
    """Of one review or discussion, named by its key, for one of its readers. One query; guests have `shown_to_guests`."""
    return [row.thread for row in _shown(viewer, **of)]


def _shown(viewer: Viewer, **of: Any) -> RelatedThreadQuerySet:
    return RelatedThread.objects.filter(**of).visible_to(viewer).linked().newest()[:SHOWN_MOST]


shown_to_guests = {
    name: PreparedQuery(partial(_shown, ANYBODY, **{name: Asked(0)})) for name in ("review", "review__thread")
}


def at_desk(review: Review, *, viewer: Viewer) -> AtDesk | None:
    """None before the first publication: then there is no discussion. Four queries."""
    if review.thread_id is None:
        return None
    rows = list(RelatedThread.objects.filter(review=review).visible_to(viewer).newest())
    return AtDesk(
        linked=[row.thread for row in rows if row.state == RelatedState.LINKED],
        suggested=[row for row in rows if row.state == RelatedState.SUGGESTED],
        proposed=_proposed_threads(review, viewer),
    )


def _proposed_threads(review: Review, viewer: Viewer) -> list[Thread]:
    """Those among the newest threads whose titles name the film, and that nobody has decided on here."""
    film = review.film
    aliases = film.titles.values_list("title", flat=True)
    wanted = {fold(title) for title in (review.title, film.original_title, film.german_title, *aliases)}
    wanted = {title for title in wanted if len(title) >= SHORTEST}
    newest = Thread.objects.visible_to(viewer).listed().order_by("-last_posted_at", "-id")
    titles = newest.values_list("pk", "title", "subject_kind")[:SEARCHED]
    found = [pk for pk, title, kind in titles if not kind and _names_one_of(title, wanted)]
    known = RelatedThread.objects.filter(review=review).values("thread")
    return list(newest.filter(pk__in=found).exclude(pk__in=known).select_related("board")[:PROPOSED_MOST])


def _names_one_of(title: str, wanted: set[str]) -> bool:
    """As whole words."""
    words = f" {_folded(title)} "
    return any(f" {film} " in words for film in wanted)


@lru_cache(maxsize=4 * SEARCHED)
def _folded(title: str) -> str:
    """20 ms for a thousand, each time an editor opens a review; the same titles come again and again."""
    return fold(title)
