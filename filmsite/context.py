from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.roles import is_editor, is_moderator, is_operator


def site(request: HttpRequest) -> dict[str, Any]:
    """The roles are asked only where a template needs them: a guest's page costs no query."""
    viewer = getattr(request, "user", None)
    signed_in = bool(viewer and viewer.is_authenticated)
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "is_editor": signed_in and (lambda: is_editor(viewer)),
        "is_moderator": signed_in and (lambda: is_moderator(viewer)),
        "is_operator": signed_in and (lambda: is_operator(viewer)),
    }
