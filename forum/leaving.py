"""The forum's part of leaving: marks and news of a member go, called names give way to the pseudonym, and texts that are
taken along are erased. Everything in short transactions: on SQLite nobody else writes meanwhile.
"""

import datetime
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

from accounts.leaving import delete_in_batches
from accounts.models import Leaving, Member
from forum import reacting, states
from forum.cases import leaving as cases_part
from forum.cases.leaving import ban_of, is_kept, keep_until_closed
from forum.models import (
    BoardMark,
    Bookmark,
    Draft,
    Follow,
    Notification,
    Post,
    PostMention,
    PostPicture,
    PostRevision,
    Quote,
    Reaction,
    ReadMark,
    RulesMark,
    Thread,
)
from forum.models.picture import ERASED
from forum.models.post import PostState
from forum.models.thread import TITLE_LENGTH
from forum.moderation import take_text_along
from forum.pictures import let_go
from forum.rerendering import html_of
from text.markdown import RENDERER_VERSION
from text.mentions import without_mentions

__all__ = ["GOES", "STAYS", "ban_of", "show_anew", "take_away"]

GOES = (
    *cases_part.GOES,
    "forum.BoardMark.member",
    "forum.Bookmark.member",
    "forum.Draft.member",
    "forum.Follow.member",
    "forum.Notification.member",
    "forum.PostMention.member",
    "forum.Reaction.member",
    "forum.ReadMark.member",
    "forum.RulesMark.member",
)
"""Relations to the member whose rows are deleted."""

STAYS = {
    **cases_part.STAYS,
    "forum.Decision.by": "Eine Entscheidung der Moderation gilt weiter, wer immer sie traf.",
    "forum.Post.author": "Beiträge stehen unter dem Pseudonym, mitgenommene ohne Text.",
    "forum.PostPicture.member": "Bilder in stehenden Beiträgen; alle anderen werden gelöscht.",
    "forum.PostRevision.by": "Frühere Fassungen stehen beim Beitrag, mitgenommene ohne Text.",
    "forum.Thread.author": "Themen stehen unter dem Pseudonym.",
}

TAKEN_TITLE = "Thema eines ehemaligen Mitglieds"

Row = TypeVar("Row", bound=models.Model)

AT_ONCE = 1_000
"""Threads whose versions are raised in one transaction, some 10 ms."""

AROUND = datetime.timedelta(hours=1)
"""How long before the member left a form may have been opened that is sent afterwards."""

BATCH = 200
"""Keys that are looked up together."""


def show_anew(member_pk: int) -> None:
    """Every thread that names the member changes its version: by author, quote or call. In transactions of their own, in
    which nothing else is locked. To be called when the pseudonym is stored: what is written later has it."""
    threads = sorted(_threads_naming(member_pk))
    for start in range(0, len(threads), AT_ONCE):
        with transaction.atomic():
            states.raise_version(states.lock_threads(threads[start : start + AT_ONCE]))


def _threads_naming(member_pk: int) -> set[int]:
    named: list[models.QuerySet[Any, Any]] = [
        Post.objects.filter(author=member_pk).values_list("thread_id", flat=True).order_by().distinct(),
        Thread.objects.filter(author=member_pk).values_list("pk", flat=True),
        PostMention.objects.filter(member=member_pk).values_list("post__thread_id", flat=True).distinct(),
        Quote.objects.filter(quoted__author=member_pk).values_list("post__thread_id", flat=True).distinct(),
    ]
    return {pk for rows in named for pk in rows}


def take_away(leaving: Leaving) -> Iterator[int]:
    """Everything that is not gone yet, whatever was done before; yields after each short transaction."""
    member = leaving.member
    show_anew(member.pk)
    yield from _unlearn_name(leaving)
    if leaving.takes_texts:
        yield from _take_texts(leaving)
    yield from _take_pictures(member)
    for reaction in _slowly(Reaction.objects.filter(member=member).select_related("post")):
        yield reacting.take_back(reaction.post, by=member)
    yield from cases_part.take_away(leaving)
    for model in (Draft, Notification, Follow, Bookmark, ReadMark, BoardMark, RulesMark):
        yield from delete_in_batches(model.objects.filter(member=member))
    yield from delete_in_batches(Follow.objects.filter(subject_kind="author", subject_id=member.pk))


