"""Who visits the site in tests, each with a client that is signed in."""

import pytest
from django.test import Client

from accounts.roles import Role
from filmsite.guest_pages.middleware import pages
from tests.making import make_member
from text.fragments import forget_all

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default", "mail", "media", "news"]}
}


@pytest.fixture(autouse=True)
def site(request, settings, tmp_path):
    """Nothing of a test is left behind; passwords are hashed fast, unless real processes have to know them; tasks
    wait until somebody sweeps."""
    settings.MEDIA_ROOT = tmp_path / "media"
    if "server" not in request.fixturenames:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = TASKS
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {"default": {"BACKEND": "images.folder.Folder"}, "staticfiles": plain}
    settings.MEDIA_ORIGIN = settings.MEDIA_REDIRECT = ""
    pages.clear()
    forget_all()


@pytest.fixture
def member(db):
    return make_member("Ada Lünemann")


@pytest.fixture
def other_member(db):
    return make_member("Tilda Rønnow")


@pytest.fixture
def moderator(db):
    return make_member("Selma Quandt", Role.MODERATOR)


@pytest.fixture
def editor(db):
    return make_member("Jule Wiebrandt", Role.EDITOR)


@pytest.fixture
def other_editor(db):
    return make_member("Arved Tönnies", Role.EDITOR)


@pytest.fixture
def chief_editor(db):
    return make_member("Leonie Pagel", Role.EDITOR, Role.CHIEF_EDITOR)


@pytest.fixture
def operator(db):
    return make_member("Per Oltmann", Role.OPERATOR)


@pytest.fixture
def as_guest(db):
    return Client()


@pytest.fixture
def signed_in():
    """`signed_in(member)` is that member's browser."""

    def sign_in(who):
        client = Client()
        client.force_login(who)
        return client

    return sign_in
