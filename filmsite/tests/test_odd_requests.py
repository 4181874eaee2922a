"""What no browser sends: it is refused with a page or passed over, and is never an error of ours."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.mark.parametrize("path", ["/mitglieder/%00/", "/mitglieder/a%00b/", "/bilder/a%00.jpeg", "/static/%00"])
def test_an_address_with_a_nul_is_unknown(as_guest, path):
    answer = as_guest.get(path)
    assert answer.status_code == 404
    assert "Content-Security-Policy" in answer.headers
    assert not answer.cookies


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_cookie_with_a_nul_is_passed_over(db, name):
    client = Client(headers={"cookie": rf'{name}="abcdefgh\000ij"'})
    assert client.get("/konto/login/").status_code == 200


def test_a_member_with_a_foreign_cookie_stays_signed_in(member, signed_in):
    session = signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value
    client = Client(headers={"cookie": rf'sessionid={session}; other="a\000b"'})
    assert member.name in client.get("/forum/").content.decode()


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-16", "utf-7"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_request_in_another_charset_is_refused(as_guest, charset, method):
    answer = getattr(as_guest, method)(
        "/konto/login/?next=%5Cud800", headers={"content-type": f"text/plain; charset={charset}"}
    )
    assert answer.status_code == 400
    assert "Das war nicht lesbar" in answer.content.decode()


def test_a_request_that_says_utf_8_is_read(as_guest):
    assert as_guest.get("/forum/?nach=1", headers={"content-type": "text/plain; charset=UTF-8"}).status_code == 200


@pytest.mark.parametrize("origin", ["https://anderswo.example", "null"])
def test_a_form_another_site_has_filled_in_is_not_offered_again(member, origin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    answer = browser.post("/konto/email/", {"email": "boese@anderswo.example"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "boese@anderswo.example" not in answer.content.decode()


def test_a_form_of_ours_with_an_old_token_is_offered_again(member):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    answer = browser.post("/konto/email/", {"email": "neu@abspann.example"}, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert "neu@abspann.example" in answer.content.decode()
