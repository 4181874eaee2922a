"""A post or a thread before a moderator, and the acts on them. Each act is an address of its own, POST only."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required, moderator_required
from forum import moderation, permissions, posting
from forum.forms.moderation import DecisionForm, HoldForm, PinForm, SlowForm, UntilForm, WordsForm
from forum.forms.rearranging import MergeForm, MoveForm, SplitForm, TitleForm
from forum.hits import hints_of, hits_of
from forum.models import Case, Decision, Post, PostPicture, Thread
from forum.moderators import moderates
from forum.showing import show_posts
from forum.shown_pictures import pictures_to_erase
from forum.views.posts import find_post
from forum.views.threads import find_thread

NOT_ANY_MORE = "Da war jemand schneller, oder es gibt nichts mehr zu tun."
AROUND = 2
"""Posts before and after, so that a moderator sees what was answered."""


@require_safe
@moderator_required
def moderate_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_post(request, pk)
    return render_post_page(request, found) if isinstance(found, Post) else found


def render_post_page(
    request: HttpRequest,
    post: Post,
    *,
    status: int = 200,
    sure_missing: bool = False,
    picture_sure_missing: bool = False,
    **forms: DecisionForm | WordsForm,
) -> HttpResponse:
    refuse_elsewhere(request, post.thread)
    context = {
        "post": post,
        "thread": post.thread,
        "posts": show_posts(Post.objects.around(post, AROUND), post.thread, request.user),
        "case": Case.objects.visible_to(request.user).to_do().about(post).first(),
        "decisions": post.decisions.select_related("by").order_by("-at", "-id"),
        "hits": hits_of([post]).get(post.pk, ()),
        "hints": hints_of([post]).get(post.pk, 0),
        "form": forms.get("form") or DecisionForm(),
        "words_form": forms.get("words_form") or WordsForm(prefix="restore"),
        "is_own": post.is_of(request.user),
        "sure_missing": sure_missing,
        "pictures": pictures_to_erase(post),
        "picture_sure_missing": picture_sure_missing,
        "menu_at": reverse("forum:moderate_post", args=[post.pk]),
    }
    return render(request, "forum/moderation/post.html", context, status=status)


def refuse_elsewhere(request: HttpRequest, thread: Thread) -> None:
    """What was decided in a board is for those who moderate it."""
    if not moderates(request.user, thread.board_id):
        raise PermissionDenied


@require_safe
@moderator_required
def moderate_thread(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_thread(request, pk)
    return render_thread_page(request, found) if isinstance(found, Thread) else found


def render_thread_page(request: HttpRequest, thread: Thread, *, status: int = 200, **forms: Form) -> HttpResponse:
    refuse_elsewhere(request, thread)
    here = {"board": thread.board}
    context: dict[str, Any] = {
        "thread": thread,
        "case": Case.objects.visible_to(request.user).to_do().about(thread).first(),
        "decisions": thread.decisions.select_related("by").order_by("-at", "-id"),
        "form": forms.get("form") or DecisionForm(),
        "pin_form": forms.get("pin_form") or PinForm(prefix="pin"),
        "hold_form": forms.get("hold_form") or HoldForm(prefix="hold"),
        "slow_minutes": thread.slow_seconds // 60,
        "is_slow": thread.is_slow(timezone.now()),
        "slow_form": forms.get("slow_form") or SlowForm(prefix="slow"),
        "name_form": forms.get("name_form") or TitleForm(initial={"title": thread.title}, prefix="name"),
        "move_form": forms.get("move_form") or MoveForm(initial=here, prefix="move", viewer=request.user),
        "merge_form": forms.get("merge_form") or MergeForm(prefix="merge", viewer=request.user),
        "split_form": forms.get("split_form") or SplitForm(initial=here, prefix="split", viewer=request.user),
        "is_own": thread.author_id == request.user.pk,
        "menu_at": reverse("forum:moderate_thread", args=[thread.pk]),
    }
    return render(request, "forum/moderation/thread.html", context, status=status)


PostAct = Callable[..., Decision | None]


def _decide_on_post(request: HttpRequest, pk: int, act: PostAct, done: str) -> HttpResponse:
    """A decision with reasons; a form without them comes back with what was typed."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render_post_page(request, found, status=422, form=form)
    decided = act(found, by=member_of(request), decision=form.decision())
    return _answer(request, decided, done, "forum:moderate_post", found.pk)


def _answer(request: HttpRequest, decided: Decision | None, done: str, view: str, *args: int) -> HttpResponse:
    if decided is None:
        messages.info(request, NOT_ANY_MORE)
    else:
        messages.success(request, done)
    return redirect(view, *args)


