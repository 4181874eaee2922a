"""Worlds: what all tests of a module begin with, made once. Each test finds it as if it were made for this test alone.

A module says `def make_world():`, under the settings of tests, and may say `WORLD_SETTINGS`. The database goes back to the
world after each test, the files are copies, and the fixture `world` is a copy of what `make_world` returned.
"""

import copy
import shutil
from types import SimpleNamespace

import pytest
from django.test import TestCase, override_settings

from tests.personas import settings_of_tests


@pytest.fixture(scope="module", autouse=True)
def world_of_module(request, tmp_path_factory):
    """For all tests of the module that has one, whether they ask for it or not: none depends on who came before."""
    if not hasattr(request.module, "make_world"):
        yield None
        return
    assert_all_roll_back(request)
    request.getfixturevalue("django_db_setup")
    media = tmp_path_factory.mktemp("world") / "media"
    settings = settings_of_tests(media) | getattr(request.module, "WORLD_SETTINGS", {})
    with request.getfixturevalue("django_db_blocker").unblock():
        around = TestCase._enter_atomics()
        try:
            with override_settings(**settings):
                things = request.module.make_world()
            yield SimpleNamespace(things=things, media=media)
        finally:
            TestCase._rollback_atomics(around)


def assert_all_roll_back(request):
    """A test with transactions of its own would empty the tables under the world."""
    for item in request.session.items:
        if item.module is request.module:
            marker = item.get_closest_marker("django_db")
            commits = "transactional_db" in item.fixturenames or (marker and marker.kwargs.get("transaction"))
            assert marker and not commits, f"{item.nodeid} cannot stand in a module with a world"


@pytest.fixture
def world(world_of_module, site, db, settings):
    if world_of_module.media.exists():
        shutil.copytree(world_of_module.media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return copy.deepcopy(world_of_module.things)
