"""Pictures of posts as their readers meet them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString

from forum.models import PictureFile, Post, PostPicture
from forum.models.picture import ERASED
from text.fragments import render_kept

__all__ = ["ShownPicture", "drawn", "pictures_by_id", "pictures_to_erase", "show_picture"]

MIDDLE = 800
"""Pixels in width of what those get who know neither AVIF nor `srcset`."""


@dataclass(frozen=True)
class ShownPicture:
    """What `_picture.html` draws; without `src` a placeholder of the right shape."""

    avif: str
    jpeg: str
    src: str
    width: int
    height: int
    alt: str
    colour: str
    has_failed: bool = False


def show_picture(picture: PostPicture) -> ShownPicture:
    """Needs `files` prefetched."""
    files: list[PictureFile] = sorted(picture.files.all(), key=lambda file: file.width)
    jpegs = [file for file in files if file.format == "jpeg"]
    middle = next((file for file in jpegs if file.width >= MIDDLE), jpegs[-1] if jpegs else None)
    return ShownPicture(
        avif=_srcset(file for file in files if file.format == "avif"),
        jpeg=_srcset(jpegs),
        src=middle.get_absolute_url() if middle else "",
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
        colour=picture.colour,
        has_failed=picture.has_failed,
    )


def _srcset(files: Iterable[PictureFile]) -> str:
    return ", ".join(f"{file.get_absolute_url()} {file.width}w" for file in files)


def pictures_by_id(ids: Collection[int]) -> Mapping[int, SafeString]:
    """For a text that is not stored yet. Nothing where the operator allows no pictures any more: the words remain."""
    if not ids or settings.POST_PICTURES == "off":
        return {}
    return drawn(PostPicture.objects.filter(pk__in=ids).exclude(state__in=ERASED).prefetch_related("files"))


def pictures_to_erase(post: Post) -> list[tuple[int, ShownPicture]]:
    """Of a post on its page at the moderation, with their numbers; those an edit took out of the text too."""
    if settings.POST_PICTURES == "off":
        return []
    rows = post.pictures.exclude(state__in=ERASED).order_by("number").prefetch_related("files")
    return [(row.number, show_picture(row)) for row in rows]


def drawn(rows: Iterable[PostPicture]) -> Mapping[int, SafeString]:
    """The HTML of each picture by its id. Needs `files` prefetched."""
    shown = {row.pk: show_picture(row) for row in rows}
    return {pk: render_kept("forum/_post_picture.html", picture, picture=picture) for pk, picture in shown.items()}
