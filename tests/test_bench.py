"""The benchmark itself: it asks what it says, counts right, and a small run goes through."""

import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.client import FRESH_AFTER, Line, get, post, run
from bench.report import Result, const_of, markdown, share, times_the_work, write
from bench.rounds import Measured
from tests.servers import database_url

BASE = Path(__file__).parent.parent


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections = set()

    def do_GET(self):
        self.connections.add(self.client_address)
        body = f"{self.path} {self.headers.get('Cookie')}".encode() + b"." * 70_000
        self.send_response(200 if self.path == "/da" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Set-Cookie", "a=1; Path=/")
        self.send_header("Set-Cookie", f"b={self.headers['X-CSRFToken']}; Path=/")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *args):
        pass


@pytest.fixture
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    Echo.connections.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_an_answer_is_read_to_its_end(port):
    line = Line(port)
    for _ in range(2):
        answer = line.ask(get("/da", cookies="c=1"))
        assert (answer.status, len(answer.body)) == (200, 70_000 + len("/da c=1"))
    answer = line.ask(post("/", "a=ä", cookies="", token="t"))
    assert (answer.status, answer.body.decode()) == (302, "a=ä")
    assert "a=1" in answer.headers["set-cookie"] and "b=t" in answer.headers["set-cookie"]
    assert len(Echo.connections) == 1
    line.close()


def test_a_connection_is_opened_anew_now_and_then(port):
    line = Line(port)
    for _ in range(FRESH_AFTER + 1):
        line.ask(get("/da"))
    assert len(Echo.connections) == 2
    line.close()


def test_answers_of_another_status_are_counted_as_wrong(port):
    right = run(port, [lambda: get("/da")] * 2, seconds=0.1, expected=200)
    wrong = run(port, [lambda: get("/fort")] * 2, seconds=0.1, expected=200)
    assert (right.wrong, right.requests > 2, len(right.waits)) == (0, True, right.requests)
    assert wrong.wrong == wrong.requests > 0


def values(*pairs):
    return [Measured(rate, ms, 10, 0) for rate, ms in pairs]


def test_ratios_are_taken_within_a_round():
    page, yardstick = values((100, 4), (10, 5), (40, 6)), values((200, 2), (20, 2), (50, 2))
    assert (share(page, yardstick), times_the_work(page, yardstick)) == (0.5, 2.5)


def test_the_table_has_every_page_and_comparison(tmp_path):
    pages = [(f"Thema, {place} Seite", "Gast") for place in ("erste", "letzte")]
    keys = [f"{page}|{viewer}|{size}" for page, viewer in pages for size in (10, 20)]
    yardsticks = ["tpl", const_of("Thema, erste Seite"), const_of("Thema, letzte Seite")]
    found = {key: values((n, 8 / n)) for n, key in enumerate([*keys, *yardsticks], 1)}
    check = {"seconds": 1, "replies": 5, "longest_ms": 20.4, "alone_ms": 9.6, "told": "Kein Unterschied."}
    replies = {size: {"answered": 3, "stored": 3} for size in (10, 20)}
    result = Result({"Datum": "heute"}, [10, 20], pages, found, replies, {10: check, 20: check})
    text = markdown(result)
    for words in (
        "Thema, erste Seite, Gast, 20 | 0.40 | 0.33",
        "Thema, letzte Seite, Gast, 20 | 0.80 | 0.57",
        "letzte Seite ÷ erste, Gast, 10 | 0.33",
        "20 ÷ 10: Thema, erste Seite, Gast | 0.50",
    ):
        assert words in text
    assert "| 10 | 1.0 | 5 | 20 | 10 | Kein Unterschied. |" in text
    assert write(result, tmp_path, "x").read_text() == text
    assert json.loads((tmp_path / "x.json").read_text())["values"]["tpl"]["rate"] == [5]


def test_the_yardstick_page_shows_twenty_posts_with_five_queries(tmp_path):
    script = """
import django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from bench.yardstick.fill import fill
fill()
with CaptureQueriesContext(connection, ) as queries:
    page = Client(headers={"host": "127.0.0.1"}).get("/tpl/1/").content.decode()
print(len(queries), page.count("<article"), len(Client(headers={"host": "127.0.0.1"}).get("/const/77/").content))
"""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.yardstick.settings",
        "DATA": str(tmp_path),
        "DATABASE_URL": "",
    }
    told = subprocess.run([sys.executable, "-c", script], cwd=BASE, env=env, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["5", "20", "77"]


@pytest.mark.slow
@pytest.mark.processes
def test_a_small_run_goes_through_and_ends_what_it_began(tmp_path, db):
    address = database_url() if "postgres" in database_url() else ""
    options = ["quick", "--sizes", "300", "--rounds", "1", "--seconds", "0.1", "--results", str(tmp_path)]
    command = [sys.executable, "-m", "bench.run", *options, "--database", address]
    told = tmp_path / "told.txt"
    with told.open("w") as output:  # a pipe would stay open as long as one of its servers
        run_of_bench = subprocess.Popen(command, cwd=BASE, stdout=output, stderr=output)
        try:
            run_of_bench.wait(300)
        except subprocess.TimeoutExpired:
            run_of_bench.send_signal(signal.SIGINT)  # it ends what it began
            run_of_bench.wait(60)
    assert run_of_bench.returncode == 0, told.read_text()
    result = json.loads(next(tmp_path.glob("*.json")).read_text())
    assert result["replies"]["300"]["answered"] == result["replies"]["300"]["stored"] > 0
    assert result["checks"]["300"]["told"] == "Kein Unterschied."
    assert "Startseite|Mitglied|300" in result["values"]
