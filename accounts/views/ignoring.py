from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import ignoring
from accounts.guards import member_of, member_required
from accounts.models import Ignore, Member


@require_POST
@member_required
def ignore(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(Member.objects.visible_to(request.user).named(name))
    if found != request.user and ignoring.ignore(found, by=member_of(request)):
        messages.success(request, f"Von {found.name} liest du nichts mehr. {found.name} erfährt davon nichts.")
    return redirect(found)


@require_POST
@member_required
def hear_again(request: HttpRequest, name: str) -> HttpResponse:
    """Those too who have left: what they wrote may still be there. Back to where it was said, profile or list."""
    found = get_object_or_404(Member.objects.named(name))
    if ignoring.hear_again(found, by=member_of(request)):
        messages.success(request, f"Du liest {found.name} wieder.")
    return redirect("ignored" if "liste" in request.POST or not found.is_active else found)


@require_safe
@member_required
def ignored(request: HttpRequest) -> HttpResponse:
    rows = Ignore.objects.visible_to(request.user).select_related("ignored").order_by("ignored__name_folded")
    return render(request, "accounts/ignored.html", {"rows": rows})
