from typing import Any

from django.core.management.base import BaseCommand, CommandError

from filmsite.consistency import differences, mend_all, notes
from forum.consistency import Mend


class Command(BaseCommand):
    help = "Rechnet Zähler, Nummern und Verbindungen nach und nennt jeden Unterschied; ohne Sperre, auch im Betrieb."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="richten, was sich richten lässt, und noch einmal sehen"
        )

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        count, mends = self.look()
        if repair and mends:
            mend_all(mends)
            self.stdout.write(f"{len(set(mends))} Stellen gerichtet. Was bleibt:")
            count, _ = self.look()
        for note in notes():
            self.stdout.write(f"Hinweis: {note}")
        if count:
            raise CommandError("1 Unterschied." if count == 1 else f"{count} Unterschiede.")
        self.stdout.write("Kein Unterschied.")

    def look(self) -> tuple[int, list[Mend]]:
        """Each difference goes out as it is found; kept are only the mends, equal ones once."""
        count, mends = 0, dict[Mend, None]()
        for difference in differences():
            count += 1
            self.stdout.write(difference.text)
            if difference.mend:
                mends[difference.mend] = None
        return count, list(mends)
