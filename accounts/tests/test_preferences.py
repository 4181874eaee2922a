from email import message_from_bytes, policy
from email.utils import parseaddr

import pytest
from django.core import mail, signing
from django.db import IntegrityError

from accounts import mailing, preferences
from accounts.models import Member, NotificationKind, NotificationPreference

pytestmark = pytest.mark.django_db

KIND = NotificationKind.RIGHTS_ENDING


def off_link(member):
    return f"/konto/mail-abbestellen/{preferences.mail_token(member, KIND)}/"


def on_link(member):
    return f"/konto/mail-wieder-bestellen/{preferences.mail_token(member, KIND)}/"


def test_a_mail_is_stopped_by_its_own_link_without_signing_in_and_resumed_again(as_guest, member):
    page = as_guest.get(off_link(member))
    assert (page.status_code, "Mails abbestellen?" in page.content.decode()) == (200, True)
    assert preferences.gets_mail(member.pk, KIND)
    stopped = as_guest.post(off_link(member))
    assert (stopped.status_code, "Du bekommst keine Mails mehr" in stopped.content.decode()) == (200, True)
    assert not preferences.gets_mail(member.pk, KIND)
    assert "schon abbestellt" in as_guest.get(off_link(member)).content.decode()
    resumed = as_guest.post(on_link(member))
    assert (resumed.status_code, "Du bekommst wieder Mails" in resumed.content.decode()) == (200, True)
    assert preferences.gets_mail(member.pk, KIND)


def test_looking_at_the_link_changes_nothing_and_sets_no_cookie(as_guest, member):
    for answer in (as_guest.get(off_link(member)), as_guest.head(off_link(member))):
        assert (answer.status_code, bool(answer.cookies)) == (200, False)
    assert not NotificationPreference.objects.exists()
    assert not as_guest.post(off_link(member)).cookies


def test_a_mail_program_stops_it_with_one_click(client, member):
    """RFC 8058: a POST with this body, from elsewhere, without cookie or token, and no redirect as an answer."""
    from django.test import Client

    program = Client(enforce_csrf_checks=True)
    answer = program.post(
        off_link(member), {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"}
    )
    assert (answer.status_code, preferences.gets_mail(member.pk, KIND)) == (200, False)


def test_switching_twice_changes_nothing(member):
    assert [preferences.stop_mail(member.pk, KIND) for _ in range(2)] == [True, False]
    assert [preferences.resume_mail(member.pk, KIND) for _ in range(2)] == [True, False]
    assert NotificationPreference.objects.count() == 1


def test_a_broken_or_foreign_token_is_a_friendly_404(as_guest, member):
    token = preferences.mail_token(member, KIND)
    foreign = signing.Signer(salt="anything").sign_object([member.pk, KIND.value])
    unknown = signing.Signer(salt=preferences.SALT).sign_object([member.pk, "no_such_kind"])
    odd = signing.Signer(salt=preferences.SALT).sign_object({"a": 1})
    for broken in (token[:-1], f"x{token}", foreign, unknown, odd, "x", "ä"):
        for path in (f"/konto/mail-abbestellen/{broken}/", f"/konto/mail-wieder-bestellen/{broken}/"):
            answer = as_guest.post(path)
            assert (answer.status_code, "Filmriss" in answer.content.decode()) == (404, True)
    assert not NotificationPreference.objects.exists()


def test_a_member_who_is_gone_or_inactive_does_no_harm(as_guest, member, other_member):
    Member.objects.filter(pk=other_member.pk).update(is_active=False)
    assert as_guest.post(off_link(other_member)).status_code == 200
    link, back = off_link(member), on_link(member)
    Member.objects.filter(pk=member.pk).delete()
    for answer in (as_guest.get(link), as_guest.post(link), as_guest.post(back)):
        assert answer.status_code == 200
    assert not NotificationPreference.objects.filter(member_id=member.pk).exists()


def test_nobody_reads_anybody_elses_preferences(member, other_member, as_guest):
    from django.contrib.auth.models import AnonymousUser

    preferences.stop_mail(member.pk, KIND)
    seen = [NotificationPreference.objects.visible_to(v).count() for v in (member, other_member, AnonymousUser())]
    assert seen == [1, 0, 0]


def test_who_has_no_address_or_said_no_is_not_written_to(member, other_member):
    assert set(Member.objects.wanting_mail(KIND)) == {member, other_member}
    preferences.stop_mail(member.pk, KIND)
    Member.objects.filter(pk=other_member.pk).update(email="")
    assert not Member.objects.wanting_mail(KIND).exists()


def test_a_mail_carries_its_off_link_in_the_headers_of_rfc_8058(member, settings):
    mailing.send_mail_of_kind(member, KIND, subject="Betreff", body="Text", key="1")
    mailing.send_mail_of_kind(member, KIND, subject="Betreff", body="Text", key="1")
    mailing.send_mail_of_kind(member, KIND, subject="Betreff", body="Text", key="2")
    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert ids[0] == ids[1] != ids[2] and parseaddr(ids[0])[1].count("@") == 1
    read = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert read["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{off_link(member)}>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (read["Auto-Submitted"], read["To"], read["Subject"]) == ("auto-generated", member.email, "Abspann: Betreff")


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"kind": "rights_ending"}, "preference_once"), ({"kind": "nonsense"}, "preference_kind_known")],
)
def test_the_database_keeps_preferences_right(member, fields, name):
    preferences.stop_mail(member.pk, KIND)
    with pytest.raises(IntegrityError, match=name if name != "preference_once" else None):
        NotificationPreference.objects.create(member=member, **fields)
