"""A discussion as machines read it: what everybody reads on the page, and of spoilers only that there are some."""

from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import ANYBODY, Member
from accounts.prepared import Asked, PreparedQuery
from forum.models import Post, Thread
from forum.models.post import PostKind
from forum.named import Names, names_in
from forum.spoilers import excerpt_of
from forum.subjects import Card
from text.fragments import Kept
from text.linked_data import breadcrumbs, linked_data, publisher
from text.quotes import fill_in

__all__ = ["data_of_thread"]

WORDS = 300
"""Characters of a post: machines read on at its address."""

PAGES = 300
"""Up to 15 KB each, so 4 MB in a process."""


def data_of_thread(thread: Thread, page: int, card: Card | None, rows: Sequence[Post], names: Names) -> SafeString:
    """`DiscussionForumPosting` with the posts of this page as comments. `rows` are those of the page and `names` what they
    name, both as guests read them. No query on the first page, one on others unless the first post quotes."""
    key = (thread.pk, thread.version, page, card and (card.title, card.teaser, card.byline))
    return _data.get(key, partial(_make, thread, card, rows, names))


_data: Kept[SafeString] = Kept(PAGES)

_first_post = PreparedQuery(
    lambda: Post.objects.visible_to(ANYBODY).voices().filter(pk=Asked(0), kind=PostKind.MEMBER).select_related("author")
)


def _make(thread: Thread, card: Card | None, rows: Sequence[Post], names: Names) -> SafeString:
    voices = [_named(row, names) for row in rows if row.is_voice and row.kind == PostKind.MEMBER]
    opening = next((post for post in voices if post.pk == thread.first_post_id), None)
    if thread.first_post_id and thread.first_post_id not in {row.pk for row in rows}:
        opening = _opening_elsewhere(thread.first_post_id)
    url = f"{settings.SITE_URL}{thread.get_absolute_url()}"
    said = {
        "@type": "DiscussionForumPosting",
        "@id": f"{url}#thema",
        "url": url,
        "mainEntityOfPage": url,
        "headline": thread.title,
        "text": excerpt_of(opening, thread, length=WORDS) if opening else (card.teaser or card.title if card else None),
        "author": _member(opening.author) if opening and opening.author else _authors(card),
        "datePublished": thread.created_at.isoformat(),
        "inLanguage": "de",
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": thread.reply_count,
        },
        "comment": [_comment(post, thread) for post in voices if post != opening],
    }
    steps = (("Forum", reverse("forum:boards")), (thread.board.name, thread.board.get_absolute_url()))
    return linked_data(said, breadcrumbs(settings.SITE_URL, *steps, (thread.title, thread.get_absolute_url())))


def _named(post: Post, names: Names) -> Post:
    """With those it names as they are called today."""
    named = copy(post)
    named.html = fill_in(post.html, quotes=names.quotes, members=names.members)
    return named


def _opening_elsewhere(pk: int) -> Post | None:
    """What a member opened the thread with, where it stands on another page."""
    posts = _first_post(pk)
    if not posts or "data-" not in posts[0].html:
        return posts[0] if posts else None
    return _named(posts[0], names_in(posts, ANYBODY))


def _authors(card: Card | None) -> Any:
    """Of a review's discussion those of the review; else the magazine."""
    if card and card.byline:
        return [{"@type": "Person", "name": name} for name in card.byline.split(", ")]
    return publisher()


def _member(member: Member) -> dict[str, Any]:
    """Whoever has left has no page."""
    url = f"{settings.SITE_URL}{member.get_absolute_url()}" if member.is_active else None
    return {"@type": "Person", "name": member.name, "url": url}


def _comment(post: Post, thread: Thread) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "url": f"{settings.SITE_URL}{post.get_absolute_url()}",
        "text": excerpt_of(post, thread, length=WORDS),
        "datePublished": post.shown_at.isoformat() if post.shown_at else None,
        "author": _member(post.author) if post.author else None,
    }
