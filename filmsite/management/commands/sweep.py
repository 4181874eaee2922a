"""`manage.py sweep`: news every 2 seconds, what is due every 10, everything else every minute, until it is told to stop."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from filmsite.tasks import sweep_exports, sweep_leavings, sweep_sign_ins
from forum.tasks import (
    sweep_cases,
    sweep_digests,
    sweep_letters,
    sweep_mails,
    sweep_news,
    sweep_pictures,
    sweep_pins,
    sweep_reminders,
)
from reviews.best import choose_best
from reviews.renditions import sweep_unused_files
from reviews.revisions import thin_revisions
from reviews.tasks import sweep_due_reviews, sweep_ending_rights, sweep_mentions, sweep_stills

logger = logging.getLogger(__name__)

NEWS_EVERY = 2
DUE_EVERY = 10
REST_EVERY = 60
SIGN_INS_EVERY = 3600
PRUNE_EVERY = 24 * 3600
"""Seconds."""

REST: list[Callable[[], Any]] = [
    sweep_pins,
    sweep_stills,
    sweep_pictures,
    sweep_ending_rights,
    choose_best,
    sweep_reminders,
    sweep_mails,
    sweep_digests,
    sweep_leavings,
    sweep_exports,
]


class Command(BaseCommand):
    help = "Sieht nach, was fällig ist. Läuft als Teil von run_worker; mit --once einmal."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="einmal durchgehen und enden")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            for act in (sweep_due_reviews, sweep_news, sweep_letters, sweep_mentions, *REST, sweep_sign_ins):
                attempt(act)
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        rounds: list[tuple[int, Callable[[], Any]]] = [
            (NEWS_EVERY, sweep_news),
            (DUE_EVERY, sweep_due_reviews),
            (DUE_EVERY, sweep_letters),
            (DUE_EVERY, sweep_mentions),
            *[(REST_EVERY, act) for act in REST],
            (SIGN_INS_EVERY, sweep_sign_ins),
            (PRUNE_EVERY, prune),
        ]
        next_at = [time.monotonic()] * len(rounds)
        while not stopping.is_set():
            for index, (pause, act) in enumerate(rounds):
                if time.monotonic() >= next_at[index]:
                    attempt(act)
                    next_at[index] = time.monotonic() + pause
            stopping.wait(max(0.1, min(next_at) - time.monotonic()))


def attempt(act: Callable[[], Any]) -> None:
    """One act that fails keeps no other from its turn."""
    close_old_connections()
    try:
        act()
    except Exception:
        logger.exception("Sweep failed: %s", act.__name__)


def prune() -> None:
    call_command("prune_db_task_results", verbosity=0)
    sweep_unused_files()
    thin_revisions()
    sweep_cases()
