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


FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def settings_of_tests(media_root):
    """Nothing of a test is left behind; passwords are hashed fast; tasks wait until somebody sweeps."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "MEDIA_ROOT": media_root,
        "PASSWORD_HASHERS": FAST,
        "TASKS": TASKS,
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "ALLOWED_HOSTS": ["testserver", "127.0.0.1"],
        "STORAGES": {"default": {"BACKEND": "images.folder.Folder"}, "staticfiles": plain},
        "MEDIA_ORIGIN": "",
        "MEDIA_REDIRECT": "",
    }


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    for name, value in settings_of_tests(tmp_path / "media").items():
        setattr(settings, name, value)
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
