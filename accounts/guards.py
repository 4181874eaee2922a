"""Who may call a view; and what becomes of a text whose writer is not let in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import LazyObject

from accounts.models import Member, Viewer
from accounts.roles import is_editor, is_moderator, is_operator

__all__ = [
    "asks_for_part",
    "editor_required",
    "keep_what_was_typed",
    "member_of",
    "member_required",
    "moderator_required",
    "operator_required",
    "typed_in",
    "viewer_of",
]

View = Callable[..., HttpResponseBase]

SECRETS = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")
"""Never written back into a page."""


PART_OF_STATE = {"HX-Retarget": "#zustand", "HX-Reselect": ".error", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"}
"""Whatever the page wanted to show, this answer says what became of it."""


TEXTS = ("body", "text", "source", "reasons")
"""Fields that hold what somebody has written; shown to be read again, the others go along unseen."""


def member_required(view: View) -> View:
    """A guest is sent to sign in and comes back; a form sent after the session ended keeps its text."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return keep_what_was_typed(request, signed_out=True)
        if asks_for_part(request):
            return HttpResponse(status=204)  # a page that asks by itself; its next save says what is wrong
        return redirect_to_login(request.get_full_path())

    return guarded


def asks_for_part(request: HttpRequest) -> bool:
    """Whether a script of an open page wants a part of it instead of a new page."""
    return request.headers.get("HX-Request") == "true"


def member_of(request: HttpRequest) -> Member:
    """Who acts, in a view that a guard stands before."""
    assert isinstance(request.user, Member)
    return request.user


def viewer_of(request: HttpRequest) -> Viewer:
    """`request.user` without the wrapping in which it comes: where hundreds of looks are taken at it, as on a page of
    posts, each through the wrapping would cost ten."""
    user = request.user
    return get_user(request) if isinstance(user, LazyObject) else user


def _role_required(has_role: Callable[[Viewer], bool]) -> Callable[[View], View]:
    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has_role(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return member_required(guarded)

    return decorator


editor_required = _role_required(is_editor)
moderator_required = _role_required(is_moderator)
operator_required = _role_required(is_operator)


def keep_what_was_typed(request: HttpRequest, *, signed_out: bool) -> HttpResponse:
    """A page with everything the form held, ready to be sent again. Files are the one thing a page cannot keep.

    A script that saves while somebody types only hears that it was not let in: the page still holds the text.
    """
    if asks_for_part(request):
        context = {"sign_in_url": _sign_in_url(), "signed_out": signed_out}
        answer = render(request, "accounts/_signed_out.html", context, status=401)
        for name, value in PART_OF_STATE.items():
            answer.headers[name] = value
        return answer
    context = typed_in(request) | {
        "has_files": bool(request.FILES),
        "signed_out": signed_out,
        "sign_in_url": _sign_in_url(),
    }
    return render(request, "accounts/kept.html", context, status=403)


def _sign_in_url() -> str:
    return f"{reverse('account_login')}?{urlencode({'next': reverse('home')})}"


def typed_in(request: HttpRequest) -> dict[str, Any]:
    """What the form held, for `accounts/_kept_form.html`."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in SECRETS for value in values]
    longest = max(fields, key=lambda field: (field[0] in TEXTS, len(field[1])), default=None)
    return {"fields": [field for field in fields if field is not longest], "text": longest}
