"""`manage.py run_worker`: one process each for what is due, mail and news, two for media; ends cleanly on SIGTERM or Ctrl-C."""

import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

DUE = [sys.executable, "manage.py", "sweep"]
WORKERS = [
    DUE,
    *[
        [
            sys.executable,
            "manage.py",
            "db_worker",
            "--queue-name",
            queue,
            "--interval",
            "0.5",
            "--worker-id",
            f"{queue}-{n}",
        ]
        for queue, count in (("mail", 1), ("news", 1), ("media", 2))
        for n in range(1, count + 1)
    ],
]

GRACE = 30
"""Seconds a process may take to finish the picture or mail in its hands."""


class Command(BaseCommand):
    help = "Hintergrundarbeit: Fälliges, Mail und Bilder, je in eigenen Prozessen."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, stop)
        running = [start(command) for command in WORKERS]
        try:
            while True:
                time.sleep(1)
                running = [process if process.poll() is None else self.again(process) for process in running]
        except KeyboardInterrupt:
            self.stdout.write("Hintergrundarbeit endet …")
        finally:
            end(running)

    def again(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """A process that ended by itself is started anew; it lost nothing, what was wanted stands in our rows."""
        command = [str(part) for part in process.args]  # type: ignore[union-attr]
        self.stderr.write(f"Prozess endete mit {process.returncode}: {' '.join(command)}")
        time.sleep(1)
        return start(command)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches it once, through `end`."""
    return subprocess.Popen(command, cwd=settings.BASE, start_new_session=True)  # noqa: S603


def end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def stop(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt
