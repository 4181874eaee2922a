"""Notifications by mail: one mail for each kind, with everything of it that is new and was not read on the site."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.mailing import claim_until, send_mail_of_kind, stop_mail_url
from accounts.models import Member, NotificationKind
from forum import notifications
from forum.models import Notification
from forum.spoilers import excerpt_of

__all__ = ["due_mails", "send_notifications"]

GIVE_UP = datetime.timedelta(days=2)
"""What could not be sent for so long is no news any more."""

LISTED = 20
MEMBERS = 1_000
"""Of one round; the others come with the next."""


def due_mails(at: datetime.datetime) -> list[tuple[int, str]]:
    """Members with the kinds of mail that may leave to them."""
    Notification.objects.filter(due_at__lte=at, at__lt=at - GIVE_UP).update(due_at=None)
    rows = Notification.objects.filter(due_at__lte=at).order_by("member", "kind")
    return list(rows.values_list("member", "kind").distinct()[:MEMBERS])


def send_notifications(member_pk: int, kind: NotificationKind) -> bool:
    """False if there is nothing left to tell, or somebody else is at it. Never call it in a transaction: the claim has
    to be there for others before the mail leaves. Raises what the mail server raises."""
    now = timezone.now()
    claim = claim_until(now)
    due = Notification.objects.filter(member=member_pk, kind=kind, due_at__lte=now)
    if not due.update(due_at=claim):
        return False
    claimed = Notification.objects.filter(member=member_pk, kind=kind, due_at=claim)
    member = Member.objects.wanting_mail(kind).filter(pk=member_pk).first()
    rows: list[Notification] = []
    if member:
        unread = Notification.objects.visible_to(member).unread().filter(pk__in=claimed.values("pk"))
        rows = list(unread.select_related("post__author", "post__thread").order_by("at", "pk"))
    if member and rows:
        _send(member, kind, rows)  # a failure leaves the claim, which ends and is due again
    claimed.update(due_at=None)
    return bool(rows)


def _send(member: Member, kind: NotificationKind, rows: Sequence[Notification]) -> None:
    counts = notifications.count_replies(rows, member)
    entries = [_entry(row, counts.get(row.pk, 1)) for row in rows[:LISTED]]
    context = {
        "member": member,
        "entries": entries,
        "further": max(0, len(rows) - LISTED),
        "all_url": f"{settings.SITE_URL}{reverse('forum:told')}",
        "settings_url": f"{settings.SITE_URL}{reverse('mail_settings')}",
        "stop_url": stop_mail_url(member, kind),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    subject = entries[0]["line"] if len(rows) == 1 else f"{len(rows)} Neuigkeiten: {kind.label}"
    key = " ".join(f"{row.pk}:{row.at.timestamp()}" for row in rows)
    body = render_to_string("mail/notifications.txt", context)
    send_mail_of_kind(member, kind, subject=subject, body=body, key=key)


def _entry(row: Notification, count: int) -> dict[str, str]:
    """One line, an excerpt in which no spoiler is open, and the address."""
    context = {"note": row, "count": count, "most": notifications.MOST_COUNTED}
    line = render_to_string("forum/_told.txt", context).strip()
    words = "" if row.kind == NotificationKind.REVIEW else excerpt_of(row.post, row.post.thread, length=300)
    return {"line": line, "words": words, "url": f"{settings.SITE_URL}{row.post.get_absolute_url()}"}
