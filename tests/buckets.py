"""Pictures in a folder or in a bucket of a real S3 server on this machine: a test that asks for `media` runs with both."""

import http.client
import itertools
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from filmsite.environment import env_media
from tests.servers import free_port

count = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def fetch(address, method="GET", **headers):
    """What anybody gets who has this address and nothing else."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, answer.headers, body)


@dataclass(frozen=True)
class Store:
    """The bucket of one test; `address` is its value of MEDIA_URL."""

    host: str
    name: str

    @property
    def address(self):
        return f"s3://pruefer:ganz%2Fgeheim@{self.host}/{self.name}?region=eu-central-1&tls=off"

    @property
    def origin(self):
        return f"http://{self.host}"


@pytest.fixture(scope="session")
def bucket_server():
    """Host and port. Its state lies in its memory and ends with it."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def wait_for_port(port, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the S3 server ended by itself"
        try:
            return fetch(f"http://127.0.0.1:{port}/")
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the S3 server does not answer")


@pytest.fixture
def bucket(bucket_server, site, settings, monkeypatch):
    """An empty bucket as `MEDIA_URL` names it, for this process; the fixture `server` hands it on to its own."""
    store = Store(bucket_server, f"abspann-{next(count)}")
    use_media(store.address, settings, monkeypatch)
    from django.core.files.storage import default_storage

    default_storage.connection.create_bucket(
        Bucket=store.name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    return store


def use_media(address, settings, monkeypatch):
    """The settings that `MEDIA_URL=address` would give."""
    monkeypatch.setenv("MEDIA_URL", address)
    storage = env_media("MEDIA_URL")
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    settings.MEDIA_ORIGIN = storage["OPTIONS"]["endpoint_url"]


@pytest.fixture(params=["folder", "bucket"])
def media(request, site):
    """None for the folder."""
    return request.getfixturevalue("bucket") if request.param == "bucket" else None
