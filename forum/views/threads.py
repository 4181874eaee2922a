from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from accounts.ignoring import ignored_by
from accounts.limits import within_limit
from accounts.models import Member
from forum import drafting, pictures, posting
from forum.forms.posting import PostForm, ReplyForm, ThreadForm, new_form_key
from forum.models import Board, Post, PostAddress, Thread, ThreadAlias
from forum.models.post import PostState
from forum.models.thread import POSTS_PER_PAGE, ThreadState
from forum.permissions import can_allow_spoilers, can_open_thread, can_reply
from forum.reader import Reader, find_readable
from forum.reading import ReadUntil
from forum.showing import ShownPost, show_posts, show_text
from forum.subjects import cards_for, related_threads, seen_mark_for
from forum.thread_pages import posts_on_page
from forum.views.pictures import WORDS_MISSING, placed_in, take_pictures, tray_for
from text.fragments import render_kept
from text.numbers import number_in
from text.quotes import quote_block

WITHDRAWN = "Die Kritik zu dieser Diskussion wurde zurückgezogen."
CLOSED = "Dieses Thema nimmt keine Antworten mehr an. Dein Text steht noch unten, kopiere ihn dir."
MOVED = "Dieses Thema ist inzwischen hier aufgegangen. Dein Text steht noch unten, schick ihn noch einmal ab."
USED_UP = "Dieses Formular hast du schon mit einem anderen Text abgeschickt. Soll dieser ein weiterer Beitrag werden, schick ihn noch einmal ab."
PREVIEWS_PER_MINUTE = 30
"""A preview costs what a post costs and stores nothing."""
MEANWHILE_SHOWN = 10
SELECTED_MOST = 2_000
"""Characters of a selection that is quoted."""
TOO_MANY = "So schnell geht es nicht. Warte eine Minute, dein Text steht noch unten."


def find_thread(request: HttpRequest, pk: int, page: int = 1) -> Thread | HttpResponse:
    """The thread, or the answer that stands for it: gone with its review, or moved into another, where the posts of the
    asked page stand now.

    Its new address holds a title, so it is told only to those who may read it there.
    """
    if thread := find_readable(pk, request.user):
        return thread
    if Thread.objects.filter(pk=pk, hidden_by_review=True).exists():
        return HttpResponseGone(WITHDRAWN)
    if end := ThreadAlias.objects.end_of(pk):
        merged = find_thread(request, end)
        if not isinstance(merged, Thread):
            return merged
        return redirect(moved_to(pk, page, merged), permanent=True)
    raise Http404


def moved_to(pk: int, page: int, merged: Thread) -> str:
    """Where the first post of a page of the old thread stands today, if it is in the thread that took all of them."""
    old = PostAddress.objects.filter(thread=pk, number__gt=(page - 1) * POSTS_PER_PAGE).order_by("number")
    post = next((address.post for address in old.select_related("post")[:1]), None)
    return merged.page_url(post.page) if post and post.thread_id == merged.pk else merged.get_absolute_url()


@require_safe
def thread(request: HttpRequest, pk: int, slug: str, page: int = 1) -> HttpResponse:
    found = find_thread(request, pk, page)
    if not isinstance(found, Thread):
        return found
    if request.path != found.page_url(page):
        return redirect(found.page_url(page), permanent=True)
    if page > found.pages:
        raise Http404
    form = None
    if can_reply(request.user, found):
        form = ReplyForm(initial=begin_reply(request, found))
    return render_page(request, found, page, form)


