"""Own data to take along („Deine Daten“): asked for by a member, made by the worker, ended by the clock. It touches every
room, so it stands on the roof; each room offers its part."""

import datetime
import logging
import tempfile
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data as accounts_part
from accounts.mailing import claim_until, send_necessary_mail
from accounts.models import Member
from accounts.personal_data import Section
from filmsite.archives import write_archive
from filmsite.models import DataExport
from filmsite.snapshots import snapshot
from forum import personal_data as forum_part
from images.storing import keyed
from reviews import personal_data as reviews_part

logger = logging.getLogger(__name__)

__all__ = [
    "KEPT",
    "LEFT_OUT",
    "ask_for_export",
    "discard_export",
    "end_exports",
    "make_anew",
    "make_export",
    "sections",
    "tell_of_export",
]

PARTS = (accounts_part, forum_part, reviews_part)

KEPT = datetime.timedelta(days=7)
"""How long an export can be fetched."""

CLAIM = datetime.timedelta(hours=1)
"""Ten thousand posts take seconds, their pictures from a slow store perhaps minutes; whoever is silent for an hour is
gone."""

RETRY = datetime.timedelta(minutes=10)
"""After a failure, of the store mostly."""

LEFT_OUT = {
    "filmsite.DataExport.member": "Sagt nur, dass es diese Datei gibt.",
    "filmsite.Page.by": "Arbeit des Betriebs an öffentlichen Seiten.",
    **accounts_part.LEFT_OUT,
    **forum_part.LEFT_OUT,
    **reviews_part.LEFT_OUT,
}
"""Relations to a member that are in no export, and why."""


def sections() -> Iterator[Section]:
    for part in PARTS:
        yield from part.sections()


def ask_for_export(member: Member) -> DataExport | None:
    """None if there is one already, wanted or ready."""
    now = timezone.now()
    end_exports(now, of=member)
    with transaction.atomic():
        file = _file_name(member.pk, now)
        export, is_new = DataExport.objects.get_or_create(
            member=member, defaults={"file": file, "asked_at": now, "expires_at": now + KEPT}
        )
        if is_new:
            transaction.on_commit(partial(_nudge, export.pk), robust=True)
    return export if is_new else None


def _nudge(export_pk: int) -> None:
    from filmsite.tasks import make_export as task

    task.enqueue(export_pk)


def discard_export(member: Member) -> bool:
    """Nobody fetches it from here on; the file goes now, or by the sweep if the store does not answer."""
    rows = DataExport.objects.filter(member=member)
    if not rows.update(made_at=None, claimed_until=None, expires_at=timezone.now()):
        return False
    try:
        end_exports(timezone.now(), of=member)
    except OSError:
        logger.exception("The file of a discarded export could not be deleted")
    return True


def end_exports(at: datetime.datetime, *, of: Member | None = None) -> int:
    """Delete those that end by then; how many. The file first: a row outlives it."""
    rows = DataExport.objects.all() if of is None else DataExport.objects.filter(member=of)
    count = 0
    for export in rows.filter(expires_at__lte=at):
        DataExport.objects.filter(pk=export.pk).update(made_at=None)  # nobody fetches it from here on
        default_storage.delete(export.file)
        count += DataExport.objects.filter(pk=export.pk).delete()[0]
    return count


def make_anew() -> int:
    """Exports that may name somebody who has left are made once more, and cannot be fetched until then. One that is being
    made now loses its claim."""
    touched = DataExport.objects.filter(Q(made_at__isnull=False) | Q(claimed_until__isnull=False))
    return touched.update(made_at=None, claimed_until=None)


def make_export(export_pk: int) -> bool:
    """False if it is not wanted any more, or somebody else is at it. Never call it in a transaction."""
    now = timezone.now()
    claim = claim_until(now) + CLAIM
    wanted = DataExport.objects.to_make(now).filter(pk=export_pk)
    export = wanted.first()
    if export is None:
        return False
    default_storage.delete(export.file)  # of an earlier attempt; before its name is given up
    file = _file_name(export.member_id, claim)
    if wanted.filter(file=export.file).update(claimed_until=claim, file=file) != 1:
        return False
    mine = DataExport.objects.filter(pk=export_pk, claimed_until=claim)
    try:
        size = _write(export.member_id, file)
    except Exception:
        mine.update(claimed_until=now + RETRY)
        raise
    made = timezone.now()
    if mine.update(claimed_until=None, made_at=made, size=size, expires_at=made + KEPT) != 1:
        default_storage.delete(file)  # discarded meanwhile, or wanted anew
        return False
    _nudge_mail(export_pk)
    return True


def _file_name(member_pk: int, moment: datetime.datetime) -> str:
    """Of each attempt its own: who comes late writes over nobody's file."""
    return f"exports/{keyed('export', str(member_pk), moment.isoformat())}.zip"


def _nudge_mail(export_pk: int) -> None:
    from filmsite.tasks import mail_export

    mail_export.enqueue(export_pk)


def _write(member_pk: int, path: str) -> int:
    """The file by way of this machine's disk; how many bytes."""
    with tempfile.TemporaryFile() as file:
        with snapshot() as using:
            write_archive(file, Member.objects.using(using).get(pk=member_pk), using, sections())
        size = file.seek(0, 2)
        file.seek(0)
        default_storage.save(path, File(file))
    return size


def tell_of_export(export_pk: int) -> bool:
    """Once; false if it was told, or is there no more. Never call it in a transaction. Raises what the mail server
    raises."""
    ready = DataExport.objects.ready(timezone.now()).filter(pk=export_pk, mailed_at=None)
    export = ready.select_related("member").first()
    if export is None or not export.member.is_active or not export.member.email:
        return False
    context = {
        "member": export.member,
        "export": export,
        "url": f"{settings.SITE_URL}{reverse('fetch_export')}",
        "page_url": f"{settings.SITE_URL}{reverse('own_data')}",
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    body = render_to_string("mail/export.txt", context)
    send_necessary_mail(export.member.email, subject="Deine Daten liegen bereit", body=body, key=f"export {export.pk}")
    return DataExport.objects.filter(pk=export_pk, mailed_at=None).update(mailed_at=timezone.now()) == 1
