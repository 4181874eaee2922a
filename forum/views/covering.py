"""„Spoiler fehlt“ at a post, and the page where a moderator covers it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.guards import member_of, member_required, moderator_required
from forum import covering, permissions, posting
from forum.forms.covering import CoverForm
from forum.hits import hints_of
from forum.models import Post
from forum.views.posts import find_post
from text.covering import passages_of

EDITED_MEANWHILE = "Der Text wurde inzwischen geändert. Hier steht er, wie er jetzt ist."


@require_POST
@member_required
def report_spoiler(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    if covering.report_spoiler(found, by=member_of(request)):
        messages.success(request, "Danke. Die Moderation schaut, was hier verdeckt gehört.")
    else:
        messages.info(request, "Darauf hast du schon hingewiesen.")
    return redirect(found)


@moderator_required
def cover_post(request: HttpRequest, pk: int) -> HttpResponse:
    """The text in passages to be ticked; covered by one press."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    if not permissions.can_moderate(request.user, found):
        raise PermissionDenied
    passages = passages_of(found.source)
    if request.method != "POST":
        return render_cover(request, found, _fresh_form(found))
    form = CoverForm(request.POST, passages=passages)
    if not form.is_valid():
        return render_cover(request, found, form, status=422)
    try:
        decided = covering.cover_post(found, by=member_of(request), **form.cleaned_data)
    except posting.EditedMeanwhile:
        found.refresh_from_db()
        messages.error(request, EDITED_MEANWHILE)
        return render_cover(request, found, _fresh_form(found), status=409)
    if decided is None:
        messages.info(request, "Da steht nichts mehr offen.")
    else:
        messages.success(request, "Verdeckt. Wer es schrieb, erfährt davon.")
    return redirect("forum:moderate_post", found.pk)


def _fresh_form(post: Post) -> CoverForm:
    about = post.thread.title if post.thread.subject_kind else ""
    initial = {"base": post.revisions.count(), "title": about[:80]}
    return CoverForm(initial=initial, passages=passages_of(post.source))


def render_cover(request: HttpRequest, post: Post, form: CoverForm, status: int = 200) -> HttpResponse:
    context = {
        "post": post,
        "form": form,
        "hints": hints_of([post]).get(post.pk, 0),
        "menu_at": reverse("forum:moderate_post", args=[post.pk]),
    }
    return render(request, "forum/moderation/cover.html", context, status=status)
