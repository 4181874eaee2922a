"""„Spoiler fehlt“: readers point at what stands open, moderators cover it with one act."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Member
from forum import moderation, notifications, permissions, states
from forum.hits import tell_of
from forum.models import Decision, Post, PostRevision, SpoilerHint, Thread
from forum.models.moderation import DecisionAction
from forum.models.post import PostState
from forum.posting import EditedMeanwhile
from forum.rerendering import html_of
from text.covering import cover
from text.markdown import RENDERER_VERSION

__all__ = ["can_report_spoiler", "cover_post", "report_spoiler"]


def can_report_spoiler(member: Member, post: Post, thread: Thread) -> bool:
    """At posts of others, but not where spoilers may stand open."""
    return permissions.can_react(member, post) and not thread.with_spoilers


def report_spoiler(post: Post, *, by: Member) -> bool:
    """Once by each member; False if this one has pointed at it before. Raises PermissionDenied."""
    if not can_report_spoiler(by, post, post.thread):
        raise PermissionDenied
    hint = SpoilerHint(post=post, member=by)
    with transaction.atomic():
        if SpoilerHint.objects.filter(post=post, member=by).exists():
            return False
        is_first = not SpoilerHint.objects.filter(post=post, settled_at=None).exists()
        SpoilerHint.objects.bulk_create([hint], ignore_conflicts=True)
        if is_first:
            tell_of(post, "Spoiler fehlt")
    return True


def cover_post(
    post: Post, *, by: Member, passages: Collection[int], title: str, base: int, decision: Decision | None = None
) -> Decision | None:
    """Passages of the text, by their place (`text.covering`), go under a spoiler; the version before is kept, as of any
    edit. No restriction: nothing is taken away, and the author is told on the site. None if nothing of it stands open.

    `base` is the number of earlier versions the moderator saw. Raises PermissionDenied, EditedMeanwhile. Locks the thread
    row.
    """
    if not permissions.can_moderate(by, post):
        raise PermissionDenied
    source = cover(post.source, passages, title)
    if source == post.source:
        return None
    html = html_of(post, source)
    try:
        with transaction.atomic():
            return _cover(post, by, source, html, base, decision or Decision())
    except IntegrityError as error:
        raise EditedMeanwhile from error


def _cover(post: Post, by: Member, source: str, html: str, base: int, decision: Decision) -> Decision | None:
    current = states.lock_post(post)
    if current.source != post.source or current.revisions.count() != base:
        raise EditedMeanwhile
    if current.state not in (PostState.VISIBLE, PostState.PENDING):
        return None
    now = timezone.now()
    PostRevision.objects.create(post=post, number=base + 1, source=current.source, by=by, at=now)
    Post.objects.filter(pk=post.pk).update(source=source, html=html, renderer_version=RENDERER_VERSION, edited_at=now)
    states.raise_version([current.thread_id])
    notifications.tell_of_cover(current)
    return moderation.record(decision, DecisionAction.COVER, post=post, by=by)
