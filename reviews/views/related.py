"""„Auch im Forum“: members suggest threads for a review's discussion, editors link them at the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.guards import editor_required, member_of, member_required
from accounts.limits import within_limit
from reviews import related
from reviews.forms.related import RelatedForm
from reviews.models import Review
from reviews.views.desk_editing import back_to_messages, with_errors
from reviews.views.guards import find_review as find_at_desk
from reviews.views.reading import find_review

SUGGESTIONS_PER_HOUR = 20
"""An editor looks at each of them."""

TOO_MANY = "Das waren viele Vorschläge auf einmal. Mach in einer Stunde weiter."


@member_required
def suggest_thread(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_review(request, slug)
    if not isinstance(found, Review):
        return found
    form = RelatedForm(request.POST or None, viewer=request.user)
    if request.method != "POST":
        return _suggestion_page(request, found, RelatedForm(viewer=request.user))
    if not form.is_valid():
        return _suggestion_page(request, found, form, status=422)
    if not within_limit("suggest_thread", member_of(request), times=SUGGESTIONS_PER_HOUR, seconds=3600):
        form.add_error(None, TOO_MANY)
        return _suggestion_page(request, found, form, status=429)
    try:
        is_new = related.suggest_thread(found, form.cleaned_data["thread"], by=member_of(request))
    except related.NotPossible as reason:
        form.add_error("thread", str(reason))
        return _suggestion_page(request, found, form, status=422)
    if is_new:
        messages.success(request, "Danke! Die Redaktion sieht es sich an.")
    else:
        messages.info(request, "Dieses Thema hat schon jemand vorgeschlagen.")
    return redirect(found)


def _suggestion_page(request: HttpRequest, review: Review, form: RelatedForm, *, status: int = 200) -> HttpResponse:
    context = {"review": review, "form": form, "related": related.shown_threads(request.user, review=review.pk)}
    return render(request, "reviews/suggest_thread.html", context, status=status)


@require_POST
@editor_required
def link_thread(request: HttpRequest, pk: int) -> HttpResponse:
    review, form = find_at_desk(request, pk), RelatedForm(request.POST, viewer=request.user)
    if not form.is_valid():
        return with_errors(request, review, link_form=form)
    try:
        if related.link_thread(review, form.cleaned_data["thread"], by=member_of(request)):
            messages.success(request, "Verbunden. Es steht jetzt unter „Auch im Forum“.")
    except related.NotPossible as reason:
        form.add_error("thread", str(reason))
        return with_errors(request, review, link_form=form)
    return back_to_messages(review)


@require_POST
@editor_required
def unlink_thread(request: HttpRequest, pk: int) -> HttpResponse:
    review, form = find_at_desk(request, pk), RelatedForm(request.POST, viewer=request.user)
    if form.is_valid() and related.unlink_thread(review, form.cleaned_data["thread"], by=member_of(request)):
        messages.success(request, "Es steht nicht unter „Auch im Forum“.")
    return back_to_messages(review)
