"""A visitor that asks as fast as it is answered, over connections that stay open; only for 127.0.0.1.

Written on bare sockets: `http.client` takes as long for an answer as a small page takes to make, and the visitor runs
on the cores it measures.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Answer", "Line", "Load", "get", "post", "run"]

HOST = "127.0.0.1"

TIMEOUT = 60
"""Seconds until an answer counts as lost."""

FRESH_AFTER = 50
"""Requests on one connection. Each is bound to the process that took it, so all would lie unevenly for ever."""


@dataclass(frozen=True)
class Answer:
    """`headers` by lower name; several of one name stand behind each other."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Load:
    """What one turn of a page gave. `wrong` counts answers of another status than the one expected."""

    requests: int = 0
    wrong: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)


class Line:
    """One connection at a time to a port, opened anew now and then."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._left = 0

    def ask(self, request: bytes) -> Answer:
        """A connection the server has closed meanwhile is opened once more."""
        if self._left <= 0:
            self.close()
        for is_last in (self._socket is None, True):
            try:
                return self._ask(request)
            except (ConnectionError, EOFError):
                self.close()
                if is_last:
                    raise
        raise AssertionError

    def _ask(self, request: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection((HOST, self._port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._left = FRESH_AFTER
        self._left -= 1
        self._socket.sendall(request)
        return self._read(self._socket)

    def _read(self, line: socket.socket) -> Answer:
        received = b""
        while b"\r\n\r\n" not in received:
            received += _some(line)
        head, _, body = received.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (row.partition(":") for row in rest):
            headers[name.lower()] = f"{headers.get(name.lower(), '')} {value.strip()}".strip()
        parts, size = [body], int(headers.get("content-length", 0)) - len(body)
        while size > 0:
            parts.append(_some(line))
            size -= len(parts[-1])
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(first.split()[1]), headers, b"".join(parts))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _some(line: socket.socket) -> bytes:
    received = line.recv(1 << 18)
    if not received:
        raise EOFError
    return received


def get(path: str, *, cookies: str = "", known: str = "") -> bytes:
    """`known` is an ETag the visitor has."""
    return _request("GET", path, cookies, f"If-None-Match: {known}\r\n" if known else "")


def post(path: str, body: str, *, cookies: str, token: str) -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    more = f"{kind}X-CSRFToken: {token}\r\nContent-Length: {len(body.encode())}\r\n"
    return _request("POST", path, cookies, more) + body.encode()


def _request(method: str, path: str, cookies: str, more: str = "") -> bytes:
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{cookie}{more}\r\n".encode()


def run(port: int, askers: list[Callable[[], bytes]], *, seconds: float, expected: int) -> Load:
    """Each asker makes request after request on a line of its own until the time is over."""
    load, begin, until = Load(), threading.Barrier(len(askers) + 1), [0.0]
    threads = [
        threading.Thread(target=_visit, args=(port, asker, expected, load, begin, until), daemon=True)
        for asker in askers
    ]
    for thread in threads:
        thread.start()
    started = time.perf_counter()
    until[0] = started + seconds
    begin.wait()
    for thread in threads:
        thread.join(seconds + 2 * TIMEOUT)
    load.seconds = time.perf_counter() - started
    return load


_adding = threading.Lock()


def _visit(
    port: int,
    next_request: Callable[[], bytes],
    expected: int,
    load: Load,
    begin: threading.Barrier,
    until: list[float],
) -> None:
    line, waits, wrong = Line(port), list[float](), 0
    begin.wait()
    while time.perf_counter() < until[0]:
        request = next_request()
        asked = time.perf_counter()
        answer = line.ask(request)
        waits.append(time.perf_counter() - asked)
        wrong += answer.status != expected
    line.close()
    with _adding:
        load.requests += len(waits)
        load.wrong += wrong
        load.waits += waits
