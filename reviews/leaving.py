"""The magazine's part of leaving. Reviews are the magazine's: they stay under the name they appeared under, which is the
author's right too (UrhG 13); the byline only leads to no account any more."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from accounts.leaving import delete_in_batches
from accounts.models import Leaving
from reviews import ratings
from reviews.models import Review, ReviewAuthor, Seen, Viewing, Wanted
from reviews.models.rights import RightsWarning

__all__ = ["GOES", "STAYS", "show_anew", "take_away"]

GOES = (
    "reviews.Rating.member",
    "reviews.RightsWarning.member",
    "reviews.Seen.member",
    "reviews.Viewing.member",
    "reviews.Wanted.member",
)
"""Relations to the member whose rows are deleted."""

AT_THE_DESK = "Arbeit an Kritiken gehört der Redaktion; dort steht das Pseudonym."

STAYS = {
    "reviews.Correction.by": AT_THE_DESK,
    "reviews.Correction.settled_by": AT_THE_DESK,
    "reviews.Doubt.settled_by": AT_THE_DESK,
    "reviews.RelatedThread.decided_by": AT_THE_DESK,
    "reviews.RelatedThread.suggested_by": AT_THE_DESK,
    "reviews.Remark.by": AT_THE_DESK,
    "reviews.Review.owner": AT_THE_DESK,
    "reviews.ReviewAuthor.member": "Der Name im Verfasservermerk bleibt, die Verbindung zum Konto wird gelöst.",
    "reviews.Revision.by": AT_THE_DESK,
    "reviews.Revision.settled_by": AT_THE_DESK,
    "reviews.Withdrawal.by": AT_THE_DESK,
}


def show_anew(member_pk: int) -> None:
    """Bylines lead to no profile any more. Needs no lock but that of each review."""
    for review in Review.objects.filter(authors__member=member_pk).order_by("pk").distinct():
        with transaction.atomic():
            Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
            ReviewAuthor.objects.filter(review=review, member=member_pk).update(member=None)


def take_away(leaving: Leaving) -> Iterator[int]:
    """Yields after each short transaction."""
    show_anew(leaving.member_id)
    yield ratings.forget_votes(leaving.member_id)
    yield from delete_in_batches(Seen.objects.filter(member=leaving.member_id))
    yield from delete_in_batches(Viewing.objects.filter(member=leaving.member_id))
    yield from delete_in_batches(Wanted.objects.filter(member=leaving.member_id))
    yield from delete_in_batches(RightsWarning.objects.filter(member=leaving.member_id))
