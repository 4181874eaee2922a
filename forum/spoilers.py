"""Spoilers as one member finds them on the page of a thread, and what other channels show of a post: nothing covered."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.safestring import mark_safe

from accounts.models import Member, Viewer
from forum.models import Post, Thread
from forum.showing import ShownPost
from forum.subjects import seen_by
from text.excerpts import excerpt
from text.film_titles import readings
from text.opening import Cover, covers_in, has_covers, open_covers

if TYPE_CHECKING:
    from forum.thread_pages import ReadPost

__all__ = ["COVERED", "excerpt_of", "open_seen"]

TITLES_MOST = 150
"""Different titles of a page that are looked up, more than twenty posts of honest people name; the rest stays closed."""

COVERED = "[Spoiler]"


def open_seen(
    posts: Sequence["ReadPost | ShownPost"], thread: Thread, viewer: Viewer
) -> Sequence["ReadPost | ShownPost"]:
    """The posts with those spoilers open that name only what the viewer has seen. What is kept for all readers stays as
    it is: the text changes on its way to this one.

    No query for guests and for pages without spoilers, a constant number for all others.
    """
    if not isinstance(viewer, Member):
        return posts
    covers: set[Cover] = set()
    for post in posts:
        if has_covers(text := _text_of(post)):
            covers |= covers_in(text)
    seen = _seen(covers, thread, viewer) if covers else covers
    return [_opened(post, seen) for post in posts] if seen else posts


def _text_of(post: "ReadPost | ShownPost") -> str:
    return post.html if isinstance(post, ShownPost) else post.article


def _opened(post: "ReadPost | ShownPost", seen: set[Cover]) -> "ReadPost | ShownPost":
    text = _text_of(post)
    if not has_covers(text):
        return post
    opened = mark_safe(open_covers(text, seen.__contains__))  # noqa: S308 (our own HTML with one attribute more)
    return replace(post, html=opened) if isinstance(post, ShownPost) else replace(post, article=opened)


def _seen(covers: set[Cover], thread: Thread, member: Member) -> set[Cover]:
    asked = {cover for cover in covers if _names_film(cover)}
    if thread.subject_kind:
        asked |= _about_the_subject(covers - asked, thread)
    titles = sorted({cover.title for cover in asked})[:TITLES_MOST]
    seen = seen_by(member, titles, thread) if titles else set()
    return {cover for cover in asked if cover.title in seen}


def _names_film(cover: Cover) -> bool:
    return all(named.name for named in readings(cover.title))


def _about_the_subject(covers: set[Cover], thread: Thread) -> set[Cover]:
    """Those that name nothing and were written here: a quote from another thread is about what that one is about."""
    clear = {cover for cover in covers if cover.is_clear}
    quoted = frozenset().union(*(cover.quoted for cover in clear))
    here = set(Post.objects.filter(pk__in=quoted, thread=thread).values_list("pk", flat=True)) if quoted else set()
    return {cover for cover in clear if cover.quoted <= here}


def excerpt_of(post: Post, thread: Thread, *, length: int) -> str:
    """What feeds, mails and lists show of a post. Where spoilers may stand open nobody can tell them from the rest."""
    return COVERED if thread.with_spoilers else excerpt(post.html, length=length)
