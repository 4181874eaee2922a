"""From an address of this site to what stands there, as somebody copies it from the browser."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from accounts.models import Member, Viewer
from forum import subjects
from forum.models import Post, Thread, ThreadAlias
from forum.models.targets import Target
from text.numbers import LARGEST_ID, number_in

__all__ = ["find_target", "words_of"]

ANCHOR = "beitrag-"


def find_target(address: str, viewer: Viewer) -> Target | None:
    """None for another site's address, one of nothing that can be reported, and what the viewer may not read: nobody learns
    which. An anchor of a post counts more than the page it is on."""
    try:
        parts = urlsplit(address.replace("\0", "").strip())
        path = _path(parts.path)
    except ValueError:  # no host could be called so
        return None
    if "\0" in path:
        return None
    host = urlsplit(settings.SITE_URL).netloc
    if parts.netloc and parts.netloc.lower() not in (host.lower(), f"www.{host}".lower()):
        return None
    if parts.fragment.startswith(ANCHOR) and (post := _post(parts.fragment.removeprefix(ANCHOR), viewer)):
        return post
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name.startswith("forum:") and "pk" in match.kwargs:
        return _of_forum(match.view_name, match.kwargs["pk"], viewer)
    if match.view_name == "profile":
        return Member.objects.visible_to(viewer).named(match.kwargs["name"]).first()
    return subjects.find_reported(match.view_name, match.kwargs, viewer)


def _path(path: str) -> str:
    """Without a slash at the end, and pasted without the one in front, it is meant all the same."""
    path = unquote(path)
    path = path if path.startswith("/") else f"/{path}"
    return path if path.endswith("/") else f"{path}/"


def _of_forum(view: str, pk: int, viewer: Viewer) -> Target | None:
    if view == "forum:post":
        return _post(str(pk), viewer)
    if view in ("forum:thread", "forum:thread_page") and pk <= LARGEST_ID:
        threads = Thread.objects.visible_to(viewer)
        return threads.filter(pk=ThreadAlias.objects.end_of(pk) or pk).first()
    return None


def _post(number: str, viewer: Viewer) -> Post | None:
    """The opening of a review's thread shows the review and is not reported by itself."""
    pk = number_in(number, digits=18)
    if pk is None:
        return None
    rows = Post.objects.visible_to(viewer).filter(author__isnull=False, pk=pk)
    return rows.select_related("thread__board", "author").first()


def words_of(target: Target) -> str:
    """What may be reported of it, to be kept as it stands now. A post keeps its versions itself."""
    if isinstance(target, Thread):
        return target.title
    if isinstance(target, Member):
        return target.name
    return subjects.words_of_reported(*target) if isinstance(target, tuple) else ""
