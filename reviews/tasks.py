"""Background acts: nudges and the sweeps that make up for lost nudges. Each may run twice without harm."""

import datetime

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from images.patience import limited_time
from reviews import mentions, publishing, relations, renditions, rights_warnings, shelving
from reviews.models import Review, Still

__all__ = [
    "count_facets",
    "link_film",
    "mail_ending_rights",
    "prepare_first",
    "prepare_still",
    "sweep_due_reviews",
    "sweep_ending_rights",
    "sweep_mentions",
    "sweep_stills",
]

QUIET = datetime.timedelta(seconds=30)
"""A nudge younger than this may still be on its way."""


@task(queue_name="media", priority=10)
def prepare_first(still_pk: int) -> bool:
    with limited_time():
        return renditions.prepare_first(still_pk)


@task(queue_name="media")
def prepare_still(still_pk: int) -> bool:
    with limited_time():
        return renditions.prepare(still_pk)


@task(queue_name="news")
def link_film(film_pk: int) -> int:
    """Its neighbours first: the film is done with when the texts are."""
    relations.relate(film_pk)
    return mentions.relink(film_pk)


@task(queue_name="news")
def count_facets() -> bool:
    return shelving.count_facets()


def sweep_mentions() -> int:
    """Films whose titles or pages have changed: texts that name them are looked at, what the list of reviews is filtered by
    is counted. Nothing while others wait in line."""
    waiting = DBTaskResult.objects.filter(task_path=link_film.module_path, status=TaskResultStatus.READY)
    if waiting.exists():
        return 0
    pks = mentions.film_links()
    for pk in pks:
        link_film.enqueue(pk)
    if pks:
        count_facets.enqueue()
    return len(pks)


@task(queue_name="mail")
def mail_ending_rights(member_pk: int) -> bool:
    return rights_warnings.send_warnings(member_pk)


def sweep_due_reviews(at: datetime.datetime | None = None) -> int:
    """Publish what is due and withdraw what has had its time; how many reviews changed."""
    now = at or timezone.now()
    changed = 0
    for review in Review.objects.due(now):
        try:
            changed += publishing.publish(review, by=None)
        except publishing.NotReady:
            continue  # the desk shows it as overdue, with what is missing
    for review in Review.objects.ending(now):
        changed += publishing.withdraw(review, by=None, reason="Zum geplanten Zeitpunkt zurückgezogen.")
    return changed


def sweep_stills(at: datetime.datetime | None = None) -> int:
    """Ask again for the files of every still nobody is working on; how many. Nothing while nudges wait in line."""
    now = at or timezone.now()
    renditions.give_up(now)
    if DBTaskResult.objects.filter(queue_name="media", status=TaskResultStatus.READY).exists():
        return 0
    waiting = Still.objects.to_prepare(now).filter(created_at__lt=now - QUIET, attempts__lt=renditions.ATTEMPTS)
    pks = list(waiting.values_list("pk", flat=True)[:100])
    for pk in pks:
        prepare_still.enqueue(pk)
    return len(pks)


def sweep_ending_rights(at: datetime.datetime | None = None) -> int:
    """One mail for each member who is to hear of ending rights; how many members. No second nudge while one waits."""
    members = rights_warnings.note_due_warnings(at or timezone.now())
    path = mail_ending_rights.module_path
    waiting = DBTaskResult.objects.filter(queue_name="mail", task_path=path, status=TaskResultStatus.READY)
    if not members or waiting.exists():
        return 0
    for pk in members:
        mail_ending_rights.enqueue(pk)
    return len(members)
