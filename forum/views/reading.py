"""What is new for a member, and saying that it was read. Nothing here changes by a GET."""

import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import asks_for_part, member_of, member_required
from accounts.ignoring import ignored_by
from accounts.models import Member
from forum import reading
from forum.models import Board, Thread
from forum.models.thread import THREADS_LISTED
from forum.paging import ListPage, scan_page, scanned
from forum.showing import rows_of, show_rows
from forum.subjects import cards_for
from forum.unheard import unheard_in
from forum.views.threads import find_thread
from text.numbers import number_in
from text.quoting import quoted


@require_safe
@member_required
def unread(request: HttpRequest) -> HttpResponse:
    """„Neu für dich“: on the first page what the member follows, then the newest first. A page looks through a bounded
    number of threads and says where it goes on."""
    member = member_of(request)
    is_first = "nach" not in request.GET
    page = page_of_unread(request, member, is_first=is_first)
    followed = reading.unread_followed(member) if is_first else []
    ids = [*followed, *[row.id for row in page.rows if row.id not in followed]]
    rows = rows_of(ids)
    cards, unheard = cards_for(rows, member), unheard_in(ids, member)
    context = {
        "page": page,
        "followed": show_rows([row for row in rows if row.id in followed], cards, ids, unheard),
        "rows": show_rows([row for row in rows if row.id not in followed], cards, ids, unheard),
        "seen_at": moment_of(timezone.now()),
    }
    return render(request, "forum/unread.html", context)


def page_of_unread(request: HttpRequest, member: Member, *, is_first: bool) -> ListPage:
    """The first page is what most see, and is asked for by prepared queries."""
    columns, size = ("last_posted_at", "id"), THREADS_LISTED
    if is_first and not ignored_by(member):
        return scanned(*reading.newest_unread(member), columns, size=size)
    among, find = Thread.objects.visible_to(member).listed(), partial(reading.unread_threads, member)
    return scan_page(find, columns, request.GET, among=among, size=size, window=reading.WINDOW)


@require_safe
@member_required
def first_unread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """To the first post that is new, to the end of the thread if none is."""
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    post = reading.first_unread(found, member_of(request))
    return redirect(f"{found.page_url(post.page)}#{post.anchor}" if post else found.last_page_url)


@require_POST
@member_required
def mark_read(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    number = number_in(request.POST.get("bis"), digits=9)
    if number is not None:
        reading.mark_read(found, by=member_of(request), number=number)
    if asks_for_part(request):
        return HttpResponse(status=204)
    page = number_in(request.POST.get("seite"), digits=9)
    return redirect(found if page is None else found.page_url(min(page, found.pages)))


@require_POST
@member_required
def mark_board_read(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    if (seen := seen_at(request)) is not None:
        reading.mark_board_read(board, by=member_of(request), seen_at=seen)
        messages.success(request, f"Alles in {quoted(board.name)} ist gelesen.")
    return redirect(board)


@require_POST
@member_required
def mark_all_read(request: HttpRequest) -> HttpResponse:
    if (seen := seen_at(request)) is not None:
        reading.mark_all_read(by=member_of(request), seen_at=seen)
        messages.success(request, "Alles gelesen.")
    return redirect("forum:unread")


def moment_of(at: datetime.datetime) -> int:
    """Seconds, as the forms carry them."""
    return int(at.timestamp())


def seen_at(request: HttpRequest) -> datetime.datetime | None:
    """When the page was made; None for a form without a moment of ours."""
    moment = number_in(request.POST.get("stand"), digits=10)
    return None if moment is None else datetime.datetime.fromtimestamp(moment, datetime.UTC)
