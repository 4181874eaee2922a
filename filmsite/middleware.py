from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from filmsite.views.refusals import bad_request, explain, not_found

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
UTF_8 = {"utf-8", "utf8"}


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


def readable_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keeps from the database what PostgreSQL cannot store or Python cannot decode.

    Nothing here has a NUL in its address. A cookie with one is not ours and is passed over: a refusal would shut its
    owner out. Addresses and forms are UTF-8: other charsets can spell halves of characters, which no page can show.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and request.encoding.lower() not in UTF_8:
            return bad_request(request)
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]
        return not_found(request) if "\0" in request.path_info else get_response(request)

    return middleware
