"""`/meldung/`: members and guests point at what is wrong, and read what became of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from accounts.limits import address_within_limit, visitor_within_limit
from accounts.models import ANYBODY, Member
from forum import subjects
from forum.cases import appealing, reporting, showing
from forum.cases.finding import find_target, words_of
from forum.forms.cases import NO_APPEAL, AppealForm
from forum.forms.reporting import ReportForm, report_form
from forum.models import Appeal, Report, ReportReason
from forum.models.redress import AppealSide
from forum.models.targets import Target
from forum.paging import list_page
from text.numbers import LARGEST_ID

REPORTS_PER_PAGE = 20
REPORTS_WITHIN = {"times": 10, "seconds": 600}
MAILS_WITHIN = {"times": 10, "seconds": 86400}
"""To one address, whoever sends the forms."""

TOO_MANY = "So viele Meldungen auf einmal nehmen wir nicht an. Warte zehn Minuten, dein Text steht noch unten."
TOO_MANY_MAILS = "An diese Adresse gingen heute schon zu viele Mails. Nimm eine andere, oder warte bis morgen."
ALREADY = "Das hast du schon gemeldet. Sobald entschieden ist, hörst du davon."
OWN = "Das ist von dir selbst. Du kannst es bearbeiten oder zurückziehen."

CORRECTION = "korrektur"


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """The form, with what `?adresse=` points to; a guest's answer is a page of its own."""
    address = request.GET.get("adresse", "")[:500]
    if request.method != "POST":
        about = find_target(address, request.user) if address else None
        form = report_form(request.user, about=about, initial={"address": address, "reason": begun_reason(request)})
        return render_form(request, form, about)
    form = report_form(request.user, request.POST)
    if not form.is_valid() or form.found is None:
        return render_form(request, form, form.found, status=422)
    if refusal := too_many(request, form):
        form.add_error(None, refusal)
        return render_form(request, form, form.found, status=429)
    if form.cleaned_data["reason"].goes_to_desk and isinstance(form.found, tuple):
        return take_correction(request, form, *form.found)
    try:
        receipt = reporting.report(form.found, seen=words_of(form.found), **_said(request, form))
    except reporting.AlreadyReported:
        form.add_error(None, ALREADY)
        return render_form(request, form, form.found, status=409)
    except reporting.OwnContent:
        form.add_error("address", OWN)
        return render_form(request, form, status=422)
    if isinstance(request.user, Member):
        messages.success(request, "Danke. Deine Meldung ist da; hier steht, was daraus wird.")
        return redirect("forum:own_report", receipt.report.pk)
    return redirect("forum:report_status", receipt.secret)


def too_many(request: HttpRequest, form: ReportForm) -> str:
    """Why not now, or nothing. Anybody can type anybody's address: it gets no more mails than an honest reporter would."""
    if not visitor_within_limit("report", request, **REPORTS_WITHIN):
        return TOO_MANY
    address = form.cleaned_data.get("email", "")
    return "" if not address or address_within_limit("report", address, **MAILS_WITHIN) else TOO_MANY_MAILS


def take_correction(request: HttpRequest, form: ReportForm, kind: str, pk: int) -> HttpResponse:
    """To the desk; nothing is to be decided about, so there is no page to come back to."""
    data = form.cleaned_data
    who: dict[str, Any] = {"by": request.user, "name": "", "email": ""}
    if not isinstance(request.user, Member):
        who = {"by": None, "name": data["name"], "email": data["email"]}
    subjects.take_correction(kind, pk, words=data["words"], form_key=data["form_key"], **who)
    about, url = subjects.name_reported([(kind, pk)], request.user).get((kind, pk), ("", ""))
    return render(request, "forum/reporting/corrected.html", {"about": about, "url": url})


def _said(request: HttpRequest, form: ReportForm) -> dict[str, Any]:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": request.user}
    if not isinstance(request.user, Member):
        who = {"guest": reporting.Guest(data["name"], data["email"])}
    return who | {name: data[name] for name in ("reason", "words", "in_good_faith", "form_key")}


