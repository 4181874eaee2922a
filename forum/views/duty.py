"""`/moderation/`: what moderators leave for each other, and what happened since yesterday."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import ask_first
from accounts.guards import member_of, moderator_required
from forum.cases import duty
from forum.forms.cases import ReasonTextForm, ShiftNoteForm
from forum.models import ReasonText, ShiftNote
from text.numbers import LARGEST_ID, number_in

NOTES_SHOWN = 10


@require_safe
@moderator_required
def since_yesterday(request: HttpRequest) -> HttpResponse:
    context = {"news": duty.since_yesterday(request.user), "form": ShiftNoteForm(), "notes": notes()}
    return render(request, "forum/moderation/since_yesterday.html", context)


def notes() -> list[ShiftNote]:
    return list(ShiftNote.objects.select_related("by").order_by("-at")[:NOTES_SHOWN])


@require_POST
@moderator_required
def leave_note(request: HttpRequest) -> HttpResponse:
    form = ShiftNoteForm(request.POST)
    if not form.is_valid():
        context = {"news": duty.since_yesterday(request.user), "form": form, "notes": notes()}
        return render(request, "forum/moderation/since_yesterday.html", context, status=422)
    duty.leave_note(form.cleaned_data["text"], by=member_of(request))
    messages.success(request, "Notiert.")
    return redirect("forum:queue")


@moderator_required
def reason_texts(request: HttpRequest) -> HttpResponse:
    """The list, with a form for one of them (`?text=`) or a new one."""
    chosen = ReasonText.objects.filter(pk=number_in(request.GET.get("text", "")) or 0).first()
    form = ReasonTextForm(request.POST or None, initial={"name": chosen.name, "text": chosen.text} if chosen else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            duty.save_reason_text(chosen, by=member_of(request), name=data["name"], words=data["text"])
            messages.success(request, "Gespeichert.")
            return redirect("forum:reason_texts")
        except duty.NameTaken:
            form.add_error("name", "Einen Textbaustein mit diesem Namen gibt es schon.")
    if form.errors:
        status = 422
    context = {"texts": ReasonText.objects.all(), "form": form, "chosen": chosen}
    return render(request, "forum/moderation/reason_texts.html", context, status=status)


@moderator_required
def delete_reason_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    text = get_object_or_404(ReasonText.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    if request.method != "POST":
        back = ("Textbausteine", reverse("forum:reason_texts"))
        return ask_first(request, f"Textbaustein „{text.name}“ löschen?", "Löschen", back=back, text=text.text)
    if duty.delete_reason_text(text, by=member_of(request)):
        messages.success(request, f"Textbaustein „{text.name}“ gelöscht.")
    return redirect("forum:reason_texts")
