"""A discussion as machines read it: what everybody reads on the page, and of spoilers only that there are some."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import ANYBODY, Member
from forum.models import Post, Thread
from forum.models.post import PostKind
from forum.models.thread import POSTS_PER_PAGE
from forum.named import names_in
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


def data_of_thread(thread: Thread, page: int, card: Card | None) -> SafeString:
    """`DiscussionForumPosting` with the posts of this page as comments. Up to five queries, none while nothing has
    changed; the thread's row must have been read before."""
    key = (thread.pk, thread.version, page, card and (card.title, card.teaser, card.byline))
    return _data.get(key, partial(_make, thread, page, card))


_data: Kept[SafeString] = Kept(PAGES)


def _make(thread: Thread, page: int, card: Card | None) -> SafeString:
    first = (page - 1) * POSTS_PER_PAGE + 1
    shown = Q(number__gte=first, number__lt=first + POSTS_PER_PAGE) | Q(pk=thread.first_post_id)
    rows = Post.objects.visible_to(ANYBODY).voices().filter(shown, thread=thread, kind=PostKind.MEMBER)
    posts = list(rows.order_by("number").select_related("author"))
    names = names_in(posts, ANYBODY)
    for post in posts:  # as they are called today
        post.html = fill_in(post.html, quotes=names.quotes, members=names.members)
    opening = next((post for post in posts if post.pk == thread.first_post_id), None)
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
        "comment": [_comment(post, thread) for post in posts if post != opening],
    }
    steps = (("Forum", reverse("forum:boards")), (thread.board.name, thread.board.get_absolute_url()))
    return linked_data(said, breadcrumbs(settings.SITE_URL, *steps, (thread.title, thread.get_absolute_url())))


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
