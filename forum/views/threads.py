from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.guards import viewer_of
from accounts.models import Member, Viewer
from forum import pictures
from forum.bulk import POST_ACTS
from forum.form_notices import notices_for_reply
from forum.forms.posting import ReplyForm, new_form_key
from forum.models import Post, PostAddress, Thread, ThreadAlias
from forum.models.post import PostState
from forum.models.thread import POSTS_PER_PAGE
from forum.moderators import moderates
from forum.page_links import nearest_page_with_posts, page_links
from forum.permissions import can_allow_spoilers, can_reply
from forum.reader import Reader, find_readable
from forum.reading import ReadUntil, first_unread
from forum.showing import ShownPost, show_posts
from forum.structured_data import data_of_thread
from forum.subjects import Card, card_and_related, cards_for, seen_mark_for
from forum.thread_pages import posts_on_page
from forum.unheard import unheard_in
from forum.views.pictures import tray_for
from text.fragments import render_kept, render_loaded
from text.numbers import number_in
from text.quotes import quote_block

WITHDRAWN = "Die Kritik zu dieser Diskussion wurde zurückgezogen."
SELECTED_MOST = 2_000
"""Characters of a selection that is quoted."""


def find_thread(request: HttpRequest, pk: int, page: int = 1) -> Thread | HttpResponse:
    """The thread, or the answer that stands for it: gone with its review, or moved into another, where the posts of the
    asked page stand now.

    Its new address holds a title, so it is told only to those who may read it there.
    """
    if thread := find_readable(pk, viewer_of(request)):
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
    if can_reply(viewer_of(request), found):
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
    viewer = viewer_of(request)
    reader = Reader(viewer, thread) if isinstance(viewer, Member) else None
    shown = posts_on_page(thread, page, viewer, reader)
    posts, made_of = list(shown.posts), shown.made_of
    nearest = None if posts else nearest_page_with_posts(thread, page)
    if nearest and page < thread.pages:
        return redirect(thread.page_url(nearest))
    if page == thread.pages and reader:
        posts += show_posts(reader.after_last_page(), thread, viewer, ignored=reader.ignored)
    card, related = _subject_on(page, thread, viewer)
    notices = notices_for_reply(thread, viewer) if form else ()
    token = get_token(request) if reader else ""  # once for all forms: to mask it takes as long as a query
    context: dict[str, Any] = {
        "thread": thread,
        "reply": kept_reply(token, thread, form, notices) if not (preview or meanwhile or refusals) else "",
        "replies": thread.reply_count - unheard_in([thread.pk], viewer).replies.get(thread.pk, 0),
        "posts": posts,
        "card": card,
        "related": related,
        "number": page,
        "pages": page_links(thread, page),
        "form": form,
        "preview": preview,
        "meanwhile": meanwhile,
        "tray": tray_for(request, form, refusals),
        "notices": notices,
        "unread_to": _unread_to(thread, page, reader.until) if reader else None,
        "is_read_on": shown.begins_unread,
        "is_half_read": reader is not None and _is_half_read(thread, reader),
        "moved_on": thread.page_url(nearest) if nearest else "",
        "seen": seen_mark_for(thread, viewer),
        "linked_data": data_of_thread(thread, page, card, made_of.rows, made_of.names)
        if made_of and not reader
        else "",
        "post_acts": POST_ACTS.values(),
    }
    context |= {"head": kept_head(context, viewer), "title": kept_title(context, viewer)}
    return _answer(request, context | ({"csrf_token": token} if reader else {}), status)


def _subject_on(page: int, thread: Thread, viewer: Viewer) -> tuple[Card | None, Sequence[Any]]:
    """The card, which every page has, and other threads about the same thing, which stand on the first."""
    if page == 1:
        return card_and_related(thread, viewer)
    return cards_for([thread], viewer).get(thread.pk), ()


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "forum/thread.html", context, status=status)
    if status >= 400:
        response.headers["HX-Push-Url"] = "false"  # reloaded, the address of a refused form would show nothing
    return response


TOKEN, KEY = "[[token]]", "[[form-key]]"
"""What stands in a kept form in place of these two; no address can hold it."""


def kept_head(page: dict[str, Any], viewer: Viewer) -> SafeString:
    """What the page loads, kept for all whose page does the same."""
    thread = page["thread"]
    does = {
        "is_member": viewer.is_authenticated,
        "listens": page["number"] == thread.pages and thread.is_open,
        "writes": page["form"] is not None,
        "takes_pictures": page["tray"] is not None,
        "marks_read": bool(page["unread_to"] and page["is_read_on"]),
    }
    return render_kept("forum/_thread_head.html", (thread.pk, thread.title, *does.values()), thread=thread, **does)


def kept_title(page: dict[str, Any], viewer: Viewer) -> SafeString:
    """What stands at the top of the page, kept by all that stands there."""
    thread, number, card = page["thread"], page["number"], page["card"]
    shown = {
        "number": number,
        "replies": page["replies"],
        "card_url": card.url if card and number > 1 else "",
        "is_moderator": moderates(viewer, thread.board_id),
        "may_allow_spoilers": can_allow_spoilers(viewer, thread),
    }
    state = (thread.state, thread.is_hidden, thread.with_spoilers, thread.pages)
    key = (thread.pk, thread.title, thread.board.slug, thread.board.name, state, *shown.values())
    return render_kept("forum/_thread_title.html", key, thread=thread, **shown)


def kept_reply(token: str, thread: Thread, form: ReplyForm | None, notices: tuple[str, ...]) -> SafeString:
    """The form of a reply as nobody has written in it yet, kept for all members; empty where it holds something."""
    if form is None or form.is_bound or form.initial["body"] or settings.POST_PICTURES != "off":
        return SafeString("")
    seen = form.initial["seen"]

    def load() -> dict[str, Any]:
        empty = ReplyForm(initial={"form_key": KEY, "body": "", "seen": seen})
        return {"thread": thread, "form": empty, "notices": notices, "csrf_token": TOKEN, "preview": ""}

    part = render_loaded("forum/_reply.html", (thread.pk, thread.title, notices, seen), load)
    return SafeString(part.replace(TOKEN, escape(token)).replace(KEY, form.initial["form_key"]))


def _is_half_read(thread: Thread, reader: Reader) -> bool:
    """Something was read, and there is more by somebody the member wants to hear."""
    if not (reader.until.number and reader.until.leaves_unread(thread)):
        return False
    return not reader.ignored or first_unread(thread, reader.member, reader.until) is not None


def _unread_to(thread: Thread, page: int, until: ReadUntil) -> int | None:
    """The last number of the page if some of it is new to the member."""
    last = min(page * POSTS_PER_PAGE, thread.last_number)
    return last if until.leaves_unread(thread) and until.number < last else None
