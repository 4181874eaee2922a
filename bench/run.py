"""`python -m bench.run quick|full`: prepares the sites, lets the pages take turns, prints and keeps the ratios.

Everything lies in a temporary folder (or in databases made for it beside that of DATABASE_URL) and is gone afterwards;
only 127.0.0.1 is talked to.
"""

import argparse
import datetime
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.client import Line, Load, get, run
from bench.report import Result, const_of, markdown, write
from bench.rounds import Turn, measure
from bench.servers import BASE
from bench.sites import Site, Yardstick

CONNECTIONS = 8
"""As many as two workers of four threads have hands."""

MEMBERS = 8
PAUSE_BESIDE_CHECK = 0.02
"""Seconds between two replies of the one who writes while everything is checked."""

SECONDS_ALONE = 10
"""How long the same one writes before, with nothing beside."""

PAGES = {
    "Thema, erste Seite": "Langes Thema, erste Seite",
    "Thema, mittlere Seite": "Langes Thema, mittlere Seite",
    "Thema, letzte Seite": "Langes Thema, letzte Seite",
    "Themenliste": "Forum",
    "Kritik": "Kritik mit Bildern",
    "Startseite": "Startseite",
}
"""Our words for the pages, and those under which a site knows their paths."""

OWN_PAGES = {"Neu für dich": "/neu/"}
TEAM_PAGES = {"Fälle": "/moderation/", "Fälle nach Gewicht": "/moderation/?ordnung=gewicht"}
CASE = "Fall"
"""What only members have, and only moderators: the number of cases that wait grows with the posts, five in a thousand."""

GUEST, MEMBER, MODERATOR, REPLY = "Gast", "Mitglied", "Moderation", "Antwort"
COLD, KNOWING, MEANWHILE = "Gast, neu gemacht", "Gast, kennt sie (304)", "Gast, während geschrieben wird"
"""A guest's page made anew, asked for by whoever has it, and while somebody replies in that thread every second."""

LONG = {"Thema, erste Seite", "Thema, letzte Seite"}


def limits_on(database: str) -> dict[str, str]:
    """What is aimed at, by viewer or, where pages differ, by „page|viewer“; a guest's kept page waits for one question to
    the database, elsewhere or inside. Of a member's review and home nothing is demanded."""
    is_inside = database.startswith("SQLite")
    return {
        GUEST: f"const ≥ {0.8 if is_inside else 0.5}",
        KNOWING: f"const ≥ {0.9 if is_inside else 0.5}",
        COLD: "tpl ≥ 1.0",
        MEANWHILE: "const ≥ 0.5",
        **{f"{page}|{MEMBER}": "tpl ≥ 1.2" for page in PAGES if page.startswith("Thema,")},
        f"Themenliste|{MEMBER}": "tpl ≥ 0.8",
        **{f"{page}|{MEMBER}": "tpl ≥ 0.8" for page in OWN_PAGES},
        f"{REPLY}|{MEMBER}": "tpl ≥ 0.4",
    }


@dataclass(frozen=True)
class Extent:
    sizes: tuple[int, ...]
    rounds: int
    seconds: float


EXTENTS = {"quick": Extent((2_000, 20_000), 4, 0.4), "full": Extent((10_000, 1_000_000), 24, 0.6)}
"""Short turns and many rounds: what others do on the machine meets all pages alike."""


