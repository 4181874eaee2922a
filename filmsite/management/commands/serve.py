"""`manage.py serve`, behind `make run`: makes ready what is missing, then runs web server and worker until Ctrl-C."""

import hashlib
import http.client
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import Member
from filmsite.demo import MEMBERS, PASSWORD, load_demo
from filmsite.management.commands.run_worker import end, start, stop
from filmsite.stylesheet import write_bundle


class Command(BaseCommand):
    help = (
        "Startet die Seite auf diesem Rechner: Datenbank, Demo (nur beim ersten Mal), Webserver und Hintergrundarbeit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, stop)
        self.prepare()
        address = f"127.0.0.1:{settings.PORT}"
        running = [start(web_server(address))]
        try:
            wait_until_it_answers(address, running[0])
            self.greet(address)
            running.append(start([sys.executable, "manage.py", "run_worker"]))
            while all(process.poll() is None for process in running):
                time.sleep(0.2)
            raise CommandError("Der Webserver oder die Hintergrundarbeit ist ausgefallen, siehe oben.")
        except KeyboardInterrupt:
            self.stdout.write("\nEnde.")
        finally:
            end(running)

    def prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Datenbank wird eingerichtet …")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        if settings.DEMO and not Member.objects.exists():
            self.stdout.write("Demo wird geladen …")
            load_demo()
        collect_static_files()
        caches.close_all()
        connection.close()

    def greet(self, address: str) -> None:
        lines = [f"\n{settings.SITE_NAME} läuft auf http://{address}"]
        if Member.objects.filter(name="betrieb").exists() and settings.DEMO:
            lines.append(f"Demo-Konten: {', '.join(MEMBERS)} – Passwort: {PASSWORD}")
        if "filebased" in settings.EMAIL_BACKEND:
            lines.append(f"Mails liegen als Dateien in {settings.DATA / 'mail'}")
        self.stdout.write("\n".join([*lines, "Ende mit Strg-C\n"]))
        self.stdout.flush()
        connection.close()


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """The background's five processes start after the first answer: all at once they would keep it waiting."""
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            asking = http.client.HTTPConnection(address, timeout=5)
            asking.request("GET", "/regeln/")
            asking.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)


def web_server(address: str) -> list[str]:
    workers = ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    recycling = ["--max-requests", "20000", "--max-requests-jitter", "2000", "--graceful-timeout", "10"]
    quiet = ["--log-level", "warning", "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"]  # noqa: S108
    return [sys.executable, "-m", "gunicorn", "filmsite.wsgi", "--bind", address, *workers, *recycling, *quiet]


def collect_static_files() -> None:
    """Only when a file changed since the last time: hashing and compressing takes seconds."""
    source = settings.BASE / "static"
    files = sorted(path for path in source.rglob("*") if path.is_file())
    stamp = hashlib.sha256("".join(f"{f}{f.stat().st_mtime_ns}" for f in files).encode()).hexdigest()
    stamp_file = settings.DATA / "static.stamp"
    if stamp_file.exists() and stamp_file.read_text() == stamp and settings.STATIC_ROOT.exists():
        return
    write_bundle(source, settings.DATA / "bundle")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE, check=True)  # noqa: S603
    stamp_file.write_text(stamp)
