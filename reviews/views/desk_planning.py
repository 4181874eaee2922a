"""The way to publication: submit, return, approve; when a review appears and disappears; a film's page released early."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.guards import editor_required, member_of
from reviews import films, planning, publishing
from reviews.forms.planning import EmbargoForm, EndForm, RemarkForm, ScheduleForm
from reviews.views.desk import not_ready, words_of
from reviews.views.desk_editing import back_to_messages, with_errors
from reviews.views.guards import find_review


def _act(request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    review = find_review(request, pk)
    try:
        if act(review, by=member_of(request)):
            messages.success(request, done)
    except (publishing.NotReady, publishing.NeedsApproval) as refusal:
        return not_ready(request, review, refusal)
    return back_to_messages(review)


@require_POST
@editor_required
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, planning.submit, "Eingereicht. Die Chefredaktion sieht sie sich an.")


@require_POST
@editor_required
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, planning.approve, "Freigegeben. Wer sie schrieb, kann sie jetzt veröffentlichen.")


@require_POST
@editor_required
def return_with_remarks(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return with_errors(request, review, remark_form=form)
    if planning.return_with_remarks(review, by=member_of(request), text=form.cleaned_data["text"]):
        messages.success(request, "Zurückgegeben, mit deinen Anmerkungen.")
    return back_to_messages(review)


@require_POST
@editor_required
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return with_errors(request, review, schedule_form=form)
    moment = form.cleaned_data["publish_at"]
    try:
        planning.schedule(review, at=moment, by=member_of(request))
    except (publishing.NotReady, publishing.NeedsApproval) as refusal:
        form.add_error("publish_at", words_of(refusal))
        return with_errors(request, review, schedule_form=form)
    messages.success(request, f"Geplant für {timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr.")
    return back_to_messages(review)


@require_POST
@editor_required
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, planning.unschedule, "Die Planung ist aufgehoben.")


@require_POST
@editor_required
def plan_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return with_errors(request, review, end_form=form)
    if planning.plan_withdrawal(review, at=form.cleaned_data["withdraw_at"], by=member_of(request)):
        messages.success(request, "Das Ende ist gespeichert." if form.cleaned_data["withdraw_at"] else "Sie bleibt.")
    return back_to_messages(review)


@require_POST
@editor_required
def set_embargo(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    form = EmbargoForm(request.POST)
    if not form.is_valid():
        return with_errors(request, review, embargo_form=form)
    data = form.cleaned_data
    if planning.set_embargo(review, until=data["embargo_until"], terms=data["embargo_terms"], by=member_of(request)):
        messages.success(
            request, "Die Sperrfrist ist gespeichert." if data["embargo_until"] else "Es gilt keine Sperrfrist."
        )
    return back_to_messages(review)


@require_POST
@editor_required
def release_film_page(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    if not review.may_be_changed_by(request.user):
        raise PermissionDenied
    try:
        if films.release_film_page(review.film, by=member_of(request)):
            messages.success(request, "Die Filmseite ist jetzt zu lesen, mit allem, was gespeichert ist.")
    except films.UnderEmbargo:
        messages.error(
            request, "Für diesen Film gilt noch eine Sperrfrist. Bis dahin bleibt auch seine Seite verborgen."
        )
    return back_to_messages(review)


@require_POST
@editor_required
def hide_film_page(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    if not review.may_be_changed_by(request.user):
        raise PermissionDenied
    if films.hide_film_page(review.film, by=member_of(request)):
        messages.success(request, "Die Filmseite ist wieder verborgen, solange keine Kritik zum Film erschienen ist.")
    return back_to_messages(review)
