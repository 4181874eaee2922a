"""How a picture's file reaches the browser; who may have it has been asked before.

From a bucket by a short signed address, else by the proxy's internal redirect or from our own hands.
"""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect

__all__ = ["REDIRECT_KEPT", "SIGNED", "deliver"]

SIGNED = 60
"""Seconds a signed address opens its file to whoever has it: long enough for a slow line to begin."""

REDIRECT_KEPT = 30
"""Seconds the way to a signed address may be kept: who takes it last still has as long again to arrive."""

TYPES = {"avif": "image/avif", "jpeg": "image/jpeg"}


def deliver(path: str, format_: str, *, method: str, seconds: int = SIGNED) -> HttpResponse:
    """`seconds` is how long a signed address holds. Raises Http404 where the file is missing; a bucket says so itself,
    asking it first would cost each picture a second way there."""
    if settings.MEDIA_ORIGIN:
        return HttpResponseRedirect(_signed_address(path, format_, method, seconds))
    response = _from_proxy(path) if settings.MEDIA_REDIRECT else _from_folder(path)
    response.headers["Content-Type"] = TYPES[format_]
    response.headers["Content-Disposition"] = "inline"
    return response


def _signed_address(path: str, format_: str, method: str, seconds: int) -> str:
    """The signature covers type, disposition and method."""
    answer = {
        "ResponseContentType": TYPES[format_],
        "ResponseContentDisposition": "inline",
        "ResponseCacheControl": f"private, max-age={SIGNED}",
    }
    return default_storage.url(path, parameters=answer, expire=seconds, http_method=method)  # type: ignore[call-arg]


def _from_proxy(path: str) -> HttpResponse:
    response = HttpResponse()
    response.headers["X-Accel-Redirect"] = f"{settings.MEDIA_REDIRECT.rstrip('/')}/{path}"
    return response


def _from_folder(path: str) -> HttpResponse:
    try:
        return FileResponse(default_storage.open(path))  # type: ignore[return-value]
    except FileNotFoundError as error:
        raise Http404 from error
