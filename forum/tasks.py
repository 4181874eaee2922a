"""Background acts of the forum: tasks and the sweeps that find what is due. Each may run twice without harm."""

import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import NotificationKind
from forum import bookmarks, digests, moderation, notification_mails, picture_files, pictures
from forum.cases import appealing, letters
from forum.models import Post, PostPicture, Thread
from forum.models.post import PostState
from forum.notifications import tell_of_post_later
from images.patience import limited_time

__all__ = [
    "mail_digest",
    "mail_letter",
    "mail_news",
    "prepare_picture",
    "sweep_cases",
    "sweep_digests",
    "sweep_letters",
    "sweep_mails",
    "sweep_news",
    "sweep_pictures",
    "sweep_pins",
    "sweep_reminders",
]

QUIET = datetime.timedelta(seconds=60)
"""A nudge younger than this may still be on its way."""

NEWS = datetime.timedelta(days=2)
"""What nobody was told of for so long is no news any more."""

AT_ONCE = 100
"""Rows one sweep looks at for each of its reasons; the next one goes on."""


@task(queue_name="mail")
def mail_news(member_pk: int, kind: str) -> bool:
    return notification_mails.send_notifications(member_pk, NotificationKind(kind))


@task(queue_name="mail")
def mail_letter(letter_pk: int) -> bool:
    return letters.send_letter(letter_pk)


@task(queue_name="mail")
def mail_digest(member_pk: int) -> bool:
    return digests.send_digest(member_pk)


def sweep_pins(at: datetime.datetime | None = None) -> int:
    """Take down the pins whose time has ended; how many."""
    ended = Thread.objects.filter(pinned=1, pinned_until__lte=at or timezone.now())
    return sum(moderation.unpin_thread(thread, by=None) is not None for thread in ended)


def sweep_reminders(at: datetime.datetime | None = None) -> int:
    return bookmarks.remind(at or timezone.now())


def sweep_news(at: datetime.datetime | None = None) -> int:
    """A task for each post nobody was told of yet; how many. Nothing while some of them wait in line."""
    if _waits("news"):
        return 0
    now = at or timezone.now()
    untold = Post.objects.filter(notified_at=None, state=PostState.VISIBLE, shown_at__gt=now - NEWS)
    pks = list(untold.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        tell_of_post_later.enqueue(pk)
    return len(pks)


def sweep_mails(at: datetime.datetime | None = None) -> int:
    """A task for each mail that may leave; how many. Nothing while some of them wait in line."""
    due = notification_mails.due_mails(at or timezone.now())
    if not due or _waits("mail", task_path=mail_news.module_path):
        return 0
    for member, kind in due:
        mail_news.enqueue(member, kind)
    return len(due)


def sweep_digests(at: datetime.datetime | None = None) -> int:
    due = digests.due_digests(at or timezone.now())
    if not due or _waits("mail", task_path=mail_digest.module_path):
        return 0
    for member in due:
        mail_digest.enqueue(member)
    return len(due)


def sweep_letters(at: datetime.datetime | None = None) -> int:
    """A task for each letter the law asks for; how many. Nothing while some of them wait in line."""
    due = letters.due_letters(at or timezone.now())
    if not due or _waits("mail", task_path=mail_letter.module_path):
        return 0
    for pk in due:
        mail_letter.enqueue(pk)
    return len(due)


def sweep_cases(at: datetime.datetime | None = None) -> int:
    """Close what nobody can appeal against any more, forget who reported; how many rows."""
    now = at or timezone.now()
    return appealing.close_cases(now) + appealing.forget_reporters(now)


def _waits(queue: str, **of: str) -> bool:
    """Whether a task of this queue waits in line."""
    return DBTaskResult.objects.filter(queue_name=queue, status=TaskResultStatus.READY, **of).exists()


@task(queue_name="media", priority=5)
def prepare_picture(picture_pk: int) -> bool:
    """Behind the first files of stills, before their large ones: a post is being looked at by whoever wrote it."""
    with limited_time():
        return picture_files.prepare(picture_pk)


def sweep_pictures(at: datetime.datetime | None = None) -> int:
    """Let go what no text wants any more, delete what has no right to stay, ask again for what nobody makes; how many."""
    now = at or timezone.now()
    unused = _let_go_unused(now)
    leaving = list(PostPicture.objects.with_files_to_delete().values_list("pk", flat=True)[:AT_ONCE])
    return unused + sum(picture_files.delete_files(pk) for pk in leaving) + _ask_again(now)


def _let_go_unused(now: datetime.datetime) -> int:
    """No transaction, which on SQLite would make others wait, where there is nothing to do."""
    unused = PostPicture.objects.unused(now)
    pks = list(unused.values_list("pk", flat=True)[:AT_ONCE])
    if not pks:
        return 0
    with transaction.atomic():
        return pictures.let_go(unused.filter(pk__in=pks))


def _ask_again(now: datetime.datetime) -> int:
    """Nothing while nudges wait in line."""
    picture_files.give_up(now)
    if _waits("media"):
        return 0
    waiting = PostPicture.objects.to_prepare(now).filter(created_at__lt=now - QUIET)
    pks = list(waiting.filter(attempts__lt=picture_files.ATTEMPTS).values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        prepare_picture.enqueue(pk)
    return len(pks)
