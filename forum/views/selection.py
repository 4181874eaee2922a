"""`/moderation/auswahl/…`: several posts or threads, chosen in a list; what will happen to them, and the decision."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, moderator_required
from forum.bulk import MOST, POST_ACTS, THREAD_ACTS, BulkAct, Outcome, decide_on_all, foresee
from forum.forms.selection import form_for
from forum.models import Post, Thread
from text.numbers import number_in


def _chosen(values: Collection[str]) -> list[int]:
    numbers = [number_in(value, digits=18) for value in list(values)[:MOST]]
    return sorted({number for number in numbers if number is not None})


def _posts(request: HttpRequest, values: Collection[str]) -> list[Post]:
    rows = Post.objects.visible_to(request.user).filter(pk__in=_chosen(values))
    return list(rows.select_related("thread__board", "author").order_by("id"))


def _threads(request: HttpRequest, values: Collection[str]) -> list[Thread]:
    rows = Thread.objects.visible_to(request.user).filter(pk__in=_chosen(values))
    return list(rows.select_related("board", "author").order_by("id"))


@require_safe
@moderator_required
def select_posts(request: HttpRequest) -> HttpResponse:
    """Without an act each post is shown with what can be done; with one, what would become of each."""
    return _show(request, _posts(request, request.GET.getlist("beitrag")), POST_ACTS, request.GET.get("tat", ""))


@require_safe
@moderator_required
def select_threads(request: HttpRequest) -> HttpResponse:
    return _show(request, _threads(request, request.GET.getlist("thema")), THREAD_ACTS, request.GET.get("tat", ""))


@require_POST
@moderator_required
def decide_on_posts(request: HttpRequest) -> HttpResponse:
    return _decide(request, _posts(request, request.POST.getlist("beitrag")), POST_ACTS)


@require_POST
@moderator_required
def decide_on_threads(request: HttpRequest) -> HttpResponse:
    return _decide(request, _threads(request, request.POST.getlist("thema")), THREAD_ACTS)


def _show(
    request: HttpRequest,
    targets: Any,
    acts: Mapping[str, BulkAct[Any]],
    word: str,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    act = acts.get(word)
    if word and act is None:
        raise Http404
    foreseen = foresee(targets, act, by=member_of(request)) if act else [(target, "") for target in targets]
    is_of_posts = acts is POST_ACTS
    context = {
        "targets": foreseen,
        "act": act,
        "acts": acts.values(),
        "count": sum(not why for _, why in foreseen),
        "form": form or (form_for(act.needs, request.user) if act else None),
        "name": "beitrag" if is_of_posts else "thema",
        "is_of_posts": is_of_posts,
        "select_url": reverse("forum:select_posts" if is_of_posts else "forum:select_threads"),
        "decide_url": reverse("forum:decide_on_posts" if is_of_posts else "forum:decide_on_threads"),
    }
    return render(request, "forum/moderation/selection.html", context, status=status)


def _decide(request: HttpRequest, targets: Any, acts: Mapping[str, BulkAct[Any]]) -> HttpResponse:
    """Shows the same posts or threads as they are then, so that a slip is taken back from there."""
    word = request.POST.get("tat", "")
    act = acts.get(word)
    if act is None:
        raise Http404
    form = form_for(act.needs, request.user, request.POST)
    if not form.is_valid():
        return _show(request, targets, acts, word, form, status=422)
    given: dict[str, Any] = {"board": form.cleaned_data["board"]} if act.needs == "board" else {}
    if act.needs in ("reasons", "words"):
        given["decision"] = form.decision()  # type: ignore[attr-defined]
    outcome: Outcome[Any] = decide_on_all(targets, act, by=member_of(request), **given)
    _tell(request, outcome, act, is_of_posts=acts is POST_ACTS)
    name, view = ("beitrag", "select_posts") if acts is POST_ACTS else ("thema", "select_threads")
    query = urlencode([(name, target.pk) for target in targets])
    return redirect(f"{reverse(f'forum:{view}')}?{query}")


def _tell(request: HttpRequest, outcome: Outcome[Any], act: BulkAct[Any], *, is_of_posts: bool) -> None:
    one, many = ("Beitrag", "Beiträge") if is_of_posts else ("Thema", "Themen")
    done, left = len(outcome.done), len(outcome.left)
    if done:
        messages.success(request, f"{done} {one if done == 1 else many} {act.done}.")
    if left:
        reasons = ", ".join(dict.fromkeys(why.removesuffix(".") for _, why in outcome.left))
        stayed = "blieb, wie er war" if is_of_posts else "blieb, wie es war"
        stays = stayed if left == 1 else "blieben, wie sie waren"
        messages.info(request, f"{left} {one if left == 1 else many} {stays}: {reasons}.")
    if not (done or left):
        messages.info(request, "Es war nichts ausgewählt.")
