"""The site as real processes over the test's database: for races, browsers and everything one process hides."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
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


class RunningSite:
    """Two processes of four threads on one port; `kill` and `start` as an outage and its end."""

    def __init__(self, data: Path, media_url: str = "") -> None:
        self.data, self.port, self.media_url = data, free_port(), media_url
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        options = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"]
        command = [sys.executable, "-m", "gunicorn", "filmsite.wsgi", "--bind", f"127.0.0.1:{self.port}", *options]
        env = environment(self.data, self.port, self.media_url)
        self.process = subprocess.Popen(command, cwd=BASE, env=env, start_new_session=True)
        wait_for(self.address, self.process)

    def kill(self) -> None:
        """All at once, whatever they are doing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


@pytest.fixture
def running_site(request, django_db_serialized_rollback, transactional_db, static_files, settings):
    settings.MEDIA_ROOT = static_files / "media"
    media_url = request.getfixturevalue("bucket").address if "bucket" in request.fixturenames else ""
    site = RunningSite(static_files, media_url)
    yield site
    site.stop()


@pytest.fixture
def server(running_site):
    """The address of a running site; its mails lie in `DATA/mail`, its pictures beside them, or in the bucket of a test that
    has one."""
    return running_site.address


def wait_for(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(f"{address}/regeln/", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture
def mail_folder(static_files):
    folder = static_files / "mail"
    for old in folder.glob("*") if folder.exists() else []:
        old.unlink()
    return folder
