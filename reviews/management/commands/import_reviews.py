"""`manage.py import_reviews`: texts of review pages become drafts, one file at a time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from accounts.models import Member
from accounts.roles import is_editor
from reviews.importing.outcome import Outcome, as_json, as_lines
from reviews.importing.page import Refused
from reviews.importing.pictures import Picture, look_at
from reviews.importing.save import import_source, refused
from reviews.importing.sources import find_sources, read_source, readable


class Command(BaseCommand):
    help = "Macht aus Texten von Kritikseiten Entwürfe. Exit-Code 1, wenn eine Datei abgelehnt wurde."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="Datei oder Ordner mit .txt-Dateien")
        parser.add_argument("--images", type=Path, metavar="DIR", help="Ordner mit den Bildern zu der einen Datei")
        parser.add_argument(
            "--author", metavar="NAME", help="öffentlicher Name des Mitglieds, dem die Entwürfe gehören"
        )
        parser.add_argument("--dry-run", action="store_true", help="zeigen, was geschähe, und nichts speichern")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, paths: list[Path], format: str, verbosity: int, **options: Any) -> None:
        outcomes = []
        for outcome in self.outcomes(paths, **options):
            outcomes.append(outcome)
            if format == "text" and verbosity:
                self.stdout.write("\n".join(as_lines(outcome)))
        if format == "json":
            self.stdout.write(json.dumps([as_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
        bad = [outcome for outcome in outcomes if outcome.kind == "refused"]
        if bad:
            raise CommandError(
                f"{len(bad)} von {len(outcomes)} Dateien abgelehnt. {bad[0].source.name}: {bad[0].doubts[0].text}"
            )

    def outcomes(
        self, paths: list[Path], *, images: Path | None, author: str | None, dry_run: bool, **options: Any
    ) -> Iterator[Outcome]:
        files = self.files(paths)
        pictures = self.pictures(images, files)
        if not dry_run:
            yield from import_files(files, author, pictures, keep_files=True)
            return
        try:
            # One transaction around all, so that a file sees those before it, as it would without --dry-run.
            with transaction.atomic():
                yield from import_files(files, author, pictures, keep_files=False)
                transaction.set_rollback(True)
        except DatabaseError as error:
            raise CommandError(f"Die Datenbank antwortet nicht: {error}") from error

    def files(self, paths: list[Path]) -> list[Path]:
        files = []
        for path in paths:
            found = list(find_sources(path))
            if not found:
                self.stderr.write(f"In {readable(str(path))} liegt keine .txt-Datei.")
            files += found
        return files

    def pictures(self, folder: Path | None, files: list[Path]) -> list[Picture]:
        if folder is None:
            return []
        if len(files) != 1:
            raise CommandError(f"--images gehört zu einer einzigen Datei, es sind aber {len(files)}.")
        try:
            return look_at(Path(folder))
        except OSError as error:
            raise CommandError(
                f"Der Ordner {readable(str(folder))} lässt sich nicht lesen: {error.strerror or error}."
            ) from error


def import_files(
    files: list[Path], author: str | None, images: list[Picture], *, keep_files: bool
) -> Iterator[Outcome]:
    owner, problem = find_owner(author)
    for path in files:
        source, unreadable = read_source(path)
        if reason := unreadable or problem:
            yield refused(source, str(reason))
        else:
            yield import_source(source, owner=owner, images=images, keep_files=keep_files)


def find_owner(name: str | None) -> tuple[Member | None, Refused | None]:
    if not name:
        return None, None
    name = readable(name)
    member = Member.objects.named(name).first()
    if member is None or not member.is_active:
        return None, Refused(f"Ein Mitglied namens „{name}“ gibt es nicht.")
    if not is_editor(member):
        return None, Refused(f"{member.name} gehört nicht zur Redaktion und könnte den Entwurf nicht bearbeiten.")
    return member, None
