"""Writing a review at the desk: one form for everything, saved by button or while typing."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import asks_for_part, editor_required, member_of
from accounts.roles import is_chief_editor
from reviews import drafting
from reviews.checklist import missing
from reviews.content import current_content, newest_revision
from reviews.doubts import marked
from reviews.drafting import Saved
from reviews.forms.desk import DeskForm
from reviews.forms.planning import EmbargoForm, EndForm, RemarkForm, ScheduleForm, WithdrawForm
from reviews.forms.related import RelatedForm
from reviews.mentions import mentions_in, urls_in
from reviews.models import Correction, Doubt, Review, RevisionKind
from reviews.pinning import names_in_text
from reviews.previewing import facts_in, preview_of
from reviews.reading import as_shown
from reviews.related import at_desk
from reviews.views.desk_stills import act_on_pictures, pictures_of
from reviews.views.desk_uploads import take_files
from reviews.views.guards import find_review
from text.numbers import number_in

LATE = datetime.timedelta(minutes=1)
"""The worker looks every ten seconds; a minute is more than it takes."""


@editor_required
def edit_review(request: HttpRequest, pk: int) -> HttpResponse:
    """A button of a picture saves too, then acts; files are taken in the same way."""
    review = find_review(request, pk)
    content = current_content(review)
    if request.method != "POST":
        newest = newest_revision(review)
        return render_desk(request, review, DeskForm(content, newest.number if newest else 0))
    form = DeskForm(content, number_in(request.POST.get("base")) or 0, request.POST)
    if not form.is_valid():
        return refuse(request, review, form)
    wanted = act_on_pictures(request, form)
    automatic = "automatisch" in request.POST
    saved = drafting.save_review(review, wanted, by=member_of(request), base=form.base, automatic=automatic)
    if asks_for_part(request):
        return render_saved(request, review, saved, base=form.base)
    take_files(request, review)
    return back_to_desk(request, review, saved)


def refuse(request: HttpRequest, review: Review, form: DeskForm) -> HttpResponse:
    if asks_for_part(request):
        return render(request, "desk/_not_saved.html", {"refused": list(form.refused())}, status=422)
    messages.error(request, "Noch nicht gespeichert: Ein paar Felder brauchen dich. Deine Eingaben stehen unten.")
    return render_desk(request, review, form, status=422)


def back_to_desk(request: HttpRequest, review: Review, saved: Saved) -> HttpResponse:
    if saved.kept_aside and saved.revision:
        messages.warning(
            request, "Jemand hat die Kritik inzwischen gespeichert. Deine Fassung ist nicht verloren: Wähle, was gilt."
        )
        return redirect("desk:merge_proposal", review.pk, saved.revision.number)
    messages.success(request, "Gespeichert." if saved.revision else "Nichts geändert.")
    place = number_in(request.POST.get("bild", "").rpartition("-")[2])
    address = redirect("desk:edit_review", review.pk)
    if place is not None:
        address["Location"] += f"#bild-{place}"
    return address


def render_saved(request: HttpRequest, review: Review, saved: Saved, *, base: int) -> HttpResponse:
    """The answer to a save without leaving the page: state, the new base, and what is still missing."""
    review = find_review(request, review.pk)
    newest = newest_revision(review)
    kept = saved.revision if saved.kept_aside else None
    context = standing(request, review) | {
        "kept_aside": kept,
        "base": base if kept or newest is None else newest.number,
        "now": timezone.now(),
    }
    return render(request, "desk/_saved.html", context)


@require_safe
@editor_required
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked now and then by an open page: who else has saved since; and a fresh token, after a sign-in elsewhere."""
    review = find_review(request, pk)
    base = number_in(request.GET.get("base")) or 0
    others = review.revisions.filter(number__gt=base).exclude(by=member_of(request)).exclude(kind=RevisionKind.PROPOSED)
    context = {"review": review, "other": others.select_related("by").order_by("-number").first()}
    return render(request, "desk/_others.html", context)


def standing(request: HttpRequest, review: Review) -> dict[str, Any]:
    """Where the review stands and what may be done with what was saved last."""
    newest = newest_revision(review)
    found = missing(review, at=review.publish_at, content=current_content(review))
    return {
        "review": review,
        "missing": found,
        "blocked": any(thing.blocks for thing in found),
        "has_change": review.was_published and newest is not None and newest.kind == RevisionKind.WORKING,
        "undo": newest.based_on if newest else None,
        "may_change": review.may_be_changed_by(request.user),
        "needs_approval": settings.REVIEW_APPROVAL,
        "is_chief": is_chief_editor(request.user),
        "remarks": review.remarks.select_related("by"),
        "remark_form": RemarkForm(),
    }


def render_desk(
    request: HttpRequest, review: Review, form: DeskForm, *, status: int = 200, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """`forms` are small forms that come back with their errors."""
    proposals = review.revisions.filter(kind=RevisionKind.PROPOSED, settled_at=None)
    context: dict[str, Any] = {
        **standing(request, review),
        "form": form,
        "pictures": pictures_of(form),
        "doubts": [marked(doubt) for doubt in Doubt.objects.filter(source__review=review, settled_at=None)],
        "corrections": Correction.objects.filter(review=review, settled_at=None).select_related("by").order_by("pk"),
        "proposals": proposals.select_related("by", "based_on").order_by("-number"),
        "was_late": was_late(review),
        **planning_forms(review),
        "related": at_desk(review, viewer=request.user),
        "open_names": sum(name.is_open for name in names_in_text(review)),
        "link_form": RelatedForm(viewer=request.user),
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
        "withdraw_form": WithdrawForm(),
    }


def with_errors(request: HttpRequest, review: Review, **forms: Any) -> HttpResponse:
    """The desk again, with the small form that was refused and what was typed in it."""
    newest = newest_revision(review)
    form = DeskForm(current_content(review), newest.number if newest else 0)
    return render_desk(request, review, form, status=422, forms=forms)


def back_to_messages(review: Review) -> HttpResponse:
    """Without an anchor a browser keeps the one in the address of the form, where no message stands."""
    return redirect(f"{reverse('desk:edit_review', args=[review.pk])}#inhalt")


@require_safe
@editor_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was saved last, as readers will see it."""
    review = find_review(request, pk)
    content = current_content(review)
    unsaved, places, lead, authors, trailer = preview_of(review, content)
    urls = urls_in(mentions_in(unsaved))
    shown = as_shown(
        unsaved, places, lead, authors, trailer, facts_in(content["film"]) | {"is_preview": True}, urls=urls
    )
    context = {"review": unsaved, "film": unsaved.film, "shown": shown, "is_preview": True, "voices": []}
    return render(request, "reviews/review.html", context)
