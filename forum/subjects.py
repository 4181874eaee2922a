"""What a thread can be about, without knowing it: rooms above register a source per kind, the forum asks it.

The one inversion of the import arrows. A thread's `subject_kind` names the source; the source knows by the
thread's id what it is about.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import Member, Viewer

__all__ = [
    "Card",
    "SeenMark",
    "SubjectSource",
    "author_of",
    "card_and_related",
    "cards_for",
    "follow_merge",
    "followed_with",
    "name_followed",
    "find_reported",
    "name_reported",
    "put_back",
    "picture_of_reported",
    "register",
    "register_followed",
    "register_judged",
    "register_reported",
    "seen_by",
    "seen_mark_for",
    "take_correction",
    "words_of_reported",
]


@dataclass(frozen=True)
class Card:
    """How a subject shows in the forum. `picture` is what the template `_picture.html` draws, or None. Without `has_links`
    nobody needs to ask for related threads."""

    title: str
    url: str
    teaser: str
    byline: str
    film_label: str
    points: float | None
    picture: Any
    has_links: bool = False


@dataclass(frozen=True)
class SeenMark:
    """What a member has said to have seen of what a thread is about, and where to say so: the template `_seen.html`
    draws it. `season` and `episode` are those of a series that was not seen to its end."""

    title: str
    mark_url: str
    unmark_url: str
    is_series: bool
    is_marked: bool
    season: int | None = None
    episode: int | None = None


class SubjectSource(Protocol):
    def cards(self, thread_ids: Collection[int], viewer: Viewer) -> Mapping[int, Card]:
        """Cards by thread id, only of subjects the viewer may see, in a constant number of queries."""

    def card_and_related(self, thread_id: int, viewer: Viewer) -> tuple[Card | None, Sequence[Any]]:
        """With other threads about the same thing that the viewer may read. One query more than the card alone, for guests
        none."""

    def follow_merge(self, old: Any, new: Any) -> None:
        """What led to the thread `old` leads to `new` from now on. Both are locked, in the merge's transaction."""

    def followed_with(self, thread_id: int) -> Collection[tuple[str, int]]:
        """What members may follow to hear of this thread: kinds of `forum.models.reading.SUBJECTS` with ids."""

    def seen_by(self, member: Member, titles: Collection[str], thread_id: int | None) -> set[str]:
        """Of these titles of spoilers those that name only what the member has seen, and far enough. Titles without a
        name mean what the thread is about, nothing if None is given. Constant number of queries."""

    def seen_mark(self, member: Member, thread_id: int) -> SeenMark | None:
        """None for a subject that is nothing one sees. One query."""


_sources: dict[str, SubjectSource] = {}


def register(kind: str, source: SubjectSource) -> None:
    _sources[kind] = source


def cards_for(threads: Collection[Any], viewer: Viewer) -> dict[int, Card]:
    """Cards of those threads that have a subject, by thread id; one round of queries per kind."""
    by_kind: dict[str, list[int]] = {}
    for thread in threads:
        if thread.subject_kind:
            by_kind.setdefault(thread.subject_kind, []).append(thread.id)
    found: dict[int, Card] = {}
    for kind, ids in by_kind.items():
        if kind in _sources:
            found |= _sources[kind].cards(ids, viewer)
    return found


def card_and_related(thread: Any, viewer: Viewer) -> tuple[Card | None, Sequence[Any]]:
    """What the first page of a thread shows of its subject: the card, and other threads about the same thing."""
    source = _sources.get(thread.subject_kind)
    return source.card_and_related(thread.pk, viewer) if source else (None, [])


def follow_merge(old: Any, new: Any) -> None:
    for source in _sources.values():
        source.follow_merge(old, new)


class Followed(Protocol):
    def __call__(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, tuple[str, str]]:
        """Names and addresses by id, of those the viewer may see. One query."""


_followed: dict[str, Followed] = {}


def register_followed(kind: str, names: Followed) -> None:
    """What can be followed beside threads and boards: a kind of `forum.models.reading.SUBJECTS`."""
    _followed[kind] = names


