"""Originals and renditions in a private bucket of an S3-compatible store; imported only where MEDIA_URL names one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from images.delivery import SIGNED

CONNECT, READ = 3, 10
"""Seconds until a store that says nothing is given up; with the attempts shorter than the web server's patience."""

ATTEMPTS = 2

CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=CONNECT,
    read_timeout=READ,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    # By default checksums travel in a form that many stores besides Amazon's refuse.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@contextmanager
def failures_of_files() -> Iterator[None]:
    """Whoever calls a storage expects an OSError; the words go to the desk, so neither host nor key is in them."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        reason = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
        raise ConnectionError(f"Der Bildspeicher nimmt oder gibt nichts her ({reason})") from error


class Bucket(S3Storage):
    """A private bucket: nothing in it is to be had without an address signed for `SIGNED` seconds.

    An upload is seen whole or not at all.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """Everything that decides who may read; variables for other programs (`AWS_…`) change nothing."""
        return super().get_default_settings() | {
            "querystring_auth": True,
            "querystring_expire": SIGNED,
            "file_overwrite": False,
            "default_acl": None,
            "object_parameters": {},
            "custom_domain": None,
            "security_token": None,
            "session_profile": None,
            "client_config": CLIENT,
        }

    @failures_of_files()
    def _open(self, name: str, mode: str = "rb") -> Any:
        """Fetched at once: what breaks off does so here and not in the hands of a decoder."""
        file = super()._open(name, mode)
        file.open()
        return file

    _save = failures_of_files()(S3Storage._save)
    delete = failures_of_files()(S3Storage.delete)
    exists = failures_of_files()(S3Storage.exists)
    listdir = failures_of_files()(S3Storage.listdir)
    size = failures_of_files()(S3Storage.size)
