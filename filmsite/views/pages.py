"""Pages of plain text: Impressum, Datenschutz, Kontakt, and the forum's rules."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from accounts.models import Member
from filmsite import legal
from filmsite.models import Page, PageKind
from forum.models import RulesVersion
from text.difference import Change, difference, without_what_stayed
from text.numbers import number_in

HEADING = re.compile(r"^#+ +", re.MULTILINE)

LARGEST_NUMBER = 2**31 - 1
"""The database knows none above."""


@require_safe
def page(request: HttpRequest, kind: PageKind) -> HttpResponse:
    found = Page.objects.current().filter(kind=kind).first()
    return render(request, "pages/page.html", {"kind": kind, "page": found})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render_rules(request, RulesVersion.objects.order_by("-number").first())


@require_safe
def rules_version(request: HttpRequest, number: int) -> HttpResponse:
    """As they stood: decisions rest on a version."""
    versions = RulesVersion.objects.visible_to(request.user)
    return render_rules(request, get_object_or_404(versions, number=min(number, LARGEST_NUMBER)))


def render_rules(request: HttpRequest, found: RulesVersion | None) -> HttpResponse:
    """With what changed since the version before, or since the one a member knows who has missed some."""
    around = RulesVersion.objects.filter(number__gte=found.number - 1) if found else RulesVersion.objects.none()
    versions = {version.number: version for version in around}
    before = versions.get(found.number - 1) if found else None
    if isinstance(request.user, Member) and request.user.has_new_rules and found and found.number == max(versions):
        before = legal.known_rules(request.user) or before
    context = {
        "rules": found,
        "newest": max(versions, default=None),
        "before": before,
        "changes": what_changed(before, found) if found and before else [],
    }
    return render(request, "pages/rules.html", context)


def what_changed(before: RulesVersion, found: RulesVersion) -> list[Change]:
    """As they are read: headings without their marks."""
    return without_what_stayed(difference(*(HEADING.sub("", version.source) for version in (before, found))))


@require_POST
@member_required
def know_rules(request: HttpRequest) -> HttpResponse:
    """What the page showed: meanwhile there may be newer ones."""
    if legal.know_rules(member_of(request), number=number_in(request.POST.get("fassung"))):
        messages.success(request, "Danke fürs Lesen.")
    return redirect("rules")
