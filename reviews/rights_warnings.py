"""Who may do something about it hears two weeks before the rights of a picture end.

What is due stands in `RightsWarning`; a task is only a nudge. A mail is claimed by a conditional update and noted as
sent after the mail server took it: killed in between, it goes again with the same Message-ID.
"""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.mailing import claim_until, send_mail_of_kind, stop_mail_url
from accounts.models import Member, NotificationKind
from accounts.roles import Role
from reviews.models import ReviewAuthor, ReviewStill, RightsWarning

__all__ = ["note_due_warnings", "send_warnings"]

logger = logging.getLogger(__name__)

KIND = NotificationKind.RIGHTS_ENDING

FIRST_PAUSE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = datetime.timedelta(hours=6)
"""After a failure, doubled each time. It is tried until the warning is due no more."""

LISTED = 100
"""Pictures one mail names; the library shows all."""

Warned = tuple[int, int, datetime.date]
"""Still, member, end."""


def note_due_warnings(at: datetime.datetime) -> list[int]:
    """A row for everybody who is to hear and has none; the keys of members with something to send, ascending."""
    due = _due(timezone.localdate(at))
    rows = RightsWarning.objects.filter(rights_until__in={end for *_, end in due})
    known = set(rows.values_list("still_id", "member_id", "rights_until"))
    new = [
        RightsWarning(still_id=still, member_id=member, rights_until=end) for still, member, end in sorted(due - known)
    ]
    RightsWarning.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    waiting = RightsWarning.objects.to_send(at).values_list("still_id", "member_id", "rights_until")
    return sorted({member for still, member, end in waiting if (still, member, end) in due})


def _due(on: datetime.date) -> set[Warned]:
    """Four queries, however many pictures and members."""
    members = Member.objects.wanting_mail(KIND)
    chiefs = set(members.filter(groups__name=Role.CHIEF_EDITOR).values_list("pk", flat=True))
    editors = set(members.filter(groups__name=Role.EDITOR).values_list("pk", flat=True)) | chiefs
    uses = ReviewStill.objects.to_warn_of(on)
    own: dict[int, set[int]] = defaultdict(set)
    authors = ReviewAuthor.objects.filter(review__in=uses.values("review"))
    for review, member in authors.values_list("review_id", "member_id"):
        own[review].add(member)
    found: set[Warned] = set()
    rows = uses.values_list("still_id", "still__rights_until", "review_id", "review__owner_id")
    for still, end, review, owner in rows:
        assert still and end  # the range has chosen them
        found |= {(still, member, end) for member in chiefs | (editors & (own[review] | {owner}))}
    return found


def send_warnings(member_pk: int) -> bool:
    """One mail with everything the member is to hear. False if there is nothing, or somebody else is at it.

    Renewed rights and a mail switched off meanwhile are seen here again. Never call it in a transaction: the claim
    has to be there for others before the mail leaves. Raises what the mail server raises.
    """
    now = timezone.now()
    claim = claim_until(now)
    waiting = RightsWarning.objects.to_send(now).filter(member=member_pk)
    if not waiting.update(claimed_until=claim, attempts=F("attempts") + 1):
        return False
    claimed = RightsWarning.objects.filter(member=member_pk, claimed_until=claim, sent_at=None)
    due = _due(timezone.localdate(now))
    stale = [w.pk for w in claimed if (w.still_id, w.member_id, w.rights_until) not in due]
    RightsWarning.objects.filter(pk__in=stale).delete()
    warnings = list(claimed.order_by("rights_until", "still_id"))
    if not warnings:
        return False
    try:
        _send(Member.objects.get(pk=member_pk), warnings)
    except Exception:
        logger.exception("Warning of ending rights to member %s failed", member_pk)
        claimed.update(claimed_until=timezone.now() + _pause(max(w.attempts for w in warnings)))
        raise
    claimed.update(sent_at=timezone.now(), claimed_until=None)
    return True


def _pause(attempts: int) -> datetime.timedelta:
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def _send(member: Member, warnings: list[RightsWarning]) -> None:
    context = {
        "member": member,
        "pictures": _pictures(warnings[:LISTED]),
        "further": max(0, len(warnings) - LISTED),
        "count": len(warnings),
        "library_url": f"{settings.SITE_URL}{reverse('desk:library')}?show=ending",
        "stop_url": stop_mail_url(member, KIND),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    subject = render_to_string("mail/rights_ending_subject.txt", context).strip()
    key = " ".join(f"{w.still_id}:{w.rights_until}" for w in warnings)
    send_mail_of_kind(member, KIND, subject=subject, body=render_to_string("mail/rights_ending.txt", context), key=key)


def _pictures(warnings: Iterable[RightsWarning]) -> list[dict[str, object]]:
    """With the places that show them, in the order of their ends."""
    ends = {warning.still_id: warning.rights_until for warning in warnings}
    uses = ReviewStill.objects.to_warn_of().filter(still__in=ends).select_related("review", "still__film")
    places: dict[int, list[ReviewStill]] = defaultdict(list)
    for use in uses.order_by("review__title", "review_id", "number"):
        places[use.still_id or 0].append(use)
    today = timezone.localdate()
    return [
        {"until": end, "has_ended": end < today, "film": places[still][0].still.film.label, "uses": places[still]}  # type: ignore[union-attr]
        for still, end in ends.items()
        if places[still]
    ]
