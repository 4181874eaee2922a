"""The site as real processes over the test's database: for races, browsers and everything one process hides."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

BASE = Path(django_settings.BASE)


@pytest.fixture(scope="session")
def static_files(tmp_path_factory):
    """Collected once, as `make run` does."""
    from filmsite.stylesheet import write_bundle

    data = tmp_path_factory.mktemp("site")
    write_bundle(BASE / "static", data / "bundle")
    env = {**os.environ, "DATA": str(data), "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=BASE, env=env, check=True)
    return data


def database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{password}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, port: int, media_url: str = "") -> dict[str, str]:
    return {
        **os.environ,
        "DATA": str(data),
        "DATABASE_URL": database_url(),
        "MEDIA_URL": media_url,
        "SECRET_KEY": django_settings.SECRET_KEY,
        "PORT": str(port),
        "RATE_LIMITS": "off",
        "PYTHONWARNINGS": "ignore",
    }


class Forge:
    """A process that has loaded the site and forks servers of it. They all listen on one port, which is kept for them."""

    def __init__(self, data: Path, media_url: str = "") -> None:
        self.kept = socket.socket()
        self.kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.kept.bind(("127.0.0.1", 0))
        self.data, self.port = data, self.kept.getsockname()[1]
        command = [sys.executable, "-m", "tests.forge"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        env = environment(data, self.port, media_url) | {"DJANGO_SETTINGS_MODULE": "filmsite.settings"}
        self.process = subprocess.Popen(command, cwd=BASE, env=env, start_new_session=True, **pipes)

    def fork(self, *arguments: str, **settings: object) -> int:
        """The number of a new process, the first of its group: gunicorn with these arguments, the site with these settings."""
        print(json.dumps([arguments, settings]), file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)
        self.kept.close()


@pytest.fixture(scope="session")
def forge(django_db_setup, static_files):
    forge = Forge(static_files)
    yield forge
    forge.end()


class RunningSite:
    """Two processes of four threads on one port; `kill` and `start` as an outage and its end."""

    def __init__(self, forge: Forge, settings: dict[str, object]) -> None:
        self.forge, self.data, self.port, self.settings = forge, forge.data, forge.port, settings
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        options = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"]
        self.process = self.forge.fork("filmsite.wsgi", "--bind", f"127.0.0.1:{self.port}", *options, **self.settings)
        wait_for(self.address, self.runs)

    def runs(self) -> bool:
        return Path(f"/proc/{self.process}").exists()

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """All at once, whatever they are doing. Politely it would take a second or two, after each test."""
        os.killpg(self.process, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while self.runs() or self.is_listening():
            assert time.monotonic() < deadline, "the server does not end"
            time.sleep(0.02)


@pytest.fixture
def site_settings():
    """What the processes of the site have otherwise than these tests; a module that needs some says so."""
    return {}


@pytest.fixture
def running_site(request, django_db_serialized_rollback, transactional_db, static_files, settings, site_settings):
    settings.MEDIA_ROOT = static_files / "media"
    if "bucket" in request.fixturenames:  # one more, as the bucket stands in its settings
        forge = Forge(static_files, request.getfixturevalue("bucket").address)
        request.addfinalizer(forge.end)
    else:
        forge = request.getfixturevalue("forge")
    site = RunningSite(forge, site_settings)
    yield site
    if site.runs():
        site.kill()


@pytest.fixture
def server(running_site):
    """The address of a running site; its mails lie in `DATA/mail`, its pictures beside them, or in the bucket of a test that
    has one."""
    return running_site.address


def wait_for(address: str, runs: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert runs(), "the server ended by itself"
        try:
            urllib.request.urlopen(f"{address}/regeln/", timeout=5)
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server does not answer")


@pytest.fixture
def mail_folder(static_files):
    folder = static_files / "mail"
    for old in folder.glob("*") if folder.exists() else []:
        old.unlink()
    return folder
