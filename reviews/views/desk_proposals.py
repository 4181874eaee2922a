"""Saves that were kept beside a newer one: choose, merge, or lay aside."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.guards import editor_required, member_of
from reviews import drafting, revisions
from reviews.content import current_content, newest_revision
from reviews.merging import BOTH, NEWEST, PROPOSAL, choices, merge
from reviews.models import Review, Revision, RevisionKind
from reviews.views.guards import find_review
from text.numbers import number_in

SIDES = {NEWEST, PROPOSAL, BOTH}


def find_proposal(review: Review, number: int) -> Revision:
    rows = review.revisions.filter(kind=RevisionKind.PROPOSED, settled_at=None)
    return get_object_or_404(rows.select_related("by", "based_on"), number=number)


@editor_required
def merge_proposal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Both saves, part by part; what only one side has changed is chosen already."""
    review = find_review(request, pk)
    proposal = find_proposal(review, number)
    newest = newest_revision(review)
    content = current_content(review)
    if request.method == "POST":
        return take_over(request, review, proposal)
    base = proposal.based_on.content if proposal.based_on else None
    context = {
        "review": review,
        "proposal": proposal,
        "newest": newest,
        "base": newest.number if newest else 0,
        "choices": choices(base, content, proposal.content),
        "may_change": review.may_be_changed_by(request.user),
    }
    return render(request, "desk/merge_proposal.html", context)


def take_over(request: HttpRequest, review: Review, proposal: Revision) -> HttpResponse:
    """The choice counts for the newest save that was shown; when there is a newer one, both are shown again."""
    newest = newest_revision(review)
    if not review.may_be_changed_by(request.user):
        raise PermissionDenied
    if newest and newest.number != number_in(request.POST.get("base")):
        messages.warning(request, "Gerade hat jemand weitergeschrieben. Sieh dir die Unterschiede noch einmal an.")
        return redirect("desk:merge_proposal", review.pk, proposal.number)
    chosen = {key: str(side) for key, side in request.POST.items() if side in SIDES}
    wanted = merge(current_content(review), proposal.content, chosen)
    base = newest.number if newest else 0
    saved = drafting.save_review(review, wanted, by=member_of(request), base=base)
    if saved.kept_aside and saved.revision:
        return redirect("desk:merge_proposal", review.pk, saved.revision.number)
    revisions.settle_proposal(proposal, by=member_of(request))
    messages.success(request, "Zusammengeführt und gespeichert.")
    return redirect("desk:edit_review", review.pk)


@require_POST
@editor_required
def settle_proposal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    review = find_review(request, pk)
    if revisions.settle_proposal(find_proposal(review, number), by=member_of(request)):
        messages.success(request, "Weggelegt. Der Vorschlag steht noch unter „Fassungen“.")
    return redirect("desk:edit_review", review.pk)
