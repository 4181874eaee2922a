"""Own data to take along, and leaving. Both touch every room, so they stand on the roof."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import member_of, member_required, operator_required
from accounts.limits import within_limit
from accounts.roles import LastOperator
from filmsite import leaving, personal_data
from filmsite.leaving_forms import DeleteAccountForm, LeaveForm
from filmsite.models import DataExport
from reviews.models import Review

EXPORTS_PER_DAY = 5
"""Each may read ten thousand posts and copy as many pictures."""

LAST = "Du bist die letzte Person im Betrieb. Gib die Rolle erst jemand anderem, dann kannst du gehen."
THE_LAST = "Das ist die letzte Person im Betrieb. Gib die Rolle erst jemand anderem."


@require_safe
@member_required
@never_cache
def own_data(request: HttpRequest) -> HttpResponse:
    """„Deine Daten“."""
    own = DataExport.objects.visible_to(request.user)
    export, now = own.filter(expires_at__gt=timezone.now()).first(), timezone.now()
    is_ready = own.ready(now).exists()
    context = {"export": export, "is_ready": is_ready, "days": personal_data.KEPT.days}
    return render(request, "accounts/own_data.html", context)


@require_POST
@member_required
def ask_for_export(request: HttpRequest) -> HttpResponse:
    if not within_limit("ask_for_export", member_of(request), times=EXPORTS_PER_DAY, seconds=86_400):
        messages.error(request, "Für heute ist es genug. Morgen stellen wir deine Daten wieder zusammen.")
    elif not personal_data.ask_for_export(member_of(request)):
        messages.info(request, "Deine Daten sind schon bestellt.")
    return redirect("own_data")


@require_safe
@member_required
@never_cache
def fetch_export(request: HttpRequest) -> HttpResponseBase:
    """The file, through our own hands: no address leads to it that others could use."""
    export = DataExport.objects.visible_to(request.user).ready(timezone.now()).first()
    if export is None:
        return redirect("own_data")
    try:
        file = default_storage.open(export.file)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"meine-daten-{timezone.localtime(export.made_at):%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@member_required
def discard_export(request: HttpRequest) -> HttpResponse:
    if personal_data.discard_export(member_of(request)):
        messages.success(request, "Die Datei ist gelöscht.")
    return redirect("own_data")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    form = LeaveForm(member, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.leave(member, takes_texts=form.takes_texts)
        except LastOperator:
            form.add_error(None, LAST)
        else:
            logout(request)
            return redirect("left")
    wrote = Review.objects.filter(authors__member=member).exists()
    context = {"form": form, "wrote_reviews": wrote}
    return render(request, "accounts/leave.html", context, status=422 if form.errors else 200)


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """For a guest again: no message, no cookie."""
    return render(request, "accounts/left.html")


@require_http_methods(["GET", "HEAD", "POST"])
@operator_required
def delete_account(request: HttpRequest) -> HttpResponse:
    """By an operator: where the law demands it, or for somebody who asks in writing."""
    operator = member_of(request)
    form = DeleteAccountForm(operator, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        member, reasons = form.cleaned_data["name"], form.cleaned_data["reasons"]
        name = member.name
        try:
            leaving.leave(member, by=operator, takes_texts=form.takes_texts, reasons=reasons)
        except LastOperator:
            form.add_error("name", THE_LAST)
        else:
            messages.success(
                request, f"Das Konto von {name} ist gelöscht. Was Zeit braucht, folgt in den nächsten Minuten."
            )
            return redirect("operator:overview")
    return render(request, "operator/delete_account.html", {"form": form}, status=422 if form.errors else 200)
