"""The served files of stills: made from the private original, by whoever claims the still first.

What is wanted stands in `Still.state`. A claim ends by itself after `CLAIM`, so a killed process loses nothing:
names are keyed and the same each time, files are written before their rows, the state changes last.
"""

import base64
import datetime
import io
import logging
from collections.abc import Collection, Iterator
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL.Image import Image

from images.metadata import Rights
from images.opening import PictureRefused, open_picture
from images.renditions import WIDTHS, Recipe, crops_for, impression, make_renditions, recipes_for
from images.storing import keyed, rendition_path, stored_size, write_once
from reviews.locking import lock_reviews_of
from reviews.models import Film, Rendition, Review, Still, StillState, UnusedFile

__all__ = [
    "give_up",
    "lay_aside",
    "prepare",
    "prepare_first",
    "raise_versions",
    "rerender_stills",
    "rights_in_files",
    "sweep_unused_files",
]

logger = logging.getLogger(__name__)

CLAIM = datetime.timedelta(minutes=5)
"""A 60-megapixel picture takes less than a minute; whoever is silent for five is gone."""

UNUSED = datetime.timedelta(days=30)
"""How long a file stays that nothing names any more."""

FILES_AT_ONCE = 1000
"""Files one sweep deletes; the next one goes on."""

FIRST = WIDTHS[0]
"""Pixels of the width that is made before all others, of every picture."""

ATTEMPTS = 5
"""After so many failures nobody tries again by itself; the desk says so."""


TOO_OFTEN = "Das Bild konnte nach mehreren Versuchen nicht verarbeitet werden."