def name_followed(keys: Collection[tuple[str, int]], viewer: Viewer) -> dict[tuple[str, int], tuple[str, str]]:
    """Name and address by kind and id; one query per kind, what the viewer may not see is left out."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, names in _followed.items():
        if ids := [pk for of, pk in keys if of == kind]:
            found |= {(kind, pk): named for pk, named in names(ids, viewer).items()}
    return found


def followed_with(thread: Any) -> Collection[tuple[str, int]]:
    """Of a thread without a subject: nothing."""
    source = _sources.get(thread.subject_kind)
    return source.followed_with(thread.pk) if source else ()


def seen_by(member: Member, titles: Collection[str], thread: Any) -> set[str]:
    """See `SubjectSource`; also in threads that are about nothing a spoiler names what its title says."""
    seen: set[str] = set()
    for kind, source in _sources.items():
        seen |= source.seen_by(member, titles, thread.pk if thread.subject_kind == kind else None)
    return seen


def seen_mark_for(thread: Any, viewer: Viewer) -> SeenMark | None:
    """Nothing for guests."""
    source = _sources.get(thread.subject_kind)
    return source.seen_mark(viewer, thread.pk) if source and isinstance(viewer, Member) else None


class Reported(Protocol):
    """A kind of thing beyond the forum that can be reported, by the row's id."""

    def find(self, view: str, values: Mapping[str, Any], viewer: Viewer) -> int | None:
        """What stands at an address of the site, given by the name and the values of its route; None if it is none of this
        kind, or the viewer may not see it."""

    def names(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, tuple[str, str]]:
        """Names and addresses by id, of those the viewer may see. One query."""

    def words(self, pk: int) -> str:
        """The words somebody may have reported, as they stand now."""

    def picture(self, pk: int, viewer: Viewer) -> Any:
        """What `_picture.html` draws, if it is a picture the viewer may see; else None."""

    def take_correction(self, pk: int, *, words: str, by: Member | None, name: str, email: str, form_key: str) -> None:
        """Somebody found a fault in facts or captions: for those who write them."""


_reported: dict[str, Reported] = {}


def register_reported(kind: str, source: Reported) -> None:
    _reported[kind] = source


def find_reported(view: str, values: Mapping[str, Any], viewer: Viewer) -> tuple[str, int] | None:
    """Kind and id of what stands at the address."""
    for kind, source in _reported.items():
        pk = source.find(view, values, viewer)
        if pk is not None:
            return kind, pk
    return None


def name_reported(keys: Collection[tuple[str, int]], viewer: Viewer) -> dict[tuple[str, int], tuple[str, str]]:
    """One query per kind; what the viewer may not see is left out."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, source in _reported.items():
        if ids := [pk for of, pk in keys if of == kind]:
            found |= {(kind, pk): named for pk, named in source.names(ids, viewer).items()}
    return found


def take_correction(kind: str, pk: int, **said: Any) -> None:
    """See `Reported`."""
    _reported[kind].take_correction(pk, **said)


def picture_of_reported(kind: str, pk: int, viewer: Viewer) -> Any:
    """See `Reported`."""
    return _reported[kind].picture(pk, viewer) if kind in _reported else None


def words_of_reported(kind: str, pk: int) -> str:
    return _reported[kind].words(pk) if kind in _reported else ""


class Judged(Protocol):
    """A kind of thing beyond the forum that moderators act on, by the row's id. It is `Reported` too."""

    def author(self, pk: int) -> Member | None:
        """Whose it is. One query."""

    def put_back(self, pk: int, *, by: Member, decision: Any) -> Any:
        """Takes an act back after an appeal and records the decision; None if there is nothing to take back."""


_judged: dict[str, Judged] = {}


def register_judged(kind: str, source: Judged) -> None:
    _judged[kind] = source


def author_of(kind: str, pk: int) -> Member | None:
    return _judged[kind].author(pk) if kind in _judged else None


def put_back(kind: str, pk: int, *, by: Member, decision: Any) -> Any:
    return _judged[kind].put_back(pk, by=by, decision=decision)
