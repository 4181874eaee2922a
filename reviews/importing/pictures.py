"""Pictures that come with a text: which file is for which place, and what is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from django.db.models import Max

from images.refusals import PictureRefused
from reviews.content import next_number
from reviews.facts import organisation_named
from reviews.importing.page import Doubts
from reviews.importing.sources import natural_order, shown_name
from reviews.models import Review, ReviewStill
from reviews.stills import Checked, check_picture, keep_original, still_of

__all__ = ["Picture", "keep_files", "look_at", "place_pictures"]

MOST = 200
"""Pictures in one review: as many places as the desk shows. The doubt about too many says how many there were."""

_PICTURE_ENDINGS = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".jpe",
        ".png",
        ".webp",
        ".avif",
        ".gif",
        ".tif",
        ".tiff",
        ".bmp",
        ".heic",
        ".heif",
        ".svg",
        ".psd",
    ]
)
_LEFT_BY_SYSTEMS = frozenset(["thumbs.db", "desktop.ini"])


@dataclass(frozen=True)
class Picture:
    """One file; `checked` is None where it was refused, then `reason` says why. A refused picture keeps its place,
    so that the ones after it stay with their captions; a file that is no picture at all has none."""

    path: Path
    checked: Checked | None
    reason: str = ""

    @property
    def takes_place(self) -> bool:
        return self.checked is not None or self.path.suffix.lower() in _PICTURE_ENDINGS


def look_at(folder: Path | None) -> list[Picture]:
    """In natural order of name. Reads, writes nothing. Raises OSError when the folder itself cannot be read."""
    if folder is None:
        return []
    files = [path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_dir()]
    files = [path for path in files if path.name.lower() not in _LEFT_BY_SYSTEMS]
    return [_look_at_file(path) for path in sorted(files, key=natural_order)]


def _look_at_file(path: Path) -> Picture:
    name = shown_name(path)
    try:
        if not path.is_file():
            return Picture(path, None, f"„{name}“ ist keine Datei, die sich lesen lässt.")
        with path.open("rb") as file:
            return Picture(path, check_picture(file, name))
    except PictureRefused as refused:
        return Picture(path, None, str(refused))
    except OSError as error:
        return Picture(path, None, f"„{name}“ lässt sich nicht lesen: {error.strerror or error}.")


def keep_files(pictures: list[Picture]) -> None:
    """Before the transaction. What is left behind if that fails has the name of its content and does no harm: the
    next import takes it. Raises OSError when the storage takes no file."""
    for picture in pictures:
        if picture.checked:
            with picture.path.open("rb") as file:
                keep_original(file, picture.checked)


def place_pictures(review: Review, pictures: list[Picture], *, label: str | None, doubts: Doubts) -> None:
    """The first is the lead, the next ones belong to the captions in their order; what is left over comes after
    them. The label is the holder of the rights of a picture we did not have. Needs the review's lock."""
    review.stills.update(still=None)
    places = list(review.stills.order_by("position", "number"))
    waiting = [picture for picture in pictures if picture.takes_place]
    for picture in pictures:
        if picture.checked is None:
            doubts.note("review.stills", picture.reason)
    if len(waiting) != len(places):
        doubts.note(
            "review.stills",
            f"Es sind {len(waiting)} Bilder für {len(places)} Plätze: das erste für oben, je eins für jede"
            " Bildunterschrift. Sieh nach, ob jedes am richtigen Platz steht.",
        )
    for number, picture in enumerate(waiting[:MOST]):
        if picture.checked:
            place = places[number] if number < len(places) else _new_place(review)
            _place(review, place, picture, picture.checked, label, doubts)


def _place(
    review: Review, place: ReviewStill, picture: Picture, checked: Checked, label: str | None, doubts: Doubts
) -> None:
    still, is_new = still_of(review.film, checked, rights_holder=organisation_named(label or ""))
    name = shown_name(picture.path)
    if review.stills.filter(still=still).exists():
        doubts.note("review.stills", f"„{name}“ ist dasselbe Bild wie ein früheres; Bild {place.number} bleibt leer.")
        return
    if not is_new and still.film_id != review.film_id:
        doubts.note("review.stills", f"„{name}“ gibt es schon als Bild des Films „{still.film}“.")
    ReviewStill.objects.filter(pk=place.pk).update(still=still)


def _new_place(review: Review) -> ReviewStill:
    last = review.stills.aggregate(position=Max("position"))["position"] or 0
    return ReviewStill.objects.create(review=review, number=next_number(review), position=last + 1)
