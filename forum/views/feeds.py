"""`…/feed.atom` beside each list. With an ETag, so that a reader who has it gets 304."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import ANYBODY
from forum import feeds
from forum.models import Board, Thread, ThreadAlias

ATOM = "application/atom+xml; charset=utf-8"


@require_safe
@conditional_page
def board_feed(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(ANYBODY), slug=slug)
    return HttpResponse(feeds.feed_of_board(board), content_type=ATOM)


@require_safe
@conditional_page
def thread_feed(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    thread = Thread.objects.visible_to(ANYBODY).filter(pk=pk).first()
    if thread is None:
        end = ThreadAlias.objects.end_of(pk)
        found = Thread.objects.visible_to(ANYBODY).filter(pk=end).first() if end else None
        if found is None:
            raise Http404
        return redirect("forum:thread_feed", found.pk, found.slug, permanent=True)
    if slug != thread.slug:
        return redirect("forum:thread_feed", thread.pk, thread.slug, permanent=True)
    return HttpResponse(feeds.feed_of_thread(thread), content_type=ATOM)
