"""What moderators note about members, for each other."""

from django.core.exceptions import PermissionDenied

from accounts.models import Member
from accounts.roles import is_moderator
from forum.models import Note

__all__ = ["add_note", "drop_note", "drop_notes_about"]


def add_note(member: Member, *, by: Member, text: str) -> Note:
    """Nobody keeps notes on themselves."""
    if not is_moderator(by) or member.pk == by.pk:
        raise PermissionDenied
    return Note.objects.create(about=member, by=by, text=text)


def drop_note(note: Note, *, by: Member) -> bool:
    """Any moderator may: a note is no decision, and one that is wrong should go. Whether it was still there."""
    if not is_moderator(by) or note.about_id == by.pk:
        raise PermissionDenied
    return bool(Note.objects.filter(pk=note.pk).delete()[0])


def drop_notes_about(member: Member) -> int:
    """For the deletion of an account, in its transaction: they go with the member. Those the member wrote about others
    stay, under the name that is left."""
    return Note.objects.filter(about=member).delete()[0]
