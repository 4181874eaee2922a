"""Mails the law asks for (receipts, outcomes, statements): to members and to guests who reported. They say that they cannot
be switched off. The words are made when they leave, from what is true then."""

import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.mailing import claim_until, send_necessary_mail
from forum.cases.reporting import secret_of
from forum.models import Letter, Thread

__all__ = ["due_letters", "send_letter"]

AT_ONCE = 500

SHOWN = ["member", "report__reason", "report__case", "decision__case", "appeal"]


def due_letters(at: datetime.datetime) -> list[int]:
    return list(Letter.objects.due(at).values_list("pk", flat=True)[:AT_ONCE])


def send_letter(pk: int) -> bool:
    """False if it has left, somebody else is at it, or nobody is there to read it. Never call it in a transaction. Raises
    what the mail server raises; it is then due again."""
    now = timezone.now()
    claim = claim_until(now)
    if Letter.objects.filter(pk=pk, due_at__lte=now).update(due_at=claim) != 1:
        return False
    letter = Letter.objects.select_related(*SHOWN).get(pk=pk)
    address = _address_of(letter)
    if address:
        _send(letter, address)
    Letter.objects.filter(pk=pk, due_at=claim).update(due_at=None, sent_at=timezone.now() if address else None)
    return bool(address)


def _address_of(letter: Letter) -> str:
    if letter.member:
        return letter.member.email
    return letter.report.email if letter.report else ""


def _send(letter: Letter, address: str) -> None:
    context = contents_of(letter)
    body = render_to_string(f"mail/cases/{letter.kind}.txt", context)
    subject, _, text = body.partition("\n")
    send_necessary_mail(address, subject=subject, body=text.strip() + "\n", key=letter.key)


def contents_of(letter: Letter) -> dict[str, Any]:
    """What the templates under `mail/cases/` show; never who reported."""
    return {
        "where": _where(letter),
        "secret": secret_of(letter.report.secret_seed) if letter.report and letter.report.secret_seed else "",
        "is_own": letter.appeal is not None and letter.appeal.report_id == letter.report_id,
        "member": letter.member,
        "report": letter.report,
        "decision": letter.decision,
        "appeal": letter.appeal,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }


def _where(letter: Letter) -> str:
    """The thread, as long as the member may read its title."""
    decision = letter.decision
    if decision is None or letter.member is None:
        return ""
    pk = decision.thread_id or (decision.post.thread_id if decision.post else 0)
    return Thread.objects.visible_to(letter.member).filter(pk=pk).values_list("title", flat=True).first() or ""
