"""Content for a first look: accounts, boards and reviews of invented films, made by the same verbs editors use."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from accounts.models import Member
from accounts.roles import Role, grant_role
from filmsite import legal
from filmsite.models import PageKind
from forum import posting
from forum.models import Board
from reviews import publishing
from reviews.content import newest_revision, snapshot
from reviews.drafting import save_review
from reviews.models import Review, Still

PASSWORD = "abspann-demo"  # noqa: S105 (printed at the start of the demo)

MEMBERS: dict[str, list[Role]] = {
    "mitglied": [],
    "moderation": [Role.MODERATOR],
    "redaktion": [Role.EDITOR],
    "chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "betrieb": [Role.OPERATOR],
}

DEMO = settings.BASE / "demo"


def load_demo() -> bool:
    """False, and nothing done, where anybody has an account already."""
    if Member.objects.exists():
        return False
    members = {name: make_member(name, roles) for name, roles in MEMBERS.items()}
    make_boards()
    for kind in PageKind:
        legal.publish_page(kind, (DEMO / "pages" / f"{kind.value}.md").read_text(), based_on=0, by=None)
    for folder in sorted(path for path in (DEMO / "reviews").iterdir() if path.is_dir()):
        publish_folder(folder, by=members["redaktion"], reader=members["mitglied"])
    return True


def make_member(name: str, roles: list[Role]) -> Member:
    member = Member.objects.create_user(name, f"{name}@abspann.example", PASSWORD)
    for role in roles:
        grant_role(member, role, by=None)
    return member


def make_boards() -> None:
    Board.objects.create(
        name="Foyer", slug="foyer", description="Letzte Sätze, beste Plätze, schlechteste Filme.", position=2
    )
    Board.objects.create(
        name="Vorführraum", slug="vorfuehrraum", description="Technik, Ton, Formate, Heimkino.", position=3
    )


def publish_folder(folder: Path, *, by: Member, reader: Member) -> None:
    """A folder holds `kritik.txt`, `bilder/`, `alt.txt` with one line per picture, `wertung.txt` and `antworten.txt`."""
    call_command("import_reviews", folder / "kritik.txt", images=folder / "bilder", author=by.name, verbosity=0)
    review = Review.objects.filter(owner=by).latest("id")
    content = snapshot(review)
    describe_pictures(content, (folder / "alt.txt").read_text().splitlines())
    content["score"] = int((folder / "wertung.txt").read_text())
    base = newest_revision(review)
    save_review(review, content, by=by, base=base.number if base else 0)
    publishing.publish(review, by=by)
    review.refresh_from_db()
    assert review.thread is not None
    for number, text in enumerate((folder / "antworten.txt").read_text().split("\n---\n")):
        posting.reply(
            review.thread,
            by=reader if number % 2 == 0 else by,
            source=text.strip(),
            form_key=f"demo-{review.pk}-{number}",
        )


def describe_pictures(content: dict[str, Any], alts: list[str]) -> None:
    """The drawn pictures know their credit from their metadata; what they show is said here."""
    holders = {
        still.pk: still for still in Still.objects.filter(pk__in=[p["still"] for p in content["stills"] if p["still"]])
    }
    for place, alt in zip(content["stills"], alts, strict=False):
        if place["still"] in holders:
            place |= {"alt": alt, "credit": place["credit"] or "Gezeichnet vom Programm dieser Seite", "basis": "own"}
