"""The desk: what is due, and the life of a review from draft to withdrawal."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import editor_required, member_of
from accounts.roles import is_chief_editor
from forum.paging import list_page
from reviews import drafting, publishing
from reviews.checklist import missing
from reviews.content import current_content, newest_revision
from reviews.forms.desk import DeskForm, NewReviewForm
from reviews.forms.planning import EmbargoForm, EndForm, RemarkForm, ScheduleForm, WithdrawForm
from reviews.models import Doubt, Review, ReviewState, RevisionKind, Still
from reviews.previewing import facts_in, preview_of
from reviews.views.desk_stills import act_on_pictures, pictures_of, take_files
from reviews.views.reading import article

REVIEWS_PER_PAGE = 30

ENDING_COUNTED = 100
"""Pictures with ending rights that the desk counts; more is the same alarm."""

LATE = datetime.timedelta(minutes=1)
"""The worker looks every ten seconds; a minute is more than it takes."""

FILTERS = {
    "entwuerfe": ("Entwürfe", [ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.APPROVED]),
    "geplant": ("Geplant", [ReviewState.SCHEDULED]),
    "veroeffentlicht": ("Veröffentlicht", [ReviewState.PUBLISHED]),
    "zurueckgezogen": ("Zurückgezogen", [ReviewState.WITHDRAWN]),
}


@require_safe
@editor_required
def desk(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("stand", "entwuerfe")
    label, states = FILTERS.get(chosen, FILTERS["entwuerfe"])
    rows = Review.objects.at_desk_of(request.user).filter(state__in=states).select_related("film", "owner")
    rows = rows.with_open_doubts().prefetch_related("authors")
    page = list_page(rows, ("changed_at", "id"), request.GET, size=REVIEWS_PER_PAGE)
    context = {
        "page": page,
        "reviews": page.rows,
        "label": label,
        "chosen": chosen,
        "filters": FILTERS,
        "now": timezone.now(),
        "ending": Still.objects.visible_to(request.user).ending()[:ENDING_COUNTED].count(),
    }
    return render(request, "desk/desk.html", context)


@editor_required
def new_review(request: HttpRequest) -> HttpResponse:
    form = NewReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        review = drafting.create_draft(by=member_of(request), **form.cleaned_data)
        return redirect("desk:edit_review", review.pk)
    return render(request, "desk/new_review.html", {"form": form}, status=422 if form.errors else 200)


def find_review(request: HttpRequest, pk: int) -> Review:
    rows = Review.objects.at_desk_of(request.user).select_related("film", "thread", "owner", "lead")
    return get_object_or_404(rows.prefetch_related("authors"), pk=pk)


@editor_required
def edit_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One form for everything. A button of a picture saves too, then moves it; files are taken in the same way."""
    review = find_review(request, pk)
    newest = newest_revision(review)
    content = current_content(review)
    if request.method != "POST":
        return render_desk(request, review, DeskForm(content, newest.number if newest else 0))
    form = DeskForm(content, _base_sent(request), request.POST)
    if not form.is_valid():
        messages.error(request, "Noch nicht gespeichert: Ein paar Felder brauchen dich. Deine Eingaben stehen unten.")
        return render_desk(request, review, form, status=422)
    wanted = act_on_pictures(request, form.content())
    saved = drafting.save_review(review, wanted, by=member_of(request), base=form.base)
    if saved.kept_aside:
        messages.warning(
            request,
            "Jemand hat die Kritik inzwischen gespeichert. Deine Fassung ist nicht verloren: Sie steht unten bei „Vorschläge“.",
        )
        return redirect("desk:edit_review", review.pk)
    take_files(request, review)
    messages.success(request, "Gespeichert." if saved.revision else "Nichts geändert.")
    return redirect("desk:edit_review", review.pk)


