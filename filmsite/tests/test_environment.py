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
        *(
            ("X", address, lambda: environment.env_media("X"))
            for address in (
                "bilder",
                "https://k:g@s3.example/bilder",
                "s3://s3.example/bilder",
                "s3://k@s3.example/bilder",
                "s3://k:g@s3.example",
                "s3://k:g@s3.example/Bilder",
                "s3://k:g@s3.example/bilder/unten",
                "s3://k:g/g@s3.example/bilder",
                "s3://k:g@s3.example;script-src/bilder",
                "s3://k:g@s3.example:99999/bilder",
                "s3://k:g@s3.example/bilder?tls=nein",
                "s3://k:g@s3.example/bilder?acl=public-read",
            )
        ),
    ],
)
def test_nonsense_is_refused_with_a_sentence(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        read()


def test_a_bucket_is_read_from_one_address_and_its_secret_is_in_no_message(monkeypatch):
    monkeypatch.setenv("X", "s3://schl%C3%BCssel:ge%2Fheim+x@S3.example:9000/abspann-bilder?region=fsn1&tls=off")
    assert environment.env_media("X") == {
        "BACKEND": "images.bucket.Bucket",
        "OPTIONS": {
            "access_key": "schlüssel",
            "secret_key": "ge/heim+x",
            "bucket_name": "abspann-bilder",
            "endpoint_url": "http://s3.example:9000",
            "region_name": "fsn1",
        },
    }
    monkeypatch.setenv("X", "s3://schluessel:geheim/x@s3.example/abspann-bilder")
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.env_media("X")
    assert "geheim/x" not in str(refusal.value) and "%2F" in str(refusal.value)


def printed(expression, **variables):
    """What a fresh process says, after it has looked for a file and loaded all addresses."""
    code = f"""
import sys, django
django.setup()
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import get_resolver
get_resolver().url_patterns
{expression}"""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "filmsite.settings", **variables}
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_small_install_needs_no_package_for_buckets(tmp_path):
    foreign = "{'boto3', 'botocore', 'storages'} & sys.modules.keys()"
    small = printed(f"print(default_storage.exists('x'), {foreign})", MEDIA_URL="", DATA=str(tmp_path))
    assert small == "False set()"


@pytest.mark.parametrize(
    ("media_url", "sources"),
    [("", ["'self'"]), ("s3://k:g@s3.example:9000/bilder", ["'self'", "https://s3.example:9000"])],
)
def test_pages_load_pictures_from_the_bucket_and_from_nowhere_else(media_url, sources, tmp_path):
    policy = printed(
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])", MEDIA_URL=media_url, DATA=str(tmp_path)
    )
    assert policy == str(sources)


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
        ({"MEDIA_URL": "s3://k:g@s3.example/bilder?tls=off"}, "MEDIA_URL"),
        ({"MEDIA_URL": "s3://k:g@s3.example/bilder", "MEDIA_REDIRECT": "/intern"}, "MEDIA_REDIRECT"),
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
    found = data_is_safe(None, databases=["default"])
    assert [(message.id, message.is_serious()) for message in found] == [
        ("filmsite.W001", False),
        ("filmsite.W002", False),
    ]
    for kind in (PageKind.CONTACT, PageKind.PRIVACY):
        legal.publish_page(kind, "Wir", based_on=0, by=None)
    assert data_is_safe(None, databases=["default"]) == []
    Member.objects.create_user("mitglied", "mitglied@abspann.example", "x")
    assert [message.id for message in data_is_safe(None, databases=["default"])] == ["filmsite.E005"]
