"""Pure yes or no about acts in the forum; what may be read is the querysets' business."""

import datetime

from django.conf import settings

from accounts.models import Member, Viewer
from accounts.roles import is_editor, is_moderator, is_team
from forum.models import Board, Post, Thread
from forum.models.board import Openers
from forum.models.post import PostKind, PostState
from forum.models.thread import ThreadState
from forum.moderators import moderates

__all__ = [
    "can_allow_spoilers",
    "can_add_pictures",
    "can_edit",
    "can_mark",
    "can_moderate",
    "can_open_thread",
    "can_react",
    "can_read_revisions",
    "can_reply",
    "can_restore",
    "can_withdraw",
    "needs_approval",
]

RESTORE_WITHIN = datetime.timedelta(days=7)
"""How long an author can take a withdrawal back."""


def can_reply(viewer: Viewer, thread: Thread) -> bool:
    """Whoever can read an open thread may reply."""
    return viewer.is_authenticated and thread.is_open


def can_add_pictures(viewer: Viewer) -> bool:
    """Where the operator allows pictures in posts, every member."""
    return settings.POST_PICTURES == "members" and viewer.is_authenticated


def can_open_thread(viewer: Viewer, board: Board) -> bool:
    if not viewer.is_authenticated or board.opened_by == Openers.REVIEWS:
        return False
    return board.opened_by == Openers.MEMBERS or is_team(viewer)


def can_mark(viewer: Viewer, post: Post) -> bool:
    """Whoever reads a post may keep it as a bookmark."""
    return viewer.is_authenticated and post.is_visible and post.kind == PostKind.MEMBER


def can_react(viewer: Viewer, post: Post) -> bool:
    """To posts of others, also where no replies are taken any more."""
    return can_mark(viewer, post) and not post.is_of(viewer)


def can_allow_spoilers(viewer: Viewer, thread: Thread) -> bool:
    """Whether spoilers may stand open in it say its author and moderators, of a review's thread the editors too."""
    if thread.is_hidden or thread.state == ThreadState.MERGED:
        return False
    is_own = viewer.is_authenticated and thread.author_id == viewer.pk
    return is_own or moderates(viewer, thread.board_id) or (bool(thread.subject_kind) and is_editor(viewer))


def can_edit(viewer: Viewer, post: Post, at: datetime.datetime) -> bool:
    """The author, while the thread takes posts and the operator's time has not run out; what waits may always change."""
    if not post.is_of(viewer) or post.state not in (PostState.VISIBLE, PostState.PENDING):
        return False
    thread = post.thread
    if thread.is_hidden or thread.state not in (ThreadState.OPEN, ThreadState.PENDING):
        return False
    minutes = settings.EDIT_MINUTES
    return post.shown_at is None or not minutes or at < post.shown_at + datetime.timedelta(minutes=minutes)


def can_withdraw(viewer: Viewer, post: Post) -> bool:
    return post.is_of(viewer) and post.state in (PostState.VISIBLE, PostState.PENDING)


def can_restore(viewer: Viewer, post: Post, at: datetime.datetime) -> bool:
    """The author's own undo."""
    withdrawn = post.withdrawn_at if post.state == PostState.WITHDRAWN else None
    return post.is_of(viewer) and withdrawn is not None and at < withdrawn + RESTORE_WITHIN


def can_read_revisions(viewer: Viewer, post: Post) -> bool:
    """Author and moderators: an earlier version may hold what was taken out for a reason, or a spoiler not yet covered."""
    return post.state != PostState.ERASED and (post.is_of(viewer) or moderates(viewer, post.thread.board_id))


def can_moderate(viewer: Viewer, post: Post) -> bool:
    """Nobody decides on own posts; the opening of a review's thread goes with its review."""
    may = post.kind == PostKind.MEMBER and not post.is_of(viewer)
    return may and is_moderator(viewer) and moderates(viewer, post.thread.board_id)


HELD_BY_DOMAIN = 3
"""First posts that wait for whoever signed up with an address of a domain that is watched."""


def needs_approval(member: Member) -> bool:
    """The first posts of new members, as many as the operator set. Bounded by that number, and no query without it."""
    held = max(settings.HELD_FIRST_POSTS, HELD_BY_DOMAIN if member.first_posts_held else 0)
    if not held or not settings.NEW_MEMBER_RULES or is_team(member):
        return False
    shown = Post.objects.filter(author=member, state=PostState.VISIBLE).values_list("pk", flat=True)[:held]
    return len(shown) < held
