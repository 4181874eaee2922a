from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filmsite.demo import MEMBERS, PASSWORD, load_demo


class Command(BaseCommand):
    help = "Lädt Demo-Konten, Foren mit Gesprächen und zwölf erfundene Kritiken in eine leere Datenbank."

    def handle(self, *args: Any, **options: Any) -> None:
        if not load_demo():
            raise CommandError("Es gibt schon Konten. Die Demo kommt nur in eine leere Datenbank.")
        self.stdout.write(f"Demo geladen. Konten: {', '.join(MEMBERS)}; Passwort: {PASSWORD}")
