from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Member, Viewer
from accounts.roles import is_team
from forum.models.board import Board


class BoardModeratorQuerySet(models.QuerySet["BoardModerator"]):
    def visible_to(self, viewer: Viewer) -> "BoardModeratorQuerySet":
        """The operator, who says so, and the team."""
        return self if is_team(viewer) else self.none()


class BoardModerator(models.Model):
    """A moderator moderates this board; one without such a row moderates all. It adds nothing without the role."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="moderated_boards")
    board = models.ForeignKey(Board, models.CASCADE, related_name="moderators")

    objects = BoardModeratorQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "board"], name="board_moderator_once")]


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


def in_boards_of(viewer: Viewer, path: str) -> Q:
    """For a moderator: a condition on rows whose board stands at `path`."""
    boards = boards_of(viewer)
    return Q() if boards is None else Q(**{f"{path}__in": boards})
