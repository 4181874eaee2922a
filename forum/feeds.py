"""Atom feeds of boards, threads and members' posts: one for all readers, so nothing in them that a guest may not read."""

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from accounts.models import ANYBODY, Member
from forum.models import Board, Post, Thread
from forum.spoilers import excerpt_of
from text.feeds import EMPTY_SINCE, ENTRIES, add_entry, begin_feed
from text.quoting import quoted

__all__ = ["feed_of_board", "feed_of_member", "feed_of_thread"]

LENGTH = 500
"""Characters of a post that an entry shows; what a spoiler covers is not among them."""


def feed_of_thread(thread: Thread) -> str:
    """The newest posts. Two queries."""
    feed = begin_feed(
        thread.title,
        thread.get_absolute_url(),
        reverse("forum:thread_feed", args=[thread.pk, thread.slug]),
        thread.created_at,
    )
    posts = Post.objects.visible_to(ANYBODY).voices().filter(thread=thread, author__isnull=False)
    for post in posts.order_by("-shown_at", "-number").select_related("author")[:ENTRIES]:
        _add(feed, f"Beitrag {post.number} in {quoted(thread.title)}", post, thread)
    return str(feed.writeString("utf-8"))


def feed_of_board(board: Board) -> str:
    """The threads somebody spoke in last, each with that voice."""
    feed = begin_feed(board.name, board.get_absolute_url(), reverse("forum:board_feed", args=[board.slug]), EMPTY_SINCE)
    threads = Thread.objects.visible_to(ANYBODY).listed().filter(board=board, last_post__author__isnull=False)
    for thread in threads.order_by("-last_posted_at", "-id").select_related("last_post__author")[:ENTRIES]:
        if thread.last_post:
            _add(feed, thread.title, thread.last_post, thread)
    return str(feed.writeString("utf-8"))


def feed_of_member(member: Member) -> str:
    address = reverse("posts_feed", args=[member.name])
    feed = begin_feed(f"Beiträge von {member.name}", member.get_absolute_url(), address, member.joined_at)
    posts = Post.objects.visible_to(ANYBODY).said_by(member).select_related("thread", "author")
    for post in posts.order_by("-id")[:ENTRIES]:
        _add(feed, post.thread.title, post, post.thread)
    return str(feed.writeString("utf-8"))


def _add(feed: Atom1Feed, title: str, post: Post, thread: Thread) -> None:
    words, author = excerpt_of(post, thread, length=LENGTH), post.author.name if post.author else ""
    at, changed = post.shown_at, post.edited_at
    add_entry(feed, title, post.get_absolute_url(), words=words, author=author, at=at, changed=changed)
