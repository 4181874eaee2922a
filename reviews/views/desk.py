"""The desk: what is due, and the life of a review from draft to withdrawal. Writing it is `desk_editing`."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import editor_required, member_of
from forum.paging import list_page
from reviews import corrections, drafting, publishing
from reviews.forms.desk import NewReviewForm
from reviews.forms.planning import WithdrawForm
from reviews.models import Correction, Doubt, Review, ReviewState, Still
from reviews.views.desk_editing import back_to_messages, with_errors
from reviews.views.guards import find_review
from text.numbers import LARGEST_ID
from text.quoting import quoted

REVIEWS_PER_PAGE = 30

NEVER_DELETED = "Eine Kritik, die einmal erschienen ist, wird nur zurückgezogen, nie gelöscht."

ENDING_COUNTED = 100
CORRECTIONS_SHOWN = 10
"""Pictures with ending rights that the desk counts; more is the same alarm."""

DRAFTS = [ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.APPROVED]

FILTERS = {
    "entwuerfe": ("Entwürfe", "Keine Entwürfe", DRAFTS),
    "geplant": ("Geplant", "Nichts geplant", [ReviewState.SCHEDULED]),
    "veroeffentlicht": ("Veröffentlicht", "Noch nichts veröffentlicht", [ReviewState.PUBLISHED]),
    "zurueckgezogen": ("Zurückgezogen", "Nichts zurückgezogen", [ReviewState.WITHDRAWN]),
}


@require_safe
@editor_required
def desk(request: HttpRequest) -> HttpResponse:
    at_desk = Review.objects.at_desk_of(request.user)
    chosen = request.GET.get("stand")
    if chosen not in FILTERS:  # the first one with something in it
        held = (key for key, (_, _, states) in FILTERS.items() if at_desk.filter(state__in=states).exists())
        chosen = next(held, "entwuerfe")
    label, nothing, states = FILTERS[chosen]
    rows = at_desk.filter(state__in=states).select_related("film", "owner")
    rows = rows.with_open_doubts().prefetch_related("authors")
    page = list_page(rows, ("changed_at", "id"), request.GET, size=REVIEWS_PER_PAGE, keep=f"stand={chosen}")
    context = {
        "page": page,
        "reviews": page.rows,
        "label": label,
        "nothing": nothing,
        "chosen": chosen,
        "filters": FILTERS,
        "now": timezone.now(),
        "corrected": Correction.objects.filter(settled_at=None, review__in=at_desk)
        .select_related("review", "by")
        .order_by("-pk")[:CORRECTIONS_SHOWN],
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
    messages.error(request, words_of(refusal))
    return back_to_messages(review)


def words_of(refusal: Exception) -> str:
    if isinstance(refusal, publishing.NotReady):
        return "Das fehlt noch: " + "; ".join(thing.text for thing in refusal.missing) + "."
    return "Erst gibt die Chefredaktion frei. Reich die Kritik zur Freigabe ein."


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
    return back_to_messages(review)


@editor_required
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: a deleted draft does not come back."""
    review = find_review(request, pk)
    if request.method != "POST" and review.was_published:
        messages.error(request, NEVER_DELETED)
        return redirect("desk:edit_review", review.pk)
    if request.method != "POST":
        return render(request, "desk/delete_draft.html", {"review": review})
    try:
        drafting.delete_draft(review, by=member_of(request))
    except drafting.AlreadyPublished:
        messages.error(request, NEVER_DELETED)
        return redirect("desk:edit_review", review.pk)
    messages.success(request, f"Der Entwurf {quoted(review.title)} ist gelöscht.")
    return redirect("desk:desk")


@require_POST
@editor_required
def settle_doubt(request: HttpRequest, pk: int, doubt: int) -> HttpResponse:
    review = find_review(request, pk)
    found = get_object_or_404(Doubt, pk=doubt, source__review=review)
    drafting.settle_doubt(found, by=member_of(request))
    return redirect("desk:source" if "zurueck" in request.POST else "desk:edit_review", review.pk)


@require_POST
@editor_required
def settle_correction(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    review = find_review(request, pk)
    found = get_object_or_404(Correction, pk=min(correction, LARGEST_ID), review=review)
    corrections.settle_correction(found, by=member_of(request))
    return redirect("desk:edit_review", review.pk)
