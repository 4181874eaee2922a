"""What moderators do with where things stand; the forms are on the thread's moderation page."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.guards import member_of, moderator_required
from forum import foreseeing, rearranging
from forum.forms.rearranging import MergeForm, MoveForm, SplitForm, TitleForm
from forum.models import Decision, Thread
from forum.views.moderation import render_thread_page
from forum.views.threads import find_thread


def _rearrange(
    request: HttpRequest,
    pk: int,
    name: str,
    form: forms.Form,
    act: Callable[[Thread], Decision | Thread | None],
    done: str,
    foresee: Callable[[Thread], Sequence[str]] | None = None,
) -> HttpResponse:
    """`name` is that of the form on the page; it comes back with what was typed if it is refused. With the button
    `vorschau` it is only said what will happen."""
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    if not form.is_valid():
        return render_thread_page(request, found, status=422, **{name: form})
    try:
        if foresee and "vorschau" in request.POST:
            sent = [
                (key, value) for key, value in request.POST.items() if key not in ("vorschau", "csrfmiddlewaretoken")
            ]
            label = {"move_form": "Verschieben", "merge_form": "Zusammenlegen", "split_form": "Abtrennen"}[name]
            context = {"thread": found, "lines": foresee(found), "sent": sent, "label": label}
            return render(request, "forum/moderation/foreseen.html", context)
        result = act(found)
    except rearranging.NotPossible as refusal:
        form.add_error(None, str(refusal))
        return render_thread_page(request, found, status=409, **{name: form})
    messages.success(request, done if result else "Das ist schon so.")
    return redirect(result if isinstance(result, Thread) else Thread.objects.get(pk=found.pk))


@require_POST
@moderator_required
def rename_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    form, by = TitleForm(request.POST, prefix="name"), member_of(request)
    return _rearrange(
        request, pk, "name_form", form,
        lambda thread: rearranging.rename_thread(thread, by=by, title=form.cleaned_data["title"]),
        "Umbenannt. Die alte Adresse leitet weiter.",
    )  # fmt: skip


@require_POST
@moderator_required
def move_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    form, by = MoveForm(request.POST, prefix="move", viewer=request.user), member_of(request)
    return _rearrange(
        request, pk, "move_form", form,
        lambda thread: rearranging.move_thread(thread, by=by, board=form.cleaned_data["board"]),
        "Verschoben. Zurück geht es auf demselben Weg.",
        lambda thread: foreseeing.foresee_move(thread, form.cleaned_data["board"]),
    )  # fmt: skip


@require_POST
@moderator_required
def merge_threads(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    form, by = MergeForm(request.POST, prefix="merge", viewer=request.user), member_of(request)

    def merge(thread: Thread) -> Thread:
        into = form.cleaned_data["into"]
        rearranging.merge_threads(thread, by=by, into=into)
        return into

    def foresee(thread: Thread) -> Sequence[str]:
        return foreseeing.foresee_merge(thread, form.cleaned_data["into"])

    done = "Zusammengelegt. Die alten Adressen leiten weiter."
    return _rearrange(request, pk, "merge_form", form, merge, done, foresee)


@require_POST
@moderator_required
def split_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    form, by = SplitForm(request.POST, prefix="split", viewer=request.user), member_of(request)

    def split(thread: Thread) -> Thread:
        data = form.cleaned_data
        return rearranging.split_thread(
            thread, by=by, numbers=data["numbers"], title=data["title"], board=data["board"]
        )

    def foresee(thread: Thread) -> Sequence[str]:
        data = form.cleaned_data
        return foreseeing.foresee_split(thread, data["numbers"], data["title"], data["board"])

    return _rearrange(request, pk, "split_form", form, split, "Abgetrennt. Hier ist das neue Thema.", foresee)
