"""„Mit Spoilern“: two addresses, POST only."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.guards import member_of, member_required
from forum import warnings
from forum.models import Thread
from forum.views.threads import find_thread


def _say(request: HttpRequest, pk: int, act: Callable[..., bool], done: str) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    changed = act(found, by=member_of(request))
    messages.success(request, done if changed else "Das steht schon so da.")
    return redirect(found)


@require_POST
@member_required
def allow_spoilers(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _say(request, pk, warnings.allow_spoilers, "Über dem Thema steht jetzt „mit Spoilern“.")


@require_POST
@member_required
def forbid_spoilers(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    done = "Das Thema ist nicht mehr „mit Spoilern“. Was offen dasteht, bleibt, wie es geschrieben wurde."
    return _say(request, pk, warnings.forbid_spoilers, done)
