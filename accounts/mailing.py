"""Mail to members that they can stop with one click. It leaves from tasks only, never inside a transaction."""

import datetime
import random
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.mail_sheets import with_sheet
from accounts.models import Member, NotificationKind
from accounts.preferences import mail_token

__all__ = ["claim_until", "send_mail", "send_mail_of_kind", "stop_mail_url"]


CLAIM = datetime.timedelta(minutes=10)
"""A mail server has 10 seconds for each of its answers; whoever is silent for ten minutes is gone."""


def claim_until(now: datetime.datetime) -> datetime.datetime:
    """When a claim on mails that are to be sent ends; the fraction tells two claims of the same moment apart."""
    return now + CLAIM + datetime.timedelta(microseconds=random.randrange(1_000_000))  # noqa: S311 (no secret)


def stop_mail_url(member: Member, kind: NotificationKind) -> str:
    return f"{settings.SITE_URL}{reverse('stop_mail', args=[mail_token(member, kind)])}"


def send_mail_of_kind(member: Member, kind: NotificationKind, *, subject: str, body: str, key: str) -> None:
    """`key` names what the mail is about. The headers are those of RFC 8058. Raises what the mail server raises."""
    headers = {
        "List-Unsubscribe": f"<{stop_mail_url(member, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    send_mail(member.email, subject=subject, body=body, key=f"{kind} {member.pk} {key}", headers=headers)


def send_mail(to: str, *, subject: str, body: str, key: str, headers: dict[str, str] | None = None) -> None:
    """One that a task sends. Sent again after an accident it has the same Message-ID, made of `key`, and mail programs show
    it once. Raises what the mail server raises."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    digest = salted_hmac("accounts.mailing", key, algorithm="sha256").hexdigest()
    ours = {"Message-ID": f"<{digest[:40]}@{host}>", "Auto-Submitted": "auto-generated"}
    plain = EmailMessage(f"{settings.EMAIL_SUBJECT_PREFIX}{subject}", body, to=[to], headers=ours | (headers or {}))
    with_sheet(plain).send()
