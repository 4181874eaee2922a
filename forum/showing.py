"""Posts as a reader meets them: names put into quotes and mentions, stubs with their grounds, and what may be done.

A constant number of queries for a page, however many posts, quotes and names it holds.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Viewer, profile_url
from accounts.prepared import PreparedQuery, in_parts, one_of
from forum import permissions
from forum.models import Decision, Post, Thread
from forum.models.links import ReactionKind
from forum.models.post import PostKind, PostState, post_url
from forum.models.thread import THREADS_LISTED
from forum.named import WITHOUT_AUTHOR, Names, names_in
from forum.shown_pictures import pictures_by_id
from forum.subjects import Card
from forum.unheard import NOBODY, Unheard, reactions_unheard
from text.fragments import render_kept, render_list
from text.pictures import put_in
from text.quotes import fill_in

__all__ = [
    "ROW",
    "OwnMarks",
    "ShownPost",
    "newest_voices",
    "rows_of",
    "show_posts",
    "show_rows",
    "show_text",
    "show_voices",
]


@dataclass(frozen=True)
class OwnMarks:
    """What a member has put on one post."""

    reaction: str = ""
    is_bookmarked: bool = False

    @property
    def reaction_label(self) -> str:
        """Of a post the member has reacted to."""
        return ReactionKind(self.reaction).label


NO_MARKS = OwnMarks()


ROW = ("id", "version", "subject_kind", "pinned", "last_posted_at", "author__name", "last_post__author__name")
"""What a list asks of its threads, as `values_list(*ROW, named=True)`: all it shows is kept under that."""


@dataclass(frozen=True)
class ShownPost:
    """`html` is empty where the viewer reads a stub. `acts` are the words of what the viewer may do with the post.

    `decision` is the newest restriction that keeps it hidden, or None. `own` is what the viewer has put on it, `answers`
    how many posts of its thread quote it. `is_own` if the viewer wrote it, `is_ignored` if the viewer does not want to hear its author, `unheard` are
    reactions of such members by kind.
    """

    post: Post
    html: SafeString = SafeString("")
    decision: Decision | None = None
    acts: frozenset[str] = field(default_factory=frozenset)
    own: OwnMarks = NO_MARKS
    answers: int = 0
    is_ignored: bool = False
    unheard: Mapping[str, int] = field(default_factory=dict)
    is_own: bool = False

    @property
    def opening(self) -> Post | None:
        """The post of a review's thread that shows the review."""
        return self.post if self.post.kind == PostKind.OPENING else None

    @property
    def reactions(self) -> list[tuple[ReactionKind, int]]:
        """Those somebody had, in the order of the kinds."""
        counts = self.post.reaction_counts
        heard = [(kind, counts.get(kind, 0) - self.unheard.get(kind, 0)) for kind in ReactionKind]
        return [(kind, count) for kind, count in heard if count > 0]

    @property
    def choices(self) -> list[ReactionKind]:
        return list(ReactionKind)

    @cached_property
    def article(self) -> SafeString:
        """The post as `_post.html` shows it to all who may do the same with it, kept by everything that is in it. Empty
        for a stub."""
        post = self.post
        if post.kind == PostKind.DIVIDER:
            return render_kept("forum/_divider.html", (post.pk, post.number, post.html), post=post)
        if not (self.html and post.author):
            return SafeString("")
        author = (post.author.pk, post.author.name, post.author.joined_at)
        thread = (post.thread.pk, post.thread.title, post.thread.pages) if self.acts else ()
        counts = tuple(self.reactions)
        marks = (self.own, self.answers, self.is_ignored, counts)
        moments = (post.shown_at, post.edited_at, post.created_at)
        key = (post.pk, post.number, moments, author, hash(self.html), self.acts, thread, marks, self._why_unseen)
        return render_kept("forum/_post.html", key, shown=self, thread=post.thread)

    @property
    def _why_unseen(self) -> tuple[Any, ...]:
        """What `_why_unseen.html` shows."""
        if self.post.is_visible:
            return ()
        said = (self.decision.grounds, self.decision.reasons) if self.decision else ()
        return (self.post.state, self.post.withdrawn_at, said, self.is_own)


def show_posts(
    posts: Iterable[Post],
    thread: Thread,
    viewer: Viewer,
    at: datetime.datetime | None = None,
    names: Names | None = None,
    marks: Mapping[int, OwnMarks] | None = None,
    ignored: Collection[int] = (),
) -> list[ShownPost]:
    """For posts of one thread the viewer may read: the queries of `names_in` if the names are not known, and one for who
    ignores somebody. `marks` by post and `ignored` members are the viewer's."""
    posts = [_of(thread, post) for post in posts]
    readable = [post for post in posts if _may_read(post, viewer)]
    if names is None:
        names = names_in(posts, viewer)
        names = names.without(ignored) if ignored else names
    unheard = reactions_unheard(readable, ignored)
    now, ids, shown = at or timezone.now(), {post.pk for post in readable}, []
    for post in posts:
        html = ""
        if post.pk in ids:
            html = fill_in(post.html, quotes=names.quotes, members=names.members, hidden=names.hidden)
            html = put_in(html, names.pictures)
        acts = frozenset(_acts(post, viewer, now))
        own = (marks or {}).get(post.pk, NO_MARKS)
        answers, is_ignored = len(names.answers.get(post.pk, ())), post.author_id in ignored
        text = mark_safe(html)  # noqa: S308 (cleaned when written)
        less: Mapping[str, int] = unheard.get(post.pk, {})
        shown.append(
            ShownPost(
                post, text, names.decisions.get(post.pk), acts, own, answers, is_ignored, less, post.is_of(viewer)
            )
        )
    return shown


