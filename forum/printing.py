"""A whole thread to take along: on paper, or as a file of plain text.

Read in bounded pieces, so that a thread of any length costs a bounded part of the memory. Both hold what everybody who
may read the thread reads in it: a post that is hidden is a stub here, for its author and for moderators too, because
paper and files are passed on; so is one of whom the reader ignores.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.ignoring import ignored_by
from accounts.models import Viewer
from forum.models import Post, Thread
from forum.models.post import PostKind
from forum.named import WITHOUT_AUTHOR
from forum.showing import ShownPost, show_posts
from forum.subjects import Card
from text.excerpts import plain_text

__all__ = ["EXPORTED", "PRINTED", "Part", "as_text", "posts_of", "text_of"]

PRINTED = 500
"""Posts of a printed part, about 150 sheets."""

EXPORTED = 10_000
"""Posts of a file: some 4 MB, and two seconds of the server."""

CHUNK = 100
"""Posts that are read at once."""

HEAD = re.compile(r"^(?=#)", re.MULTILINE)
BACKSLASH = r"\\"


@dataclass(frozen=True)
class Part:
    """Posts of a thread by their numbers, from `first` to `last`; counted from 1."""

    number: int
    size: int
    last_number: int

    @property
    def count(self) -> int:
        return max(1, -(-self.last_number // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.last_number)


def posts_of(thread: Thread, part: Part, viewer: Viewer) -> Iterator[ShownPost]:
    """In order of their numbers, stubs included. Up to five queries for each hundred, asked for while somebody reads."""
    for first in range(part.first, part.last + 1, CHUNK):
        numbers = (first, min(first + CHUNK - 1, part.last))
        rows = Post.objects.filter(thread=thread, number__range=numbers).order_by("number").select_related("author")
        posts = list(rows[:CHUNK])
        for shown in show_posts(posts, thread, viewer, ignored=ignored_by(viewer)):
            is_read = shown.post.is_visible and not shown.is_ignored
            yield shown if is_read else replace(shown, html=SafeString(""))


def as_text(thread: Thread, part: Part, card: Card | None, viewer: Viewer) -> Iterator[str]:
    """The file, bit by bit: what it is, then one post after the other."""
    yield _head(thread, part, card, timezone.now())
    for shown in posts_of(thread, part, viewer):
        yield text_of(shown)
    if part.number < part.count:
        yield f"Das Thema geht weiter, in Teil {part.number + 1} von {part.count}.\n"


def _head(thread: Thread, part: Part, card: Card | None, now: datetime.datetime) -> str:
    lines = [
        f"# {thread.title}\n",
        f"{settings.SITE_NAME}, Forum „{thread.board.name}“",
        f"{settings.SITE_URL}{thread.get_absolute_url()}",
        f"Stand: {_moment(now)}. Spoiler bleiben zu, sie stehen auf der Seite.",
    ]
    if card:
        lines.insert(2, f"Zur Kritik: {settings.SITE_URL}{card.url}")
    if part.count > 1:
        lines.append(f"Teil {part.number} von {part.count}: Beiträge {part.first} bis {part.last}")
    return "\n".join(lines) + "\n\n"


def text_of(shown: ShownPost) -> str:
    """One post. What begins like the head of another is masked, as Markdown does it: nobody speaks in another's name."""
    post = shown.post
    if post.kind == PostKind.DIVIDER:
        return f"--- {plain_text(post.html)} ---\n\n"
    name = post.author.name if post.author else WITHOUT_AUTHOR
    moment = _moment(post.shown_at) if post.shown_at else ""
    head = f"## {post.number} · {name} · {moment}\n{settings.SITE_URL}{post.get_absolute_url()}\n\n"
    if shown.opening:
        return f"{head}Eröffnung der Filmdiskussion.\n\n"
    if not shown.html:
        return f"## {post.number}\n\nDieser Beitrag ist nicht zu lesen.\n\n"
    return f"{head}{HEAD.sub(BACKSLASH, plain_text(shown.html))}\n\n"


def _moment(at: datetime.datetime) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y, %H:%M} Uhr"
