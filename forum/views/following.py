"""What a member follows, what has come of it, and how far it was read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from forum import following, notifications
from forum.models import Board, Follow, Notification, Statement, Thread
from forum.models.reading import SUBJECTS, FollowLevel
from forum.paging import list_page
from forum.subjects import name_followed
from forum.views.reading import moment_of, seen_at
from forum.views.threads import find_thread
from text.numbers import LARGEST_ID
from text.quoting import quoted

ROWS_PER_PAGE = 30

SAID = {
    FollowLevel.ALL: "Du folgst jetzt {}.",
    FollowLevel.MENTIONS: "Von {} hörst du nur, wenn es um dich geht.",
    FollowLevel.MUTE: "Von {} hörst du nichts mehr.",
}


@require_POST
@member_required
def follow_thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = find_thread(request, pk)
    if not isinstance(found, Thread):
        return found
    follow_as_sent(request, found, found.title)
    return redirect(found)


@require_POST
@member_required
def follow_board(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    follow_as_sent(request, board, board.name)
    return redirect(board)


@require_POST
@member_required
def follow_subject(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Film, person, tag or author, as far as the member may see it."""
    named = name_followed([(kind, pk)], request.user).get((kind, pk)) if kind in SUBJECTS and pk <= LARGEST_ID else None
    if named is None:
        raise Http404
    name, url = named
    follow_as_sent(request, (kind, pk), name)
    return redirect(url)


def follow_as_sent(request: HttpRequest, thing: following.Thing, name: str) -> None:
    """`stufe` is a level; empty says that the member has nothing to say of it any more."""
    level, member = request.POST.get("stufe", ""), member_of(request)
    if level in FollowLevel.values:
        following.follow(thing, by=member, level=FollowLevel(level))
        messages.success(request, SAID[FollowLevel(level)].format(quoted(name)))
    elif not level and "stufe" in request.POST:
        was_mute = following.level_of(thing, member) == FollowLevel.MUTE
        if following.unfollow(thing, by=member):
            said = "{} ist nicht mehr stumm." if was_mute else "Du folgst {} nicht mehr."
            messages.success(request, said.format(quoted(name)))


@require_safe
@member_required
def followed(request: HttpRequest) -> HttpResponse:
    """The newest first; of what cannot be seen any more there is nothing to tell."""
    member = member_of(request)
    rows = Follow.objects.visible_to(member).select_related("thread", "board")
    page = list_page(rows, ("id",), request.GET, size=ROWS_PER_PAGE)
    threads = Thread.objects.visible_to(member).filter(pk__in=[row.thread_id for row in page.rows if row.thread_id])
    boards = Board.objects.visible_to(member)
    readable = set(threads.values_list("pk", flat=True)), set(boards.values_list("pk", flat=True))
    named = name_followed([(row.subject_kind, row.subject_id) for row in page.rows if row.subject_kind], member)
    shown = [(row, name, url, act) for row in page.rows for name, url, act in _described(row, readable, named)]
    return render(request, "forum/followed.html", {"page": page, "rows": shown})


def _described(
    row: Follow, readable: tuple[set[int], set[int]], named: dict[tuple[str, int], tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Name, address and where its form is sent to; nothing of what the member may not see."""
    if row.thread and row.thread_id in readable[0]:
        act = reverse("forum:follow_thread", args=[row.thread.pk, row.thread.slug])
        return [(row.thread.title, row.thread.get_absolute_url(), act)]
    if row.board and row.board_id in readable[1]:
        return [(row.board.name, row.board.get_absolute_url(), reverse("forum:follow_board", args=[row.board.slug]))]
    key = (row.subject_kind, row.subject_id or 0)
    if key in named:
        return [(*named[key], reverse("forum:follow_subject", args=[*key]))]
    return []


@require_safe
@member_required
def told(request: HttpRequest) -> HttpResponse:
    """Notifications, the newest first, several replies as one."""
    member = member_of(request)
    rows = Notification.objects.visible_to(member).select_related("post__author", "post__thread")
    page = list_page(rows, ("at", "id"), request.GET, size=ROWS_PER_PAGE)
    counts = notifications.count_replies([row for row in page.rows if row.read_at is None], member)
    shown = [(row, counts.get(row.pk, 1)) for row in page.rows]
    statements = Statement.objects.unread().filter(member=member).select_related("decision").order_by("-pk")
    context = {
        "page": page,
        "rows": shown,
        "statements": statements[:ROWS_PER_PAGE],
        "has_unread": Notification.objects.filter(member=member, read_at=None).exists(),
        "seen_at": moment_of(timezone.now()),
        "most": notifications.MOST_COUNTED,
    }
    return render(request, "forum/told.html", context)


@require_POST
@member_required
def read_told(request: HttpRequest) -> HttpResponse:
    seen = seen_at(request)
    if seen is not None and notifications.read_all(by=member_of(request), until=seen):
        messages.success(request, "Alles gelesen.")
    return redirect("forum:told")
