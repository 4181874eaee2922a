"""Pure yes or no about acts in the forum; what may be read is the querysets' business."""

from accounts.models import Viewer
from accounts.roles import is_team
from forum.models import Board, Thread
from forum.models.board import Openers

__all__ = ["can_open_thread", "can_reply"]


def can_reply(viewer: Viewer, thread: Thread) -> bool:
    """Whoever can read an open thread may reply."""
    return viewer.is_authenticated and thread.is_open


def can_open_thread(viewer: Viewer, board: Board) -> bool:
    if not viewer.is_authenticated or board.opened_by == Openers.REVIEWS:
        return False
    return board.opened_by == Openers.MEMBERS or is_team(viewer)
