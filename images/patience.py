"""How long a worker waits for one picture."""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["TIME_LIMIT", "limited_time"]

TIME_LIMIT = 120
"""Seconds one picture may take. A decoder that hangs cannot be interrupted: the process ends and is started anew."""


@contextmanager
def limited_time() -> Iterator[None]:
    """Ends this process when one picture takes too long: the watch runs beside the decoder, which does not listen."""
    faulthandler.dump_traceback_later(TIME_LIMIT, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
