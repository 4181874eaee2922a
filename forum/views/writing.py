"""Writing into the forum: previews, replies, new threads, and what becomes of a text that cannot be taken."""

import datetime
from collections.abc import Collection, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.guards import member_of, member_required
from accounts.ignoring import ignored_by
from accounts.limits import within_limit
from accounts.models import Member
from forum import drafting, pictures, posting, screening, slowing
from forum.form_notices import clock, notices_for_newcomer, usual_wait
from forum.forms.posting import PostForm, ReplyForm, ThreadForm, new_form_key
from forum.models import Board, Post, Thread, ThreadAlias
from forum.models.post import PostState
from forum.models.thread import ThreadState
from forum.permissions import can_open_thread
from forum.showing import ShownPost, show_posts, show_text
from forum.views.pictures import WORDS_MISSING, placed_in, take_pictures, tray_for
from forum.views.threads import find_thread, render_page

CLOSED = "Dieses Thema nimmt keine Antworten mehr an. Dein Text steht noch unten, kopiere ihn dir."
MOVED = "Dieses Thema ist inzwischen hier aufgegangen. Dein Text steht noch unten, schick ihn noch einmal ab."
USED_UP = "Dieses Formular hast du schon mit einem anderen Text abgeschickt. Soll dieser ein weiterer Beitrag werden, schick ihn noch einmal ab."
TOO_MANY = "So schnell geht es nicht. Warte eine Minute, dein Text steht noch unten."
PREVIEWS_PER_MINUTE = 30
"""A preview costs what a post costs and stores nothing."""
MEANWHILE_SHOWN = 10


def previewed(
    request: HttpRequest, form: PostForm, post: Post | None = None, alts: Mapping[int, str] | None = None
) -> str:
    """The text of a valid form as its page would show it; empty if the member asks too often."""
    if not within_limit("preview", member_of(request), times=PREVIEWS_PER_MINUTE, seconds=60):
        form.add_error(None, TOO_MANY)
        return ""
    text = posting.write_text(form.cleaned_data["body"], placed_in(request, form, post, alts or {}))
    return show_text(text.html, request.user, quotes=text.quotes, mentions=text.mentions, pictures=text.pictures)


def wants_preview(request: HttpRequest) -> bool:
    return "vorschau" in request.POST