def main() -> None:
    arguments = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Abgebrochen."))  # what was started is ended on the way out
    extent = EXTENTS[arguments.extent]
    sizes = sorted(arguments.sizes or extent.sizes)
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as folder, ExitStack() as at_end:
        yardstick = Yardstick(Path(folder) / "yardstick", arguments.database)
        sites = [Site(Path(folder) / str(size), arguments.database, size) for size in sizes]
        for place in (yardstick, *sites):
            at_end.callback(place.database.drop)
            say(f"{place.database.name} wird gefüllt …")
            place.prepare()
        for site in sites:
            site.start()
            at_end.callback(site.stop)
        yardstick.start(sites[0].command)
        at_end.callback(yardstick.server.stop)
        result = measured(yardstick, sites, arguments.rounds or extent.rounds, arguments.seconds or extent.seconds)
    print(markdown(result))
    kind = "postgresql" if arguments.database.startswith("postgres") else "sqlite"
    suffix = "" if arguments.extent == "full" else f"-{arguments.extent}"
    say(f"Steht in {write(result, arguments.results, f'{datetime.date.today()}-{kind}{suffix}')}")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Misst die Seiten im Verhältnis zu zwei nackten Seiten.")
    parser.add_argument("extent", nargs="?", choices=EXTENTS, default="full")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], help="etwa 10000,1000000")
    parser.add_argument("--rounds", type=int, help="Runden")
    parser.add_argument("--seconds", type=float, help="Sekunden je Seite und Runde")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="postgres://…, sonst SQLite")
    parser.add_argument("--results", type=Path, default=BASE / "bench/results", help="Ordner für das Ergebnis")
    return parser.parse_args()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def measured(yardstick: Yardstick, sites: list[Site], rounds: int, seconds: float) -> Result:
    began, counted = time.monotonic(), dict[int, int]()
    turns = [*_yardsticks(yardstick, sites[0]), *[turn for site in sites for turn in _turns(site, counted)]]
    values = measure(turns, rounds=rounds, seconds=seconds, say=say)
    replies = {site.posts: {"answered": counted[site.posts], "stored": site.stored_replies()} for site in sites}
    checks = {site.posts: _check(site) for site in sites}
    pages = [(page, viewer) for viewer in (GUEST, KNOWING, COLD, MEMBER) for page in PAGES]
    pages += [*((page, MEANWHILE) for page in PAGES if page in LONG), *((page, MEMBER) for page in OWN_PAGES)]
    pages += [*((page, MODERATOR) for page in (*TEAM_PAGES, CASE)), (REPLY, MEMBER)]
    facts = _facts(sites, rounds, seconds) | {"Dauer der Messung in s": round(time.monotonic() - began)}
    return Result(
        facts, [site.posts for site in sites], pages, values, replies, checks, limits_on(sites[0].database.version)
    )


def _facts(sites: list[Site], rounds: int, seconds: float) -> dict[str, Any]:
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "gunicorn", "psycopg"))
    filled = ", ".join(f"{site.posts}: {site.filled_in:.0f} s" for site in sites)
    return {
        "Datum": f"{datetime.datetime.now():%d.%m.%Y, %H:%M}",
        "Stand": _commit(),
        "Datenbank": sites[0].database.version,
        "Fassungen": f"Python {platform.python_version()}, {packages}",
        "Rechner": f"{os.cpu_count()} Kerne, {platform.machine()}; Last vor der Messung {os.getloadavg()[2]:.1f}",
        "Runden": f"{rounds} zu {seconds} s je Seite, {CONNECTIONS} Verbindungen, der Fragende auf denselben Kernen",
        "populate": filled,
    }


def _commit() -> str:
    """Empty outside a checkout."""
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=BASE, capture_output=True, text=True)  # noqa: S603, S607
    return told.stdout.strip()


def _yardsticks(yardstick: Yardstick, site: Site) -> list[Turn]:
    sizes = {page: site.size_of(site.paths[label]) for page, label in PAGES.items()}
    paths = {"tpl": "/tpl/1/", **{const_of(page): f"/const/{size}/" for page, size in sizes.items()}}
    return [Turn(key, yardstick.server, partial(_visit, yardstick.port, path, "")) for key, path in paths.items()]


