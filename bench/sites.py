"""A site with so many posts: its own database and folder, its addresses, its web server, its members."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.client import Line, get, post
from bench.databases import Database
from bench.servers import BASE, Server

__all__ = ["Site", "Yardstick"]

PASSWORD = "abspann-demo"  # noqa: S105 (the demo's, as printed)
TOKEN = "b" * 32
SETTLE = 120
"""Seconds a preparing step may take per 100,000 posts, and once besides."""

NEVER_RENEWED = ["--max-requests", "0"]
"""Workers are renewed after 20,000 requests: at a benchmark's pace every few seconds, and whose turn it was got a cold one."""

ANSWER = "Der Ton ist die eigentliche Hauptrolle. Beim zweiten Sehen fiel mir auf, wie oft Türen offen stehen. " * 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, database: Database, port: int) -> dict[str, str]:
    """Nothing of the caller's settings gets through but what an operating system needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    ours = {"DATA": str(folder), "DATABASE_URL": database.url, "PORT": str(port), "RATE_LIMITS": "off"}
    return kept | ours | {"PYTHONWARNINGS": "ignore"}


class Yardstick:
    """The bare pages, on the same server software with as many workers, and a database of the same kind."""

    def __init__(self, folder: Path, address: str) -> None:
        self.port = free_port()
        folder.mkdir()
        self.database = Database(address, folder, "yardstick")
        self._env = environment(folder, self.database, self.port)

    def prepare(self) -> None:
        self.database.create()
        command = [sys.executable, "-m", "bench.yardstick.fill"]
        subprocess.run(command, cwd=BASE, env=self._env, check=True, timeout=SETTLE)  # noqa: S603

    def start(self, command: list[str]) -> None:
        """`command` is that of a site."""
        other = f"127.0.0.1:{self.port}"
        ours = ["bench.yardstick.wsgi" if part == "filmsite.wsgi" else part for part in command]
        ours = [other if re.fullmatch(r"127\.0\.0\.1:\d+", part) else part for part in ours]
        self.server = Server(ours, self._env, self.port, self.database.processes)
        self.server.wait_for("/tpl/1/")


class Site:
    """`paths` are those `populate` names, by its words; a tenth of all posts stand in one long thread.

    `server` keeps guests' pages; `cold`, beside it on the same database, makes every page anew.
    """

    def __init__(self, folder: Path, address: str, posts: int) -> None:
        self.posts = posts
        self.port, self.cold_port = free_port(), free_port()
        folder.mkdir()
        self.database = Database(address, folder, str(posts))
        self._env = environment(folder, self.database, self.port)
        self.paths: dict[str, str] = {}
        self.filled_in = 0.0
        self._keys = count(1)

    def prepare(self) -> None:
        self.database.create()
        told = self._run("-m", "bench.preparing", str(self.port))
        made = json.loads(told.strip().splitlines()[-1])
        self.command: list[str] = [*made["server"], *NEVER_RENEWED]
        began = time.monotonic()
        lines = self._run("manage.py", "populate", *self._sizes()).splitlines()
        self.filled_in = time.monotonic() - began
        for label, address in reversed([line.rsplit(": ", 1) for line in lines if "://" in line]):
            self.paths[label] = urlsplit(address).path
        self.paths["Kritik mit Bildern"] = made["review"]
        self.moderator: str = made["moderator"]

    def _sizes(self) -> list[str]:
        """In proportion, so that only the size differs."""
        threads, reviews, long = self.posts // 50, max(20, self.posts // 500), self.posts // 10
        sizes = {
            "--posts": self.posts - threads - reviews - long,
            "--threads": threads,
            "--reviews": reviews,
            "--long-thread": long,
            "--members": max(20, self.posts // 200),
        }
        return [part for name, number in sizes.items() for part in (name, str(number))]

    def _run(self, *arguments: str) -> str:
        patience = SETTLE * (1 + self.posts // 100_000)
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments], cwd=BASE, env=self._env, text=True, capture_output=True, timeout=patience
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def start(self) -> None:
        self.server = Server(self.command, self._env, self.port, self.database.processes)
        self.server.wait_for("/")
        command = [part.replace(f":{self.port}", f":{self.cold_port}") for part in self.command]
        self.cold = Server(command, self._env | {"PAGE_CACHE": "off"}, self.cold_port, self.database.processes)
        self.cold.wait_for("/")

    def stop(self) -> None:
        self.server.stop()
        self.cold.stop()

    def sign_in(self, name: str) -> str:
        """The cookies of a member the demo or `populate` made."""
        form = urlencode({"login": name, "password": PASSWORD})
        answer = Line(self.port).ask(post("/konto/login/", form, cookies=f"csrftoken={TOKEN}", token=TOKEN))
        session = re.search(r"sessionid=([^;]+)", answer.headers.get("set-cookie", ""))
        if session is None:
            raise RuntimeError(f"{name} cannot sign in: {answer.status}")
        return f"csrftoken={TOKEN}; sessionid={session[1]}"

    def settle_in(self, cookies: list[str]) -> None:
        """The first member lives in the long thread: follows it, has read up to its last page, and has marked some posts
        there, as the others have. A page without all this would be nobody's."""
        path, me = self.paths["Langes Thema, erste Seite"], cookies[0]
        numbers = {self._posts_on(page, me)[1] for page in ("Langes Thema, erste Seite", "Langes Thema, letzte Seite")}
        self._send(f"{path}folgen/", me, stufe="all")
        self._send(f"{path}gelesen/", me, bis=str(max(numbers) - 1))
        for page in ("Langes Thema, erste Seite", "Langes Thema, mittlere Seite", "Langes Thema, letzte Seite"):
            for place, post_id in enumerate(self._posts_on(page, me)[0]):
                if place % 5 == 0:
                    self._send(f"/beitrag/{post_id}/merken/", me)
                for who in cookies[place % 2 : place % 4]:
                    self._send(f"/beitrag/{post_id}/reagieren/", who, art="heart")

    def _posts_on(self, page: str, cookies: str) -> tuple[list[str], int]:
        """Ids of others' posts that can be read there, and the last number."""
        text = Line(self.port).ask(get(self.paths[page], cookies=cookies)).body.decode()
        ids = re.findall(r'formaction="/beitrag/(\d+)/reagieren/" name="art" value="heart"', text)
        return ids, max(int(number) for number in re.findall(r'data-number="(\d+)"', text))

    def _send(self, path: str, cookies: str, **fields: str) -> None:
        """Whatever the answer: who may not react to an own post has not."""
        Line(self.port).ask(post(path, urlencode(fields), cookies=cookies, token=TOKEN))

    def next_case(self, cookies: str) -> str:
        return Line(self.port).ask(get("/moderation/naechster/", cookies=cookies)).headers["location"]

    def size_of(self, path: str) -> int:
        return len(Line(self.port).ask(get(path)).body)

    def etag_of(self, path: str) -> str:
        return Line(self.port).ask(get(path)).headers["etag"]

    def replies_shown(self, path: str) -> int:
        """As a guest sees it on the page of a thread."""
        found = re.search(rb'data-replies="(\d+)"', Line(self.port).ask(get(path)).body)
        if found is None:
            raise RuntimeError(f"{path} says no number of replies")
        return int(found[1])

    def replying(self, cookies: str, thread: str = "Thema") -> Callable[[], bytes]:
        """A new reply each time it is called."""
        path = f"{self.paths[thread]}antworten/"

        def next_reply() -> bytes:
            form = urlencode({"body": ANSWER, "form_key": f"bench-{next(self._keys)}"})
            return post(path, form, cookies=cookies, token=TOKEN)

        return next_reply

    def stored_replies(self) -> int:
        return int(self.database.rows("SELECT count(*) FROM forum_post WHERE form_key LIKE 'bench-%'")[0][0])

    def checking(self) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", "check_consistency"]
        return subprocess.Popen(  # noqa: S603
            command, cwd=BASE, env=self._env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
