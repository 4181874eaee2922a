import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from filmsite import environment

SAFE = {"PRODUCTION": "on", "SITE_URL": "https://abspann.example", "SECRET_KEY": "x" * 60}


@pytest.fixture(autouse=True)
def names_of_the_site(monkeypatch):
    """What a test reads is no setting of the site."""
    monkeypatch.setattr(environment, "NAMES", dict(environment.NAMES))


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("X", "vielleicht", lambda: environment.env_switch("X", False)),
        ("X", "viele", lambda: environment.env_whole("X", 1, least=0, most=9)),
        ("X", "10", lambda: environment.env_whole("X", 1, least=0, most=9)),
        ("X", "abspann.example", lambda: environment.env_address("X", "")),
        ("X", "https://abspann.example/pfad", lambda: environment.env_address("X", "")),
        ("X", "mysql://x/y", lambda: environment.env_database("X", None)),
        ("X", "postgres://x", lambda: environment.env_database("X", None)),
        ("X", "memcached://x", lambda: environment.env_cache("X")),
        ("X", "http://x", lambda: environment.env_mail("X", None)),
    ],
)
def test_nonsense_is_refused_with_a_sentence(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        read()


def started(**variables):
    env = {**os.environ, "DATA": "", **variables}
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set for the browser's tests, and rightly refused here
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"]
    return subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, text=True)


def test_production_starts_when_all_is_well():
    assert started(**SAFE).returncode == 0


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "kurz"}, "SECRET_KEY"),
        ({"DEBUG": "on"}, "DEBUG"),
        ({"SITE_URL": "http://abspann.example"}, "https"),
        ({"DEMO": "on"}, "DEMO"),
    ],
    ids=str,
)
def test_production_does_not_start_unsafely(fault, word):
    done = started(**SAFE | fault)
    assert done.returncode != 0 and word in done.stderr


@pytest.mark.django_db
def test_production_does_not_start_with_empty_impressum_or_demo_accounts(settings):
    from accounts.models import Member
    from filmsite import legal
    from filmsite.checks import data_is_safe, refuse_unsafe_start
    from filmsite.models import PageKind

    settings.PRODUCTION, settings.DEMO, settings.SITE_URL = True, False, "https://abspann.example"
    with pytest.raises(ImproperlyConfigured, match="Impressum"):
        refuse_unsafe_start()
    legal.publish_page(PageKind.IMPRINT, "Wir", based_on=0, by=None)
    assert data_is_safe(None, databases=["default"]) == []
    Member.objects.create_user("mitglied", "mitglied@abspann.example", "x")
    assert [message.id for message in data_is_safe(None, databases=["default"])] == ["filmsite.E005"]
