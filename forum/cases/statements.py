"""The reasons a member reads for what was decided about them (DSA 17): made from the decision."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Member
from forum.models import Statement, Thread

__all__ = ["ShownStatement", "mark_read", "show_statements"]


@dataclass(frozen=True)
class ShownStatement:
    """`where` is the title of the thread, empty if the member may not read it any more; `url` leads there."""

    statement: Statement
    where: str
    url: str


def show_statements(rows: Iterable[Statement], member: Member) -> list[ShownStatement]:
    """One query for what may still be read."""
    statements = list(rows)
    ids = {pk for row in statements if (pk := _thread_of(row))}
    titles = dict(Thread.objects.visible_to(member).filter(pk__in=ids).values_list("pk", "title"))
    return [_shown(row, titles) for row in statements]


def _thread_of(statement: Statement) -> int | None:
    decision = statement.decision
    return decision.thread_id or (decision.post.thread_id if decision.post else None)


def _shown(statement: Statement, titles: dict[int, str]) -> ShownStatement:
    title = titles.get(_thread_of(statement) or 0, "")
    target = statement.decision.post or statement.decision.thread
    return ShownStatement(statement, title, target.get_absolute_url() if title and target else "")


def mark_read(statement: Statement) -> bool:
    return Statement.objects.unread().filter(pk=statement.pk).update(read_at=timezone.now()) == 1
