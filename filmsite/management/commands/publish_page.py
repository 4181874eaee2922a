from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filmsite.legal import publish_page
from filmsite.models import Page, PageKind


class Command(BaseCommand):
    help = "Veröffentlicht eine Rechtsseite aus einer Datei, etwa das Impressum vor dem ersten Start."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kind", choices=PageKind.values)
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, kind: str, file: Path, **options: Any) -> None:
        try:
            source = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} lässt sich nicht lesen: {error}") from error
        if not source:
            raise CommandError(f"{file} ist leer.")
        newest = Page.objects.filter(kind=kind).order_by("-number").first()
        published = publish_page(PageKind(kind), source, based_on=newest.number if newest else 0, by=None)
        self.stdout.write(f"{PageKind(kind).label}: " + (f"Fassung {published.number}" if published else "unverändert"))
