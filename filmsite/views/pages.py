"""Pages of plain text: Impressum, Datenschutz, Kontakt, and the forum's rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from filmsite.models import Page, PageKind
from forum.models import RulesVersion

LARGEST_NUMBER = 2**31 - 1
"""The database knows none above."""


@require_safe
def page(request: HttpRequest, kind: PageKind) -> HttpResponse:
    found = Page.objects.current().filter(kind=kind).first()
    return render(request, "pages/page.html", {"kind": kind, "page": found})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/rules.html", {"rules": RulesVersion.objects.order_by("-number").first()})


@require_safe
def rules_version(request: HttpRequest, number: int) -> HttpResponse:
    """As they stood: decisions rest on a version."""
    versions = RulesVersion.objects.visible_to(request.user)
    found = get_object_or_404(versions, number=min(number, LARGEST_NUMBER))
    newest = versions.order_by("-number").values_list("number", flat=True).first()
    return render(request, "pages/rules.html", {"rules": found, "newest": newest})
