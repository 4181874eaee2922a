from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.ignoring import ignored_by
from forum.bulk import THREAD_ACTS
from forum.models import Board, Thread
from forum.models.thread import THREADS_LISTED
from forum.moderators import moderates
from forum.paging import list_page
from forum.permissions import can_open_thread
from forum.reading import unread_among, unread_boards
from forum.showing import ROW, show_rows
from forum.subjects import cards_for
from forum.unheard import unheard_in
from forum.views.reading import moment_of


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    found = list(Board.objects.visible_to(request.user).with_last_voice(request.user))
    last = Thread.objects.select_related("last_post__author").in_bulk(
        [b.last_thread_id for b in found if b.last_thread_id]
    )
    unread = unread_boards(request.user)
    rows = [(board, last.get(board.last_thread_id), board.pk in unread) for board in found]
    return render(request, "forum/boards.html", {"rows": rows, "ignored": ignored_by(request.user)})


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    listed = Thread.objects.visible_to(request.user).listed().filter(board=board)
    threads = listed.without_authors(ignored_by(request.user)).values_list(*ROW, named=True)
    page = list_page(threads, ("pinned", "last_posted_at", "id"), request.GET, size=THREADS_LISTED)
    cards = cards_for(page.rows, request.user)
    is_member = request.user.is_authenticated
    unread = unread_among([row.id for row in page.rows], request.user) if is_member else None
    context = {
        "board": board,
        "page": page,
        "rows": show_rows(
            page.rows,
            cards,
            unread,
            unheard_in([row.id for row in page.rows], request.user),
            is_selectable=moderates(request.user, board.pk),
        ),
        "thread_acts": THREAD_ACTS.values(),
        "may_open": can_open_thread(request.user, board),
        "seen_at": moment_of(timezone.now()) if is_member else None,
    }
    return render(request, "forum/board.html", context)
