"""What a machine found in posts, handed over to those who decide: rows that wait until somebody has looked."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from forum.cases.joining import join_case
from forum.models import AutomaticHit, Post, Report, SpoilerHint
from forum.models.case import ReportKind
from forum.models.post import PostState
from forum.models.screening import HitKind

__all__ = ["hits_of", "hints_of", "report_automatically", "settle"]


def report_automatically(post: Post, *, facts: str, rule: str, kind: HitKind = HitKind.WORD) -> AutomaticHit | None:
    """The one way by which anything automatic reaches moderators. `rule` says in a few words what was broken, `facts`
    what stands where; both are theirs alone. None if the post waits for somebody because of that rule already.

    In the transaction that stores the post, or in one of its own; may be called twice.
    """
    hit = AutomaticHit(post=post, kind=kind, rule=rule[:120], facts=facts[:500])
    with transaction.atomic():
        if AutomaticHit.objects.filter(post=post, rule=hit.rule, settled_at=None).exists():
            return None
        AutomaticHit.objects.bulk_create([hit], ignore_conflicts=True)
        tell_of(post, f"{hit.rule}\n{hit.facts}")
    return hit


def tell_of(post: Post, words: str) -> None:
    """It opens the post's case, or joins it; the first line is what the case is called by. In the caller's transaction."""
    waits = Post.objects.filter(pk=post.pk, state=PostState.PENDING).exists()
    join_case(post, Report(kind=ReportKind.APPROVAL if waits else ReportKind.AUTOMATIC, words=words))


def settle(posts: Collection[int]) -> None:
    """Somebody has decided on these posts. In the transaction of the decision."""
    for rows in (AutomaticHit.objects.all(), SpoilerHint.objects.all()):
        rows.filter(post__in=posts, settled_at=None).update(settled_at=timezone.now())


def hits_of(posts: Collection[Post]) -> Mapping[int, list[AutomaticHit]]:
    """Those that wait, by post. One query."""
    found: dict[int, list[AutomaticHit]] = {}
    for hit in AutomaticHit.objects.filter(post__in=posts, settled_at=None).order_by("id"):
        found.setdefault(hit.post_id, []).append(hit)
    return found


def hints_of(posts: Collection[Post]) -> Mapping[int, int]:
    """How many readers miss a spoiler cover, by post. One query."""
    found: dict[int, int] = {}
    for pk in SpoilerHint.objects.filter(post__in=posts, settled_at=None).values_list("post_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found
