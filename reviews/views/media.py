"""`/bilder/<name>`: the only way to a picture."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from images.storing import rendition_path
from reviews.delivery import KEPT, REDIRECT_KEPT, deliver, seconds_left
from reviews.models import Rendition, UnusedFile
from reviews.models.still import RenditionQuerySet

SHARED = 3600
"""Seconds for caches that many readers share: rights can end, a review can be withdrawn."""


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """One indexed query decides whether some use is visible to this viewer now. A page that was open while the picture
    got new files is led to them."""
    visible = Rendition.objects.visible_to(request.user).select_related("still")
    rendition = visible.filter(name=name).first()
    if rendition is None:
        return redirect(file_of_today(visible, name))
    response = deliver(rendition, method=str(request.method))
    response.headers["Cache-Control"] = cache_rule(request, rendition)
    return response


def file_of_today(visible: RenditionQuerySet, name: str) -> Rendition:
    """What the file `name` is now. Raises Http404."""
    former = UnusedFile.objects.filter(path=rendition_path(name), still__isnull=False).first()
    today = visible.filter(still=former.still_id, recipe=former.recipe).first() if former else None
    if today is None:
        raise Http404
    return today


def cache_rule(request: HttpRequest, rendition: Rendition) -> str:
    """A year, half a signature's life for the way to a bucket, but never past the end of the rights; what only
    editors see is kept by nobody."""
    if request.user.is_authenticated:
        return "private, no-cache"
    seconds = REDIRECT_KEPT if settings.MEDIA_ORIGIN else KEPT
    if (left := seconds_left(rendition.still)) is not None:
        seconds = min(seconds, left)
    return f"public, max-age={seconds}, s-maxage={min(SHARED, seconds)}"
