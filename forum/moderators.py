"""Who moderates where: whoever has the role everywhere, or, where the operator names boards, in these alone.

What is not of a board (members, reviews, measures, a wave of spam) is for those who moderate everywhere.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import Member, Viewer
from accounts.roles import is_moderator, is_operator
from forum.models.board import Board
from forum.models.duty import BoardModerator

__all__ = ["boards_of", "in_boards_of", "limit_to_boards", "moderates", "moderates_everywhere"]


def boards_of(viewer: Viewer) -> frozenset[int] | None:
    """Ids of the boards a moderator is limited to, None for all: then without a query. Kept on the object."""
    if not isinstance(viewer, Member):
        return frozenset()
    if not viewer.moderates_some_boards:
        return None
    if not hasattr(viewer, "_boards"):
        found = BoardModerator.objects.filter(member=viewer.pk).values_list("board_id", flat=True)
        viewer._boards = frozenset(found)
    return viewer._boards


def moderates(viewer: Viewer, board_id: int) -> bool:
    if not is_moderator(viewer):
        return False
    boards = boards_of(viewer)
    return boards is None or board_id in boards


def moderates_everywhere(viewer: Viewer) -> bool:
    return is_moderator(viewer) and boards_of(viewer) is None


def in_boards_of(viewer: Viewer, path: str) -> Q:
    """For a moderator: a condition on rows whose board stands at `path`."""
    boards = boards_of(viewer)
    return Q() if boards is None else Q(**{f"{path}__in": boards})


def limit_to_boards(member: Member, boards: Collection[Board], *, by: Member) -> None:
    """No boards mean all. Raises PermissionDenied."""
    if not is_operator(by):
        raise PermissionDenied
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        BoardModerator.objects.filter(member=member).exclude(board__in=boards).delete()
        rows = [BoardModerator(member=member, board=board) for board in boards]
        BoardModerator.objects.bulk_create(rows, ignore_conflicts=True)
        Member.objects.filter(pk=member.pk).update(moderates_some_boards=bool(rows))
    member.moderates_some_boards = bool(rows)
    member.__dict__.pop("_boards", None)
