"""The served files of stills: made from the private original, by whoever claims the still first.

What is wanted stands in `Still.state`. A claim ends by itself after `CLAIM`, so a killed process loses nothing:
names are keyed and the same each time, files are written before their rows, the state changes last.
"""

import base64
import datetime
import hashlib
import hmac
import logging
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from images.metadata import Rights
from images.opening import PictureRefused, open_picture
from images.renditions import Recipe, impression, make_renditions, recipes_for
from reviews.models import Film, Rendition, Review, Still, StillState

__all__ = ["prepare", "rendition_path", "rights_in_files"]

logger = logging.getLogger(__name__)

CLAIM = datetime.timedelta(minutes=5)
"""A 60-megapixel picture takes less than a minute; whoever is silent for five is gone."""

ATTEMPTS = 5
"""After so many failures nobody tries again by itself; the desk says so."""


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
    except Exception:
        logger.exception("Files of still %s could not be made", still.pk)
        if still.attempts >= ATTEMPTS:
            fail(still, "Das Bild konnte nach mehreren Versuchen nicht verarbeitet werden.")
        raise
    return True


def make_files(still: Still, claim: datetime.datetime) -> None:
    with default_storage.open(still.file) as original:
        picture = open_picture(cast(BinaryIO, original), still.original_name or "Bild")
    rights = rights_in_files(still)
    made = []
    for recipe, data, width, height in make_renditions(picture, recipes_for(picture.width), rights):
        name = keyed_name(still, recipe, rights)
        write_once(rendition_path(name), data)
        made.append(
            Rendition(
                still=still,
                recipe=recipe.key,
                format=recipe.format,
                width=width,
                height=height,
                size=len(data),
                name=name,
            )
        )
    seen = impression(picture)
    with transaction.atomic():
        finished = Still.objects.filter(pk=still.pk, state=StillState.WAITING, claimed_until=claim)
        colour, preview = seen.colour, base64.b64encode(seen.placeholder).decode()
        if finished.update(state=StillState.READY, claimed_until=None, failure="", colour=colour, preview=preview) != 1:
            return  # the rights changed meanwhile, or the claim ran out: others make other files
        still.renditions.all().delete()
        Rendition.objects.bulk_create(made)
        Film.objects.filter(reviews__stills__still=still).update(version=F("version") + 1)
        Review.objects.filter(stills__still=still).update(version=F("version") + 1)


def rights_in_files(still: Still) -> Rights:
    holder = still.rights_holder.name if still.rights_holder else ""
    return Rights(creator=still.creator, credit=still.credit, copyright=f"© {holder}" if holder else still.credit)


def keyed_name(still: Still, recipe: Recipe, rights: Rights) -> str:
    """HMAC over source, recipe and rights: nobody who owns the press kit can compute it."""
    parts = still.sha256, recipe.key, rights.creator, rights.credit, rights.copyright
    digest = hmac.new(settings.SECRET_KEY.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
    return f"{digest[:40]}.{recipe.extension}"


def rendition_path(name: str) -> str:
    return f"renditions/{name[:2]}/{name}"


def write_once(path: str, data: bytes) -> None:
    """The same name has the same content; a torn file of a killed process is written anew."""
    if default_storage.exists(path):
        if default_storage.size(path) == len(data):
            return
        default_storage.delete(path)
    default_storage.save(path, ContentFile(data))


def fail(still: Still, reason: str) -> None:
    Still.objects.filter(pk=still.pk).update(state=StillState.FAILED, failure=reason[:300], claimed_until=None)
