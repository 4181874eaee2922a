"""Which mails a member gets, switched by whoever holds a mail: its link is signed and needs no sign-in."""

from collections.abc import Collection

from django.core import signing
from django.db import transaction

from accounts.models import WITHOUT_MAIL, Member, NotificationKind, NotificationPreference
from accounts.roles import is_editor

__all__ = [
    "gets_mail",
    "kinds_of",
    "mail_token",
    "read_mail_token",
    "resume_mail",
    "save_mails",
    "save_preferences",
    "stop_mail",
    "wanted_mails",
]

SALT = "accounts.stop_mail"
"""A signature made for anything else opens nothing here."""


def mail_token(member: Member, kind: NotificationKind) -> str:
    """Never expires: an old mail can be stopped too. Whoever holds it can set which mails the member gets, nothing else."""
    return signing.Signer(salt=SALT).sign_object([member.pk, kind.value])


def read_mail_token(token: str) -> tuple[int, NotificationKind] | None:
    """The member's key, who may be gone by now, and the kind of mail; None if we did not write it."""
    try:
        pk, kind = signing.Signer(salt=SALT).unsign_object(token)
        return int(pk), NotificationKind(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def gets_mail(member_pk: int, kind: NotificationKind) -> bool:
    said = NotificationPreference.objects.filter(member=member_pk, kind=kind).values_list("mail", flat=True).first()
    return kind not in WITHOUT_MAIL if said is None else said


def stop_mail(member_pk: int, kind: NotificationKind) -> bool:
    """No mail of this kind from now on. False if it was off already, or nobody is there any more."""
    return _set_mail(member_pk, kind, wanted=False)


def resume_mail(member_pk: int, kind: NotificationKind) -> bool:
    """The reverse."""
    return _set_mail(member_pk, kind, wanted=True)


def kinds_of(member: Member) -> list[NotificationKind]:
    """Kinds of mail the member could get and decides about one by one."""
    others = {NotificationKind.DIGEST} | (set() if is_editor(member) else {NotificationKind.RIGHTS_ENDING})
    return [kind for kind in NotificationKind if kind not in others]


def wanted_mails(member: Member) -> set[NotificationKind]:
    said = dict(NotificationPreference.objects.filter(member=member).values_list("kind", "mail"))
    return {kind for kind in NotificationKind if said.get(kind, kind not in WITHOUT_MAIL)}


def save_preferences(
    member: Member, *, mails: Collection[NotificationKind], digest: str, follows_on_reply: bool
) -> None:
    with transaction.atomic():
        save_mails(member, mails=mails, digest=digest)
        Member.objects.filter(pk=member.pk).update(follows_on_reply=follows_on_reply)


def save_mails(member: Member, *, mails: Collection[NotificationKind], digest: str) -> None:
    """`mails` are the kinds that are to come by mail, of those in `kinds_of`. A digest asked for lifts an old „abbestellt“."""
    kinds = kinds_of(member)
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(digest=digest)
        for kind in kinds:
            _set_mail(member.pk, kind, wanted=kind in mails)
        if digest:
            _set_mail(member.pk, NotificationKind.DIGEST, wanted=True)


def _set_mail(member_pk: int, kind: NotificationKind, *, wanted: bool) -> bool:
    with transaction.atomic():
        if not Member.objects.select_for_update(no_key=True).filter(pk=member_pk).exists():
            return False
        said, is_new = NotificationPreference.objects.get_or_create(
            member_id=member_pk, kind=kind, defaults={"mail": wanted}
        )
        if is_new:
            return wanted == (kind in WITHOUT_MAIL)  # what holds for who has said nothing
        rows = NotificationPreference.objects.filter(pk=said.pk).exclude(mail=wanted)
        return rows.update(mail=wanted) == 1
