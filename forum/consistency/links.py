"""Quotes and mentions: the ids in the stored HTML against the rows that pages, notices and erasure go by."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Member
from forum import states
from forum.consistency.difference import Difference, Mend
from forum.consistency.erased import erased_ids, quotes_erased
from forum.models import Post, PostMention, PostRevision, Quote
from forum.models.post import PostState
from text.numbers import LARGEST_ID
from text.quotes import REMOVED

__all__ = ["differing_links", "relink_post"]

AT_ONCE = 10_000
"""Ids of posts read at a time: some 5 MB of HTML, and no list of ids too long for SQLite."""

QUOTES = re.compile(r'<blockquote class="quote" data-post="(\d+)">')
MENTIONS = re.compile(r'<a class="mention" data-member="(\d+)">')
"""As the renderer writes them. Texts can hold the words, but never the bracket; attributes never the quotation marks."""


Rows = dict[int, set[int]]


@dataclass(frozen=True)
class Linking:
    """A post with the ids its HTML names. An earlier version keeps its rows, so a changed post may have more of them."""

    pk: int
    written_at: datetime.datetime
    is_changed: bool
    quotes: set[int]
    mentions: set[int]


def differing_links(using: str) -> Iterator[Difference]:
    last = Post.objects.using(using).aggregate(last=Max("pk"))["last"] or 0
    erased = erased_ids(using)
    for first in range(1, last + 1, AT_ONCE):
        yield from _differing_between(using, (first, first + AT_ONCE - 1), erased)


def _differing_between(using: str, ids: tuple[int, int], erased: set[int]) -> Iterator[Difference]:
    quotes = _rows(Quote.objects.using(using).filter(post__gte=ids[0], post__lte=ids[1]), "quoted_id")
    mentions = _rows(PostMention.objects.using(using).filter(post__gte=ids[0], post__lte=ids[1]), "member_id")
    posts = _linking(Post.objects.using(using).filter(HAS_MARKS, pk__range=ids))
    posts |= _linking(Post.objects.using(using).filter(pk__in=(quotes.keys() | mentions.keys()) - posts.keys()))
    lost_quotes = {pk: post.quotes - quotes.get(pk, set()) - erased - {pk} for pk, post in posts.items()}
    lost_mentions = {pk: post.mentions - mentions.get(pk, set()) for pk, post in posts.items()}
    written = _moments(using, lost_quotes.values())
    members = _members(using, lost_mentions.values())
    for pk, post in sorted(posts.items()):
        mend = Mend(relink_post, pk)
        if post.quotes & erased - {pk}:
            yield quotes_erased(pk)
        if any(quoted in written and written[quoted] <= post.written_at for quoted in lost_quotes[pk]):
            yield Difference(f"Beitrag {pk}: ein Zitat im Text hat keine Zeile", mend)
        if lost_mentions[pk] & members:
            yield Difference(f"Beitrag {pk}: eine Erwähnung im Text hat keine Zeile", mend)
        if not post.is_changed and (quotes.get(pk, set()) - post.quotes or mentions.get(pk, set()) - post.mentions):
            yield Difference(f"Beitrag {pk}: Zeilen für Zitate oder Erwähnungen, die nicht im Text stehen", mend)


HAS_MARKS = Q(html__contains="data-post=") | Q(html__contains="data-member=")


def _rows(rows: QuerySet[Any], named: str) -> Rows:
    found: Rows = defaultdict(set)
    for post, pk in rows.values_list("post_id", named):
        found[post].add(pk)
    return found


def _linking(posts: QuerySet[Post]) -> dict[int, Linking]:
    """Where a quote was taken out by erasure, what it mentioned keeps its rows too."""
    changed = Exists(PostRevision.objects.filter(post=OuterRef("pk")))
    untouched = ~Q(source__contains=REMOVED) & ~Q(state=PostState.ERASED)
    rows = posts.annotate(is_changed=changed, is_untouched=untouched, written_at=Coalesce("edited_at", "created_at"))
    values = rows.values_list("pk", "html", "written_at", "is_changed", "is_untouched")
    return {
        pk: Linking(pk, at, is_changed or not is_untouched, _ids(QUOTES, html), _ids(MENTIONS, html))
        for pk, html, at, is_changed, is_untouched in values
    }


def _ids(pattern: re.Pattern[str], html: str) -> set[int]:
    return {pk for pk in map(int, pattern.findall(html)) if pk <= LARGEST_ID}


def _moments(using: str, ids: Iterable[set[int]]) -> dict[int, datetime.datetime]:
    """When those of the posts were made that exist. A text may name a number nobody had then."""
    wanted = set().union(*ids)
    return dict(Post.objects.using(using).filter(pk__in=wanted).values_list("pk", "created_at")) if wanted else {}


def _members(using: str, ids: Iterable[set[int]]) -> set[int]:
    wanted = set().union(*ids)
    return set(Member.objects.using(using).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def relink_post(pk: int) -> bool:
    """The rows the HTML asks for; others go, unless an earlier version of the text may have made them. Locks the
    thread row."""
    with transaction.atomic():
        thread_id = Post.objects.filter(pk=pk).values_list("thread_id", flat=True).first()
        if thread_id is None:
            return False
        states.lock_threads([thread_id])
        post = _linking(Post.objects.filter(pk=pk))[pk]
        if not post.is_changed:
            Quote.objects.filter(post=pk).exclude(quoted__in=post.quotes).delete()
            PostMention.objects.filter(post=pk).exclude(member__in=post.mentions).delete()
        _add_rows(post)
    return True


def _add_rows(post: Linking) -> None:
    """Named are the posts the author can see, as when the text was written."""
    author = Post.objects.select_related("author").get(pk=post.pk).author
    quoted = Post.objects.filter(pk__in=post.quotes - {post.pk}, created_at__lte=post.written_at)
    quoted = quoted.exclude(state=PostState.ERASED)
    seen = set(quoted.visible_to(author).values_list("pk", flat=True)) if author else set()
    rows = [Quote(post_id=post.pk, quoted_id=q, named=q in seen) for q in quoted.values_list("pk", flat=True)]
    Quote.objects.bulk_create(rows, ignore_conflicts=True)
    members = Member.objects.filter(pk__in=post.mentions).values_list("pk", flat=True)
    PostMention.objects.bulk_create([PostMention(post_id=post.pk, member_id=m) for m in members], ignore_conflicts=True)