def show_text(
    html: str,
    viewer: Viewer,
    *,
    quotes: frozenset[int],
    mentions: frozenset[int],
    pictures: frozenset[int] = frozenset(),
) -> SafeString:
    """A text that is not stored yet, as its page will show it."""
    from accounts.models import Member

    quoted = Post.objects.visible_to(viewer).filter(pk__in=quotes).select_related("author")
    members = Member.objects.filter(pk__in=mentions)
    names = {post.pk: (post.author.name if post.author else WITHOUT_AUTHOR, post_url(post.pk)) for post in quoted}
    filled = fill_in(html, quotes=names, members={m.pk: (m.name, profile_url(m.name)) for m in members})
    return mark_safe(put_in(filled, pictures_by_id(pictures)))  # noqa: S308 (cleaned by the renderer)


def newest_voices(viewer: Viewer, number: int) -> QuerySet[Any]:
    """Threads somebody has spoken in last, for `show_voices`."""
    threads = Thread.objects.visible_to(viewer).listed().filter(reply_count__gt=0).last_heard_by(viewer)
    return threads.order_by("-last_posted_at", "-id").values_list("pk", "version")[:number]


def show_voices(threads: Iterable[tuple[int, int]]) -> list[SafeString]:
    """Threads with their newest post: no query, and one where somebody has spoken since it was made."""

    def load(changed: list[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Thread]]:
        found = Thread.objects.filter(pk__in=[pk for pk, _ in changed]).select_related("last_post__author").in_bulk()
        return {key: {"thread": found[key[0]]} for key in changed if key[0] in found}

    return render_list("forum/_voice_row.html", list(threads), load)


_rows_of = PreparedQuery(
    lambda: Thread.objects.filter(one_of("pk", range(THREADS_LISTED))).values_list(*ROW, named=True)
)


def rows_of(ids: Sequence[int]) -> list[Any]:
    """`ROW`s of threads found for the viewer before, in the order given."""
    found = {row.id: row for part in in_parts(ids, THREADS_LISTED) for row in _rows_of(*part)}
    return [found[pk] for pk in ids if pk in found]


def show_rows(
    rows: Iterable[Any],
    cards: Mapping[int, Card],
    unread: Collection[int] | None = None,
    unheard: Unheard = NOBODY,
    *,
    is_selectable: bool = False,
) -> list[SafeString]:
    """Of a list's `ROW`s: no query, and one where something is not known yet. `unread` are the ids of those with something
    new, None for a guest, who has read nothing and everything. Moderators select some of them."""

    def load(changed: list[Any]) -> dict[Any, dict[str, Any]]:
        threads = Thread.objects.select_related("author", "last_post__author").in_bulk([pk for pk, *_ in changed])
        return {
            key: _row(threads[key[0]], *key[-4:-1]) | {"is_selectable": is_selectable}
            for key in changed
            if key[0] in threads
        }

    def is_unread(pk: int) -> bool | None:
        return None if unread is None else pk in unread

    def less(row: Any) -> tuple[int, bool]:
        return unheard.replies.get(row.id, 0), row.last_post__author__name in unheard.names

    keys = [
        (
            r.id,
            r.version,
            r.author__name,
            r.last_post__author__name,
            cards.get(r.id),
            is_unread(r.id),
            less(r),
            is_selectable,
        )
        for r in rows
    ]
    return render_list("forum/_thread_row.html", keys, load)


def _row(thread: Thread, card: Card | None, is_unread: bool | None, less: tuple[int, bool]) -> dict[str, Any]:
    replies, is_quiet = less
    counted = max(0, thread.reply_count - replies)
    return {"thread": thread, "card": card, "is_unread": is_unread, "replies": counted, "is_quiet": is_quiet}


def _of(thread: Thread, post: Post) -> Post:
    """Without a query when it is asked where the post stands."""
    post.thread = thread
    return post


def _may_read(post: Post, viewer: Viewer) -> bool:
    """`Post.objects.visible_to` for a post whose thread the viewer may read; kept equal by a test."""
    if post.state in (PostState.VISIBLE, PostState.ERASED):
        return post.state == PostState.VISIBLE
    if post.is_of(viewer) or permissions.moderates(viewer, post.thread.board_id):
        return True
    return post.state == PostState.PENDING and permissions.is_team(viewer)


def _acts(post: Post, viewer: Viewer, at: datetime.datetime) -> list[str]:
    can = {
        "quote": post.is_visible and permissions.can_reply(viewer, post.thread) and bool(post.source),
        "mark": permissions.can_mark(viewer, post),
        "react": permissions.can_react(viewer, post),
        "report": permissions.can_react(viewer, post) and not permissions.can_moderate(viewer, post),
        "hint": permissions.can_react(viewer, post)
        and not (post.thread.with_spoilers or permissions.can_moderate(viewer, post)),
        "edit": permissions.can_edit(viewer, post, at),
        "withdraw": permissions.can_withdraw(viewer, post),
        "restore": permissions.can_restore(viewer, post, at),
        "revisions": post.edited_at is not None and permissions.can_read_revisions(viewer, post),
        "moderate": permissions.can_moderate(viewer, post),
    }
    return [act for act, allowed in can.items() if allowed]
