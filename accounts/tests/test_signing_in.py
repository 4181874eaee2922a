import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Member
from accounts.signing_in import MemberAdapter
from tests.making import PASSWORD, filled_in, make_member, make_thread

pytestmark = pytest.mark.django_db

SIGN_UP = "/konto/signup/"


class CountingHasher(MD5PasswordHasher):
    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)


def sign_up(client, name, email="neu@abspann.example", **more):
    fields = {"username": name, "email": email, "password1": "kein-haus-am-see-7"}
    return client.post(SIGN_UP, fields | filled_in() | more)


def code_in(message):
    return re.search(r"^[A-Z0-9]{4}-?[A-Z0-9]{4}$|^[A-Z0-9-]{6,9}$", message.body, re.M)[0]


def test_a_guest_signs_up_with_one_mail_and_lands_where_they_came_from(editor):
    thread = make_thread(editor)
    client = Client()
    assert client.get(f"{SIGN_UP}?next={thread.get_absolute_url()}").status_code == 200
    answer = sign_up(client, "Ada Lü", next=thread.get_absolute_url())
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Code eingeben" in page and "neu@abspann.example" in page
    answer = client.post(answer.url, {"code": code_in(mail.outbox[0])})
    assert answer.url == thread.get_absolute_url()
    assert "Ada Lü" in client.get(answer.url).content.decode()
    assert len(mail.outbox) == 1


def test_mails_and_pages_say_du(member):
    client = Client()
    client.post("/konto/password/reset/", {"email": member.email})
    client.post("/konto/password/reset/", {"email": "niemand@abspann.example"})
    sign_up(client, "Neu Hier", member.email)
    texts = [f"{m.subject} {m.body}" for m in mail.outbox]
    assert len(texts) == 3
    assert not any(re.search(r"\b(Sie|Ihre?[nmrs]?|Ihnen)\b", text) for text in texts)


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("Ärger", "ärger"),
        ("Straßer", "STRASSER"),
        ("Straßer", "strasser"),
        ("Сосо", "Coco"),
        ("Coco", "СОСО"),
        ("Ada Lünemann", "ADA LU\u0308NEMANN"),
        ("Bernd", "Bemd"),
        ("Karl", "Kar1"),
    ],
)
def test_a_twin_of_a_name_is_refused_with_a_field_error(as_guest, taken, wanted):
    make_member(taken)
    answer = sign_up(as_guest, wanted)
    assert answer.status_code == 200
    assert "gibt es schon" in answer.content.decode()
    assert Member.objects.count() == 1


def test_names_that_differ_are_different_members(as_guest):
    make_member("Ärger")
    assert sign_up(as_guest, "Arger").status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "x" * 31,
        "Anna  Lena",
        "-Anna",
        "Anna-",
        "Аnna",
        "An\u200bna",
        "Anna\u202e",
        "An<b>na",
        "Anna@home",
        "Redaktion",
        "redaktion",
        "Betrieb",
    ],
)
def test_a_name_that_breaks_a_rule_is_refused_with_a_german_sentence(as_guest, name):
    answer = sign_up(as_guest, name)
    assert answer.status_code == 200
    assert 'id="id_username_error"' in answer.content.decode()
    assert not Member.objects.exists()


@pytest.mark.parametrize("name", ["Анна", "Ελένη", "J. R. Ewing", "under_score", "Jean-Luc", "Ж Ж Ж", "R2 D2"])
def test_names_of_one_script_are_welcome(as_guest, name):
    assert sign_up(as_guest, name).status_code == 302


def test_two_who_want_the_same_name_at_once_get_one_account_and_one_field_error(as_guest, monkeypatch):
    make_member("Ärger")
    monkeypatch.setattr(MemberAdapter, "clean_username", lambda self, username, shallow=False: username)
    answer = sign_up(as_guest, "ärger")
    assert (answer.status_code, "gerade jemand anderes" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("email", ["neu@abspann.example", "schon@abspann.example"])
def test_an_address_that_has_an_account_costs_the_same_hash_as_a_new_one(as_guest, settings, email):
    Member.objects.create_user("Straßer", "schon@abspann.example", PASSWORD)
    settings.PASSWORD_HASHERS = ["accounts.tests.test_signing_in.CountingHasher"]
    CountingHasher.hashed = 0
    assert sign_up(as_guest, "Ada Lünemann", email).status_code == 302
    assert CountingHasher.hashed == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slow_mail_server_holds_no_write_lock_at_sign_up(client, monkeypatch):
    in_transaction = []
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda *_: in_transaction.append(connection.in_atomic_block),
    )
    assert sign_up(client, "Ada Lünemann").status_code == 302
    assert in_transaction == [False]


def test_the_database_itself_refuses_a_twin(db):
    make_member("Straßer")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_member("STRASSER")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(name="", email="x@abspann.example")


@pytest.mark.parametrize("login", ["Straßer", "STRASSER", "strasser", "post@abspann.example", "POST@abspann.example"])
def test_signing_in_takes_any_spelling_of_name_or_mail(as_guest, login):
    Member.objects.create_user("Straßer", "post@abspann.example", PASSWORD)
    answer = as_guest.post("/konto/login/", {"login": login, "password": PASSWORD, "next": "/forum/"})
    assert (answer.status_code, answer.url) == (302, "/forum/")


