"""Pictures of posts: taken in with a form or by a script, and handed out to whoever may read the post.

Where the operator allows no pictures, none of these addresses exists.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from accounts.limits import within_limit
from forum import permissions, pictures
from forum.forms.posting import EditForm, PostForm, new_form_key
from forum.models import PictureFile, Post, PostPicture
from forum.shown_pictures import ShownPicture, show_picture
from images.delivery import REDIRECT_KEPT, deliver
from images.opening import PictureRefused
from images.storing import rendition_path
from text.numbers import number_in
from text.pictures import with_mark, without_mark

__all__ = ["Sent", "Tray", "add_pictures", "placed_in", "post_picture", "take_pictures", "tray_for"]

logger = logging.getLogger(__name__)

KEY_LENGTH = 36
"""Characters of a form's key, as `ReplyForm` takes it."""

KEPT = 600
"""Seconds a browser may keep a picture: a post can be hidden at any moment. Shared caches never keep one."""

PICTURES_PER_HOUR = 60
"""Of one member; each is written, decoded and encoded six times."""

TOO_MANY_AT_ONCE = f"Das waren viele Bilder auf einmal. Mehr als {PICTURES_PER_HOUR} in der Stunde gehen nicht."
TOO_MANY = (
    f"Mehr als {pictures.PICTURES_PER_POST} Bilder passen nicht in einen Beitrag. Nimm erst eines heraus, "
    "oder schick einen angefangenen Beitrag ab."
)
NOT_STORED = "Gerade lassen sich keine Bilder ablegen. Dein Text steht noch hier, versuch es gleich noch einmal."
WORDS_MISSING = "Sag noch, was auf den Bildern zu sehen ist: für alle, die sie nicht sehen können."


@dataclass(frozen=True)
class Frame:
    """A picture of the form. `alt` is what the member typed last."""

    picture: PostPicture
    shown: ShownPicture
    alt: str


@dataclass(frozen=True)
class Tray:
    """The pictures a text can place; `refusals` are sentences about files that are not among them."""

    frames: list[Frame] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    post: Post | None = None
    words_missing: bool = False


@dataclass(frozen=True)
class Sent:
    """A form after its pictures were taken out of it. `is_only` if it was sent for their sake and is to be shown again,
    as `typed`; `alts` are the words for pictures of an edited post."""

    data: QueryDict
    refusals: list[str] = field(default_factory=list)
    alts: Mapping[int, str] = field(default_factory=dict)
    is_only: bool = False

    @property
    def typed(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.data.items()}

    @property
    def status(self) -> int:
        return 422 if self.refusals else 200


def take_pictures(request: HttpRequest, post: Post | None = None) -> Sent:
    """New files, new words and removals of a form that was sent, each of which is stored at once; what was typed comes
    back with the marks that belong to them."""
    if not permissions.can_add_pictures(request.user):
        return Sent(request.POST)
    data = request.POST.copy()
    key = data["form_key"] = pictures.edit_key(post) if post else data.get("form_key") or new_form_key()
    if not _is_key(key):
        return Sent(request.POST)  # the form says that something is wrong with it
    alts = _describe(request, key, post)
    removed = _remove(request, data, key, post)
    refusals = _take_files(request, data, key, post)
    is_only = removed or bool(request.FILES) or "bilder-hochladen" in data
    return Sent(data, refusals, alts, is_only)


def _is_key(key: str) -> bool:
    return 0 < len(key) <= KEY_LENGTH and key.isprintable()


def _describe(request: HttpRequest, key: str, post: Post | None) -> dict[int, str]:
    alts: dict[int, str] = {}
    if not any(name.startswith("alt-") for name in request.POST):
        return alts
    for picture in pictures.in_form(member_of(request), key, post):
        alt = request.POST.get(f"alt-{picture.number}")
        if alt is None:
            continue
        if picture.post_id is None:
            pictures.describe(picture, alt, by=member_of(request))
        else:
            alts[picture.number] = alt
    return alts


def _remove(request: HttpRequest, data: QueryDict, key: str, post: Post | None) -> bool:
    number = number_in(data.get("bild-weg"), digits=5)
    if number is None:
        return False
    for picture in pictures.in_form(member_of(request), key, post).filter(number=number):
        pictures.remove_picture(picture, by=member_of(request))
        data["body"] = without_mark(data.get("body", ""), number)
    return True


