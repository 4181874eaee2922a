"""One post: where it stands, and what its author does with it."""

from collections.abc import Collection, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from forum import permissions, pictures, posting, screening
from forum.form_notices import usual_wait
from forum.forms.posting import EditForm
from forum.models import Post, Thread
from forum.models.post import PostState
from forum.views.pictures import WORDS_MISSING, take_pictures, tray_for
from forum.views.threads import find_thread
from forum.views.writing import previewed, wants_preview
from text.difference import difference

NOT_EDITABLE = "Dieser Beitrag lässt sich nicht mehr ändern. Dein Text steht noch unten, kopiere ihn dir."
EDITED_MEANWHILE = "Du hast den Beitrag inzwischen anderswo geändert. Lade ihn neu und übertrage, was unten steht."


def find_post(request: HttpRequest, pk: int) -> Post | HttpResponse:
    """A post whose text the visitor may read, or the answer of its thread. Raises Http404."""
    found = Post.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    thread = find_thread(request, found.thread_id)
    if not isinstance(thread, Thread):
        return thread
    readable = Post.objects.visible_to(request.user).filter(pk=pk)
    if post := readable.select_related("thread__board", "author").first():
        return post
    raise Http404


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirects to the page of today: it moves when the post does, so the redirect is temporary."""
    found = Post.objects.filter(pk=pk).select_related("thread").first()
    if found is None:
        raise Http404
    thread = find_thread(request, found.thread_id)
    if not isinstance(thread, Thread):
        return thread
    if found.number is None and not Post.objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    return redirect(f"{thread.page_url(found.page)}#{found.anchor}")


def find_own_post(request: HttpRequest, pk: int) -> Post | HttpResponse:
    found = find_post(request, pk)
    if isinstance(found, Post) and not found.is_of(request.user):
        raise PermissionDenied
    return found


@member_required
def edit_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_own_post(request, pk)
    if not isinstance(found, Post):
        return found
    if request.method != "POST":
        if not permissions.can_edit(request.user, found, timezone.now()):
            messages.error(request, "Dieser Beitrag lässt sich nicht mehr ändern.")
            return redirect(found)
        return render_edit(request, found, EditForm(initial={"body": found.source, "base": found.revisions.count()}))
    sent = take_pictures(request, found)
    form = EditForm(sent.data)
    if sent.is_only:
        return render_edit(request, found, EditForm(initial=sent.typed), refusals=sent.refusals, status=sent.status)
    if not form.is_valid():
        return render_edit(request, found, form, status=422)
    if wants_preview(request):
        preview = previewed(request, form, found, sent.alts)
        return render_edit(request, found, form, preview=preview, status=429 if form.errors else 200)
    return save_edit(request, found, form, sent.alts)


def save_edit(request: HttpRequest, post: Post, form: EditForm, alts: Mapping[int, str]) -> HttpResponse:
    data, by, was_shown = form.cleaned_data, member_of(request), post.is_visible
    try:
        changed = posting.edit_post(post, by=by, source=data["body"], base=data["base"], alts=alts)
    except pictures.WordsMissing:
        form.add_error(None, WORDS_MISSING)
        return render_edit(request, post, form, status=422)
    except screening.Refused as refusal:
        form.add_error(None, str(refusal))
        return render_edit(request, post, form, status=refusal.status)
    except posting.NotEditable:
        form.add_error(None, NOT_EDITABLE)
        return render_edit(request, post, form, status=409)
    except posting.EditedMeanwhile:
        form.add_error(None, EDITED_MEANWHILE)
        return render_edit(request, post, form, status=409)
    post.refresh_from_db(fields=["state"])
    if changed and was_shown and post.state == PostState.PENDING:
        wait = usual_wait()
        thanks = "Geändert. Die Moderation schaut kurz darüber, dann steht dein Beitrag wieder da"
        messages.info(request, f"{thanks}, {wait}." if wait else f"{thanks}.")
    else:
        messages.success(request, "Geändert." if changed else "Nichts geändert.")
    return redirect(post)


def render_edit(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    *,
    preview: str = "",
    refusals: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"post": post, "form": form, "preview": preview, "tray": tray_for(request, form, refusals, post)}
    return render(request, "forum/edit_post.html", context, status=status)


@require_safe
@member_required
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with what it changed, the newest first."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    if not permissions.can_read_revisions(request.user, found):
        raise PermissionDenied
    earlier = list(found.revisions.order_by("number"))
    sources = [revision.source for revision in earlier] + [found.source]
    steps = [
        {"number": n + 1, "at": revision.at, "changes": difference(sources[n], sources[n + 1])}
        for n, revision in enumerate(earlier)
    ]
    context = {"post": found, "steps": steps[::-1], "first": sources[0]}
    return render(request, "forum/revisions.html", context)


@require_POST
@member_required
def withdraw_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_own_post(request, pk)
    if not isinstance(found, Post):
        return found
    if posting.withdraw_post(found, by=member_of(request)):
        days = permissions.RESTORE_WITHIN.days
        messages.success(request, f"Zurückgezogen. Du kannst es {days} Tage lang rückgängig machen.")
    return redirect(found)