def _base_sent(request: HttpRequest) -> int:
    sent = request.POST.get("base", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0


def render_desk(
    request: HttpRequest, review: Review, form: DeskForm, *, status: int = 200, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """`forms` are small forms that come back with their errors."""
    newest = newest_revision(review)
    found = missing(review, content=form.stored)
    context: dict[str, Any] = {
        "review": review,
        "form": form,
        "pictures": pictures_of(form),
        "missing": found,
        "blocked": any(thing.blocks for thing in found),
        "has_change": review.was_published and newest is not None and newest.kind == RevisionKind.WORKING,
        "may_change": review.may_be_changed_by(request.user),
        "doubts": Doubt.objects.filter(source__review=review, settled_at=None),
        "proposals": review.revisions.filter(kind="proposed").select_related("by", "based_on").order_by("-number"),
        "remarks": review.remarks.select_related("by"),
        "was_late": was_late(review),
        "needs_approval": settings.REVIEW_APPROVAL,
        "is_chief": is_chief_editor(request.user),
        **planning_forms(review),
        **(forms or {}),
        "withdrawal": review.withdrawals.filter(ended_at=None).select_related("by").first(),
    }
    return render(request, "desk/edit_review.html", context, status=status)


def was_late(review: Review) -> bool:
    """Whether a planned moment was missed and made up."""
    if not (review.publish_at and review.published_at):
        return False
    return review.published_at - review.publish_at > LATE


def planning_forms(review: Review) -> dict[str, Any]:
    return {
        "schedule_form": ScheduleForm(initial={"publish_at": review.publish_at}),
        "end_form": EndForm(initial={"withdraw_at": review.withdraw_at}),
        "embargo_form": EmbargoForm(
            initial={"embargo_until": review.embargo_until, "embargo_terms": review.embargo_terms}
        ),
        "remark_form": RemarkForm(),
        "withdraw_form": WithdrawForm(),
    }


def with_errors(request: HttpRequest, review: Review, **forms: Any) -> HttpResponse:
    """The desk again, with the small form that was refused and what was typed in it."""
    newest = newest_revision(review)
    form = DeskForm(current_content(review), newest.number if newest else 0)
    return render_desk(request, review, form, status=422, forms=forms)


@require_safe
@editor_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was saved last, as readers will see it."""
    review = find_review(request, pk)
    content = current_content(review)
    context = article(*preview_of(review, content)) | facts_in(content["film"])
    return render(request, "reviews/review.html", context | {"is_preview": True, "voices": []})


@require_POST
@editor_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    try:
        published = publishing.publish(review, by=member_of(request))
    except (publishing.NotReady, publishing.NeedsApproval) as refusal:
        return not_ready(request, review, refusal)
    if not published:
        messages.info(request, "Die Kritik war schon veröffentlicht.")
        return redirect("desk:edit_review", review.pk)
    messages.success(request, "Veröffentlicht. Die Filmdiskussion ist offen.")
    return redirect(review)


def not_ready(request: HttpRequest, review: Review, refusal: Exception) -> HttpResponse:
    if isinstance(refusal, publishing.NotReady):
        messages.error(request, "Das fehlt noch: " + "; ".join(thing.text for thing in refusal.missing) + ".")
    else:
        messages.error(request, "Erst gibt die Chefredaktion frei. Reich die Kritik zur Freigabe ein.")
    return redirect("desk:edit_review", review.pk)


@require_POST
@editor_required
def publish_change(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    try:
        published = publishing.publish_change(review, by=member_of(request))
    except (publishing.NotReady, publishing.NeedsApproval) as refusal:
        return not_ready(request, review, refusal)
    except publishing.ChangedMeanwhile:
        messages.warning(request, "Jemand hat gerade weitergeschrieben. Sieh dir die Arbeitsfassung noch einmal an.")
        return redirect("desk:edit_review", review.pk)
    messages.success(request, "Die Änderung ist veröffentlicht." if published else "Es gibt nichts zu veröffentlichen.")
    return redirect("desk:edit_review", review.pk)


@require_POST
@editor_required
def discard_change(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    if drafting.discard_change(review, by=member_of(request)):
        messages.success(request, "Verworfen. Die Arbeitsfassung steht noch unter „Fassungen“.")
    return redirect("desk:edit_review", review.pk)


@require_POST
@editor_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return with_errors(request, review, withdraw_form=form)
    if publishing.withdraw(review, by=member_of(request), reason=form.cleaned_data["reason"]):
        messages.success(request, "Zurückgezogen. Kritik und Diskussion sind nicht mehr zu lesen.")
    return redirect("desk:edit_review", review.pk)


@editor_required
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: a deleted draft does not come back."""
    review = find_review(request, pk)
    if request.method != "POST":
        return render(request, "desk/delete_draft.html", {"review": review})
    try:
        drafting.delete_draft(review, by=member_of(request))
    except drafting.AlreadyPublished:
        messages.error(request, "Eine Kritik, die einmal erschienen ist, wird nur zurückgezogen, nie gelöscht.")
        return redirect("desk:edit_review", review.pk)
    messages.success(request, f"Der Entwurf „{review.title}“ ist gelöscht.")
    return redirect("desk:desk")


@require_POST
@editor_required
def settle_doubt(request: HttpRequest, pk: int, doubt: int) -> HttpResponse:
    review = find_review(request, pk)
    found = get_object_or_404(Doubt, pk=doubt, source__review=review)
    drafting.settle_doubt(found, by=member_of(request))
    return redirect("desk:edit_review", review.pk)
