"""Whom the texts of a page name: in quotes, in mentions and as those who answer, with the pictures in them. A constant
number of queries for a page, prepared for those who read what all others read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
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
    """What this viewer may see named in the texts of posts of one thread, and their pictures: up to three queries."""
    with_quotes = [post.pk for post in posts if "data-post=" in post.html]
    with_mentions = [post.pk for post in posts if "data-member=" in post.html]
    answerable = [post.pk for post in posts if post.number]  # nobody quotes what was never published
    quotes: dict[int, Name] = {}
    members: dict[int, Name] = {}
    speakers: dict[int, int] = {}
    answers: dict[int, list[int]] = {}
    for is_answer, pk, author, name, *place in _quotes(answerable, with_quotes, viewer):
        if not is_answer:
            quotes[pk] = name or WITHOUT_AUTHOR, post_url(pk)
            speakers[pk] = author or 0
        elif author and place == [posts[0].thread_id, PostState.VISIBLE]:
            answers.setdefault(pk, []).append(author)
    if with_mentions:
        mentions = PostMention.objects.filter(post__in=with_mentions)
        named = mentions.values_list("member_id", "member__name")
        members = {pk: (name, profile_url(name)) for pk, name in named}
    with_pictures = [post.pk for post in posts if "data-picture=" in post.html]
    return Names(quotes, members, speakers, answers, pictures_in_posts(with_pictures))


def _quotes(ids: Sequence[int], quoting: Sequence[int], viewer: Viewer) -> Iterable[tuple[Any, ...]]:
    """Whether it is an answer, the quoted post, author and name, thread and state: of posts that quote one of `ids` the
    author, thread and state, of those quoted in `quoting` and readable for the viewer the author with name.

    One query, prepared for those who read what all others read and for as many posts as a page has."""
    if not (ids or quoting):
        return ()
    if viewer.pk or max(len(ids), len(quoting)) > POSTS_PER_PAGE:
        return _answers(Q(quoted__in=ids)).union(_quoted(Q(post__in=quoting), viewer), all=True)
    return _quotes_for_all(viewer)(*padded(ids, POSTS_PER_PAGE), *padded(quoting, POSTS_PER_PAGE))


@cache
def _quotes_for_all(viewer: Viewer) -> PreparedQuery:
    """For guests, or for members who are nobody in particular."""
    answered, quoting = (range(begin, begin + POSTS_PER_PAGE) for begin in (0, POSTS_PER_PAGE))
    return PreparedQuery(
        lambda: _answers(one_of("quoted", answered)).union(_quoted(one_of("post", quoting), viewer), all=True)
    )


def _answers(quoted: Q) -> QuerySet[Any]:
    """In any thread and state: asked for as conditions, these would make SQLite read all posts of the thread first."""
    rows = Quote.objects.filter(quoted, named=True).order_by()
    nobody = Value("", models.CharField())
    return rows.values_list(Value(1), "quoted_id", "post__author_id", nobody, "post__thread_id", "post__state")


def _quoted(posts: Q, viewer: Viewer) -> QuerySet[Any]:
    rows = Quote.objects.filter(readable_threads(viewer, "quoted__thread__"), posts, named=True).order_by()
    name = Coalesce("quoted__author__name", Value(""))
    return rows.values_list(
        Value(0), "quoted_id", "quoted__author_id", name, "quoted__thread_id", Value("", models.CharField())
    )
