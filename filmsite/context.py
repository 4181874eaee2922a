from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.guards import viewer_of
from accounts.models import Member
from accounts.roles import is_moderator


def site(request: HttpRequest) -> dict[str, Any]:
    """The role is asked only where a template needs it: a guest's page costs no query."""
    context: dict[str, Any] = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    viewer = viewer_of(request) if hasattr(request, "user") else None
    if isinstance(viewer, Member):
        context["user"] = viewer
        context["is_moderator"] = lambda: is_moderator(viewer)
    return context