def _take_files(request: HttpRequest, data: QueryDict, key: str, post: Post | None) -> list[str]:
    refusals: list[str] = []
    for picture in _added(request, key, post, refusals):
        data["body"] = with_mark(data.get("body", ""), picture.number)
    return refusals


def _added(request: HttpRequest, key: str, post: Post | None, refusals: list[str]) -> Iterable[PostPicture]:
    """Each file for itself: one that is refused is named, the others go on."""
    for upload in request.FILES.getlist("bilder"):
        file, name, by = cast(BinaryIO, upload), upload.name or "Bild", member_of(request)
        if not within_limit("picture", by, times=PICTURES_PER_HOUR, seconds=3600):
            refusals.append(TOO_MANY_AT_ONCE)
            return
        try:
            yield pictures.add_picture(file, name, by=by, form_key=key, post=post)
        except PictureRefused as refusal:
            refusals.append(str(refusal))
        except pictures.TooMany:
            refusals.append(TOO_MANY)
            return
        except OSError:  # of the store; the row without a file goes like any other nobody has posted
            logger.exception("A picture for a post could not be stored")
            refusals.append(NOT_STORED)
            return


def tray_for(
    request: HttpRequest, form: PostForm | None, refusals: Iterable[str] = (), post: Post | None = None
) -> Tray | None:
    """None where no pictures are allowed. A new form has none yet, and asks for none."""
    if form is None or not permissions.can_add_pictures(request.user):
        return None
    missing = form.is_bound and WORDS_MISSING in form.non_field_errors()
    if request.method != "POST" and post is None:
        return Tray()
    key = pictures.edit_key(post) if post else str(form["form_key"].value() or "")
    found = pictures.in_form(member_of(request), key, post).prefetch_related("files") if _is_key(key) else ()
    return Tray(_frames(request, found), list(refusals), post, missing)


def _frames(request: HttpRequest, rows: Iterable[PostPicture]) -> list[Frame]:
    return [Frame(row, show_picture(row), request.POST.get(f"alt-{row.number}", row.alt)) for row in rows]


def placed_in(request: HttpRequest, form: PostForm, post: Post | None, alts: Mapping[int, str]) -> pictures.Placed:
    """What the text of a valid form may show."""
    source, member = form.cleaned_data["body"], member_of(request)
    if post is not None and isinstance(form, EditForm):
        return pictures.reworded(pictures.placed_in_post(post, source, by=member), alts)[0]
    return pictures.placed_in_form(member, form.cleaned_data["form_key"], source)


@require_POST
@member_required
def add_pictures(request: HttpRequest) -> HttpResponse:
    """Files of an open form, mostly one: their frames, or the reason for each refusal."""
    if not permissions.can_add_pictures(request.user):
        raise Http404
    post = _edited(request)
    key = pictures.edit_key(post) if post else request.POST.get("form_key", "")
    if not _is_key(key):
        raise Http404
    refusals: list[str] = []
    numbers = [picture.number for picture in _added(request, key, post, refusals)]
    rows = pictures.in_form(member_of(request), key, post).filter(number__in=numbers).prefetch_related("files")
    tray = Tray(_frames(request, rows), refusals)
    return render(request, "forum/_tray_frames.html", {"tray": tray}, status=200 if numbers else 422)


def _edited(request: HttpRequest) -> Post | None:
    """The post that is edited, if it is one. Raises Http404, PermissionDenied."""
    if "beitrag" not in request.POST:
        return None
    pk = number_in(request.POST["beitrag"], digits=18)
    readable = Post.objects.visible_to(request.user).select_related("thread__board")
    post = get_object_or_404(readable, pk=pk)
    if not permissions.can_edit(request.user, post, timezone.now()):
        raise PermissionDenied
    return post


@require_safe
def post_picture(request: HttpRequest, name: str) -> HttpResponse:
    """One query decides whether this viewer may read the post now."""
    if settings.POST_PICTURES == "off":
        raise Http404
    file = get_object_or_404(PictureFile.objects.visible_to(request.user), name=name)
    response = deliver(rendition_path(file.name), file.format, method=str(request.method))
    response.headers["Cache-Control"] = f"private, max-age={REDIRECT_KEPT if settings.MEDIA_ORIGIN else KEPT}"
    return response