def _turns(site: Site, counted: dict[int, int]) -> list[Turn]:
    cookies, moderator = [site.sign_in(f"mitglied{n}") for n in range(1, MEMBERS + 1)], site.sign_in(site.moderator)
    site.settle_in(cookies)
    turns = []
    for page, label in PAGES.items():
        path = site.paths[label]
        acts = {
            GUEST: (site.server, partial(_visit, site.port, path, "")),
            KNOWING: (site.server, partial(_revisit, site, path)),
            COLD: (site.cold, partial(_visit, site.cold_port, path, "")),
            MEMBER: (site.server, partial(_visit, site.port, path, cookies[0])),
        }
        if page in LONG:
            acts[MEANWHILE] = (site.server, partial(_visit_while_written, site, path, cookies[1], counted))
        turns += [Turn(f"{page}|{viewer}|{site.posts}", server, act) for viewer, (server, act) in acts.items()]
    team_pages = TEAM_PAGES | {CASE: site.next_case(moderator)}
    for own, viewer, cookie in ((OWN_PAGES, MEMBER, cookies[0]), (team_pages, MODERATOR, moderator)):
        for page, path in own.items():
            act = partial(_visit, site.port, path, cookie)
            turns.append(Turn(f"{page}|{viewer}|{site.posts}", site.server, act))
    act = partial(_reply, site, cookies, counted)
    return [*turns, Turn(f"{REPLY}|{MEMBER}|{site.posts}", site.server, act)]


def _visit(port: int, path: str, cookies: str, seconds: float) -> Load:
    request = get(path, cookies=cookies)
    load = run(port, [lambda: request] * CONNECTIONS, seconds=seconds, expected=200)
    if load.wrong:
        raise RuntimeError(f"{path}: {load.wrong} of {load.requests} answers were none")
    return load


def _revisit(site: Site, path: str, seconds: float) -> Load:
    request = get(path, known=site.etag_of(path))
    load = run(site.port, [lambda: request] * CONNECTIONS, seconds=seconds, expected=304)
    if load.wrong:
        raise RuntimeError(f"{path}: {load.wrong} of {load.requests} answers were no 304")
    return load


def _visit_while_written(site: Site, path: str, cookies: str, counted: dict[int, int], seconds: float) -> Load:
    """One reply at once and then one a second; after each the next guest must see it."""
    next_reply, is_over = site.replying(cookies, "Langes Thema, erste Seite"), threading.Event()

    def write() -> None:
        while not is_over.is_set():
            before = site.replies_shown(path)
            if Line(site.port).ask(next_reply()).status != 302 or site.replies_shown(path) != before + 1:
                stale.append(before)
            counted[site.posts] = counted.get(site.posts, 0) + 1
            is_over.wait(1)

    stale: list[int] = []
    writer = threading.Thread(target=write)
    writer.start()
    load = _visit(site.port, path, "", seconds)
    is_over.set()
    writer.join()
    if stale:
        raise RuntimeError(f"{path}: a reply was answered and not shown")
    return load


def _reply(site: Site, cookies: list[str], counted: dict[int, int], seconds: float) -> Load:
    load = run(site.port, [site.replying(cookie) for cookie in cookies], seconds=seconds, expected=302)
    counted[site.posts] = counted.get(site.posts, 0) + load.requests - load.wrong
    return load


def _check(site: Site) -> dict[str, Any]:
    """Somebody writes on while everything is recounted; what counts is the longest wait, beside that without check."""
    next_reply = site.replying(site.sign_in("mitglied1"))

    def now_and_then() -> bytes:
        time.sleep(PAUSE_BESIDE_CHECK)
        return next_reply()

    alone = run(site.port, [now_and_then], seconds=SECONDS_ALONE, expected=302).waits
    began, beside = time.monotonic(), list[float]()
    checking = site.checking()
    while checking.poll() is None:
        beside += run(site.port, [now_and_then], seconds=0.5, expected=302).waits
    told = (checking.communicate()[0] or "").strip().splitlines()
    waits = {"alone_ms": max(alone) * 1000, "longest_ms": max(beside) * 1000, "replies": len(beside)}
    return {"seconds": time.monotonic() - began, **waits, "told": told[-1] if told else ""}


if __name__ == "__main__":
    main()
