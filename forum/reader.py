"""What one member has with a thread and its posts, in two prepared queries for a page of any length."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.ignoring import ignored_by
from accounts.models import Member, Viewer
from accounts.prepared import Asked, PreparedQuery
from accounts.roles import is_team
from forum.models import Bookmark, Post, Reaction, Thread
from forum.models.board import audiences_of
from forum.models.thread import POSTS_PER_PAGE
from forum.reading import ReadUntil, until_of_reader
from forum.showing import OwnMarks
from text.numbers import LARGEST_ID

__all__ = ["Reader", "find_readable"]

_of_everybody = PreparedQuery(lambda: Thread.objects.select_related("board").filter(pk=Asked(0)))
_of_reader = PreparedQuery(lambda: Thread.objects.select_related("board").filter(pk=Asked(0)).with_reader(Asked(1)))


def find_readable(pk: int, viewer: Viewer) -> Thread | None:
    """The thread with its board and, for a member, with what `Reader` needs; None if the viewer may not read it.

    Most threads are public: to ask for them by number alone takes half as long.
    """
    if pk > LARGEST_ID:
        return None
    found = _of_reader(pk, viewer.pk) if isinstance(viewer, Member) else _of_everybody(pk)
    thread: Thread | None = found[0] if found else None
    if thread is None or thread.is_public_in(audiences_of(viewer)):
        return thread
    return thread if Thread.objects.visible_to(viewer).filter(pk=pk).exists() else None


@dataclass(frozen=True)
class Reader:
    """A member at a thread of `find_readable`."""

    member: Member
    thread: Thread

    @cached_property
    def until(self) -> ReadUntil:
        return until_of_reader(self.thread, self.member)

    @cached_property
    def ignored(self) -> frozenset[int]:
        """Members this one does not want to hear. One query."""
        return ignored_by(self.member)

    def after_last_page(self) -> list[Post]:
        """The member's posts without a number, for the team all that wait. One query, none for a member without."""
        if is_team(self.member):
            return _of_team(self.thread.pk, self.member.pk)
        return _own(self.thread.pk, self.member.pk) if self.thread.post_without_number else []

    def marks_on(self, page: int) -> dict[int, OwnMarks]:
        """By post, of those posts of the page that have some. One query."""
        first = (page - 1) * POSTS_PER_PAGE + 1
        rows = _own_marks(self.member.pk, self.thread.pk, first, first + POSTS_PER_PAGE - 1)
        return {pk: OwnMarks(reaction or "", is_bookmarked) for pk, reaction, is_bookmarked in rows}


def _build_own_marks() -> Any:
    own = Reaction.objects.filter(post=OuterRef("pk"), member=Asked(0)).values("kind")[:1]
    kept = Bookmark.objects.filter(post=OuterRef("pk"), member=Asked(0))
    posts = Post.objects.filter(thread=Asked(1), number__gte=Asked(2), number__lte=Asked(3)).order_by()
    rows = posts.annotate(own=Subquery(own), kept=Exists(kept)).filter(Q(own__isnull=False) | Q(kept=True))
    return rows.values_list("pk", "own", "kept")


_own = PreparedQuery(lambda: Post.objects.after_last_page(Asked(0), Asked(1)))
_of_team = PreparedQuery(lambda: Post.objects.after_last_page(Asked(0), Asked(1), of_team=True))
_own_marks = PreparedQuery(_build_own_marks)
