"""What a member wants to hear of: threads, boards, and what the rooms above know as subjects."""

from django.db import transaction

from accounts.models import Member
from forum.models import Board, Follow, Thread
from forum.models.reading import FollowLevel

__all__ = ["Thing", "follow", "follow_on_reply", "level_of", "take_over", "unfollow"]

Thing = Thread | Board | tuple[str, int]
"""A subject is its kind and its id."""


def _keys(thing: Thing) -> dict[str, object]:
    if isinstance(thing, Thread):
        return {"thread": thing}
    if isinstance(thing, Board):
        return {"board": thing}
    return {"subject_kind": thing[0], "subject_id": thing[1]}


def follow(thing: Thing, *, by: Member, level: FollowLevel = FollowLevel.ALL) -> bool:
    """True if something changed. Who may not read a thread hears nothing of it, whatever stands here."""
    with transaction.atomic():
        row, is_new = Follow.objects.get_or_create(member=by, **_keys(thing), defaults={"level": level})
        return is_new or Follow.objects.filter(pk=row.pk).exclude(level=level).update(level=level) == 1


def unfollow(thing: Thing, *, by: Member) -> bool:
    removed, _ = Follow.objects.filter(member=by, **_keys(thing)).delete()
    return bool(removed)


def level_of(thing: Thing, member: Member) -> str:
    """ "" if the member has said nothing."""
    return Follow.objects.filter(member=member, **_keys(thing)).values_list("level", flat=True).first() or ""


def follow_on_reply(thread: Thread, *, by: Member) -> None:
    """If the member wants it so and has not said otherwise of this thread."""
    if by.follows_on_reply and not Follow.objects.filter(member=by, thread=thread).exists():
        Follow.objects.bulk_create([Follow(member=by, thread=thread)], ignore_conflicts=True)


def take_over(old: Thread, new: Thread) -> None:
    """Who followed a thread follows the one that took its posts, unless they had said something of that one."""
    known = Follow.objects.filter(thread=new).values("member")
    Follow.objects.filter(thread=old).exclude(member__in=known).update(thread=new)
    Follow.objects.filter(thread=old).delete()
