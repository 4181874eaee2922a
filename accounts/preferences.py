"""Which mails a member gets, switched by whoever holds a mail: its link is signed and needs no sign-in."""

from django.core import signing
from django.db import transaction

from accounts.models import Member, NotificationKind, NotificationPreference

__all__ = ["gets_mail", "mail_token", "read_mail_token", "resume_mail", "stop_mail"]

SALT = "accounts.stop_mail"
"""A signature made for anything else opens nothing here."""


def mail_token(member: Member, kind: NotificationKind) -> str:
    """Never expires: an old mail can be stopped too, and nothing else can be done with it."""
    return signing.Signer(salt=SALT).sign_object([member.pk, kind.value])


def read_mail_token(token: str) -> tuple[int, NotificationKind] | None:
    """The member's key, who may be gone by now, and the kind of mail; None if we did not write it."""
    try:
        pk, kind = signing.Signer(salt=SALT).unsign_object(token)
        return int(pk), NotificationKind(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def gets_mail(member_pk: int, kind: NotificationKind) -> bool:
    off = NotificationPreference.objects.filter(member=member_pk, kind=kind, mail=False)
    return not off.exists()


def stop_mail(member_pk: int, kind: NotificationKind) -> bool:
    """No mail of this kind from now on. False if it was off already, or nobody is there any more."""
    return _set_mail(member_pk, kind, wanted=False)


def resume_mail(member_pk: int, kind: NotificationKind) -> bool:
    """The reverse."""
    return _set_mail(member_pk, kind, wanted=True)


def _set_mail(member_pk: int, kind: NotificationKind, *, wanted: bool) -> bool:
    with transaction.atomic():
        if not Member.objects.select_for_update(no_key=True).filter(pk=member_pk).exists():
            return False
        said, is_new = NotificationPreference.objects.get_or_create(
            member_id=member_pk, kind=kind, defaults={"mail": wanted}
        )
        if is_new:
            return not wanted  # who has said nothing gets the mail
        rows = NotificationPreference.objects.filter(pk=said.pk).exclude(mail=wanted)
        return rows.update(mail=wanted) == 1
