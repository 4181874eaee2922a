"""The links to a thread's pages, and which of its pages have posts: a split leaves empty ones."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from accounts.prepared import Asked, PreparedQuery
from forum.models import Post, Thread
from forum.models.thread import POSTS_PER_PAGE
from text.fragments import render_loaded

__all__ = ["nearest_page_with_posts", "page_links"]


def nearest_page_with_posts(thread: Thread, page: int) -> int | None:
    """After a split a page may have no row left: the next one that has, else the last before it."""
    before, after = _pages_around(thread, page)
    return after or before


def page_links(thread: Thread, page: int) -> SafeString:
    """Links to the pages of a thread, nothing where there is one; they stand above and below its posts."""
    if thread.pages == 1:
        return SafeString("")
    previous, following = _neighbours(thread, page)
    key = (thread.pk, thread.title, thread.pages, page, previous, following)

    def load() -> dict[str, Any]:
        near = _near_pages(thread, page, {previous, following})
        urls = dict(link for link in near if link)
        return {"pages": near, "number": page, "previous": urls.get(previous), "following": urls.get(following)}

    return render_loaded("forum/_thread_pages.html", key, load)


def _neighbours(thread: Thread, page: int) -> tuple[int, int]:
    """The pages before and after this one that have posts; 0 and one too many where there is none. One query where so
    many posts are gone that a page could be empty, none elsewhere."""
    previous, following = page - 1, min(page + 1, thread.pages + 1)
    if thread.last_number - thread.visible_count < POSTS_PER_PAGE:
        return previous, following
    before, after = _pages_around(thread, page)
    return before or 0, after or thread.pages + 1


def _numbers(condition: Q, order: str) -> QuerySet[Any]:
    return Post.objects.filter(condition, thread=Asked(0)).order_by(order).values("number")[:1]


_around = PreparedQuery(
    lambda: Thread.objects.filter(pk=Asked(0)).values_list(
        Subquery(_numbers(Q(number__lte=Asked(1)), "-number")), Subquery(_numbers(Q(number__gt=Asked(2)), "number"))
    )
)
"""The last number of the pages before and the first of those after, stubs included."""


def _pages_around(thread: Thread, page: int) -> list[int | None]:
    """The nearest pages with posts, before and after. One query."""
    (numbers,) = _around(thread.pk, (page - 1) * POSTS_PER_PAGE, page * POSTS_PER_PAGE)
    return [_page_of(number) for number in numbers]


def _page_of(number: int | None) -> int | None:
    return -(-number // POSTS_PER_PAGE) if number else None


def _near_pages(thread: Thread, page: int, also: Collection[int] = ()) -> list[tuple[int, str] | None]:
    """First, last, the neighbours and others that are wanted, with None where pages are left out."""
    near = {1, thread.pages, *range(page - 2, page + 3), *also}
    shown = sorted(number for number in near if 1 <= number <= thread.pages)
    links: list[tuple[int, str] | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append(None)
        links.append((number, thread.page_url(number)))
    return links
