"""Forks servers of the site: `python -m tests.forge` reads lines with gunicorn's arguments and the settings that differ, answers each with the number of
the new process. What takes seconds, loading all modules, is done once; each server begins as a new process would.
"""

import json
import os
import signal
import sys
import threading

import gunicorn.app.wsgiapp
import gunicorn.workers.gthread  # noqa: F401
from django.conf import settings
from django.db import connections
from django.urls import get_resolver

import filmsite.wsgi  # noqa: F401
from tests.personas import FAST


def serve(arguments: list[str], changed: dict[str, object]) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.argv = ["gunicorn", *arguments]
    gunicorn.app.wsgiapp.run()


def main() -> None:
    settings.PASSWORD_HASHERS = FAST  # the members of tests are made with it
    assert get_resolver().url_patterns
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ended is gone at once, nobody has to wait for it
    for line in sys.stdin:
        assert threading.active_count() == 1 and connections["default"].connection is None, "forked while in use"
        process = os.fork()
        if not process:
            serve(*json.loads(line))
        print(process, flush=True)


if __name__ == "__main__":
    main()
