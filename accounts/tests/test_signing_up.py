"""What is left of signing up and in, and when it is forgotten."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import signing_up
from accounts.models import Member
from accounts.signing_up import SIGN_IN_KEPT, UNCONFIRMED_KEPT, forget_sign_ins, forget_unconfirmed
from filmsite.tasks import sweep_sign_ins
from tests.making import filled_in, make_member

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def sign_up(name="Noch Offen", email="neu@abspann.example"):
    fields = {"username": name, "email": email, "password1": "kein-haus-am-see-7", **filled_in()}
    return Client().post("/konto/signup/", fields)


def test_an_account_nobody_confirmed_frees_its_name_and_address_after_a_week(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    sign_up()
    assert forget_unconfirmed(timezone.now() + UNCONFIRMED_KEPT - DAY) == 0
    assert sign_up().status_code == 200
    assert forget_unconfirmed(timezone.now() + UNCONFIRMED_KEPT) == 1
    assert not Member.objects.exists() and not EmailAddress.objects.exists()
    assert sign_up().status_code == 302


def test_who_confirmed_or_was_ever_signed_in_stays(member):
    sign_up()
    Member.objects.named("Noch Offen").update(last_login=timezone.now())
    superuser = Member.objects.create_superuser("Ober Haupt", "o@abspann.example")
    EmailAddress.objects.filter(user=superuser).update(verified=False)
    assert forget_unconfirmed(timezone.now() + 30 * DAY) == 0
    assert Member.objects.count() == 3


def test_who_is_about_to_change_the_address_stays(member):
    EmailAddress.objects.create(user=member, email="bald@abspann.example", verified=False)
    assert forget_unconfirmed(timezone.now() + 30 * DAY) == 0


def test_who_confirms_at_this_very_moment_stays(member):
    assert not signing_up._forget(member.pk)
    assert Member.objects.filter(pk=member.pk).exists()


def test_sessions_that_have_ended_and_moments_of_old_sign_ins_are_forgotten(member, other_member, signed_in):
    for who in (member, other_member):
        signed_in(who)
    now = timezone.now()
    first = Session.objects.order_by("expire_date").first()
    Session.objects.filter(pk=first.pk).update(expire_date=now - DAY)
    Member.objects.filter(pk=member.pk).update(last_login=now - SIGN_IN_KEPT - DAY)
    assert forget_sign_ins(now) == 1
    assert Session.objects.count() == 1
    assert list(Member.objects.filter(last_login=None)) == [member]
    assert forget_sign_ins(now) == 0


def test_the_worker_does_both():
    sign_up()
    Member.objects.update(joined_at=timezone.now() - UNCONFIRMED_KEPT - DAY)
    assert sweep_sign_ins() == 1


def test_to_forget_costs_nothing_where_nothing_is_old(member, django_assert_num_queries):
    make_member()
    with django_assert_num_queries(4):
        sweep_sign_ins()
