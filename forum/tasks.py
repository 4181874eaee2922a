"""Background acts of the forum. Each may run twice without harm."""

import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forum import moderation, picture_files, pictures
from forum.models import PostPicture, Thread
from images.patience import limited_time

__all__ = ["prepare_picture", "sweep_pictures", "sweep_pins"]

QUIET = datetime.timedelta(seconds=30)
"""A nudge younger than this may still be on its way."""

AT_ONCE = 100
"""Pictures one sweep looks at for each of its reasons; the next one goes on."""


def sweep_pins(at: datetime.datetime | None = None) -> int:
    """Take down the pins whose time has ended; how many."""
    ended = Thread.objects.filter(pinned=1, pinned_until__lte=at or timezone.now())
    return sum(moderation.unpin_thread(thread, by=None) is not None for thread in ended)


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
    if DBTaskResult.objects.filter(queue_name="media", status=TaskResultStatus.READY).exists():
        return 0
    waiting = PostPicture.objects.to_prepare(now).filter(created_at__lt=now - QUIET)
    pks = list(waiting.filter(attempts__lt=picture_files.ATTEMPTS).values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        prepare_picture.enqueue(pk)
    return len(pks)