def _slowly(rows: models.QuerySet[Row]) -> Iterator[Row]:
    """By ascending id, some at a time: what a caller does with one may change the others."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield from batch


def _take_texts(leaving: Leaving) -> Iterator[int]:
    member = leaving.member
    for post in _slowly(Post.objects.filter(author=member).exclude(state=PostState.ERASED)):
        yield keep_until_closed(post) if is_kept(post, leaving) else take_text_along(post)
    for thread in _slowly(Thread.objects.filter(author=member).exclude(title=TAKEN_TITLE)):
        if not thread.posts.exclude(author=member).filter(author__isnull=False).exists():
            yield _rename(thread, TAKEN_TITLE)


def _take_pictures(member: Member) -> Iterator[int]:
    """Those no post shows; those in posts go with their texts."""
    loose = PostPicture.objects.filter(member=member, unused_since__isnull=False).exclude(state__in=ERASED)
    while pks := list(loose.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            yield let_go(loose.filter(pk__in=pks))


def _unlearn_name(leaving: Leaving) -> Iterator[int]:
    """Where others called the member with @, in posts, their versions, titles and drafts, the pseudonym stands, without
    a link: nobody is there to be called."""
    if not leaving.name:
        return
    old, new = leaving.name, leaving.member.name
    for mention in _slowly(PostMention.objects.filter(member=leaving.member_id)):
        yield _unlearn_in_post(mention.post_id, leaving)
    for post in _slowly(_written_around(leaving.at).filter(source__contains="@").only("source")):
        if without_mentions(post.source, old, new) != post.source:
            yield _unlearn_in_post(post.pk, leaving)
    for thread in _slowly(Thread.objects.filter(title__contains="@").only("title")):
        title = without_mentions(thread.title, old, new)[:TITLE_LENGTH]
        if title != thread.title:
            yield _rename(thread, title)
    for draft in _slowly(Draft.objects.filter(Q(source__contains="@") | Q(title__contains="@"))):
        texts = {
            "source": without_mentions(draft.source, old, new),
            "title": without_mentions(draft.title, old, new)[:TITLE_LENGTH],
        }
        if texts != {"source": draft.source, "title": draft.title}:
            yield Draft.objects.filter(pk=draft.pk, source=draft.source, title=draft.title).update(**texts)
    yield from cases_part.unlearn_name(leaving)


def _rename(thread: Thread, title: str) -> bool:
    with transaction.atomic():
        return states.change_thread(thread, start=Q(title=thread.title), title=title)


def _written_around(at: datetime.datetime) -> models.QuerySet[Post]:
    """What was being written while the member left: then the name was nobody's any more, and no call is known. By the key,
    read from its end."""
    before = Post.objects.filter(created_at__lt=at - AROUND).order_by("-pk").values_list("pk", flat=True).first()
    return Post.objects.filter(pk__gt=before or 0)


def _unlearn_in_post(pk: int, leaving: Leaving) -> bool:
    """Rendered outside the transaction; tried again if the text was edited meanwhile. Locks the thread row."""
    old, new = leaving.name, leaving.member.name
    while (post := Post.objects.filter(pk=pk).first()) is not None:
        source = without_mentions(post.source, old, new)
        text = {"source": source, "html": html_of(post, source), "renderer_version": RENDERER_VERSION}
        with transaction.atomic():
            current = states.lock_post(post)
            if not Post.objects.filter(pk=pk, source=post.source).update(**text):
                continue
            for revision in post.revisions.all():
                said = without_mentions(revision.source, old, new)
                PostRevision.objects.filter(pk=revision.pk).update(source=said)
            PostMention.objects.filter(post=pk, member=leaving.member_id).delete()
            states.raise_version([current.thread_id])
            return True
    return False
