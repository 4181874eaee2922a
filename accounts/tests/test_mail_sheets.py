"""Every mail has its text and beside it the same in the look of the site."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage

from accounts.mail_sheets import with_sheet
from tests.judging import faults_in
from tests.making import filled_in

BODY = f"""Hallo Ada,

dein Code:

AB3D-9XYZ

Zwei Zeilen <b>ohne</b> Auszeichnung & mit Zeichen
  {settings.SITE_URL}/redaktion/kritiken/1/#bild-2

{settings.SITE_NAME}
{settings.SITE_URL}
"""


def sheet_of(body):
    sent = with_sheet(EmailMessage(f"{settings.EMAIL_SUBJECT_PREFIX}Dein Code", body, to=["ada@abspann.example"]))
    return sent, sent.alternatives[0].content


def test_the_text_stays_as_it_was_and_comes_first():
    sent, html = sheet_of(BODY)
    assert sent.body == BODY and sent.alternatives[0].mimetype == "text/html"
    parts = [part.get_content_type() for part in sent.message().walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert "<h1>Dein Code</h1>" in html and '<p class="code">AB3D-9XYZ</p>' in html


def test_nothing_in_a_mail_is_markup_and_addresses_are_links():
    _, html = sheet_of(BODY)
    assert "&lt;b&gt;ohne&lt;/b&gt; Auszeichnung &amp; mit Zeichen<br>" in html
    assert f'<a href="{settings.SITE_URL}/redaktion/kritiken/1/#bild-2">' in html
    assert html.count(f">{settings.SITE_NAME}</a>") == 1


def test_a_mail_loads_nothing_and_has_no_line_that_mail_would_cut(tmp_path):
    _, html = sheet_of(BODY + "\n\n" + "Langes Wort " * 70)
    assert not re.search(r"<img|<link|@import|url\(|<script", html)
    assert max(len(line.encode()) for line in html.splitlines()) < 998
    (tmp_path / "mail.html").write_text(html)
    assert faults_in(tmp_path) == []


@pytest.mark.django_db
def test_the_code_for_a_new_account_comes_as_text_and_in_the_look(client):
    fields = {"username": "Ada Neu", "email": "ada@abspann.example", "password1": "ein ganz langer Satz"}
    client.post("/konto/signup/", fields | filled_in())
    [sent] = mail.outbox
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", sent.body, re.M)[1]
    assert f'<p class="code">{code}</p>' in sent.alternatives[0].content
