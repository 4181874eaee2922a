"""The digest: what was new, liked and is unread since the last one, for members who asked for it."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.ignoring import ignored_by
from accounts.mailing import send_mail_of_kind, stop_mail_url
from accounts.models import DigestRhythm, Member, NotificationKind
from forum import reading
from forum.models import Post, Reaction, Thread
from forum.spoilers import excerpt_of
from text.quoting import quoted

__all__ = ["due_digests", "send_digest"]

PERIODS = {DigestRhythm.DAILY: datetime.timedelta(days=1), DigestRhythm.WEEKLY: datetime.timedelta(days=7)}
SLACK = datetime.timedelta(minutes=10)
"""So that a digest does not wander through the day with the pauses between rounds."""

SHOWN = 8
LIKED = 5
CANDIDATES = 50
"""Posts with the most reactions that are looked at, of which the member may read some."""

MEMBERS = 500


def due_digests(at: datetime.datetime) -> list[int]:
    """Members whose digest is due, the longest waiting first."""
    return list(_due(at).order_by("digest_at", "pk").values_list("pk", flat=True)[:MEMBERS])


def _due(at: datetime.datetime) -> QuerySet[Member]:
    due = Q(digest_at=None)
    for rhythm, period in PERIODS.items():
        due |= Q(digest=rhythm, digest_at__lte=at - period + SLACK)
    return Member.objects.wanting_mail(NotificationKind.DIGEST).exclude(digest="").filter(due)


def send_digest(member_pk: int) -> bool:
    """False if nothing has happened, or it is not due any more. The moment is written before the mail leaves, so that
    two at once send one; after a failure it is put back. Never call it in a transaction. Raises what the mail server raises."""
    now = timezone.now()
    member = _due(now).filter(pk=member_pk).first()
    if member is None:
        return False
    before = member.digest_at
    if Member.objects.filter(pk=member_pk, digest_at=before).update(digest_at=now) != 1:
        return False
    since = before or now - PERIODS[DigestRhythm(member.digest)]
    context = contents_of(member, max(since, now - 2 * PERIODS[DigestRhythm.WEEKLY]))
    if not any(context.values()):
        return False
    try:
        _send(member, context, now)
    except Exception:
        Member.objects.filter(pk=member_pk, digest_at=now).update(digest_at=before)
        raise
    return True


def contents_of(member: Member, since: datetime.datetime) -> dict[str, list[dict[str, str]]]:
    """Nothing the member may not read, nothing of whom they ignore, no spoiler open. A constant number of queries."""
    ignored = ignored_by(member)
    threads = Thread.objects.visible_to(member).listed().not_muted_by(member).exclude(author__in=ignored)
    new = threads.filter(created_at__gt=since).order_by("-created_at", "-pk")
    unread = reading.unread_threads(member, since=since).exclude(author__in=ignored)
    rows = list(unread.filter(followers__member=member, followers__level="all").order_by("-last_posted_at")[:SHOWN])
    return {
        "new": [_line(thread.title, thread.get_absolute_url()) for thread in new[:SHOWN]],
        "liked": [_voice(post) for post in _liked(member, since).exclude(author__in=ignored)[:LIKED]],
        "unread": [
            _line(thread.title, reverse("forum:first_unread", args=[thread.pk, thread.slug])) for thread in rows
        ],
    }


def _liked(member: Member, since: datetime.datetime) -> QuerySet[Post]:
    counted = (
        Reaction.objects.filter(at__gt=since).values("post").annotate(count=Count("pk")).order_by("-count", "-post")
    )
    best = [row["post"] for row in counted[:CANDIDATES]]
    heard = Thread.objects.filter(posts__in=best).not_muted_by(member).values("pk")
    posts = Post.objects.visible_to(member).voices().filter(pk__in=best, shown_at__gt=since, thread__in=heard)
    posts = posts.exclude(author=member)
    return posts.annotate(count=Count("reactions")).order_by("-count", "-pk").select_related("author", "thread")


def _line(title: str, path: str) -> dict[str, str]:
    return {"title": title, "url": f"{settings.SITE_URL}{path}"}


def _voice(post: Post) -> dict[str, str]:
    who = post.author.name if post.author else ""
    return _line(f"{who} in {quoted(post.thread.title)}", post.get_absolute_url()) | {
        "words": excerpt_of(post, post.thread, length=200)
    }


def _send(member: Member, contents: dict[str, Any], at: datetime.datetime) -> None:
    context = contents | {
        "member": member,
        "rules_url": f"{settings.SITE_URL}{reverse('rules')}",
        "settings_url": f"{settings.SITE_URL}{reverse('mail_settings')}",
        "stop_url": stop_mail_url(member, NotificationKind.DIGEST),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    subject = "Der Tag im Forum" if member.digest == DigestRhythm.DAILY else "Die Woche im Forum"
    body = render_to_string("mail/digest.txt", context)
    send_mail_of_kind(member, NotificationKind.DIGEST, subject=subject, body=body, key=str(at.timestamp()))
