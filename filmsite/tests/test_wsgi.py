import io

import pytest
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["hex", "rot13", "base64", '"hex"', "gibtsnicht", "utf-8", "latin-1"])
def test_a_form_in_an_odd_charset_is_answered_with_a_page(charset):
    from filmsite.wsgi import application

    environ = RequestFactory().generic("POST", "/konto/login/", b"login=x").environ
    environ |= {
        "CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={charset}",
        "wsgi.input": io.BytesIO(b"login=x"),
        "HTTP_HOST": "testserver",
    }
    answers = []
    body = b"".join(application(environ, lambda status, headers, error=None: answers.append(status)))
    assert int(answers[0].split()[0]) < 500 and b"<!doctype html>" in body.lower()
