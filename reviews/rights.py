"""How long pictures may be shown. Rights are renewed on the picture itself, at once for all reviews that use it; what
reviews remember of it goes along, so that no working copy takes the renewal back when it is published."""

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import Member
from accounts.roles import is_chief_editor, is_editor
from reviews.content import Content, current_content, live_content, newest_revision
from reviews.drafting import rewrite_working_copy
from reviews.locking import lock_reviews
from reviews.models import Film, Review, ReviewStill, Revision, RevisionKind, Still
from reviews.revisions import record_revision

__all__ = ["renew_rights", "renewable_by", "with_rights_of_today"]


def renew_rights(stills: Collection[int], *, until: datetime.date | None, by: Member) -> list[int]:
    """The keys of those whose rights ended on another day before; None is without end. All or nothing.

    Every review that holds one gets a revision with the new day, published ones too: a form that was open meanwhile
    still says the old day and is kept beside as a proposal. Raises PermissionDenied if one of them may not be renewed
    by `by`. Locks films, reviews, stills.
    """
    with transaction.atomic():
        reviews = lock_reviews(_holders(stills))
        rows = Still.objects.select_for_update(no_key=True).filter(pk__in=stills).order_by("pk")
        before = dict(rows.values_list("pk", "rights_until"))
        if not before.keys() <= renewable_by(by, stills):
            raise PermissionDenied
        changed = [pk for pk, day in before.items() if day != until]
        Still.objects.filter(pk__in=changed).update(rights_until=until)
        holders = _holders(changed)
        touched = [review for review in reviews if review.pk in holders]
        for review in touched:
            _remember(review, changed, until, by=by)
        _raise_versions(touched)
    return changed


def renewable_by(member: Member, stills: Collection[int]) -> set[int]:
    """The Chefredaktion may renew all, an editor those that a review of one's own holds. At most four queries."""
    if is_chief_editor(member):
        return set(stills)
    if not is_editor(member):
        return set()
    holders = _holders(stills)
    reviews = Review.objects.filter(pk__in=holders).prefetch_related("authors")
    own = [holders[review.pk] for review in reviews if review.may_be_changed_by(member)]
    return set().union(*own)


def _holders(stills: Collection[int]) -> dict[int, set[int]]:
    """By review, which of the stills it holds: in its rows, or in the working copy that was saved last."""
    found: dict[int, set[int]] = defaultdict(set)
    for review, still in ReviewStill.objects.filter(still__in=stills).values_list("review_id", "still_id"):
        found[review].add(still)
    copies = Revision.objects.open_working_copies().order_by().values_list("review_id", "content__stills")
    for review, places in copies:
        if held := {place["still"] for place in places} & set(stills):
            found[review] |= held
    return found


def _remember(review: Review, stills: Collection[int], until: datetime.date | None, *, by: Member) -> None:
    newest = newest_revision(review)
    if newest and newest.kind == RevisionKind.WORKING:
        rewrite_working_copy(review, _renewed(newest.content, stills, until), by=by)
    else:
        record_revision(review, by=by, content=live_content(review) if review.was_published else None)


def _renewed(content: Content, stills: Collection[int], until: datetime.date | None) -> Content:
    day = until.isoformat() if until else None
    places = [place | {"rights_until": day} if place["still"] in stills else place for place in content["stills"]]
    return content | {"stills": places}


def _raise_versions(reviews: Collection[Review]) -> None:
    pks = [review.pk for review in reviews]
    Review.objects.filter(pk__in=pks).update(version=F("version") + 1)
    Film.objects.filter(pk__in={review.film_id for review in reviews}).update(version=F("version") + 1)


def with_rights_of_today(revision: Revision) -> Content:
    """An earlier save or a proposal as it may become the newest: with the days on which rights end now, for a renewal
    is the picture's and no part of the text. What a proposal itself has changed about them stays."""
    held = [place["still"] for place in revision.content["stills"] if place["still"]]
    stills = Still.objects.filter(pk__in=held).values_list("pk", "rights_until")
    today = {pk: day.isoformat() if day else None for pk, day in stills} | _days_in(current_content(revision.review))
    if revision.kind == RevisionKind.PROPOSED and revision.based_on:
        before = _days_in(revision.based_on.content)
        today |= {s: day for s, day in _days_in(revision.content).items() if before.get(s, day) != day}
    places = [
        place | {"rights_until": today[place["still"]]}
        if "rights_until" in place and place["still"] in today
        else place
        for place in revision.content["stills"]
    ]
    return revision.content | {"stills": places}


def _days_in(content: Content) -> dict[int, str | None]:
    return {place["still"]: place["rights_until"] for place in content["stills"] if "rights_until" in place}
