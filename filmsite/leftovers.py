"""The roof's part of `check_consistency`: of members who have left nothing is left that had to go."""

from collections.abc import Iterator

from django.apps import apps
from django.utils import timezone

from accounts.models import Leaving
from filmsite.leaving import GOES
from forum.consistency import Difference, Mend
from forum.models import Case, Post
from forum.models.case import CaseStage
from forum.models.post import PostState

__all__ = ["differences", "notes"]


def differences(using: str) -> Iterator[Difference]:
    for relation in GOES:
        label, _, field = relation.rpartition(".")
        rows = apps.get_model(label)._base_manager.using(using)
        gone = {f"{field}__is_active": False, f"{field}__leaving__due_at": None}
        for pk in rows.filter(**gone).order_by(field).values_list(field, flat=True).distinct().iterator():
            yield Difference(f"Mitglied {pk} ist gegangen, aber {relation} hat noch Zeilen.", Mend(_look_again, pk))
    texts = Post.objects.using(using).exclude(state=PostState.ERASED)
    # Without `using`: an inner query goes where the outer one does.
    needed = Case.objects.exclude(stage=CaseStage.CLOSED).filter(post__isnull=False).values("post")
    taken = texts.filter(author__leaving__takes_texts=True, author__leaving__due_at=None).exclude(pk__in=needed)
    for pk in taken.order_by("author").values_list("author", flat=True).distinct().iterator():
        yield Difference(
            f"Mitglied {pk} hat die Texte mitgenommen, aber es stehen noch welche da.", Mend(_look_again, pk)
        )


def _look_again(member_pk: int) -> int:
    """The worker does the rest."""
    return Leaving.objects.filter(member=member_pk, due_at=None).update(due_at=timezone.now())


def notes(using: str) -> Iterator[str]:
    yield from ()
