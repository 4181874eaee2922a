"""`/betrieb/meldegruende/`: what people can report for."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.guards import member_of, operator_required
from filmsite.list_forms import ReportReasonForm
from forum.cases.reasons import save_reason
from forum.models import ReportReason
from text.numbers import LARGEST_ID


@require_safe
@operator_required
def report_reasons(request: HttpRequest) -> HttpResponse:
    rows = ReportReason.objects.visible_to(request.user).order_by("-is_offered", "position", "pk")
    return render(request, "operator/report_reasons.html", {"reasons": rows})


@operator_required
def report_reason(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or one of the list."""
    rows = ReportReason.objects.visible_to(request.user)
    found = get_object_or_404(rows, pk=min(pk, LARGEST_ID)) if pk is not None else None
    form = ReportReasonForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                save_reason(form.instance, by=member_of(request))
        except IntegrityError:  # somebody else wrote it down a moment ago
            form.add_error("name", "Diesen Grund gibt es schon.")
        else:
            messages.success(request, "Gespeichert.")
            return redirect("operator:report_reasons")
    context = {"form": form, "reason": found}
    return render(request, "operator/report_reason.html", context, status=422 if form.errors else 200)
