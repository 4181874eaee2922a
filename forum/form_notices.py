"""What a writer is told over the form before a word is typed: who looks at the text, how long that takes, and whether it
has to wait for its turn."""

import datetime
import time

from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator
from forum import permissions
from forum.models import Decision, Thread
from forum.models.moderation import DecisionAction
from forum.slowing import may_write_from
from text.fragments import Kept

__all__ = ["clock", "notices_for_newcomer", "notices_for_reply", "usual_wait"]

LOOKED_AT = 300
"""The newest decisions among which approvals are looked for, by the index of the newest."""

APPROVALS = 20
"""The newest approvals that say how long it takes; of fewer than `FEWEST` nothing can be said."""

FEWEST = 3

AGAIN_AFTER = 600
"""Seconds after which a process looks again."""

WAITS = [
    (datetime.timedelta(minutes=15), "von 15 Minuten"),
    (datetime.timedelta(minutes=30), "einer halben Stunde"),
    (datetime.timedelta(hours=1), "einer Stunde"),
    (datetime.timedelta(hours=3), "von 3 Stunden"),
    (datetime.timedelta(hours=6), "von 6 Stunden"),
    (datetime.timedelta(hours=12), "von 12 Stunden"),
    (datetime.timedelta(days=1), "eines Tages"),
    (datetime.timedelta(days=2), "von 2 Tagen"),
    (datetime.timedelta(days=7), "einer Woche"),
]

_waits: Kept[str] = Kept(1)


def usual_wait() -> str:
    """„meist innerhalb von 3 Stunden“: four of five of the last approvals came as soon. Empty where too few are known, or
    where it takes so long that nobody should wait for it. One query in ten minutes."""
    return _waits.get(int(time.time()) // AGAIN_AFTER, _look).strip()


def _look() -> str:
    """Never empty, so that „nothing to say“ is kept too."""
    rows = Decision.objects.order_by("-at", "-id").values_list(
        "action", "at", "post__created_at", "post__edited_at", named=True
    )
    waits = [
        row.at - max(row.post__created_at, row.post__edited_at or row.post__created_at)
        for row in rows[:LOOKED_AT]
        if row.action == DecisionAction.APPROVE and row.post__created_at
    ][:APPROVALS]
    if len(waits) < FEWEST:
        return " "
    usual = sorted(waits)[len(waits) * 4 // 5 - (len(waits) * 4 % 5 == 0)]
    return next((f"meist innerhalb {words}" for limit, words in WAITS if usual <= limit), " ")


def clock(moment: datetime.datetime) -> str:
    """„20:14 Uhr“, on another day „30.11., 20:14 Uhr“."""
    local = timezone.localtime(moment)
    day = "" if local.date() == timezone.localdate() else f"{local.day}.{local.month}., "
    return f"{day}{local:%H:%M} Uhr"


def notices_for_reply(thread: Thread, viewer: Viewer) -> tuple[str, ...]:
    """Up to one query in a slow thread, and one for the first posts of new members where they are held."""
    now, notices = timezone.now(), []
    if thread.is_slow(now) and thread.slow_until:
        pace = f"{thread.slow_seconds // 60} Minuten" if thread.slow_seconds >= 120 else "eine Minute"
        verb = "liegen" if thread.slow_seconds >= 120 else "liegt"
        words = f"Hier geht es bis {clock(thread.slow_until)} langsamer: Zwischen zwei Beiträgen {verb} {pace}."
        wait_until = may_write_from(thread, viewer)
        notices.append(f"{words} Du kannst ab {clock(wait_until)} wieder schreiben." if wait_until else words)
    if thread.holds_replies(now):
        notices.append(
            f"In diesem Thema schaut die Moderation jede Antwort an, bevor sie erscheint{_comma(usual_wait())}."
        )
        return tuple(notices)
    return (*notices, *notices_for_newcomer(viewer))


def notices_for_newcomer(viewer: Viewer) -> tuple[str, ...]:
    """Whether the first posts wait, who looks and how long it takes."""
    if not viewer.is_authenticated or is_moderator(viewer) or not permissions.needs_approval(viewer):
        return ()
    words = "Schön, dass du da bist. Die ersten Beiträge schaut die Moderation an, bevor sie erscheinen"
    return (f"{words}{_comma(usual_wait())}. Danach erscheint alles sofort.",)


def _comma(words: str) -> str:
    return f", {words}" if words else ""
