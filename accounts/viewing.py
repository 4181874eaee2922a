"""How a member likes the pages."""

from django.db.models import Q

from accounts.models import Member

__all__ = ["change_view"]


def change_view(member: Member, *, reads_densely: bool, has_shortcuts: bool, waits_with_votes: bool) -> bool:
    """The member's own choice, from the next page on. False if it was so already."""
    wanted = {
        "reads_densely": reads_densely,
        "has_shortcuts": has_shortcuts,
        "waits_with_votes": waits_with_votes,
    }
    return Member.objects.filter(~Q(**wanted), pk=member.pk).update(**wanted) == 1