def begin_reply(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    """With the member's draft, under whose key its pictures are found, and a quote under it if one is asked for."""
    parts = [part for part in ((thread.draft or "").rstrip(), quoted_text(request)) if part]
    key = thread.draft_key or new_form_key()
    return {"form_key": key, "body": "\n\n".join(parts), "seen": thread.last_number}


def quoted_text(request: HttpRequest) -> str:
    """`?zitat=<id>` begins the reply with a quote of that post, with `&auswahl=` of these words from it."""
    wanted = number_in(request.GET.get("zitat"), digits=18)
    if wanted is None:
        return ""
    visible = Post.objects.visible_to(request.user).filter(state=PostState.VISIBLE)
    quoted = visible.filter(pk=wanted).first()
    if quoted is None or not quoted.source:
        return ""
    words = request.GET.get("auswahl", "").replace("\r", "").replace("\0", "").strip()[:SELECTED_MOST]
    return quote_block(quoted.pk, words or pictures.source_in_words(quoted))


def render_page(
    request: HttpRequest,
    thread: Thread,
    page: int,
    form: ReplyForm | None,
    *,
    preview: str = "",
    meanwhile: Sequence[ShownPost] = (),
    refusals: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """`meanwhile` are posts to be read before the form is sent again."""
    reader = Reader(request.user, thread) if isinstance(request.user, Member) else None
    shown = posts_on_page(thread, page, request.user, reader)
    posts = list(shown.posts)
    nearest = None if posts else nearest_page_with_posts(thread, page)
    if nearest and page < thread.pages:
        return redirect(thread.page_url(nearest))
    if page == thread.pages and reader:
        posts += show_posts(reader.after_last_page(), thread, request.user)
    card = cards_for([thread], request.user).get(thread.pk)
    context: dict[str, Any] = {
        "thread": thread,
        "posts": posts,
        "card": card,
        "related": related_threads(thread, request.user) if page == 1 and card and card.has_links else [],
        "number": page,
        "pages": page_links(thread, page),
        "form": form,
        "preview": preview,
        "meanwhile": meanwhile,
        "tray": tray_for(request, form, refusals),
        "holds_replies": thread.holds_replies(timezone.now()),
        "unread_to": _unread_to(thread, page, reader.until) if reader else None,
        "is_read_on": shown.begins_unread,
        "moved_on": thread.page_url(nearest) if nearest else "",
        "seen": seen_mark_for(thread, request.user),
        "may_allow_spoilers": can_allow_spoilers(request.user, thread),
    }
    response = render(request, "forum/thread.html", context, status=status)
    if status >= 400:
        response.headers["HX-Push-Url"] = "false"  # reloaded, the address of a refused form would show nothing
    return response


def _unread_to(thread: Thread, page: int, until: ReadUntil) -> int | None:
    """The last number of the page if some of it is new to the member."""
    last = min(page * POSTS_PER_PAGE, thread.last_number)
    return last if until.leaves_unread(thread) and until.number < last else None


def nearest_page_with_posts(thread: Thread, page: int) -> int | None:
    """After a split a page may have no row left: the next one that has, else the last before it."""
    numbers = Post.objects.filter(thread=thread, number__isnull=False).values_list("number", flat=True)
    number = numbers.filter(number__gt=page * POSTS_PER_PAGE).order_by("number").first()
    number = number or numbers.filter(number__lt=page * POSTS_PER_PAGE).order_by("-number").first()
    return -(-number // POSTS_PER_PAGE) if number else None


def page_links(thread: Thread, page: int) -> SafeString:
    """Links to the pages of a thread, nothing where there is one; they stand above and below its posts."""
    if thread.pages == 1:
        return SafeString("")
    key = (thread.pk, thread.title, thread.pages, page)
    return render_kept("forum/_thread_pages.html", key, pages=near_pages(thread, page), number=page)


def near_pages(thread: Thread, page: int) -> list[tuple[int, str] | None]:
    """First, last and the neighbours, with None where pages are left out."""
    near = {1, thread.pages, *range(page - 2, page + 3)}
    shown = sorted(number for number in near if 1 <= number <= thread.pages)
    links: list[tuple[int, str] | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append(None)
        links.append((number, thread.page_url(number)))
    return links


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
    try:
        post = posting.reply(found, by=member_of(request), source=data["body"], form_key=data["form_key"])
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
    others = Post.objects.voices().filter(thread=thread, number__gt=seen).exclude(author=member_of(request))
    if ignored := ignored_by(request.user):
        others = others.exclude(author__in=ignored)
    newest = list(others.select_related("author").order_by("-number")[:MEANWHILE_SHOWN])
    return show_posts(newest[::-1], thread, request.user)


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


def tell_what_became_of_it(request: HttpRequest, *, is_held: bool) -> None:
    if is_held:
        messages.info(request, "Danke. Die Moderation schaut kurz darüber, dann erscheint dein Beitrag.")
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
        opened = posting.open_thread(board, by=member_of(request), **fields)
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
    return render(request, "forum/open_thread.html", context, status=status)
