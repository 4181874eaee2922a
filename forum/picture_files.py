"""The served files of posts' pictures, made by whoever claims the picture first, and deleted for good.

What is wanted stands in `PostPicture.state`. A claim ends by itself, so a killed process loses nothing: names are keyed
and the same each time, files are written before their rows, and rows outlive their files.
"""

import datetime
import io
import logging
from collections.abc import Collection, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from PIL.Image import Image

from forum import states
from forum.models import PictureFile, PostPicture
from forum.models.picture import ERASED, PictureState
from images.metadata import Rights
from images.opening import PictureRefused, open_picture
from images.renditions import Recipe, impression, make_renditions, recipes_for
from images.storing import keyed, rendition_path, write_once

__all__ = ["ATTEMPTS", "delete_files", "give_up", "original_path", "prepare"]

logger = logging.getLogger(__name__)

WIDTHS = (480, 800, 1200)
"""Pixels: a text's column is 640 wide, sharp screens want twice as many."""

CLAIM = datetime.timedelta(minutes=5)
"""A 50-megapixel picture takes less than a minute; whoever is silent for five is gone."""

ATTEMPTS = 5
"""After so many failures nobody tries again."""

NOBODY = Rights()
"""Nothing a camera or phone has written stays in a file that is served."""


def original_path(sha256: str, extension: str, *, of: str) -> str:
    """Keyed and of one picture alone: two members may upload the same file, and deleting one must leave the other."""
    name = keyed("post", sha256, of)
    return f"originals/{name[:2]}/{name}.{extension}"


def prepare(picture_pk: int) -> bool:
    """Make all files of a picture that waits. False if there is nothing to do or somebody else is at it."""
    now = timezone.now()
    claim = now + CLAIM
    waiting = PostPicture.objects.to_prepare(now).filter(pk=picture_pk).order_by()
    if waiting.update(claimed_until=claim, attempts=F("attempts") + 1) != 1:
        return False
    picture = PostPicture.objects.get(pk=picture_pk)
    try:
        _make_files(picture, claim)
    except PictureRefused:
        _fail(picture)
    except ConnectionError:  # of the store: it says nothing about the picture, so the attempt does not count
        PostPicture.objects.filter(pk=picture.pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        raise
    except Exception:
        logger.exception("Files of a post's picture %s could not be made", picture.pk)
        if picture.attempts >= ATTEMPTS:
            _fail(picture)
        raise
    return True


def give_up(at: datetime.datetime) -> int:
    """Pictures that ended a process each time they were tried; how many."""
    hopeless = PostPicture.objects.to_prepare(at).filter(attempts__gte=ATTEMPTS)
    return sum(_fail(picture) for picture in hopeless)


def _make_files(picture: PostPicture, claim: datetime.datetime) -> None:
    with default_storage.open(picture.file) as original:
        image = open_picture(io.BytesIO(original.read()), "Bild", least=2 * WIDTHS[-1])
    made = list(_write_files(picture, image))
    if _settle(picture.pk, Q(claimed_until=claim), made, state=PictureState.READY, colour=impression(image).colour):
        delete_files(picture.pk)
    elif not PostPicture.objects.filter(pk=picture.pk).exclude(state__in=ERASED).exists():
        for file in made:
            default_storage.delete(rendition_path(file.name))


def _write_files(picture: PostPicture, image: Image) -> Iterator[PictureFile]:
    """Rows that are not saved yet, each after its file."""
    for recipe, data, width, height in make_renditions(image, recipes_for(picture.width, WIDTHS), NOBODY):
        name = _name(picture, recipe)
        write_once(rendition_path(name), ContentFile(data))
        size = {"width": width, "height": height, "size": len(data)}
        yield PictureFile(picture=picture, recipe=recipe.key, format=recipe.format, name=name, **size)


def _name(picture: PostPicture, recipe: Recipe) -> str:
    return f"{keyed('post', picture.file, recipe.key)}.{recipe.extension}"


def _settle(picture_pk: int, start: Q, made: Collection[PictureFile] = (), **fields: Any) -> bool:
    """The end of the work on a waiting picture; False if it does not wait any more as `start` says. Locks the thread of
    its post first, as whoever posts does, and looks again if it was posted meanwhile."""
    while True:
        with transaction.atomic():
            picture = PostPicture.objects.select_related("post").filter(pk=picture_pk).first()
            if picture is None:
                return False
            thread_id = states.lock_post(picture.post).thread_id if picture.post else None
            rows = PostPicture.objects.filter(pk=picture_pk, post=picture.post_id)
            if rows.filter(start, state=PictureState.WAITING).update(claimed_until=None, **fields) == 1:
                PictureFile.objects.bulk_create(made, ignore_conflicts=True)
                states.raise_version([thread_id] if thread_id else [])
                return True
            if rows.exists():
                return False


def _fail(picture: PostPicture) -> bool:
    """Whoever uploaded it reads that it cannot be shown."""
    return _settle(picture.pk, Q(), state=PictureState.FAILED)


def delete_files(picture_pk: int) -> bool:
    """What nobody may have any more: the original once there are files to be served, all files of a picture that leaves.
    Its row says so only afterwards, and goes itself if no post has ever held it. Whether there was anything to delete.

    Somebody may still be making files of a picture that leaves: until that claim has ended it is looked at again.
    """
    picture = PostPicture.objects.with_files_to_delete().filter(pk=picture_pk).first()
    if picture is None:
        return False
    is_leaving = picture.state == PictureState.LEAVING
    if is_leaving:
        names = set(picture.files.values_list("name", flat=True))
        names |= {_name(picture, recipe) for recipe in recipes_for(picture.width, WIDTHS) if picture.file}
        for name in names:
            default_storage.delete(rendition_path(name))
    if picture.file:
        default_storage.delete(picture.file)
    rows = PostPicture.objects.filter(pk=picture.pk, state=picture.state)
    if not is_leaving:
        rows.update(file="")
    elif picture.claimed_until is None or picture.claimed_until < timezone.now():
        _forget(picture)
    return True


def _forget(picture: PostPicture) -> None:
    picture.files.all().delete()
    rows = PostPicture.objects.filter(pk=picture.pk, state=PictureState.LEAVING)
    if picture.post_id is None:
        rows.delete()
    else:
        rows.update(state=PictureState.GONE, file="")