def test_signing_in_never_leaves_the_site(as_guest, member):
    answer = as_guest.post(
        "/konto/login/", {"login": member.name, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_a_wrong_password_is_answered_kindly_and_limited(as_guest, member, settings):
    from django.core.cache import cache

    cache.clear()
    pages = [
        as_guest.post("/konto/login/", {"login": member.name, "password": "falsch"}).content.decode() for _ in range(7)
    ]
    assert "Name oder Passwort stimmt nicht" in pages[0]
    assert "Zu viele Versuche" in pages[-1]


def test_who_is_told_to_slow_down_keeps_what_was_typed(as_guest, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    sign_up(as_guest, "Ada Lünemann")
    answer = sign_up(as_guest, "Tilda Rønnow", "tilda@abspann.example")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Tilda Rønnow" in page and "tilda@abspann.example" in page
    assert "kein-haus-am-see-7" not in page


def test_a_password_is_reset_by_code(member):
    client = Client()
    answer = client.post("/konto/password/reset/", {"email": member.email})
    answer = client.post(answer.url, {"code": code_in(mail.outbox[0])}, follow=True)
    path = answer.redirect_chain[-1][0]
    answer = client.post(
        path, {"password1": "ein-neuer-langer-satz", "password2": "ein-neuer-langer-satz"}, follow=True
    )
    member.refresh_from_db()
    assert member.check_password("ein-neuer-langer-satz")


def test_a_member_changes_the_address_with_a_code(signed_in, member):
    client = signed_in(member)
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/konto/email/", {"email": "anders@abspann.example", "action_add": ""}, follow=True)
    assert "Code eingeben" in answer.content.decode()
    confirmed = client.post(answer.redirect_chain[-1][0], {"code": code_in(mail.outbox[-1])}, follow=True)
    member.refresh_from_db()
    assert member.email == "anders@abspann.example"
    assert "anders@abspann.example ist bestätigt." in confirmed.content.decode()


def test_a_mail_server_that_does_not_answer_is_no_error_page(as_guest, monkeypatch):
    def down(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
    answer = sign_up(as_guest, "Ada Lü")
    assert answer.status_code == 302
    assert "konnte gerade nicht verschickt werden" in as_guest.get(answer.url).content.decode()


def test_a_profile_is_found_by_any_spelling_and_shows_no_mail(as_guest, db):
    make_member("Straßer Ä")
    answer = as_guest.get("/mitglieder/strasser%20%C3%A4/")
    assert (answer.status_code, answer.url) == (301, "/mitglieder/Stra%C3%9Fer%20%C3%84/")
    page = as_guest.get(answer.url).content.decode()
    assert "Straßer Ä" in page and "@abspann.example" not in page
    assert as_guest.get("/mitglieder/niemand/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"oldpassword": ""}, "Gib dein aktuelles Passwort ein."),
        ({"oldpassword": "ein-anderer-satz"}, "Das ist nicht dein aktuelles Passwort."),
        ({"password2": "noch-ein-langer-satz"}, "Die beiden Passwörter sind verschieden."),
        ({"password1": "abc123"}, "Zu kurz: mindestens 8 Zeichen."),
        ({"password1": "qwertzuiop"}, "Dieses Passwort ist zu bekannt: Nimm eins, das nur dir einfällt."),
        ({"password1": "anna-dreizehn@abspann.example"}, "Dieses Passwort ähnelt zu sehr deiner E-Mail-Adresse."),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_in_our_words(signed_in, fields, said):
    member = Member.objects.create_user("Anna", "anna-dreizehn@abspann.example", PASSWORD)
    wanted = {"oldpassword": PASSWORD, "password1": "ein-neuer-langer-satz", "password2": "ein-neuer-langer-satz"}
    page = signed_in(member).post("/konto/password/change/", wanted | fields).content.decode()
    assert f'<p class="error">{said}</p>' in page
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_each_fault_of_a_field_stands_on_a_line_of_its_own_under_the_name_the_field_calls_it_by(as_guest):
    page = sign_up(as_guest, "Ada Lü", email="ada", password1="abc123").content.decode()
    assert 'aria-describedby="id_password1_helptext id_password1_error"' in page
    first, second = re.search(r'id="id_password1_error">(.*?)</div>', page)[1].split("</p>")[:2]
    assert "Zu kurz" in first and "zu bekannt" in second
    assert '<p class="error">Das ist keine E-Mail-Adresse.</p>' in page


def test_that_a_code_was_sent_is_said_once_and_again_when_a_new_one_is(as_guest, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    answer = sign_up(as_guest, "Ada Lü")
    page = as_guest.get(answer.url).content.decode()
    assert page.count("unterwegs") == 1 and "placeholder" not in page
    page = as_guest.post(answer.url, {"action": "resend"}, follow=True).content.decode()
    assert "Ein neuer Code ist unterwegs an neu@abspann.example." in page


def test_a_newcomer_is_welcomed_by_a_single_notice(as_guest):
    answer = sign_up(as_guest, "Ada Lü")
    page = as_guest.post(answer.url, {"code": code_in(mail.outbox[0])}, follow=True).content.decode()
    assert "Willkommen, Ada Lü. Deine Adresse ist bestätigt." in page
    assert "ist bestätigt." not in page.replace("Deine Adresse ist bestätigt.", "") and "Hallo" not in page
