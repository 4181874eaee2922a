"""Leaving touches every room, so it stands on the roof; each room offers its part.

The account is gone when `leave` returns, and no page shows its name as an author's any more. What takes long (called
names, texts that are taken along, marks) is begun at once and ended by the worker, in short transactions; whatever was
begun goes on after a killed process. What another device of the member was about to write at that moment is found when it looks again.
"""

import datetime
import time
from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import leaving as accounts_part
from accounts.mailing import send_necessary_mail
from accounts.models import Leaving, Member
from filmsite import personal_data
from forum import leaving as forum_part
from reviews import leaving as reviews_part
from text.mentions import without_name

__all__ = ["GOES", "STAYS", "go_on", "leave", "say_goodbye"]

PARTS = (accounts_part, forum_part, reviews_part)

GOES = ("filmsite.DataExport.member", *(relation for part in PARTS for relation in part.GOES))
"""Relations to a member whose rows are deleted when the member leaves."""

STAYS = {
    "filmsite.Page.by": "Wer eine öffentliche Seite geschrieben hat; dort steht das Pseudonym.",
    **accounts_part.STAYS,
    **forum_part.STAYS,
    **reviews_part.STAYS,
}
"""Relations whose rows stay with the pseudonym, and why."""

LOOK_AGAIN = datetime.timedelta(hours=1)
"""Longer than any request lasts that began before the account was closed."""

GOODBYE = datetime.timedelta(days=2)
"""A mail server that refuses for so long will not take the last mail."""

AT_ONCE = 2.0
"""Seconds the member waits for it: called names and texts of most are gone then, the worker sees to the others."""

SLICE = 10.0
"""Seconds the worker stays with one member; then others have their turn."""


def leave(member: Member, *, by: Member | None = None, takes_texts: bool, reasons: str = "") -> Leaving | None:
    """`by` is an operator with reasons, or None for the member; None if the account was gone already. There is no undo.

    Raises LastOperator, PermissionDenied.
    """
    ban = forum_part.ban_of(member)
    leaving = accounts_part.close_account(member, by=by, takes_texts=takes_texts, reasons=reasons, ban=ban)
    if leaving is None:
        return None
    personal_data.discard_export(member)
    forum_part.show_anew(member.pk)
    reviews_part.show_anew(member.pk)
    _run(forum_part.take_away(leaving), AT_ONCE)
    _nudge(leaving)
    return leaving


def _nudge(leaving: Leaving) -> None:
    """What is wanted stands in the row; the sweep finds it."""
    from filmsite.tasks import mail_goodbye, take_away

    mail_goodbye.enqueue(leaving.pk)
    take_away.enqueue(leaving.pk)


def go_on(leaving: Leaving, *, seconds: float = SLICE) -> bool:
    """Take away what is left, for about this long; whether nothing is left for now."""
    is_done = _run(_steps(leaving), seconds)
    if is_done:
        _settle(leaving)
    return is_done


def _steps(leaving: Leaving) -> Iterator[int]:
    for part in (forum_part, reviews_part, accounts_part):
        yield from part.take_away(leaving)
    personal_data.discard_export(leaving.member)


def _run(steps: Iterator[int], seconds: float) -> bool:
    """Whether they ended in time. As long as each step takes, others who want SQLite's one lock have their turn."""
    begun = time.monotonic()
    end = begun + seconds
    for _ in steps:
        now = time.monotonic()
        if now > end:
            return False
        time.sleep(min(0.1, now - begun))
        begun = time.monotonic()
    return True


def _settle(leaving: Leaving) -> None:
    """Done, and the old name forgotten, if it was looked at late enough; else it is looked at again."""
    now, last_look = timezone.now(), leaving.at + LOOK_AGAIN
    rows = Leaving.objects.filter(pk=leaving.pk)
    if now < last_look:
        rows.update(due_at=last_look)
        personal_data.make_anew()
    elif now < leaving.at + GOODBYE and rows.exclude(email="").exists():
        rows.update(due_at=now + LOOK_AGAIN)
    else:
        reasons = without_name(leaving.reasons, leaving.name, leaving.member.name) if leaving.name else leaving.reasons
        rows.update(due_at=None, name="", email="", reasons=reasons)


def say_goodbye(leaving: Leaving) -> bool:
    """The last mail, to the address the account had, which is forgotten with it: whoever did not do this has to know.
    False if it has left. Never call it in a transaction. Raises what the mail server raises."""
    current = Leaving.objects.exclude(email="").filter(pk=leaving.pk).first()
    if current is None:
        return False
    context = {"leaving": current, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    body = render_to_string("mail/goodbye.txt", context)
    send_necessary_mail(current.email, subject="Dein Konto ist gelöscht", body=body, key=f"goodbye {current.pk}")
    Leaving.objects.filter(pk=current.pk).update(email="")
    return True
