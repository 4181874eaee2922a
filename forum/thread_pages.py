"""The posts of a thread's page. What all who only read have in common is kept in this process by the thread's version:
nobody's page then costs a question for posts."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.safestring import SafeString

from accounts.models import ANYBODY, Member, Viewer
from forum.models import Post, Thread
from forum.permissions import is_team
from forum.showing import Names, ShownPost, names_in, show_posts
from text.fragments import Kept, render_kept

__all__ = ["ReadPost", "posts_on_page"]

PAGES = 150
"""About 120 KB each, so 18 MB in a process."""

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
    """`passages` are the posts for those who have written none of them; `names` those in all texts of the page, hidden
    ones included. `rows` are for those who have written some; they are copied before anything is done with them."""

    rows: Sequence[Post]
    posts: Sequence[ReadPost]
    passages: Sequence[ReadPost | ShownPost]
    names: Names


_pages: Kept[SharedPage] = Kept(PAGES)


NEW_FROM_HERE = ReadPost(
    0,
    SafeString(
        '<p class="marker" id="neu" role="separator"><span></span><span>Neu seit deinem letzten Besuch</span></p>'
    ),
    None,
)


def posts_on_page(
    thread: Thread, page: int, viewer: Viewer, new_from: int | None = None
) -> Sequence[ReadPost | ShownPost]:
    """In order of their numbers; empty for a page after a split. The thread must have been read before, for what is
    written meanwhile raises its version. Before the post with the id `new_from` stands that it is new.

    Once known: no query, one for who has written a post on this page that is hidden. The team reads more than others
    and has its pages made anew.
    """
    if is_team(viewer):
        return _with_marker(show_posts(Post.objects.on_page(thread, page), thread, viewer), new_from)
    shared = _shared(thread, page, is_member=viewer.is_authenticated)
    own = [copy(row) for row in shared.rows if viewer.is_authenticated and row.author_id == viewer.pk]
    if not own and new_from is None:
        return shared.passages
    shown = {row.post.pk: row for row in show_posts(own, thread, viewer, names=shared.names)}
    return _in_passages(_with_marker([shown.get(post.pk, post) for post in shared.posts], new_from))


def _with_marker(posts: Sequence[ReadPost | ShownPost], new_from: int | None) -> Sequence[ReadPost | ShownPost]:
    for place, post in enumerate(posts):
        if new_from is not None and (post.pk if isinstance(post, ReadPost) else post.post.pk) == new_from:
            return [*posts[:place], NEW_FROM_HERE, *posts[place:]]
    return posts


def _in_passages(posts: Iterable[ReadPost | ShownPost]) -> list[ReadPost | ShownPost]:
    """Neighbours with nothing but text become one: for a template each costs as much as all."""
    passages: list[ReadPost | ShownPost] = []
    for post in posts:
        before = passages[-1] if passages else None
        if isinstance(before, ReadPost) and isinstance(post, ReadPost) and not (before.opening or post.opening):
            passages[-1] = replace(before, article=SafeString(before.article + post.article))
        else:
            passages.append(post)
    return passages


def _shared(thread: Thread, page: int, *, is_member: bool) -> SharedPage:
    def make() -> SharedPage:
        viewer, rows = ANY_MEMBER if is_member else ANYBODY, list(Post.objects.on_page(thread, page))
        names = names_in(rows, viewer)
        posts = [_as_read(shown) for shown in show_posts(rows, thread, viewer, names=names)]
        return SharedPage(rows, posts, _in_passages(posts), names)

    return _pages.get((thread.pk, thread.version, page, is_member), make) if settings.PAGE_CACHE else make()


def _as_read(shown: ShownPost) -> ReadPost:
    article = shown.article or (SafeString("") if shown.opening else _stub(shown))
    return ReadPost(shown.post.pk, article, shown.opening)


def _stub(shown: ShownPost) -> SafeString:
    post = shown.post
    key = (post.pk, post.number, post.state, shown.decision.grounds if shown.decision else "")
    return render_kept("forum/_stub.html", key, shown=shown)
