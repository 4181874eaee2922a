"""Ending rights: sweeps, workers and editors at once, and processes that are killed."""

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from reviews import publishing, renditions, rights, rights_warnings
from reviews.content import current_content
from reviews.models import RightsWarning, Still
from tests.making import make_member, make_review, save
from tests.servers import BASE, environment
from tests.visitors import all_at_once

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SWEEP = ["sweep", "--once"]
WORK = ["db_worker", "--queue-name", "mail", "--batch", "--interval", "0.1"]
TODAY = timezone.localdate()


def start(static_files, command, **env):
    command = [sys.executable, "manage.py", *command]
    return subprocess.Popen(command, cwd=BASE, env={**environment(static_files, 1), **env})


def run_at_once(static_files, *commands):
    running = [start(static_files, command) for command in commands]
    assert [process.wait(60) for process in running] == [0] * len(running)


def recipients(folder):
    lines = [line for file in folder.glob("*") for line in file.read_text().splitlines()]
    return sorted(line.removeprefix("To: ") for line in lines if line.startswith("To: "))


def in_own_connection(act):
    try:
        return act()
    finally:
        connection.close()


def ending_review(owner, **kwargs):
    review = make_review(owner, pictures=1, **kwargs)
    Still.objects.filter(uses__review=review).update(rights_until=TODAY + datetime.timedelta(days=7))
    return review


def test_sweeps_and_workers_at_once_send_every_mail_once(static_files, mail_folder):
    owners = [make_member("", Role.EDITOR) for _ in range(5)]
    for owner in owners:
        ending_review(owner)
    run_at_once(static_files, SWEEP, SWEEP)
    run_at_once(static_files, SWEEP, SWEEP, WORK, WORK)
    run_at_once(static_files, WORK, SWEEP)
    run_at_once(static_files, WORK, WORK)
    assert recipients(mail_folder) == sorted(owner.email for owner in owners)
    assert RightsWarning.objects.exclude(sent_at=None).count() == RightsWarning.objects.count() == 5


def test_many_who_send_the_same_warnings_at_once_send_one_mail(editor):
    for round in range(10):
        ending_review(editor)
        rights_warnings.note_due_warnings(timezone.now())
        send = partial(in_own_connection, partial(rights_warnings.send_warnings, editor.pk))
        assert sorted(all_at_once([send] * 6)) == [False] * 5 + [True]
        assert len(mail.outbox) == round + 1


def test_a_worker_killed_between_claim_and_mail_sends_it_later(static_files, mail_folder, editor):
    ending_review(editor)
    run_at_once(static_files, SWEEP)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a mail server that takes the call and says nothing
        worker = start(static_files, WORK, MAIL_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        deadline = time.monotonic() + 30
        while not RightsWarning.objects.filter(claimed_until__isnull=False).exists():
            assert time.monotonic() < deadline and worker.poll() is None
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
    run_at_once(static_files, SWEEP, WORK)
    assert recipients(mail_folder) == []  # it is still claimed
    RightsWarning.objects.update(claimed_until=timezone.now() - datetime.timedelta(seconds=1))
    run_at_once(static_files, SWEEP)
    run_at_once(static_files, WORK)
    assert recipients(mail_folder) == [editor.email]
    assert RightsWarning.objects.get().sent_at is not None


def test_a_renewal_holds_beside_a_working_copy_that_is_published_and_files_that_are_made(editor, chief_editor):
    until = TODAY + datetime.timedelta(days=365)
    for round in range(12):
        review = ending_review(editor)
        still = Still.objects.get(uses__review=review)
        content = current_content(review)
        save(review, content | {"text": f"Neu {round}"}, by=editor)

        def publish(review=review):
            try:
                return publishing.publish_change(review, by=editor)
            except publishing.ChangedMeanwhile:
                return None

        acts = [
            publish,
            partial(rights.renew_rights, [still.pk], until=until, by=chief_editor),
            partial(renditions.prepare, still.pk),
        ]
        published, renewed, _ = all_at_once([partial(in_own_connection, act) for act in acts])
        assert (published in (True, None), renewed) == (True, [still.pk])
        publishing.publish_change(review, by=editor)
        still.refresh_from_db()
        review.refresh_from_db()
        assert (still.rights_until, review.text, still.state) == (until, f"Neu {round}", "ready")


def test_two_who_renew_the_same_pictures_again_and_again_do_not_wait_for_ever(editor, chief_editor):
    stills = [Still.objects.get(uses__review=ending_review(editor)).pk for _ in range(8)]

    def renew_often(by, order, first):
        days = [TODAY + datetime.timedelta(days=first + 2 * n) for n in range(8)]
        return [len(rights.renew_rights(order, until=day, by=by)) for day in days]

    often = [partial(renew_often, editor, stills, 100), partial(renew_often, chief_editor, stills[::-1], 101)]
    assert all_at_once([partial(in_own_connection, act) for act in often]) == [[8] * 8] * 2
    assert len(set(Still.objects.values_list("rights_until", flat=True))) == 1
