"""How a member likes the pages, and what of it others see."""

from django.db.models import Q

from accounts.models import Member

__all__ = ["change_view"]


CHOICES = ("reads_densely", "has_shortcuts", "waits_with_votes", "shows_diary", "shows_wanted")


def change_view(member: Member, **wanted: bool) -> bool:
    """The member's own choice of as many of `CHOICES` as are named, from the next page on. False if it was so already."""
    if unknown := wanted.keys() - set(CHOICES):
        raise ValueError(f"Not a member's choice: {unknown}")
    return Member.objects.filter(~Q(**wanted), pk=member.pk).update(**wanted) == 1
