"""Data for tests, made by the verbs the site uses, so that it obeys the rules."""

import io
import itertools
import time
from typing import Any

from django.core import signing
from django.db.models import Max
from PIL import Image

from accounts.human_forms import SIGNER
from accounts.models import Member
from accounts.roles import Role, grant_role
from forum import picture_files, pictures, posting
from forum.models import Board, Post, PostPicture, Thread
from reviews import drafting, publishing, renditions
from reviews.content import newest_revision, snapshot
from reviews.models import Review, ReviewStill, Still
from reviews.searching import search_text_of

PASSWORD = "ein-langer-satz-hier"

count = itertools.count(1)


def make_member(name: str = "", *roles: Role) -> Member:
    name = name or f"Mitglied {next(count)}"
    member = Member.objects.create_user(name, f"m{next(count)}@abspann.example", PASSWORD)
    for role in roles:
        grant_role(member, role, by=None)
    return member


def filled_in(seconds: int = 30) -> dict[str, str]:
    """What a guest's form holds that was opened so long ago."""
    moment = signing.b62_encode(int(time.time()) - seconds)
    return {"begun": signing.Signer.sign(SIGNER, f":{moment}"), "webseite": ""}


def make_picture(colour: str = "#335577", size: tuple[int, int] = (640, 268), kind: str = "JPEG") -> io.BytesIO:
    """A picture of its own each time: the same file twice would be the same still."""
    image = Image.new("RGB", size, colour)
    number = next(count)
    image.putpixel((number % size[0], number // size[0]), (255, 255, 255))
    for n in range(0, 24, 8):
        image.paste((number >> n & 255, number * 7 % 256, 99), (n * 4, 8, n * 4 + 24, 32))
    file = io.BytesIO()
    image.save(file, kind, quality=95)
    file.seek(0)
    return file


def make_draft(owner: Member, title: str = "", *, pictures: int = 0, **content: Any) -> Review:
    """A draft that may be published."""
    title = title or f"Der Film Nummer {next(count)}"
    review = drafting.create_draft(by=owner, original_title=title, year=2026)
    for _ in range(pictures):
        drafting.add_picture(review, make_picture(), "bild.jpg", by=owner)
    wanted = snapshot(review) | {"teaser": f"Vorspann zu {title}", "text": f"Text zu {title}."}
    for place in wanted["stills"]:
        if place["still"]:
            place |= {"caption": f"Bild {place['number']}", "alt": "Eine Gestalt", "credit": "Erfundener Verleih"}
    save(review, wanted | content, by=owner)
    review.refresh_from_db()
    return review


def save(review: Review, content: dict[str, Any], *, by: Member) -> drafting.Saved:
    newest = newest_revision(review)
    return drafting.save_review(review, content, by=by, base=newest.number)


def make_review(owner: Member, title: str = "", **kwargs: Any) -> Review:
    """A published review."""
    review = make_draft(owner, title, **kwargs)
    publishing.publish(review, by=owner)
    review.refresh_from_db()
    return review


def make_files(review: Review) -> None:
    """The served files of all its pictures."""
    for still in Still.objects.filter(uses__review=review, state="waiting"):
        renditions.prepare(still.pk)


def add_rows_of_stills(review: Review, number: int, **fields: Any) -> None:
    """Pictures without files, at the end of the review: for tests of size."""
    first = next(count) * 1_000_000
    stills = [
        Still(
            **{"film": review.film, "file": "x", "width": 640, "height": 268, "state": "ready", "credit": "Verleih"}
            | {"sha256": f"{first + n:064x}", "original_name": f"bild-{n}.jpg"}
            | fields
        )
        for n in range(number)
    ]
    for still in stills:
        still.search_text = search_text_of(still)
    Still.objects.bulk_create(stills, batch_size=500)
    last = ReviewStill.objects.filter(review=review).aggregate(last=Max("number"))["last"] or 0
    places = [ReviewStill(review=review, still=s, number=n, position=n) for n, s in enumerate(stills, last + 1)]
    ReviewStill.objects.bulk_create(places, batch_size=500)


def make_thread(owner: Member, *, replies: int = 0, title: str = "") -> Thread:
    """The discussion of a new review."""
    review = make_review(owner, title)
    for number in range(replies):
        posting.reply(review.thread, by=owner, source=f"Antwort {number}", form_key=f"{review.pk}-{number}")
    review.thread.refresh_from_db()
    return review.thread


def make_post_picture(owner: Member, form_key: str, *, alt: str = "Ein Kino bei Nacht", **kwargs: Any) -> PostPicture:
    """A picture of the reply with this key that is not sent yet. Needs POST_PICTURES."""
    picture = pictures.add_picture(make_picture(**kwargs), "foto.jpg", by=owner, form_key=form_key)
    pictures.describe(picture, alt, by=owner)
    picture.refresh_from_db()
    return picture


def make_post_with_picture(thread: Thread, owner: Member, *, files: bool = True) -> tuple[Post, PostPicture]:
    key = f"mit-bild-{next(count)}"
    picture = make_post_picture(owner, key)
    if files:
        picture_files.prepare(picture.pk)
    post = posting.reply(thread, by=owner, source=f"Seht her\n\n[[bild {picture.number}]]", form_key=key)
    picture.refresh_from_db()
    return post, picture


def make_board(name: str, **fields: Any) -> Board:
    return Board.objects.create(name=name, slug=f"forum-{next(count)}", **fields)
