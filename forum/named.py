"""Whom the texts of a page name: in quotes, in mentions and as those who answer, with the pictures in them. A constant
number of queries for a page, prepared for those who read what all others read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from accounts.models import Viewer, profile_url
from accounts.prepared import PreparedQuery, one_of, padded
from forum.models import Post, PostMention, Quote
from forum.models.post import PostState, post_url
from forum.models.thread import POSTS_PER_PAGE, readable_threads
from forum.shown_pictures import pictures_in_posts

__all__ = ["WITHOUT_AUTHOR", "Names", "names_in"]

Name = tuple[str, str]
"""Name and address."""


WITHOUT_AUTHOR = "Redaktion"
"""Who speaks in an opening post."""


@dataclass(frozen=True)
class Names:
    """Of quoted posts and of mentioned members, by id. `speakers` are the authors of the quoted posts, `answers` the
    authors of posts in the same thread by the post they quote; `pictures` stand in the posts, drawn. Quotes in `hidden` do
    not show at all."""

    quotes: Mapping[int, Name]
    members: Mapping[int, Name]
    speakers: Mapping[int, int]
    answers: Mapping[int, Sequence[int]]
    pictures: Mapping[int, SafeString]
    hidden: frozenset[int] = frozenset()

    def without(self, ignored: Collection[int]) -> "Names":
        """For one who does not want to hear some members."""
        hidden = frozenset(pk for pk, author in self.speakers.items() if author in ignored)
        answers = {pk: [one for one in authors if one not in ignored] for pk, authors in self.answers.items()}
        return replace(self, hidden=hidden, answers=answers)

    def speak_in(self, post: Post, ignored: Collection[int]) -> bool:
        """Whether somebody of these is quoted in the post or answers it."""
        if any(author in ignored for author in self.answers.get(post.pk, ())):
            return True
        hidden = (pk for pk, author in self.speakers.items() if author in ignored)
        return any(f'data-post="{pk}"' in post.html for pk in hidden)


def names_in(posts: Sequence[Post], viewer: Viewer) -> Names:
    """What this viewer may see named in the texts of posts of one thread, and their pictures: up to four queries."""
    with_quotes = [post.pk for post in posts if "data-post=" in post.html]
    with_mentions = [post.pk for post in posts if "data-member=" in post.html]
    quotes: dict[int, Name] = {}
    members: dict[int, Name] = {}
    speakers: dict[int, int] = {}
    answers: dict[int, list[int]] = {}
    if posts:
        for pk, author, *place in _quoting([post.pk for post in posts]):
            if author and place == [posts[0].thread_id, PostState.VISIBLE]:
                answers.setdefault(pk, []).append(author)
    if with_quotes:
        for pk, author, name in _quoted(with_quotes, viewer):
            quotes[pk] = name or WITHOUT_AUTHOR, post_url(pk)
            speakers[pk] = author or 0
    if with_mentions:
        mentions = PostMention.objects.filter(post__in=with_mentions)
        named = mentions.values_list("member_id", "member__name")
        members = {pk: (name, profile_url(name)) for pk, name in named}
    with_pictures = [post.pk for post in posts if "data-picture=" in post.html]
    return Names(quotes, members, speakers, answers, pictures_in_posts(with_pictures))


def _quoted(ids: Sequence[int], viewer: Viewer) -> Iterable[tuple[Any, ...]]:
    """Posts that these quote, with their authors, as far as the viewer may read them. One query, prepared for those who
    read what all others read."""
    if viewer.pk or len(ids) > POSTS_PER_PAGE:
        return _quoted_in(Q(post__in=ids), viewer)
    return _quoted_for_all(viewer)(*padded(ids, POSTS_PER_PAGE))


@cache
def _quoted_for_all(viewer: Viewer) -> PreparedQuery:
    """For guests, or for members who are nobody in particular."""
    return PreparedQuery(lambda: _quoted_in(one_of("post", range(POSTS_PER_PAGE)), viewer))


def _quoted_in(posts: Q, viewer: Viewer) -> QuerySet[Any]:
    rows = Quote.objects.filter(readable_threads(viewer, "quoted__thread__"), posts, named=True)
    return rows.order_by().values_list("quoted_id", "quoted__author_id", "quoted__author__name")


_QUOTING = ("quoted_id", "post__author_id", "post__thread_id", "post__state")
_quoting_a_page = PreparedQuery(
    lambda: Quote.objects.filter(one_of("quoted", range(POSTS_PER_PAGE)), named=True).values_list(*_QUOTING).order_by()
)


def _quoting(ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Who quotes these posts, in which thread and state: asked for as conditions, these would make SQLite read all posts
    of the thread first. One query, prepared for as many posts as a page has."""
    if len(ids) > POSTS_PER_PAGE:
        return Quote.objects.filter(quoted__in=ids, named=True).values_list(*_QUOTING).order_by()
    return _quoting_a_page(*padded(ids, POSTS_PER_PAGE))
