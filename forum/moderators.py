"""Who moderates where: whoever has the role everywhere, or, where the operator names boards, in these alone.

What is not of a board (members, reviews, measures, a wave of spam) is for those who moderate everywhere.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Member, Viewer
from accounts.roles import Role, is_moderator, is_operator
from forum.models.board import Board
from forum.models.moderator import BoardModerator, boards_of

__all__ = ["boards_moderated_by", "limit_to_boards", "moderates", "moderates_everywhere", "moderators_of"]


def moderates(viewer: Viewer, board_id: int) -> bool:
    if not is_moderator(viewer):
        return False
    boards = boards_of(viewer)
    return boards is None or board_id in boards


def moderates_everywhere(viewer: Viewer) -> bool:
    return is_moderator(viewer) and boards_of(viewer) is None


def boards_moderated_by(viewer: Viewer) -> QuerySet[Board]:
    """As `moderates` says it, for a choice."""
    if not is_moderator(viewer):
        return Board.objects.none()
    boards = boards_of(viewer)
    return Board.objects.all() if boards is None else Board.objects.filter(pk__in=boards)


def moderators_of(board_id: int | None) -> QuerySet[Member]:
    """Who moderates the board, or, without one, everywhere."""
    everywhere = Q(moderates_some_boards=False)
    of_board = Q(pk__in=BoardModerator.objects.filter(board=board_id).values("member"))
    rows = Member.objects.filter(groups__name=Role.MODERATOR.value, is_active=True)
    return rows.filter(everywhere if board_id is None else everywhere | of_board)


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
