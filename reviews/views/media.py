"""`/bilder/<name>`: the only way to a picture."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reviews.delivery import KEPT, REDIRECT_KEPT, deliver, seconds_left
from reviews.models import Rendition

SHARED = 3600
"""Seconds for caches that many readers share: rights can end, a review can be withdrawn."""


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """One indexed query decides whether some use is visible to this viewer now."""
    rendition = Rendition.objects.visible_to(request.user).select_related("still").filter(name=name).first()
    if rendition is None:
        raise Http404
    response = deliver(rendition, method=str(request.method))
    response.headers["Cache-Control"] = cache_rule(request, rendition)
    return response


def cache_rule(request: HttpRequest, rendition: Rendition) -> str:
    """A year, half a signature's life for the way to a bucket, but never past the end of the rights; what only
    editors see is kept by nobody."""
    if request.user.is_authenticated:
        return "private, no-cache"
    seconds = REDIRECT_KEPT if settings.MEDIA_ORIGIN else KEPT
    if (left := seconds_left(rendition.still)) is not None:
        seconds = min(seconds, left)
    return f"public, max-age={seconds}, s-maxage={min(SHARED, seconds)}"
