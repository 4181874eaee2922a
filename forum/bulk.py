"""One act of a moderator on several posts or threads: foreseen first, then done one by one, each with its decision. What
cannot be done stays as it is and is told; it stops nothing of the rest."""

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied

from accounts.models import Member
from accounts.roles import is_moderator
from forum import moderation, permissions, rearranging
from forum.models import Board, Decision, Post, Thread
from forum.models.post import PostState
from forum.models.thread import SHOWN, ThreadState
from forum.moderators import moderates

__all__ = ["POST_ACTS", "THREAD_ACTS", "BulkAct", "Outcome", "decide_on_all", "foresee"]

MOST = 100
"""Posts or threads at once: more than a page shows."""

Target = TypeVar("Target", Post, Thread)

OWN = "ist dein eigenes, darüber entscheidet jemand anderes"
OWN_REPORT = "hast du selbst gemeldet, darüber entscheidet jemand anderes"
ELSEWHERE = "steht in einem Forum, das du nicht moderierst"
NOT_ANY_MORE = "da war jemand schneller"


@dataclass(frozen=True)
class BulkAct(Generic[Target]):
    """`label` stands on the button, `done` behind a number („3 Beiträge ausgeblendet“). `refusal` says why a target stays
    as it is, or nothing. `act` is the verb of one; `needs` is what the form asks for: reasons, words, a board or nothing."""

    word: str
    label: str
    done: str
    needs: str
    refusal: Callable[[Target], str]
    act: Callable[..., Any]


@dataclass(frozen=True)
class Outcome(Generic[Target]):
    done: Sequence[Target]
    left: Sequence[tuple[Target, str]]


def _unless(states: Collection[str], words: str) -> Callable[[Any], str]:
    return lambda target: "" if target.state in states else words


def _why_not_hide(thread: Thread) -> str:
    if thread.subject_kind:
        return "gehört zu einer Kritik und lässt sich nur schließen"
    return "ist schon ausgeblendet" if thread.hidden_by_decision else ""


def _why_not_restore(thread: Thread) -> str:
    return "" if thread.hidden_by_decision else "ist nicht ausgeblendet"


_HIDABLE = [PostState.VISIBLE, PostState.HIDDEN_AUTO]
_HIDDEN = [PostState.REMOVED, PostState.HIDDEN_AUTO]
_WAITS_NOT = _unless([PostState.PENDING], "wartet nicht auf Freigabe")

POST_ACTS: Mapping[str, BulkAct[Post]] = {
    act.word: act
    for act in (
        BulkAct[Post](
            "hide", "Ausblenden", "ausgeblendet", "reasons",
            _unless(_HIDABLE, "ist nicht zu lesen"), moderation.hide_post,
        ),
        BulkAct[Post](
            "restore", "Wiederherstellen", "wiederhergestellt", "words",
            _unless(_HIDDEN, "ist nicht ausgeblendet"), moderation.restore_post,
        ),
        BulkAct[Post]("approve", "Freigeben", "freigegeben", "words", _WAITS_NOT, moderation.approve_post),
        BulkAct[Post]("reject", "Ablehnen", "abgelehnt", "reasons", _WAITS_NOT, moderation.reject_post),
    )
}  # fmt: skip

THREAD_ACTS: Mapping[str, BulkAct[Thread]] = {
    act.word: act
    for act in (
        BulkAct[Thread](
            "lock", "Schließen", "geschlossen", "reasons",
            _unless([ThreadState.OPEN], "ist nicht offen"), moderation.lock_thread,
        ),
        BulkAct[Thread](
            "unlock", "Öffnen", "geöffnet", "nothing",
            _unless([ThreadState.LOCKED], "ist nicht geschlossen"), moderation.unlock_thread,
        ),
        BulkAct[Thread]("hide", "Ausblenden", "ausgeblendet", "reasons", _why_not_hide, moderation.hide_thread),
        BulkAct[Thread](
            "restore", "Wieder zeigen", "wieder zu lesen", "nothing",
            _why_not_restore, moderation.restore_thread,
        ),
        BulkAct[Thread](
            "archive", "Ins Archiv stellen", "im Archiv", "nothing",
            _unless([ThreadState.OPEN, ThreadState.LOCKED], "steht schon im Archiv"),
            moderation.archive_thread,
        ),
        BulkAct[Thread](
            "move", "Verschieben", "verschoben", "board", _unless(SHOWN, "ist nicht zu lesen"), rearranging.move_thread
        ),
    )
}  # fmt: skip


def foresee(targets: Collection[Target], act: BulkAct[Target], *, by: Member) -> list[tuple[Target, str]]:
    """Each with why it stays as it is, or nothing. Nothing is locked: it may be otherwise a moment later."""
    return [(target, _refusal(target, act, by)) for target in targets]


def _refusal(target: Target, act: BulkAct[Target], by: Member) -> str:
    if target.author_id == by.pk:
        return OWN
    if not moderates(by, (target.thread if isinstance(target, Post) else target).board_id):
        return ELSEWHERE
    if isinstance(target, Post) and not permissions.can_moderate(by, target):
        return "lässt sich nicht moderieren"
    return act.refusal(target)


def decide_on_all(
    targets: Collection[Target],
    act: BulkAct[Target],
    *,
    by: Member,
    decision: Decision | None = None,
    board: Board | None = None,
) -> Outcome[Target]:
    """Each in a transaction of its own and with a decision of its own, which says what `decision` says; `board` is where
    threads are moved. Two who do the same at once do it once."""
    if not is_moderator(by) or (board is not None and not moderates(by, board.pk)):
        raise PermissionDenied
    done, left = [], []
    for target in sorted(targets, key=lambda target: target.pk):
        words = {"board": board} if act.needs == "board" else {"decision": copy(decision or Decision())}
        why = _refusal(target, act, by) or _why_left(partial(act.act, target, by=by, **words))
        if why:
            left.append((target, why))
        else:
            done.append(target)
    return Outcome(done, left)


def _why_left(act: Callable[[], Any]) -> str:
    try:
        return "" if act() else NOT_ANY_MORE
    except rearranging.NotPossible as refusal:
        return str(refusal)
    except PermissionDenied:
        return OWN_REPORT
