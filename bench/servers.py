"""Web servers under measurement, and the processor time they take, their database's included."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.client import Line, get

__all__ = ["BASE", "Server"]

BASE = Path(__file__).resolve().parent.parent

TICKS = os.sysconf("SC_CLK_TCK")
START = 30
"""Seconds until a server must have answered."""


class Server:
    """A gunicorn with its workers. `helpers` names processes that work for it elsewhere: those of PostgreSQL."""

    def __init__(
        self, command: list[str], env: dict[str, str], port: int, helpers: Callable[[], Iterable[int]] = tuple
    ) -> None:
        self.port = port
        self._helpers = helpers
        self._log = Path(env["DATA"]) / f"server-{port}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command, cwd=BASE, env=env, stdout=log, stderr=log, start_new_session=True
            )

    def wait_for(self, path: str) -> None:
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                answer = Line(self.port).ask(get(path))
            except OSError:
                time.sleep(0.1)
                continue
            if answer.status == 200:
                return
            raise RuntimeError(f"{path} answers with {answer.status}")
        raise RuntimeError(f"The server does not answer: {self._log.read_text()[-2000:]}")

    def seconds_of_processors(self) -> dict[int, float]:
        """By process, the workers' in one sum: what a worker took that has ended is counted in its parent."""
        master = self._process.pid
        workers = _text(f"/proc/{master}/task/{master}/children").split()
        own = _taken(master, with_ended=True) + sum(_taken(int(pid)) for pid in workers)
        return {master: own} | {pid: _taken(pid) for pid in self._helpers()}

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)


def _taken(pid: int, *, with_ended: bool = False) -> float:
    fields = _text(f"/proc/{pid}/stat").rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15] if with_ended else fields[11:13])) if fields else 0
    return ticks / TICKS


def _text(path: str) -> str:
    """Empty for a process that has ended."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""
