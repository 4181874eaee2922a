"""Who hears of ending rights, when, and once."""

import datetime
import smtplib

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import default_task_backend

from accounts import mailing
from accounts.models import Member, NotificationKind, NotificationPreference
from accounts.preferences import stop_mail
from accounts.roles import Role, grant_role
from filmsite.templatetags.german import plain_day
from reviews import planning, rights, rights_warnings, tasks
from reviews.models import ReviewAuthor, RightsWarning, Still
from tests.making import add_rows_of_stills, make_draft, make_member, make_review

pytestmark = pytest.mark.django_db

KIND = NotificationKind.RIGHTS_ENDING
REFUSING = "reviews.tests.test_rights_warnings.RefusingServer"


class RefusingServer:
    """A mail server that is down."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("weg")


def in_days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def ending(owner, title="Der Turm", *, days=14, pictures=1):
    review = make_review(owner, title, pictures=pictures)
    Still.objects.filter(uses__review=review).update(rights_until=in_days(days))
    return review


def sweep(at=None):
    """A sweep, and the worker doing what it asked for; whom the mails went to."""
    before = len(mail.outbox)
    tasks.sweep_ending_rights(at)
    for result in default_task_backend.results:
        if result.task.module_path == tasks.mail_ending_rights.module_path:
            tasks.mail_ending_rights.call(*result.args)
    default_task_backend.clear()
    return sorted(to for sent in mail.outbox[before:] for to in sent.to)


def test_author_and_chief_editors_hear_two_weeks_before_once(editor, chief_editor, other_editor, settings):
    review = ending(editor, pictures=2)
    assert sweep() == sorted([editor.email, chief_editor.email])
    assert sweep() == []
    sent = mail.outbox[0]
    assert sent.subject == "Abspann: Rechte an 2 Bildern enden"
    assert f"Der Turm (2026): Rechte bis {plain_day(in_days(14))}\n" in sent.body
    assert f"Kritik „Der Turm“, Bild 2\n  {settings.SITE_URL}/redaktion/kritiken/{review.pk}/#bild-2" in sent.body
    assert f"{settings.SITE_URL}/redaktion/bilder/?show=ending" in sent.body
    assert f"<{sent.body.split('anzumelden:')[1].split()[0]}>" == sent.extra_headers["List-Unsubscribe"]


@pytest.mark.parametrize(("days", "hears"), [(15, False), (14, True), (0, True), (-1, True), (-14, True), (-15, False)])
def test_it_is_two_weeks_before_and_made_up_for_two_weeks_after(editor, days, hears):
    ending(editor, days=days)
    assert bool(sweep()) is hears
    assert not hears or (", zu Ende" in mail.outbox[0].body) is (days < 0)


def test_the_byline_hears_too_if_it_still_belongs_to_the_team(editor, other_editor, member):
    review = ending(editor)
    for position, author in enumerate((other_editor, member), 2):
        ReviewAuthor.objects.create(review=review, name=author.name, member=author, position=position)
    assert sweep() == sorted([editor.email, other_editor.email])


def test_nobody_hears_of_a_draft_and_everybody_of_a_planned_review(editor):
    review = make_draft(editor, pictures=1)
    Still.objects.update(rights_until=in_days(10))
    assert sweep() == []
    planning.schedule(review, at=timezone.now() + datetime.timedelta(days=2), by=editor)
    assert sweep() == [editor.email]


def test_who_is_inactive_or_has_switched_it_off_gets_none(editor, chief_editor):
    ending(editor)
    stop_mail(editor.pk, KIND)
    Member.objects.filter(pk=chief_editor.pk).update(is_active=False)
    assert (sweep(), RightsWarning.objects.count()) == ([], 0)
    NotificationPreference.objects.update(mail=True)
    assert sweep() == [editor.email]


def test_one_mail_holds_everything_a_member_is_to_hear(editor, other_editor, chief_editor):
    ending(editor, "Der Turm")
    ending(other_editor, "Das Haus", days=3, pictures=2)
    assert sweep() == sorted([editor.email, other_editor.email, chief_editor.email])
    to_chief = next(sent for sent in mail.outbox if sent.to == [chief_editor.email])
    assert to_chief.subject.endswith("Rechte an 3 Bildern enden")
    assert to_chief.body.index("Das Haus (2026)") < to_chief.body.index("Der Turm (2026)")
    to_editor = next(sent for sent in mail.outbox if sent.to == [editor.email])
    assert "Das Haus" not in to_editor.body


def test_renewed_rights_are_warned_of_again_before_their_new_end(editor):
    ending(editor)
    assert sweep() == [editor.email]
    still = Still.objects.get()
    rights.renew_rights([still.pk], until=in_days(100), by=editor)
    assert sweep() == []
    assert sweep(timezone.now() + datetime.timedelta(days=85)) == []
    rights.renew_rights([still.pk], until=in_days(13), by=editor)
    assert sweep() == [editor.email]


def test_rights_renewed_between_sweep_and_mail_are_not_warned_of(editor):
    ending(editor, pictures=2)
    tasks.sweep_ending_rights()
    renewed, other = Still.objects.order_by("pk")
    rights.renew_rights([renewed.pk], until=None, by=editor)
    assert rights_warnings.send_warnings(editor.pk) is True
    assert mail.outbox[0].subject.endswith("an 1 Bild enden")
    assert list(RightsWarning.objects.values_list("still", flat=True)) == [other.pk]


@pytest.mark.parametrize("how", ["switched off", "inactive", "no editor", "renewed"])
def test_what_changed_between_sweep_and_mail_is_seen(editor, how):
    ending(editor)
    tasks.sweep_ending_rights()
    if how == "switched off":
        stop_mail(editor.pk, KIND)
    elif how == "inactive":
        Member.objects.update(is_active=False)
    elif how == "no editor":
        editor.groups.clear()
    else:
        Still.objects.update(rights_until=None)
    assert rights_warnings.send_warnings(editor.pk) is False
    assert (mail.outbox, RightsWarning.objects.count()) == ([], 0)


def test_a_lost_task_loses_nothing(editor):
    ending(editor)
    tasks.sweep_ending_rights()
    default_task_backend.clear()
    assert sweep() == [editor.email]


def test_a_worker_killed_between_claim_and_mail_loses_nothing(editor):
    ending(editor)
    tasks.sweep_ending_rights()
    now = timezone.now()
    RightsWarning.objects.update(claimed_until=now + mailing.CLAIM, attempts=1)
    assert sweep() == []
    RightsWarning.objects.update(claimed_until=now - datetime.timedelta(seconds=1))
    assert sweep() == [editor.email]
    assert sweep() == []


def test_a_mail_server_that_is_down_is_asked_again_after_growing_pauses(editor, settings):
    ending(editor)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, REFUSING
    pauses = []
    for _ in range(12):
        tasks.sweep_ending_rights()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            rights_warnings.send_warnings(editor.pk)
        warning = RightsWarning.objects.get()
        pauses.append(round((warning.claimed_until - timezone.now()).total_seconds() / 60))
        assert rights_warnings.send_warnings(editor.pk) is False  # not before the pause is over
        RightsWarning.objects.update(claimed_until=timezone.now() - datetime.timedelta(seconds=1))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    settings.EMAIL_BACKEND = working
    assert sweep() == [editor.email]


def test_a_hundred_pictures_are_named_and_the_rest_is_counted(editor):
    review = make_review(editor)
    add_rows_of_stills(review, 102, rights_until=in_days(3))
    assert sweep() == [editor.email]
    body = mail.outbox[0].body
    assert body.count("Rechte bis") == 100 and "und 2 weitere Bilder." in body
    assert not RightsWarning.objects.filter(sent_at=None).exists()


def test_a_sweep_costs_the_same_however_many_pictures_and_members(editor):
    counts = []
    for size in (3, 30):
        for _ in range(size):
            ending(make_member("", Role.EDITOR), f"Film {size}")
        grant_role(make_member(), Role.CHIEF_EDITOR, by=None)
        with CaptureQueriesContext(connection) as queries:
            rights_warnings.note_due_warnings(timezone.now())
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1]


def test_warnings_are_seen_by_nobody_else(editor, chief_editor):
    ending(editor)
    sweep()
    assert [RightsWarning.objects.visible_to(v).count() for v in (editor, AnonymousUser())] == [1, 0]


def test_the_database_keeps_warnings_right(editor):
    ending(editor)
    sweep()
    one = RightsWarning.objects.get()
    with pytest.raises(IntegrityError):
        RightsWarning.objects.filter(pk=one.pk).update(claimed_until=timezone.now())


def test_the_database_keeps_a_warning_once(editor):
    ending(editor)
    sweep()
    one = RightsWarning.objects.get()
    with pytest.raises(IntegrityError):
        RightsWarning.objects.create(still=one.still, member=one.member, rights_until=one.rights_until)
