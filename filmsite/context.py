from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Member
from accounts.roles import is_moderator


def site(request: HttpRequest) -> dict[str, Any]:
    """The role is asked only where a template needs it: a guest's page costs no query."""
    context: dict[str, Any] = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    viewer = getattr(request, "user", None)
    if isinstance(viewer, Member):
        context["is_moderator"] = lambda: is_moderator(viewer)
    return context
