"""What was erased for the law or for privacy must be nowhere any more: not in versions, not in quotes."""

import re
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from forum import states
from forum.consistency.difference import Difference, Mend
from forum.models import Post, PostRevision, Quote
from forum.models.post import PostState
from forum.pictures import placed_in_post
from forum.posting import write_text
from text.quotes import without_quote

__all__ = ["erased_ids", "quotes_erased", "traces_of_erased"]

QUOTE = re.compile(r":{3,}[ \t]*zitat[ \t]+([1-9]\d{0,17})", re.IGNORECASE)
"""Finds more than the renderer takes for a quote, never less; `without_quote` decides."""


def erased_ids(using: str) -> set[int]:
    """Few: each is an act of a moderator."""
    return set(Post.objects.using(using).filter(state=PostState.ERASED).values_list("pk", flat=True))


def traces_of_erased(using: str) -> Iterator[Difference]:
    """All but the quotes in stored HTML, which are read together with the other links."""
    own = PostRevision.objects.using(using).filter(post__state=PostState.ERASED).exclude(source="")
    for pk in own.order_by("post_id").values_list("post_id", flat=True).distinct():
        yield Difference(f"Beitrag {pk}: gelöscht, aber frühere Fassungen haben noch Text", Mend(empty_revisions, pk))
    rows = Quote.objects.using(using).filter(quoted__state=PostState.ERASED)
    quoting = set(rows.values_list("post_id", flat=True))
    quoting.update(_quoting_earlier(PostRevision.objects.using(using), erased_ids(using)))
    for pk in sorted(quoting):
        yield quotes_erased(pk)


def _quoting_earlier(revisions: QuerySet[PostRevision], erased: set[int]) -> Iterator[int]:
    if not erased:
        return
    for pk, source in revisions.filter(source__icontains="zitat").values_list("post_id", "source").iterator():
        found = [int(quoted) for quoted in QUOTE.findall(source) if int(quoted) in erased]
        if any(without_quote(source, quoted) != source for quoted in found):
            yield pk


def quotes_erased(pk: int) -> Difference:
    return Difference(f"Beitrag {pk}: zitiert einen gelöschten Beitrag", Mend(take_erased_out, pk))


def empty_revisions(pk: int) -> bool:
    return PostRevision.objects.filter(post=pk, post__state=PostState.ERASED).exclude(source="").update(source="") > 0


def take_erased_out(pk: int) -> bool:
    """From the text, its earlier versions and the rows. Rendered inside the transaction, like erasing itself: it is
    rare and must not miss one. Locks the thread row."""
    with transaction.atomic():
        thread_id = Post.objects.filter(pk=pk).values_list("thread_id", flat=True).first()
        if thread_id is None:
            return False
        states.lock_threads([thread_id])
        post = Post.objects.get(pk=pk)
        revisions = list(post.revisions.all())
        erased = _erased_in([post.source, *(revision.source for revision in revisions)])
        for revision in revisions:
            PostRevision.objects.filter(pk=revision.pk).update(source=_without(revision.source, erased))
        source = _without(post.source, erased)
        text = write_text(source, placed_in_post(post, source))
        if text.source != post.source:
            Post.objects.filter(pk=pk).update(**text.columns)
            states.raise_version([thread_id])
        Quote.objects.filter(post=pk, quoted__state=PostState.ERASED).delete()
    return True


def _erased_in(sources: list[str]) -> set[int]:
    named = {int(pk) for source in sources for pk in QUOTE.findall(source)}
    return set(Post.objects.filter(pk__in=named, state=PostState.ERASED).values_list("pk", flat=True))


def _without(source: str, quoted: set[int]) -> str:
    for pk in quoted:
        source = without_quote(source, pk)
    return source
