"""Background acts of the roof: tasks and the sweeps that find what is due. Each may run twice without harm."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts import signing_up
from accounts.models import Leaving
from filmsite import leaving, personal_data
from filmsite.models import DataExport

__all__ = [
    "mail_export",
    "mail_goodbye",
    "make_export",
    "sweep_exports",
    "sweep_leavings",
    "sweep_sign_ins",
    "take_away",
]

AT_ONCE = 100
"""Rows one sweep looks at for each of its reasons; the next one goes on."""


@task(queue_name="news")
def take_away(leaving_pk: int) -> bool:
    """For a while, then behind what waits meanwhile."""
    row = Leaving.objects.select_related("member").filter(pk=leaving_pk, due_at__isnull=False).first()
    if row is None:
        return False
    is_done = leaving.go_on(row)
    if not is_done:
        take_away.enqueue(leaving_pk)
    return is_done


@task(queue_name="mail")
def mail_goodbye(leaving_pk: int) -> bool:
    return leaving.say_goodbye(Leaving.objects.get(pk=leaving_pk))


@task(queue_name="news")
def make_export(export_pk: int) -> bool:
    return personal_data.make_export(export_pk)


@task(queue_name="mail")
def mail_export(export_pk: int) -> bool:
    return personal_data.tell_of_export(export_pk)


def sweep_leavings(at: datetime.datetime | None = None) -> int:
    """A task for each member who has left and of whom something is left; how many. Nothing while some wait in line."""
    now = at or timezone.now()
    unsaid = Leaving.objects.exclude(email="").filter(at__gt=now - leaving.GOODBYE)
    return _enqueue(take_away, Leaving.objects.due(now)) + _enqueue(mail_goodbye, unsaid)


def sweep_exports(at: datetime.datetime | None = None) -> int:
    """Delete what has ended, ask again for what nobody makes or mails; how many."""
    now = at or timezone.now()
    unsaid = DataExport.objects.ready(now).filter(mailed_at=None)
    made = _enqueue(make_export, DataExport.objects.to_make(now)) + _enqueue(mail_export, unsaid)
    return personal_data.end_exports(now) + made


def sweep_sign_ins(at: datetime.datetime | None = None) -> int:
    """Accounts nobody confirmed and records of signing in, after their time; how many accounts."""
    now = at or timezone.now()
    signing_up.forget_sign_ins(now)
    return signing_up.forget_unconfirmed(now)


def _enqueue(act: Task[Any, Any], rows: QuerySet[Any]) -> int:
    """Nothing while one of its kind waits in line."""
    pks = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    path = act.module_path
    if pks and DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).exists():
        return 0
    for pk in pks:
        act.enqueue(pk)
    return len(pks)
