from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_required
from forum import posting
from forum.forms.posting import ReplyForm, new_form_key
from forum.models import Post, Thread, ThreadAlias
from forum.models.thread import POSTS_PER_PAGE
from forum.permissions import can_reply
from forum.subjects import cards_for

WITHDRAWN = "Die Kritik zu dieser Diskussion wurde zurückgezogen."


def find_thread(request: HttpRequest, pk: int) -> Thread | HttpResponse:
    """The thread, or the answer that stands for it: gone with its review, or moved into another."""
    rows = Thread.objects.select_related("board", "author")
    if thread := rows.visible_to(request.user).filter(pk=pk).first():
        return thread
    if Thread.objects.filter(pk=pk, hidden_by_review=True).exists():
        return HttpResponseGone(WITHDRAWN)
    if alias := ThreadAlias.objects.filter(old_id=pk).select_related("thread").first():
        return redirect(alias.thread, permanent=True)
    raise Http404


@require_safe
def thread(request: HttpRequest, pk: int, slug: str, page: int = 1) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    if request.path != found.page_url(page):
        return redirect(found.page_url(page), permanent=True)
    if page > found.pages:
        raise Http404
    form = ReplyForm(initial={"form_key": new_form_key()}) if can_reply(request.user, found) else None
    return render_page(request, found, page, form)


def render_page(
    request: HttpRequest, thread: Thread, page: int, form: ReplyForm | None, *, status: int = 200
) -> HttpResponse:
    posts = list(Post.objects.on_page(thread, page))
    if not posts and (empty := next_page_with_posts(thread, page)):
        return redirect(thread.page_url(empty))
    context: dict[str, Any] = {
        "thread": thread,
        "posts": posts,
        "card": cards_for([thread], request.user).get(thread.pk),
        "number": page,
        "pages": page_links(thread, page),
        "form": form,
    }
    return render(request, "forum/thread.html", context, status=status)


def next_page_with_posts(thread: Thread, page: int) -> int | None:
    """After a split a page may have no row left."""
    following = Post.objects.filter(thread=thread, number__gt=page * POSTS_PER_PAGE).order_by("number")
    number = following.values_list("number", flat=True).first()
    return -(-number // POSTS_PER_PAGE) if number else None


def page_links(thread: Thread, page: int) -> list[tuple[int, str] | None]:
    """First, last and the neighbours, with None where pages are left out."""
    near = {1, thread.pages, *range(page - 2, page + 3)}
    shown = sorted(number for number in near if 1 <= number <= thread.pages)
    links: list[tuple[int, str] | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append(None)
        links.append((number, thread.page_url(number)))
    return links


@require_POST
@member_required
def reply(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return render_page(request, found, found.pages, form, status=422)
    try:
        post = posting.reply(
            found, by=request.user, source=form.cleaned_data["body"], form_key=form.cleaned_data["form_key"]
        )
    except posting.ThreadClosed:
        form.add_error(None, "Dieses Thema nimmt keine Antworten mehr an. Dein Text steht noch unten, kopiere ihn dir.")
        return render_page(request, found, found.pages, form, status=409)
    messages.success(request, "Dein Beitrag steht im Thema.")
    return redirect(post)


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
