"""What the operator does to boards."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Member
from accounts.roles import is_operator
from forum import states
from forum.models import Board

__all__ = ["next_position", "save_board"]


def next_position() -> int:
    """After all boards there are."""
    last = Board.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def save_board(board: Board, *, by: Member) -> None:
    """A new board, or the fields of one. Who reads it may have changed, so pages that quote its posts change too.

    Raises PermissionDenied; IntegrityError if another board has the address.
    """
    if not is_operator(by):
        raise PermissionDenied
    with transaction.atomic():
        board.save()
        states.raise_versions_of_quoting(quoted__thread__board=board)
