"""„Folgen“ beside what can be followed. For members only: a guest's page has nothing of it."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from accounts.models import Member
from forum.following import Thing, level_of
from forum.models import Board, Thread
from forum.models.reading import FollowLevel
from text.addresses import address_of
from text.fragments import render_kept

register = template.Library()

MUTE = (FollowLevel.MUTE.value, "Stummschalten")


@register.simple_tag(takes_context=True)
def follow_thread(context: Context, thread: Thread) -> SafeString:
    """Of a thread as `forum.reader` finds it: no query."""
    address = address_of("forum:follow_thread", thread.pk, thread.slug)
    return _shown(context, address, lambda member: thread.followed or "", [*FollowLevel.choices[:-1], MUTE])


@register.simple_tag(takes_context=True)
def follow_board(context: Context, board: Board) -> SafeString:
    levels = [(FollowLevel.ALL.value, "Neue Themen melden"), MUTE]
    address = address_of("forum:follow_board", board.slug)
    return _shown(context, address, lambda member: level_of(board, member), levels)


@register.simple_tag(takes_context=True)
def follow_subject(context: Context, kind: str, pk: int) -> SafeString:
    """A kind of `forum.models.reading.SUBJECTS`."""
    thing: Thing = (kind, pk)
    levels = [(FollowLevel.ALL.value, "Neue Kritiken melden")]
    address = address_of("forum:follow_subject", kind, pk)
    return _shown(context, address, lambda member: level_of(thing, member), levels)


def _shown(context: Context, address: str, level_for: Any, levels: list[tuple[str, str]]) -> SafeString:
    viewer = context.get("user")
    if not isinstance(viewer, Member):
        return SafeString("")
    key = (address, level_for(viewer), tuple(levels))
    return render_kept("forum/_follow.html", key, address=address, level=key[1], levels=levels)
