"""Every save of a review: to read, to compare, to take back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import editor_required, member_of
from forum.paging import list_page
from reviews import drafting
from reviews.comparing import compare, parts_of
from reviews.content import current_content, newest_revision
from reviews.models import Review, Revision
from reviews.rights import with_rights_of_today
from reviews.views.guards import find_review
from text.numbers import number_in

REVISIONS_PER_PAGE = 30


@require_safe
@editor_required
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    rows = review.revisions.select_related("by", "based_on").defer("content", "based_on__content")
    page = list_page(rows, ("number",), request.GET, size=REVISIONS_PER_PAGE)
    return render(request, "desk/revisions.html", {"review": review, "page": page})


@require_safe
@editor_required
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A save as it was, and what it changed: against the one it was based on, or against `?gegen=<number>`."""
    review = find_review(request, pk)
    found = find_revision(review, number)
    other = against(request, review, found)
    context = {
        "review": review,
        "revision": found,
        "other": other,
        "parts": compare(other.content, found.content) if other else [],
        "whole": parts_of(found.content),
        "may_change": review.may_be_changed_by(request.user),
        "is_current": found.content == current_content(review),
    }
    return render(request, "desk/revision.html", context)


def find_revision(review: Review, number: int) -> Revision:
    return get_object_or_404(review.revisions.select_related("by", "based_on"), number=number)


def against(request: HttpRequest, review: Review, revision: Revision) -> Revision | None:
    wanted = number_in(request.GET.get("gegen"))
    return revision.based_on if wanted is None else find_revision(review, wanted)


@require_POST
@editor_required
def restore_revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier save, or a proposal, becomes the newest; nothing is lost, what was newest stays among the saves."""
    review = find_review(request, pk)
    wanted = find_revision(review, number)
    newest = newest_revision(review)
    base = newest.number if newest else 0
    saved = drafting.save_review(review, with_rights_of_today(wanted), by=member_of(request), base=base)
    if saved.kept_aside:
        messages.warning(request, "Gerade hat jemand anderes gespeichert. Sieh nach und versuch es noch einmal.")
    else:
        messages.success(
            request, f"Fassung {number} ist wieder die neueste." if saved.revision else "Das ist sie schon."
        )
    return redirect("desk:edit_review", review.pk)
