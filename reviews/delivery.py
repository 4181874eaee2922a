"""How a picture's file reaches the browser; who may have it has been asked before.

From a bucket by a short signed address, else by the proxy's internal redirect or from our own hands.
"""

import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from reviews.models import Rendition, Still
from reviews.renditions import rendition_path

__all__ = ["KEPT", "REDIRECT_KEPT", "SIGNED", "deliver", "seconds_left"]

KEPT = 365 * 24 * 3600
"""Seconds a browser may keep a picture; the name changes with the content."""

SIGNED = 60
"""Seconds a signed address opens its file to whoever has it: long enough for a slow line to begin."""

REDIRECT_KEPT = 30
"""Seconds the way to a signed address may be kept: who takes it last still has as long again to arrive."""

TYPES = {"avif": "image/avif", "jpeg": "image/jpeg"}


def seconds_left(still: Still) -> int | None:
    """Until the rights end, which they do with that day in Berlin; 0 after it, None if they never do."""
    if still.rights_until is None:
        return None
    next_day = still.rights_until + datetime.timedelta(days=1)
    end = timezone.make_aware(datetime.datetime.combine(next_day, datetime.time()))
    return max(0, int((end - timezone.now()).total_seconds()))


def deliver(rendition: Rendition, *, method: str) -> HttpResponse:
    """Raises Http404 where the file is missing; a bucket says so itself, asking it first would cost each picture a
    second way there."""
    if settings.MEDIA_ORIGIN:
        return HttpResponseRedirect(signed_address(rendition, method))
    response = from_proxy(rendition) if settings.MEDIA_REDIRECT else from_folder(rendition)
    response.headers["Content-Type"] = TYPES[rendition.format]
    response.headers["Content-Disposition"] = "inline"
    return response


def signed_address(rendition: Rendition, method: str) -> str:
    """The signature covers type, disposition and method."""
    answer = {
        "ResponseContentType": TYPES[rendition.format],
        "ResponseContentDisposition": "inline",
        "ResponseCacheControl": f"private, max-age={SIGNED}",
    }
    path, seconds = rendition_path(rendition.name), seconds_signed(rendition.still)
    return default_storage.url(path, parameters=answer, expire=seconds, http_method=method)  # type: ignore[call-arg]


def seconds_signed(still: Still) -> int:
    """Until the rights end, if that is sooner; after them only editors come here. Less than one cannot be signed."""
    left = seconds_left(still)
    return SIGNED if left is None or not still.has_rights else max(1, min(SIGNED, left))


def from_proxy(rendition: Rendition) -> HttpResponse:
    response = HttpResponse()
    response.headers["X-Accel-Redirect"] = f"{settings.MEDIA_REDIRECT.rstrip('/')}/{rendition_path(rendition.name)}"
    return response


def from_folder(rendition: Rendition) -> HttpResponse:
    try:
        return FileResponse(default_storage.open(rendition_path(rendition.name)))  # type: ignore[return-value]
    except FileNotFoundError as error:
        raise Http404 from error