def prepare(still_pk: int) -> bool:
    """Make all files of a still that waits. False if there is nothing to do or somebody else is at it."""
    now = timezone.now()
    waiting = Still.objects.to_prepare(now).filter(pk=still_pk)
    if waiting.update(claimed_until=now + CLAIM, attempts=F("attempts") + 1) != 1:
        return False
    still = Still.objects.select_related("rights_holder").get(pk=still_pk)
    try:
        make_files(still, now + CLAIM)
    except PictureRefused as refusal:
        fail(still, str(refusal))
    except ConnectionError:  # of the store: it says nothing about the picture, so the attempt does not count
        Still.objects.filter(pk=still.pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        raise
    except Exception:
        logger.exception("Files of still %s could not be made", still.pk)
        if still.attempts >= ATTEMPTS:
            fail(still, TOO_OFTEN)
        raise
    return True


def give_up(at: datetime.datetime) -> int:
    """Stills that ended a process each time they were tried: the desk says so. How many."""
    hopeless = Still.objects.to_prepare(at).filter(attempts__gte=ATTEMPTS).order_by()
    return hopeless.update(state=StillState.FAILED, failure=TOO_OFTEN, claimed_until=None)


def prepare_first(still_pk: int) -> bool:
    """Make the narrowest files of a still that has none, so that pages fill early. False if there is nothing to do.

    Without a claim: names are keyed and the bytes are the same each time, so whoever is second does no harm.
    """
    still = Still.objects.select_related("rights_holder").filter(pk=still_pk, state=StillState.WAITING).first()
    if still is None or still.renditions.exists():
        return False
    try:
        made, seen = make_first(still)
    except PictureRefused:
        return False  # `prepare` says why
    with transaction.atomic():
        lock_reviews_of([still.pk])
        rights = {"creator": still.creator, "credit": still.credit, "rights_holder": still.rights_holder_id}
        same = Still.objects.filter(pk=still.pk, state=StillState.WAITING, **rights)
        if same.update(**seen) != 1:
            return False
        Rendition.objects.bulk_create(made, ignore_conflicts=True)
        raise_versions(still)
    return True


def make_first(still: Still) -> tuple[list[Rendition], dict[str, str]]:
    """The files of the first width and what a page shows before them. A JPEG is decoded no larger than they need."""
    picture = open_picture(original_of(still), still.original_name or "Bild", least=2 * FIRST)
    seen = impression(picture)
    recipes = [recipe for recipe in recipes_for(still.width) if recipe.width == first_width(still)]
    made = list(write_files(still, picture, recipes))
    return made, {"colour": seen.colour, "preview": base64.b64encode(seen.placeholder).decode()}


def original_of(still: Still) -> BinaryIO:
    """Read as a whole before anything is decoded: a storage that breaks off is no broken picture."""
    with default_storage.open(still.file) as original:
        return io.BytesIO(original.read())


def first_width(still: Still) -> int:
    return recipes_for(still.width)[0].width


def make_files(still: Still, claim: datetime.datetime) -> None:
    """All files that are not there yet: another focal point costs no more than its cuts."""
    rights = rights_in_files(still)
    wanted = {keyed_name(still, recipe, rights): recipe for recipe in all_recipes(still)}
    there = {file.name for file in still.renditions.filter(name__in=wanted) if is_stored(file)}
    first, seen = ([], {}) if there else make_first(still)
    there |= {file.name for file in first}
    missing = [recipe for name, recipe in wanted.items() if name not in there]
    made = [*first]
    if missing:
        picture = open_picture(original_of(still), still.original_name or "Bild")
        made += write_files(still, picture, missing)
    with transaction.atomic():
        lock_reviews_of([still.pk])
        finished = Still.objects.filter(pk=still.pk, state=StillState.WAITING, claimed_until=claim)
        if finished.update(state=StillState.READY, claimed_until=None, failure="", **seen) != 1:
            return  # the rights changed meanwhile, or the claim ran out: others make other files
        lay_aside(still, keep=there)
        Rendition.objects.bulk_create(made, ignore_conflicts=True)
        UnusedFile.objects.filter(path__in=[rendition_path(name) for name in wanted]).delete()
        raise_versions(still)


def write_files(still: Still, picture: Image, recipes: list[Recipe]) -> Iterator[Rendition]:
    """Rows that are not saved yet, each after its file."""
    rights = rights_in_files(still)
    for recipe, data, width, height in make_renditions(picture, recipes, rights, (still.focal_x, still.focal_y)):
        name = keyed_name(still, recipe, rights)
        write_once(rendition_path(name), ContentFile(data))
        yield Rendition(
            still=still,
            recipe=recipe.key,
            shape=recipe.shape,
            format=recipe.format,
            width=width,
            height=height,
            size=len(data),
            name=name,
        )


def all_recipes(still: Still) -> tuple[Recipe, ...]:
    return (*recipes_for(still.width), *crops_for(still.width, still.height))


def is_stored(file: Rendition) -> bool:
    return stored_size(rendition_path(file.name)) == file.size


def raise_versions(still: Still) -> None:
    """Pages that show the still have changed."""
    Film.objects.filter(reviews__stills__still=still).update(version=F("version") + 1)
    Review.objects.filter(stills__still=still).update(version=F("version") + 1)


def lay_aside(still: Still, *, keep: Collection[str] = ()) -> None:
    """No file of the still but those in `keep` is served from now on; they wait for `sweep_unused_files`. Needs an open
    transaction."""
    gone = still.renditions.exclude(name__in=keep)
    unused = [
        UnusedFile(path=rendition_path(name), still=still, recipe=recipe)
        for name, recipe in gone.values_list("name", "recipe")
    ]
    UnusedFile.objects.bulk_create(unused, ignore_conflicts=True)
    gone.delete()


def sweep_unused_files(at: datetime.datetime | None = None) -> int:
    """Delete what nothing has named for `UNUSED`; how many. A file that came into use again is only struck off."""
    deleted = 0
    for unused in UnusedFile.objects.older_than((at or timezone.now()) - UNUSED)[:FILES_AT_ONCE]:
        name = unused.path.rpartition("/")[2]
        if not Rendition.objects.filter(name=name).exists():
            default_storage.delete(unused.path)
            deleted += 1
        unused.delete()
    return deleted


def rerender_stills() -> int:
    """Ask for new files where the recipe has changed since they were made; the old ones are served until then."""
    asked = 0
    for still in Still.objects.filter(state=StillState.READY).prefetch_related("renditions").iterator(chunk_size=200):
        wanted = {recipe.key for recipe in all_recipes(still)}
        if {rendition.recipe for rendition in still.renditions.all()} != wanted:
            rows = Still.objects.filter(pk=still.pk, state=StillState.READY)
            asked += rows.update(state=StillState.WAITING, claimed_until=None, attempts=0)
    return asked


def rights_in_files(still: Still) -> Rights:
    """Where no photographer is named, the credit line stands for one: no file goes out without a creator."""
    holder = still.rights_holder.name if still.rights_holder else ""
    return Rights(
        creator=still.creator or still.credit, credit=still.credit, copyright=f"© {holder}" if holder else still.credit
    )


def keyed_name(still: Still, recipe: Recipe, rights: Rights) -> str:
    """HMAC over source, recipe and rights: nobody who owns the press kit can compute it."""
    focus = f"{still.focal_x:.4f} {still.focal_y:.4f}" if recipe.shape else ""
    parts = still.sha256, recipe.key, focus, rights.creator, rights.credit, rights.copyright
    return f"{keyed(*parts)}.{recipe.extension}"


def fail(still: Still, reason: str) -> None:
    Still.objects.filter(pk=still.pk).update(state=StillState.FAILED, failure=reason[:300], claimed_until=None)
