"""The saves of a review: appended, thinned out, and what becomes of proposals. What a save holds: `reviews.content`."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from reviews.content import Content, newest_revision, snapshot
from reviews.models import Review, Revision, RevisionKind
from reviews.places import Place

__all__ = [
    "append_revision",
    "only_pictures_came",
    "propose_revision",
    "record_revision",
    "settle_proposal",
    "thin_revisions",
    "with_new_pictures",
]

THINNED_AFTER = datetime.timedelta(days=1)
"""Until then every automatic save can be taken back."""

REVISIONS_AT_ONCE = 5000
"""Automatic saves one sweep looks at; the next one goes on."""


def record_revision(review: Review, *, by: Member | None, content: Content | None = None) -> Revision:
    """Append what the rows hold, or `content` where a visible film's facts wait. Needs the review's lock."""
    return append_revision(review, RevisionKind.SAVED, content or snapshot(review), by, newest_revision(review))


def propose_revision(review: Review, content: Content, *, by: Member | None, based_on: Revision | None) -> Revision:
    """Keep a save beside the newer one instead of writing over it. Needs the review's lock."""
    return append_revision(review, RevisionKind.PROPOSED, content, by, based_on)


def append_revision(
    review: Review,
    kind: RevisionKind,
    content: Content,
    by: Member | None,
    based_on: Revision | None,
    *,
    automatic: bool = False,
) -> Revision:
    """Needs the review's lock. Numbers of places that the content holds count as given from now on."""
    last = review.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    highest = max((place["number"] for place in content["stills"]), default=0)
    Review.objects.filter(pk=review.pk, numbers_given__lt=highest).update(numbers_given=highest)
    return Revision.objects.create(
        review=review, number=last + 1, kind=kind, content=content, by=by, based_on=based_on, automatic=automatic
    )


def settle_proposal(revision: Revision, *, by: Member) -> bool:
    """Taken over or laid aside: it is on nobody's list any more, and stays among the saves. Raises PermissionDenied."""
    if not revision.review.may_be_changed_by(by):
        raise PermissionDenied
    open_ones = Revision.objects.filter(pk=revision.pk, kind=RevisionKind.PROPOSED, settled_at=None)
    return open_ones.update(settled_at=timezone.now(), settled_by=by) == 1


def only_pictures_came(old: Content, new: Content) -> bool:
    """Whether the newer save differs by nothing but pictures: in new places, in empty ones, or instead of others."""
    before = {place["number"]: place for place in old["stills"]}
    kept = [place for place in new["stills"] if place["number"] in before]
    if [place["number"] for place in kept] != list(before) or old | {"stills": []} != new | {"stills": []}:
        return False
    return all(place == before[place["number"]] or _has_new_picture(place, before) for place in kept)


def _has_new_picture(place: Place, before: dict[int, Place]) -> bool:
    return bool(place["still"]) and (
        place["number"] not in before or place["still"] != before[place["number"]]["still"]
    )


def with_new_pictures(content: Content, old: Content, new: Content) -> Content:
    """`content`, written on `old`, with the pictures that came in `new`; whatever was typed meanwhile stays."""
    before = {place["number"]: place for place in old["stills"]}
    came = {place["number"]: place for place in new["stills"] if _has_new_picture(place, before)}
    known = {place["number"] for place in content["stills"]}
    places = [
        _joined(place, before[place["number"]], came[place["number"]])
        if place["number"] in came and place["number"] in before
        else place
        for place in content["stills"]
    ]
    return content | {"stills": places + [place for number, place in came.items() if number not in known]}


def _joined(typed: Place, old: Place, new: Place) -> Place:
    if typed["still"] != old["still"]:
        return typed
    return {name: typed[name] if typed.get(name) != old.get(name) else value for name, value in new.items()}


@transaction.atomic
def thin_revisions(at: datetime.datetime | None = None) -> int:
    """Of the automatic saves of the days before, the last of each hour stays for good, and so does what a proposal was
    based on. How many went."""
    before = (at or timezone.now()) - THINNED_AFTER
    old = Revision.objects.filter(automatic=True, kind__in=[RevisionKind.SAVED, RevisionKind.WORKING], at__lt=before)
    rows = old.order_by("review_id", "number").values_list("pk", "review_id", "at")[:REVISIONS_AT_ONCE]
    last_of_hour = {(review, moment.replace(minute=0, second=0, microsecond=0)): pk for pk, review, moment in rows}
    gone = {pk for pk, _, _ in rows} - set(last_of_hour.values())
    proposals = Revision.objects.filter(based_on__in=gone, kind=RevisionKind.PROPOSED)
    gone -= set(proposals.values_list("based_on", flat=True))
    Revision.objects.filter(pk__in={pk for pk, _, _ in rows} - gone).update(automatic=False)
    return Revision.objects.filter(pk__in=gone).delete()[0]