def begun_reason(request: HttpRequest) -> int | None:
    """`?grund=korrektur` is the link beside facts and captions."""
    if request.GET.get("grund") != CORRECTION:
        return None
    return ReportReason.objects.offered().filter(goes_to_desk=True).values_list("pk", flat=True).first()


def render_form(
    request: HttpRequest, form: ReportForm, about: Target | None = None, *, status: int = 200
) -> HttpResponse:
    """With the name of what it is about, for whoever asks to be sure."""
    name = showing.name_of_target(about, request.user) if about is not None else ""
    form.offer_reasons_for(about)
    is_correction = request.GET.get("grund") == CORRECTION
    context = {"form": form, "about": name, "is_correction": is_correction}
    return render(request, "forum/reporting/report.html", context, status=status)


@require_safe
@never_cache
def report_status(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the address, without an account."""
    return render_status(request, find_by_secret(secret), secret=secret)


def find_by_secret(secret: str) -> Report:
    found = reporting.report_of_secret(secret)
    if found is None:
        raise Http404
    return found


def render_status(
    request: HttpRequest, found: Report, *, secret: str = "", form: AppealForm | None = None, status: int = 200
) -> HttpResponse:
    decision = found.decision
    context = {
        "report": found,
        "about": showing.show_case(found.case, request.user if not secret else ANYBODY).name,
        "decision": decision,
        "appeal": Appeal.objects.filter(report=found).order_by("-pk").first(),
        "can_appeal": decision is not None and appealing.can_appeal(decision, AppealSide.REPORTER),
        "secret": secret,
        "form": form or AppealForm(),
    }
    return render(request, "forum/reporting/status.html", context, status=status)


@require_POST
@never_cache
def appeal_by_secret(request: HttpRequest, secret: str) -> HttpResponse:
    return _appeal(request, find_by_secret(secret), secret)


@require_safe
@member_required
def own_reports(request: HttpRequest) -> HttpResponse:
    rows = Report.objects.filter(by=member_of(request)).select_related("reason", "decision", *CASE)
    page = list_page(rows, ("id",), request.GET, size=REPORTS_PER_PAGE)
    cases = showing.show_cases([row.case for row in page.rows], request.user)
    context = {"page": page, "rows": list(zip(page.rows, cases, strict=True))}
    return render(request, "forum/reporting/own_reports.html", context)


CASE = ["case__post__thread", "case__post__author", "case__thread__author", "case__member"]


def find_own(request: HttpRequest, pk: int) -> Report:
    rows = Report.objects.filter(by=member_of(request)).select_related("reason", "decision", *CASE)
    return get_object_or_404(rows, pk=min(pk, LARGEST_ID))


@require_safe
@member_required
def own_report(request: HttpRequest, pk: int) -> HttpResponse:
    return render_status(request, find_own(request, pk))


@require_POST
@member_required
def appeal_as_reporter(request: HttpRequest, pk: int) -> HttpResponse:
    return _appeal(request, find_own(request, pk))


def _appeal(request: HttpRequest, found: Report, secret: str = "") -> HttpResponse:
    form = AppealForm(request.POST)
    if not form.is_valid() or found.decision is None:
        return render_status(request, found, secret=secret, form=form, status=422)
    try:
        appealing.appeal(
            found.decision, AppealSide.REPORTER, words=form.cleaned_data["words"], member=found.by, report=found
        )
    except (appealing.NoAppeal, appealing.AlreadyAppealed):
        form.add_error(None, NO_APPEAL)
        return render_status(request, found, secret=secret, form=form, status=409)
    if secret:
        return redirect("forum:report_status", secret)
    messages.success(request, "Dein Widerspruch ist da. Jemand anderes liest alles noch einmal.")
    return redirect("forum:own_report", found.pk)
