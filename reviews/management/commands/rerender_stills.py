from typing import Any

from django.core.management.base import BaseCommand

from reviews.renditions import rerender_stills


class Command(BaseCommand):
    help = "Bestellt neue Dateien für Filmbilder, deren Rezept sich geändert hat. Die Hintergrundarbeit macht sie."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Bestellt: Dateien für {rerender_stills()} Filmbilder.")
