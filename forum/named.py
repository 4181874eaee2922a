"""What belongs to the posts of a page: whom their texts name, in quotes, in mentions and as those who answer, the pictures in
them, and why some do not show. One query for a page of those who read what all others read."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from accounts.models import ANYBODY, Viewer, profile_url
from accounts.prepared import AskedTogether, PreparedQuery, hand_out, one_of, padded
from forum.models import Decision, PictureFile, Post, PostMention, PostPicture, Quote
from forum.models.moderation import RESTRICTIONS
from forum.models.picture import ERASED
from forum.models.post import PostState, post_url
from forum.models.thread import POSTS_PER_PAGE, readable_threads
from forum.shown_pictures import drawn

__all__ = ["WITHOUT_AUTHOR", "Names", "names_in"]

Name = tuple[str, str]
"""Name and address."""


WITHOUT_AUTHOR = "Redaktion"
"""Who speaks in an opening post."""


@dataclass(frozen=True)
class Names:
    """Of quoted posts and of mentioned members, by id. `speakers` are the authors of the quoted posts, `answers` the
    authors of posts in the same thread by the post they quote; `pictures` stand in the posts, drawn; `decisions` are the
    newest restrictions of posts that do not show. Quotes in `hidden` do not show at all."""

    quotes: Mapping[int, Name]
    members: Mapping[int, Name]
    speakers: Mapping[int, int]
    answers: Mapping[int, Sequence[int]]
    pictures: Mapping[int, SafeString]
    decisions: Mapping[int, Decision]
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
    """What this viewer may see named in the texts of posts of one thread, with their pictures. Whether the viewer may read
    a text is asked where it is shown. One query, two for somebody in particular; up to six for more posts than a page has."""
    with_pictures = [post.pk for post in posts if "data-picture=" in post.html and settings.POST_PICTURES != "off"]
    rows = _rows_for(
        {
            "answers": [post.pk for post in posts if post.number],  # nobody quotes what was never published
            "quotes": [post.pk for post in posts if "data-post=" in post.html],
            "members": [post.pk for post in posts if "data-member=" in post.html],
            "pictures": with_pictures,
            "files": with_pictures,
            "decisions": _restricted(posts),
        },
        viewer,
    )
    hand_out(rows["files"], rows["pictures"], by="picture_id", name="files")
    return Names(
        quotes={pk: (name or WITHOUT_AUTHOR, post_url(pk)) for pk, _, name in rows["quotes"]},
        members={pk: (name, profile_url(name)) for pk, name in rows["members"]},
        speakers={pk: author or 0 for pk, author, _ in rows["quotes"]},
        answers=_answers_in(posts[0].thread_id, rows["answers"]) if posts else {},
        pictures=drawn(rows["pictures"]),
        decisions={row.post_id: row for row in rows["decisions"]},
    )


def decisions_on(posts: Iterable[Post]) -> Mapping[int, Decision]:
    """`Names.decisions` of these as they are now. One query, none where nothing is restricted."""
    restricted = _restricted(posts)
    return {row.post_id or 0: row for row in _decisions(Q(post__in=restricted), ANYBODY)} if restricted else {}


def _restricted(posts: Iterable[Post]) -> list[int]:
    return [post.pk for post in posts if post.state in (PostState.REMOVED, PostState.HIDDEN_AUTO)]


def _answers_in(thread_id: int, answers: Iterable[tuple[Any, ...]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for quoted, author, *place in answers:
        if author and place == [thread_id, PostState.VISIBLE]:
            found.setdefault(quoted, []).append(author)
    return found


def _rows_for(asking: Mapping[str, Sequence[int]], viewer: Viewer) -> Mapping[str, list[Any]]:
    """By the names of `_QUESTIONS`, each asked about posts; what is asked about none is not asked."""
    asked = tuple(name for name, posts in asking.items() if posts)
    if any(len(posts) > POSTS_PER_PAGE for posts in asking.values()):
        alone = asked
    else:
        alone = tuple(name for name in asked if viewer.pk and name in _PERSONAL)
    rows: dict[str, list[Any]] = {name: [] for name in asking}
    rows |= {name: list(_question(name, viewer, asking[name])) for name in alone}
    if together := tuple(name for name in asked if name not in alone):
        questions = _questions_of_all(together, ANYBODY if viewer.pk else viewer)
        found = questions(*(padded(asking[name], POSTS_PER_PAGE) for name in together))
        rows |= dict(zip(together, found, strict=True))
    return rows


@cache
def _questions_of_all(asked: tuple[str, ...], viewer: Viewer) -> AskedTogether:
    """For guests, or for members who are nobody in particular."""
    return AskedTogether(*(PreparedQuery(partial(_question, name, viewer)) for name in asked))


_PERSONAL = ("quotes",)
"""What is answered otherwise to each viewer."""


def _question(name: str, viewer: Viewer, posts: Sequence[int] | None = None) -> QuerySet[Any]:
    """About these posts, or about as many as a page has, not known yet."""
    column, rows = _QUESTIONS[name]
    about = one_of(column, range(POSTS_PER_PAGE)) if posts is None else Q(**{f"{column}__in": posts})
    return rows(about, viewer)


def _answers(quoted: Q, viewer: Viewer) -> QuerySet[Any]:
    """Quoted post, author, thread and state of posts in any thread and state: asked for as conditions, these would make
    SQLite read all posts of the thread first."""
    rows = Quote.objects.filter(quoted, named=True).order_by()
    return rows.values_list("quoted_id", "post__author_id", "post__thread_id", "post__state")


def _quotes(posts: Q, viewer: Viewer) -> QuerySet[Any]:
    """Quoted post, author and name, of those the viewer may read."""
    rows = Quote.objects.filter(readable_threads(viewer, "quoted__thread__"), posts, named=True).order_by()
    return rows.values_list("quoted_id", "quoted__author_id", Coalesce("quoted__author__name", Value("")))


def _members(posts: Q, viewer: Viewer) -> QuerySet[Any]:
    return PostMention.objects.filter(posts).values_list("member_id", "member__name")


def _pictures(posts: Q, viewer: Viewer) -> QuerySet[PostPicture]:
    return PostPicture.objects.filter(posts, unused_since=None).exclude(state__in=ERASED)


def _files(posts: Q, viewer: Viewer) -> QuerySet[PictureFile]:
    return PictureFile.objects.filter(posts)


def _decisions(posts: Q, viewer: Viewer) -> QuerySet[Decision]:
    """The newest last."""
    return Decision.objects.filter(posts, action__in=RESTRICTIONS).order_by("at", "id")


_QUESTIONS: Mapping[str, tuple[str, Callable[[Q, Viewer], QuerySet[Any]]]] = {
    "answers": ("quoted", _answers),
    "quotes": ("post", _quotes),
    "members": ("post", _members),
    "pictures": ("post", _pictures),
    "files": ("picture__post", _files),
    "decisions": ("post", _decisions),
}
