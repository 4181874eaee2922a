"""What signing up and signing in leave behind, and when it is forgotten."""

import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.leaving import forget_bans
from accounts.models import Member
from accounts.sessions import SessionStore

__all__ = ["SIGN_IN_KEPT", "UNCONFIRMED_KEPT", "forget_sign_ins", "forget_unconfirmed"]

UNCONFIRMED_KEPT = datetime.timedelta(days=7)
"""Who signed up and never confirmed the mail address: until then they can, afterwards the name is free again."""

SIGN_IN_KEPT = datetime.timedelta(days=90)
"""The moment of the last sign-in; nothing of the site needs it."""

BATCH = 200


def forget_sign_ins(at: datetime.datetime) -> int:
    """Sessions that have ended, the moments of old sign-ins, addresses of bans that have ended; how many moments."""
    SessionStore.clear_expired()
    forget_bans(at)
    old = Member.objects.filter(last_login__lt=at - SIGN_IN_KEPT)
    return old.update(last_login=None) if old.exists() else 0


def forget_unconfirmed(at: datetime.datetime | None = None) -> int:
    """Delete accounts nobody ever confirmed; how many. They have never been signed in and left nothing anywhere."""
    begun = Member.objects.filter(
        joined_at__lt=(at or timezone.now()) - UNCONFIRMED_KEPT, last_login=None, is_active=True, is_superuser=False
    )
    unconfirmed = begun.filter(emailaddress__isnull=False).exclude(emailaddress__verified=True)
    return sum(_forget(pk) for pk in unconfirmed.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH])


def _forget(pk: int) -> bool:
    """Locks the addresses: whoever confirms one at this moment is first, or too late."""
    with transaction.atomic():
        addresses = EmailAddress.objects.select_for_update().filter(user=pk)
        if any(address.verified for address in addresses):
            return False
        deleted, _ = Member.objects.filter(pk=pk, last_login=None).delete()
        return bool(deleted)
