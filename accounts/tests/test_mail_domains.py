import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.mail_domains import add_mail_domains, domain_in, drop_mail_domain, kind_of_address
from accounts.models import MailDomain, MailDomainKind, Member
from tests.making import PASSWORD, filled_in

pytestmark = pytest.mark.django_db

SIGN_UP = "/konto/signup/"


def sign_up(client, email, name="Ada Lü"):
    return client.post(SIGN_UP, {"username": name, "email": email, "password1": "kein-haus-am-see-7"} | filled_in())


def test_an_address_of_a_refused_domain_is_told_why_at_sign_up(as_guest, operator):
    add_mail_domains(["weg.example"], MailDomainKind.REFUSED, by=operator)
    answer = sign_up(as_guest, "neu@WEG.example")
    assert "Adressen von weg.example nehmen wir nicht an" in answer.content.decode().replace("WEG", "weg")
    assert not Member.objects.filter(name="Ada Lü").exists() and not mail.outbox


def test_what_lies_below_a_domain_counts_and_what_only_ends_alike_does_not(as_guest, operator):
    add_mail_domains(["weg.example"], MailDomainKind.REFUSED, by=operator)
    assert kind_of_address("a@tief.unter.weg.example") == MailDomainKind.REFUSED
    assert kind_of_address("a@umweg.example") is None and kind_of_address("a@example") is None
    assert sign_up(as_guest, "neu@umweg.example").status_code == 302


def test_the_nearest_domain_decides(operator):
    add_mail_domains(["post.example"], MailDomainKind.REFUSED, by=operator)
    add_mail_domains(["gut.post.example"], MailDomainKind.HELD, by=operator)
    assert kind_of_address("a@b.gut.post.example") == MailDomainKind.HELD
    assert kind_of_address("a@post.example") == MailDomainKind.REFUSED


def test_throwaway_addresses_are_refused_from_the_first_day(as_guest):
    assert kind_of_address("x@mailinator.com") == kind_of_address("x@a.trashmail.de") == MailDomainKind.REFUSED
    assert sign_up(as_guest, "x@yopmail.com").status_code == 200


def test_the_first_posts_of_whoever_comes_with_a_watched_domain_wait(as_guest, operator):
    add_mail_domains(["neu.example"], MailDomainKind.HELD, by=operator)
    assert sign_up(as_guest, "a@neu.example").status_code == 302
    assert sign_up(Client(), "a@alt.example", "Tilda").status_code == 302
    assert dict(Member.objects.exclude(pk=operator.pk).values_list("name", "first_posts_held")) == {
        "Ada Lü": True,
        "Tilda": False,
    }


def test_a_member_does_not_move_to_a_refused_domain(signed_in, member):
    client = signed_in(member)
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/konto/email/", {"email": "x@mailinator.com", "action_add": ""}, follow=True)
    assert "nehmen wir nicht an" in answer.content.decode()


def test_a_domain_is_kept_once_and_takes_its_newest_kind(operator):
    assert add_mail_domains(["a.example", "b.example", "a.example"], MailDomainKind.HELD, by=operator) == 2
    assert add_mail_domains(["a.example", "c.example"], MailDomainKind.REFUSED, by=operator) == 1
    assert MailDomain.objects.get(domain="a.example").kind == "refused"
    assert drop_mail_domain(MailDomain.objects.get(domain="a.example"), by=operator)
    assert kind_of_address("x@a.example") is None


def test_nobody_but_the_operator_changes_the_list(member, moderator):
    for who in (member, moderator):
        with pytest.raises(PermissionError):
            add_mail_domains(["a.example"], MailDomainKind.HELD, by=who)
        with pytest.raises(PermissionError):
            drop_mail_domain(MailDomain.objects.first(), by=who)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Mail.Example", "mail.example"),
        (" x@Mail.example. ", "mail.example"),
        ("@mail.example", "mail.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("mail", ""),
        ("", ""),
        ("a..example", ""),
        ("http://mail.example/", ""),
        ("a b.example", ""),
        ("x" * 300 + ".example", ""),
    ],
)
def test_a_domain_is_kept_in_one_spelling(written, kept):
    assert domain_in(written) == kept


@given(st.text(max_size=300))
def test_whatever_is_written_is_a_domain_or_nothing(written):
    found = domain_in(written)
    assert found == "" or (found.isascii() and domain_in(found) == found and "." in found)


def test_the_database_keeps_a_domain_once(db):
    MailDomain.objects.create(domain="a.example", kind="held")
    with pytest.raises(IntegrityError), transaction.atomic():
        MailDomain.objects.create(domain="a.example", kind="refused")
    with pytest.raises(IntegrityError), transaction.atomic():
        MailDomain.objects.create(domain="b.example", kind="anders")
