import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Member
from filmsite.demo import PASSWORD
from filmsite.populating import Made, Sizes, populate
from filmsite.populating.members import FIRST
from forum.models import Board, Thread

OPTIONS = {
    "reviews": "veröffentlichte Kritiken, jede mit Film, Beteiligten und Diskussion",
    "threads": "Themen von Mitgliedern, jedes mit seinem ersten Beitrag",
    "posts": "Antworten, verteilt auf alle diese Themen",
    "members": "Mitglieder: mitglied1, mitglied2, …",
    "long_thread": "Beiträge eines Themas, das dazukommt",
}


class Command(BaseCommand):
    help = "Füllt die Datenbank mit erfundenen Kritiken und Gesprächen, dieselben für dieselben Zahlen."

    def add_arguments(self, parser: Any) -> None:
        for name, words in OPTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=0, metavar="N", help=words)
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="andere Zahl, andere Inhalte")

    def handle(self, *args: Any, **options: Any) -> None:
        sizes = Sizes(**{name: options[name] for name in (*OPTIONS, "seed")})
        refuse(sizes)
        began = time.monotonic()
        made = populate(sizes)
        self.stdout.write(f"Angelegt in {time.monotonic() - began:.0f} s: {summary(sizes)}")
        if sizes.members:
            self.stdout.write(f"Mitglieder: {FIRST} bis mitglied{sizes.members}, Passwort: {PASSWORD}")
        for label, path in addresses(made):
            self.stdout.write(f"{label}: {settings.SITE_URL}{path}")


def refuse(sizes: Sizes) -> None:
    if settings.PRODUCTION:
        raise CommandError("PRODUCTION ist an: Erfundene Inhalte gehören in keine echte Seite.")
    if Member.objects.named(FIRST).exists():
        raise CommandError(f"Es gibt schon ein Mitglied „{FIRST}“. Nimm eine frische Datenbank.")
    if any(getattr(sizes, name) < 0 for name in OPTIONS):
        raise CommandError("Weniger als nichts geht nicht.")
    if sizes.posts and not sizes.reviews + sizes.threads:
        raise CommandError("Antworten brauchen ein Thema: --threads oder --reviews.")
    if sizes.threads + sizes.posts + sizes.long_thread and not sizes.members:
        raise CommandError("Themen und Beiträge brauchen jemanden, der sie schreibt: --members.")


def summary(sizes: Sizes) -> str:
    kinds = "Kritiken", "Themen von Mitgliedern", "Beiträge"
    counts = sizes.reviews, sizes.all_threads - sizes.reviews, sizes.all_posts
    return ", ".join(f"{number} {kind}" for number, kind in zip(counts, kinds, strict=True))


def addresses(made: Made) -> Iterator[tuple[str, str]]:
    """What is worth a look or a measurement, with the words the benchmark knows them by."""
    yield "Startseite", "/"
    for board in Board.objects.filter(pk__in=made.boards):
        yield "Forum", board.get_absolute_url()
    for thread in Thread.objects.filter(pk__in=made.review_threads).select_related("review"):
        yield "Kritik", thread.review.get_absolute_url()
        yield "Filmdiskussion", thread.get_absolute_url()
    for thread in Thread.objects.filter(pk__in=made.threads):
        yield "Thema", thread.get_absolute_url()
    if made.long_thread and (long := Thread.objects.get(pk=made.long_thread)):
        yield "Langes Thema, erste Seite", long.page_url(1)
        yield "Langes Thema, mittlere Seite", long.page_url((long.pages + 1) // 2)
        yield "Langes Thema, letzte Seite", long.last_page_url
