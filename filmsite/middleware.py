from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from filmsite.views.refusals import explain

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def remaining_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The security headers no middleware of Django's sets, and the cache rule for pages: always ask again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def explained_refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refusals that arrive bare (405, 429, 413 of a library) get a page with words; others pass."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return explain(request, get_response(request))

    return middleware
