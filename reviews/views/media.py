"""`/bilder/<name>`: the only way to a picture."""

import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.models import Rendition
from reviews.renditions import rendition_path

YEAR = 365 * 24 * 3600
"""Seconds a browser may keep a picture; the name changes with the content."""

SHARED = 3600
"""Seconds for caches that many readers share: rights can end, a review can be withdrawn."""

TYPES = {"avif": "image/avif", "jpeg": "image/jpeg"}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """One indexed query decides whether some use is visible to this viewer now."""
    rendition = Rendition.objects.visible_to(request.user).select_related("still").filter(name=name).first()
    if rendition is None:
        raise Http404
    response = deliver(rendition)
    response.headers["Content-Type"] = TYPES[rendition.format]
    response.headers["Cache-Control"] = cache_rule(request, rendition)
    response.headers["Content-Disposition"] = "inline"
    return response


def deliver(rendition: Rendition) -> HttpResponse:
    path = rendition_path(rendition.name)
    if settings.MEDIA_REDIRECT:
        response = HttpResponse()
        response.headers["X-Accel-Redirect"] = f"{settings.MEDIA_REDIRECT.rstrip('/')}/{path}"
        return response
    try:
        return FileResponse(default_storage.open(path))  # type: ignore[return-value]
    except FileNotFoundError as error:
        raise Http404 from error


def cache_rule(request: HttpRequest, rendition: Rendition) -> str:
    """A year, but never past the end of the rights; what only editors see is kept by nobody."""
    if request.user.is_authenticated:
        return "private, no-cache"
    seconds = YEAR
    if until := rendition.still.rights_until:
        end = timezone.make_aware(datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time()))
        seconds = max(0, min(YEAR, int((end - timezone.now()).total_seconds())))
    return f"public, max-age={seconds}, s-maxage={min(SHARED, seconds)}"
