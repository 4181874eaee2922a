"""Every refusal is a page that says what happened and where to go on. None of them names what was asked for, so
that a hidden thing and one that never was look the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER
from django.shortcuts import render
from django.template.loader import get_template

from accounts.guards import keep_what_was_typed, typed_in

BARE = {405, 410, 413, 429}
"""Answers that views and libraries give without a page."""

FROM_ELSEWHERE = tuple(reason.partition("%")[0] for reason in (REASON_BAD_ORIGIN, REASON_BAD_REFERER))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", {"no_way_back": True}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session nor context."""
    return HttpResponse(get_template("errors/500.html").render({}), status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a form from before a sign-in elsewhere: it is shown again with a fresh token, nothing typed is lost.

    Never one that another site has filled in and sent: one click on our page would do its bidding.
    """
    if not request.POST or reason.startswith(FROM_ELSEWHERE):
        return forbidden(request)
    return keep_what_was_typed(request, signed_out=not request.user.is_authenticated)


def explain(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A bare refusal with words around it; its own text, if it has one, becomes the reason."""
    if response.status_code not in BARE or response.streaming or response.content.startswith(b"<!doctype html>"):
        return response
    reason = response.content.decode() if response.status_code == 410 else ""
    context: dict[str, Any] = {"reason": reason, "no_way_back": True}
    if response.status_code == 429:
        context |= typed_in(request)
    page = render(request, f"errors/{response.status_code}.html", context, status=response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            page.headers[name] = response.headers[name]
    return page
