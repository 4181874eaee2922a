"""Pictures of posts: what a text shows belongs to its post, and what may be served is stored.

A file that is lost cannot be made again, its original is gone; somebody has to tell the author.
"""

import re
from collections.abc import Iterator

from forum.consistency.difference import Difference, Mend
from forum.models import PictureFile, Post, PostPicture
from forum.models.picture import ERASED, PictureState
from forum.picture_files import delete_files
from images.storing import not_stored, rendition_path

__all__ = ["differing_pictures"]

SHOWN = re.compile(r'<figure data-picture="(\d+)">')


def differing_pictures(using: str) -> Iterator[Difference]:
    yield from _in_texts(using)
    yield from _files(using)


def _in_texts(using: str) -> Iterator[Difference]:
    """The rows of what stands in texts, and the other way round."""
    shown = PostPicture.objects.using(using).filter(unused_since=None).exclude(state__in=ERASED)
    rows: dict[int, set[int]] = {}
    for post, picture in shown.values_list("post_id", "pk").iterator():
        rows.setdefault(post, set()).add(picture)
    texts = Post.objects.using(using).filter(html__contains="data-picture=").order_by("pk")
    for pk, html in texts.values_list("pk", "html").iterator():
        if {int(found) for found in SHOWN.findall(html)} != rows.pop(pk, set()):
            yield Difference(f"Beitrag {pk}: der Text zeigt andere Bilder, als zu ihm gehören")
    for pk in sorted(rows):
        yield Difference(f"Beitrag {pk}: der Text zeigt Bilder nicht, die zu ihm gehören")


def _files(using: str) -> Iterator[Difference]:
    bare = PostPicture.objects.using(using).filter(state=PictureState.READY, files=None).order_by("pk")
    for pk in bare.values_list("pk", flat=True):
        yield Difference(f"Beitragsbild {pk}: fertig, aber ohne Dateien")
    leaving = PostPicture.objects.using(using).filter(state=PictureState.LEAVING).order_by("pk")
    for pk in leaving.values_list("pk", flat=True):
        yield Difference(f"Beitragsbild {pk}: gelöscht, aber seine Dateien sind noch da", Mend(delete_files, pk))
    files = PictureFile.objects.using(using).exclude(picture__state__in=ERASED).order_by("name")
    paths = ((rendition_path(name), picture) for name, picture in files.values_list("name", "picture_id").iterator())
    for path, picture in not_stored(paths):
        yield Difference(f"Beitragsbild {picture}: die Datei {path} fehlt")
    waiting = PostPicture.objects.using(using).filter(state=PictureState.WAITING).order_by("file")
    for path, picture in not_stored(waiting.values_list("file", "pk").iterator()):
        yield Difference(f"Beitragsbild {picture}: das Original {path} fehlt")
