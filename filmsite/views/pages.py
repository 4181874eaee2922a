"""Pages of plain text: Impressum, Datenschutz, Kontakt, and the forum's rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filmsite.models import Page, PageKind
from forum.models import RulesVersion


@require_safe
def page(request: HttpRequest, kind: PageKind) -> HttpResponse:
    found = Page.objects.current().filter(kind=kind).first()
    return render(request, "pages/page.html", {"kind": kind, "page": found})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/rules.html", {"rules": RulesVersion.objects.order_by("-number").first()})
