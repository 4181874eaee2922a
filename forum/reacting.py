"""What members put on the posts of others. One reaction each; another takes its place."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Member
from forum import notifications, permissions, states
from forum.cases.effects import effect_on
from forum.models import Post, Reaction
from forum.models.links import ReactionKind

__all__ = ["react", "take_back"]


def react(post: Post, *, by: Member, kind: ReactionKind) -> bool:
    """True if the member had not said so before. The author is told. Raises PermissionDenied. Locks the thread row."""
    if effect_on(by).refusal:
        raise PermissionDenied
    with transaction.atomic():
        current = states.lock_post(post)
        if not permissions.can_react(by, current):
            raise PermissionDenied
        before = Reaction.objects.filter(post=post, member=by).values_list("kind", flat=True).first()
        if before == kind:
            return False
        Reaction.objects.update_or_create(post=post, member=by, defaults={"kind": kind})
        states.count_reactions(current)
        if before is None:
            notifications.tell_of_reaction(current, by=by)
    return True


def take_back(post: Post, *, by: Member) -> bool:
    with transaction.atomic():
        current = states.lock_post(post)
        removed, _ = Reaction.objects.filter(post=post, member=by).delete()
        if removed:
            states.count_reactions(current)
            if not Reaction.objects.filter(post=post).exists():
                notifications.forget_reactions(current)
    return bool(removed)
