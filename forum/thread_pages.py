"""The posts of a thread's page. What all who only read have in common is kept in this process by the thread's version:
nobody's page then costs a question for posts."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby

from django.conf import settings
from django.utils.safestring import SafeString

from accounts.models import ANYBODY, Member, Viewer
from accounts.prepared import Asked, PreparedQuery
from forum.models import Post, Thread
from forum.models.thread import POSTS_PER_PAGE
from forum.named import Names, decisions_on, names_in
from forum.permissions import is_team
from forum.reader import Reader
from forum.reading import first_unread
from forum.showing import ShownPost, show_posts
from forum.spoilers import open_seen
from forum.unheard import reactions_unheard
from text.fragments import Kept, render_kept

__all__ = ["PageOfThread", "ReadPost", "posts_on_page"]

PAGES = 150
"""About 150 KB each, so 22 MB in a process."""

ANY_MEMBER = Member(pk=0, is_active=False)
"""Reads what every member reads: no roles, no post or thread of its own."""


@dataclass(frozen=True)
class ReadPost:
    """A post or its stub as those see it who may do no more with it than all others. Without text, but with `opening`,
    where it shows what the thread is about: that changes with its subject, not with the thread."""

    pk: int
    article: SafeString
    opening: Post | None


@dataclass(frozen=True)
class SharedPage:
    """`passages` are the posts for those who have nothing of their own among them; `names` those in all texts of the
    page, hidden ones included. `rows` are for the others; they are copied before anything is done with them. `shown` are
    the posts for those who have put something on them."""

    rows: Sequence[Post]
    shown: Sequence[ShownPost]
    posts: Sequence[ReadPost]
    passages: Sequence[ReadPost | ShownPost]
    names: Names


@dataclass(frozen=True)
class PageOfThread:
    """`posts` in order of their numbers; `begins_unread` if the first post that is new to the reader is among them. `made_of`
    is what all guests or all members share, None for the team."""

    posts: Sequence[ReadPost | ShownPost]
    begins_unread: bool = False
    made_of: SharedPage | None = None


_between = PreparedQuery(lambda: Post.objects.between(Asked(0), Asked(1), Asked(2)))

_pages: Kept[SharedPage] = Kept(PAGES)


NEW_FROM_HERE = ReadPost(
    0,
    SafeString(
        '<p class="marker" id="neu" role="separator"><span></span><span>Neu seit deinem letzten Besuch</span></p>'
    ),
    None,
)


def posts_on_page(thread: Thread, page: int, viewer: Viewer, reader: Reader | None = None) -> PageOfThread:
    """Empty for a page after a split. The thread must have been read before, for what is written meanwhile raises its
    version. For a member who has read some of it, it is said above the first new post that it is new.

    Once known: no query but for spoilers, for a `reader` one or two, and one for who has written a post on this page that
    is hidden, whose reasons may be worded otherwise by now. The team reads more than others and has its pages made anew.
    """
    shown = _read_by(viewer, thread, page, reader)
    return replace(shown, posts=_in_passages(open_seen(shown.posts, thread, viewer)))


def _read_by(viewer: Viewer, thread: Thread, page: int, reader: Reader | None) -> PageOfThread:
    marks, ignored = (reader.marks_on(page), reader.ignored) if reader else ({}, frozenset())
    if is_team(viewer):
        rows = _rows_on(thread, page)
        new = _first_new(rows, page, reader)
        return _page(show_posts(rows, thread, viewer, marks=marks, ignored=ignored), new, reader)
    shared = _shared(thread, page, is_member=viewer.is_authenticated)
    new = _first_new(shared.rows, page, reader)
    names = shared.names.without(ignored) if ignored else shared.names
    special = _special(shared, reader) if reader else []
    if not special and not marks and new is None:
        return PageOfThread(shared.passages, made_of=shared)
    shown = {post.post.pk: replace(post, own=marks[post.post.pk]) for post in shared.shown if post.post.pk in marks}
    if special:
        names = replace(names, decisions=decisions_on(special))  # the words of a reason change without the thread
        own = show_posts(special, thread, viewer, names=names, marks=marks, ignored=ignored)
        shown |= {post.post.pk: post for post in own}
    return _page([shown.get(post.pk, post) for post in shared.posts], new, reader)


def _rows_on(thread: Thread, page: int) -> list[Post]:
    first = (page - 1) * POSTS_PER_PAGE + 1
    return _between(thread.pk, first, first + POSTS_PER_PAGE - 1)


def _special(shared: SharedPage, reader: Reader) -> list[Post]:
    """Posts that look otherwise to this reader than to all others, but for what they have put on them."""
    me, ignored = reader.member.pk, reader.ignored
    if not ignored:
        return [copy(row) for row in shared.rows if row.author_id == me]
    touched = reactions_unheard(shared.rows, ignored)
    return [
        copy(row)
        for row in shared.rows
        if row.author_id == me or row.pk in touched or row.author_id in ignored or shared.names.speak_in(row, ignored)
    ]


def _first_new(rows: Sequence[Post], page: int, reader: Reader | None) -> int | None:
    """The id of the first unread post if it stands on this page. A query only where the reader has jumped ahead."""
    if reader is None or not reader.until.leaves_unread(reader.thread):
        return None
    until, before = reader.until, (page - 1) * POSTS_PER_PAGE
    if until.number >= before + POSTS_PER_PAGE:
        return None
    above = [row for row in rows if row.is_voice and (row.number or 0) > until.number]
    new = [row for row in above if row.author_id not in reader.ignored]
    fresh = next((row for row in new if row.shown_at and row.shown_at > until.at), None)
    if fresh and until.number >= before:
        return fresh.pk
    first = first_unread(reader.thread, reader.member, until) if new else None
    return first.pk if first and first.pk in {row.pk for row in new} else None


def _page(posts: Sequence[ReadPost | ShownPost], new: int | None, reader: Reader | None) -> PageOfThread:
    if new is None or not (reader and reader.until.number):
        return PageOfThread(posts, begins_unread=new is not None)
    place = next(i for i, post in enumerate(posts) if (post.pk if isinstance(post, ReadPost) else post.post.pk) == new)
    return PageOfThread([*posts[:place], NEW_FROM_HERE, *posts[place:]], begins_unread=True)


def _in_passages(posts: Iterable[ReadPost | ShownPost]) -> list[ReadPost | ShownPost]:
    """Neighbours with nothing but text become one: for a template each costs as much as all."""
    passages: list[ReadPost | ShownPost] = []
    for is_text, neighbours in groupby(posts, lambda post: bool(post.article and not post.opening)):
        if is_text:
            passages.append(ReadPost(0, SafeString("".join(post.article for post in neighbours)), None))
        else:
            passages += neighbours
    return passages


def _shared(thread: Thread, page: int, *, is_member: bool) -> SharedPage:
    def make() -> SharedPage:
        viewer, rows = ANY_MEMBER if is_member else ANYBODY, _rows_on(thread, page)
        names = names_in(rows, viewer)
        shown = show_posts(rows, thread, viewer, names=names)
        posts = [_as_read(post) for post in shown]
        return SharedPage(rows, shown, posts, _in_passages(posts), names)

    return _pages.get((thread.pk, thread.version, page, is_member), make) if settings.PAGE_CACHE else make()


def _as_read(shown: ShownPost) -> ReadPost:
    article = shown.article or (SafeString("") if shown.opening else _stub(shown))
    return ReadPost(shown.post.pk, article, shown.opening)


def _stub(shown: ShownPost) -> SafeString:
    post = shown.post
    key = (post.pk, post.number, post.state, shown.decision.grounds if shown.decision else "")
    return render_kept("forum/_stub.html", key, shown=shown)
