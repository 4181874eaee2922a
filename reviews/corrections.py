"""Faults that readers find in facts and captions: they go to the desk, not to the moderators."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Member
from accounts.roles import is_editor
from reviews.models import Correction, Review, ReviewStill

__all__ = ["settle_correction", "take_correction"]


def take_correction(
    target: Review | ReviewStill, *, words: str, by: Member | None, name: str = "", email: str = "", form_key: str = ""
) -> Correction:
    """The same form sent twice answers with the first."""
    review = target if isinstance(target, Review) else target.review
    still = None if isinstance(target, Review) else target.number
    try:
        with transaction.atomic():
            return Correction.objects.create(
                review=review, still=still, words=words, by=by, name=name, email=email, form_key=form_key
            )
    except IntegrityError:
        return Correction.objects.get(form_key=form_key)


def settle_correction(correction: Correction, *, by: Member) -> bool:
    """Looked at, whatever came of it: the facts themselves are changed at the desk. The guest's name and address go."""
    if not is_editor(by):
        raise PermissionDenied
    rows = Correction.objects.filter(pk=correction.pk, settled_at=None)
    return rows.update(settled_by=by, settled_at=timezone.now(), name="", email="") == 1