@require_POST
@moderator_required
def hide_post(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide_on_post(request, pk, moderation.hide_post, "Ausgeblendet.")


@require_POST
@moderator_required
def clear_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has looked: it stays as it is."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    decided = moderation.clear_post(found, by=member_of(request))
    return _answer(request, decided, "Angesehen, bleibt so stehen.", "forum:queue")


@require_POST
@member_required
def restore_post(request: HttpRequest, pk: int) -> HttpResponse:
    """The author takes a withdrawal back; a moderator reverses a decision."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    if found.is_of(request.user):
        if posting.restore_post(found, by=member_of(request)):
            messages.success(request, "Dein Beitrag ist wieder da.")
        else:
            messages.error(request, "Das lässt sich nicht mehr rückgängig machen.")
        return redirect(found)
    if not permissions.can_moderate(request.user, found):
        raise PermissionDenied
    form = WordsForm(request.POST, prefix="restore")
    if not form.is_valid():
        return render_post_page(request, found, status=422, words_form=form)
    decided = moderation.restore_post(found, by=member_of(request), decision=form.decision())
    return _answer(request, decided, "Der Beitrag steht wieder an seinem Platz.", "forum:moderate_post", found.pk)


@require_POST
@moderator_required
def reject_post(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide_on_post(request, pk, moderation.reject_post, "Abgelehnt.")


@require_POST
@moderator_required
def erase_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render_post_page(request, found, status=422, form=form)
    if request.POST.get("sicher") != "ja":
        return render_post_page(request, found, status=422, form=form, sure_missing=True)
    decided = moderation.erase_post(found, by=member_of(request), decision=form.decision())
    return _answer(request, decided, "Der Text ist gelöscht.", "forum:moderate_thread", found.thread_id)


@require_POST
@moderator_required
def erase_picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Asks to be sure, as erasing a text does."""
    if settings.POST_PICTURES == "off":
        raise Http404
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    picture = get_object_or_404(PostPicture.objects.visible_to(request.user).filter(post=found), number=number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render_post_page(request, found, status=422, form=form)
    if request.POST.get("bild-sicher") != "ja":
        return render_post_page(request, found, status=422, form=form, picture_sure_missing=True)
    decided = moderation.erase_picture(picture, by=member_of(request), decision=form.decision())
    return _answer(request, decided, "Das Bild ist gelöscht.", "forum:moderate_post", found.pk)


@require_POST
@moderator_required
def approve_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    decided = moderation.approve_post(found, by=member_of(request))
    return _answer(request, decided, "Freigegeben.", "forum:moderate_post", found.pk)


def find_thread_to_moderate(request: HttpRequest, pk: int) -> Thread | HttpResponse:
    found = find_thread(request, pk)
    if isinstance(found, Thread) and found.author_id == request.user.pk:
        raise PermissionDenied
    return found


def _decide_on_thread(request: HttpRequest, pk: int, act: PostAct, done: str) -> HttpResponse:
    found = find_thread_to_moderate(request, pk)
    if not isinstance(found, Thread):
        return found
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render_thread_page(request, found, form=form, status=422)
    decided = act(found, by=member_of(request), decision=form.decision())
    return _answer(request, decided, done, "forum:moderate_thread", found.pk)


def _undo_on_thread(request: HttpRequest, pk: int, act: PostAct, done: str) -> HttpResponse:
    found = find_thread_to_moderate(request, pk)
    if not isinstance(found, Thread):
        return found
    return _answer(request, act(found, by=member_of(request)), done, "forum:moderate_thread", found.pk)


@require_POST
@moderator_required
def lock_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _decide_on_thread(request, pk, moderation.lock_thread, "Geschlossen.")


@require_POST
@moderator_required
def unlock_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.unlock_thread, "Wieder offen.")


@require_POST
@moderator_required
def hide_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _decide_on_thread(request, pk, moderation.hide_thread, "Ausgeblendet.")


@require_POST
@moderator_required
def restore_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.restore_thread, "Wieder zu lesen.")


@require_POST
@moderator_required
def pin_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _set_until(
        request, pk, PinForm(request.POST, prefix="pin"), "pin_form", moderation.pin_thread, "Angeheftet."
    )


@require_POST
@moderator_required
def unpin_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.unpin_thread, "Nicht mehr angeheftet.")


@require_POST
@moderator_required
def hold_replies(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    done = "Antworten warten jetzt auf Freigabe."
    return _set_until(request, pk, HoldForm(request.POST, prefix="hold"), "hold_form", moderation.hold_replies, done)


@require_POST
@moderator_required
def release_replies(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.release_replies, "Antworten erscheinen wieder sofort.")


@require_POST
@moderator_required
def slow_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    form = SlowForm(request.POST, prefix="slow")
    return _set_until(request, pk, form, "slow_form", moderation.slow_thread, "Hier geht es jetzt langsamer.")


@require_POST
@moderator_required
def unslow_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.unslow_thread, "Hier schreiben wieder alle, so schnell sie wollen.")


@require_POST
@moderator_required
def archive_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.archive_thread, "Steht im Archiv.")


@require_POST
@moderator_required
def unarchive_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return _undo_on_thread(request, pk, moderation.unarchive_thread, "Aus dem Archiv geholt.")


def _set_until(request: HttpRequest, pk: int, form: UntilForm, name: str, act: PostAct, done: str) -> HttpResponse:
    found = find_thread_to_moderate(request, pk)
    if not isinstance(found, Thread):
        return found
    if not form.is_valid():
        return render_thread_page(request, found, status=422, **{name: form})
    decided = act(found, by=member_of(request), **form.cleaned_data)
    return _answer(request, decided, done, "forum:moderate_thread", found.pk)
