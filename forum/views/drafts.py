"""Keeping what somebody types, and finding it again."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import asks_for_part, member_of, member_required
from accounts.limits import within_limit
from forum import drafting
from forum.models import Board, Draft, Thread
from forum.models.thread import TITLE_LENGTH
from forum.paging import list_page
from forum.permissions import can_open_thread, can_reply
from forum.views.threads import find_thread
from text.markdown import POST_LIMIT

ROWS_PER_PAGE = 30
SAVES_PER_MINUTE = 30
KEPT = "Dein Entwurf ist gesichert. Du findest ihn auf jedem Gerät wieder."


@require_POST
@member_required
def save_reply(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    if not within_limit("draft", member_of(request), times=SAVES_PER_MINUTE, seconds=60):
        return HttpResponse(status=429)
    save = partial(drafting.save_draft_of_reply, found, by=member_of(request), source=typed(request, "body"))
    return save_and_answer(request, save, found.last_page_url)


@require_POST
@member_required
def save_new_thread(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    if not within_limit("draft", member_of(request), times=SAVES_PER_MINUTE, seconds=60):
        return HttpResponse(status=429)
    title, source = typed(request, "title")[:TITLE_LENGTH], typed(request, "body")
    save = partial(drafting.save_draft_of_thread, board, by=member_of(request), title=title, source=source)
    return save_and_answer(request, save, board.get_absolute_url())


def typed(request: HttpRequest, name: str) -> str:
    """As far as a post could hold it; line ends as posts have them."""
    return request.POST.get(name, "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[: 2 * POST_LIMIT]


def key_of(request: HttpRequest) -> str:
    return request.POST.get("form_key", "")[:36].replace("\0", "")


def save_and_answer(request: HttpRequest, save: Callable[..., bool], address: str) -> HttpResponse:
    """A script hears that nothing was kept where its form was sent meanwhile, here or on another device; whoever presses
    the button then has this text kept without the form."""
    is_kept = save(form_key=key_of(request))
    if asks_for_part(request):
        return HttpResponse(status=204 if is_kept else 409)
    if not is_kept:
        save()
    messages.success(request, KEPT)
    return redirect(address)


@require_safe
@member_required
def draft_list(request: HttpRequest) -> HttpResponse:
    """The newest first. Where nothing can be written any more all of the own words stand here."""
    member = member_of(request)
    rows = Draft.objects.visible_to(member).select_related("thread", "board")
    page = list_page(rows, ("saved_at", "id"), request.GET, size=ROWS_PER_PAGE)
    readable = Thread.objects.visible_to(member)
    threads = {thread.pk: thread for thread in readable.filter(pk__in=[row.thread_id for row in page.rows])}
    boards = {board.pk: board for board in Board.objects.visible_to(member)}
    context = {
        "page": page,
        "threads": threads,
        "boards": boards,
        "taking_replies": {pk for pk, thread in threads.items() if can_reply(member, thread)},
        "taking_threads": {pk for pk, board in boards.items() if can_open_thread(member, board)},
    }
    return render(request, "forum/drafts.html", context)


@require_POST
@member_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    if drafting.discard(pk, by=member_of(request)):
        messages.success(request, "Der Entwurf ist weg.")
    return redirect("forum:drafts")