@require_POST
@member_required
def reply(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return _moved_meanwhile(request, pk, ReplyForm(request.POST)) or found
    sent = take_pictures(request)
    form = ReplyForm(sent.data)
    if sent.is_only:
        form = ReplyForm(initial=sent.typed)
        return render_page(request, found, found.pages, form, refusals=sent.refusals, status=sent.status)
    if not form.is_valid():
        return render_page(request, found, found.pages, form, status=422)
    if wants_preview(request):
        preview = previewed(request, form)
        return render_page(request, found, found.pages, form, preview=preview, status=429 if form.errors else 200)
    data = form.cleaned_data
    if others := said_meanwhile(request, found, data["seen"]):
        form.forget_seen()
        return render_page(request, found, found.pages, form, meanwhile=others, status=409)
    fields = {"source": data["body"], "form_key": data["form_key"]}
    try:
        lately = screening.refuse_haste(member_of(request), **fields)
        post = posting.reply(found, by=member_of(request), lately=lately, **fields)
    except screening.Refused as refusal:
        form.add_error(None, str(refusal))
        return render_page(request, found, found.pages, form, status=refusal.status)
    except slowing.TooSoon as early:
        form.add_error(None, too_soon(early.wait_until))
        return render_page(request, found, found.pages, form, status=429)
    except posting.ThreadClosed:
        form.add_error(None, CLOSED)
        return render_page(request, found, found.pages, form, status=409)
    except pictures.WordsMissing:
        form.add_error(None, WORDS_MISSING)
        return render_page(request, found, found.pages, form, status=422)
    except posting.FormUsedUp:
        refuse_used_up(request, form)
        return render_page(request, found, found.pages, form, status=409)
    tell_what_became_of_it(request, is_held=post.state == PostState.PENDING)
    return redirect(post)


def said_meanwhile(request: HttpRequest, thread: Thread, seen: int | None) -> list[ShownPost]:
    """What others have said since the form was opened, the newest `MEANWHILE_SHOWN`. Said once: the form sent again goes
    through. None for a form without the number it saw."""
    if seen is None or thread.last_visible_number <= seen:
        return []
    others = Post.objects.voices().heard_by(request.user).filter(thread=thread, number__gt=seen)
    others = others.exclude(author=member_of(request))
    newest = list(others.select_related("author").order_by("-number")[:MEANWHILE_SHOWN])
    return show_posts(newest[::-1], thread, request.user, ignored=ignored_by(request.user))


def _moved_meanwhile(request: HttpRequest, pk: int, form: ReplyForm) -> HttpResponse | None:
    """The text of a reply to a thread that was merged, in the form of the one that took its posts."""
    end = ThreadAlias.objects.end_of(pk)
    merged = find_thread(request, end) if end else None
    if not isinstance(merged, Thread):
        return merged
    form.is_valid()
    form.add_error(None, MOVED)
    return render_page(request, merged, merged.pages, form, status=409)


def refuse_used_up(request: HttpRequest, form: ReplyForm) -> None:
    form.add_error(None, USED_UP)
    used = form.cleaned_data["form_key"]
    form.take_new_key()
    pictures.carry_over(member_of(request), used, to=form.data["form_key"])


def too_soon(wait_until: datetime.datetime) -> str:
    return (
        f"Hier geht es gerade langsamer. Du kannst ab {clock(wait_until)} wieder schreiben, dein Text steht noch unten."
    )


def tell_what_became_of_it(request: HttpRequest, *, is_held: bool) -> None:
    if is_held:
        thanks = "Danke. Die Moderation schaut kurz darüber, dann erscheint dein Beitrag"
        wait = usual_wait()
        messages.info(request, f"{thanks}, {wait}." if wait else f"{thanks}.")
    else:
        messages.success(request, "Dein Beitrag steht im Thema.")


def begin_thread(board: Board, member: Member) -> dict[str, str]:
    """With the member's draft, under whose key its pictures are found."""
    begun = drafting.draft_of_thread(board, by=member)
    if begun is None:
        return {"form_key": new_form_key()}
    return {"form_key": begun.form_key or new_form_key(), "title": begun.title, "body": begun.source}


@member_required
def open_thread(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    if not can_open_thread(request.user, board):
        return render(request, "forum/open_thread.html", {"board": board, "form": None}, status=403)
    if request.method != "POST":
        return render_new_thread(request, board, ThreadForm(initial=begin_thread(board, member_of(request))))
    sent = take_pictures(request)
    form = ThreadForm(sent.data)
    if sent.is_only:
        form = ThreadForm(initial=sent.typed)
        return render_new_thread(request, board, form, refusals=sent.refusals, status=sent.status)
    if not form.is_valid():
        return render_new_thread(request, board, form, status=422)
    if wants_preview(request):
        preview = previewed(request, form)
        return render_new_thread(request, board, form, preview=preview, status=429 if form.errors else 200)
    data = form.cleaned_data
    fields = {name: data[name] for name in ("title", "form_key", "with_spoilers")} | {"source": data["body"]}
    try:
        lately = screening.refuse_haste(member_of(request), data["body"], data["form_key"])
        opened = posting.open_thread(board, by=member_of(request), lately=lately, **fields)
    except screening.Refused as refusal:
        form.add_error(None, str(refusal))
        return render_new_thread(request, board, form, status=refusal.status)
    except pictures.WordsMissing:
        form.add_error(None, WORDS_MISSING)
        return render_new_thread(request, board, form, status=422)
    except posting.FormUsedUp:
        refuse_used_up(request, form)
        return render_new_thread(request, board, form, status=409)
    tell_what_became_of_it(request, is_held=opened.state == ThreadState.PENDING)
    return redirect(opened)


def render_new_thread(
    request: HttpRequest,
    board: Board,
    form: ThreadForm,
    *,
    preview: str = "",
    refusals: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"board": board, "form": form, "preview": preview, "tray": tray_for(request, form, refusals)}
    context["notices"] = notices_for_newcomer(request.user)
    return render(request, "forum/open_thread.html", context, status=status)
