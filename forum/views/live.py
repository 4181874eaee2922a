"""What an open page asks by itself. While nothing has changed each answer costs one query and has no body."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import ANYBODY
from forum import notifications
from forum.models import Post, Thread
from forum.reader import find_readable
from text.numbers import number_in


@require_safe
def said_since(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """How many posts others have written after number `nach`, with the way there. Who asks is looked up only if the
    thread is not everybody's, or if there is something to say."""
    after = number_in(request.GET.get("nach"), digits=9)
    thread = find_readable(pk, ANYBODY) or find_readable(pk, request.user)
    if not isinstance(thread, Thread) or after is None:
        raise Http404
    etag = f'"{thread.last_visible_number}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    elif thread.last_visible_number > after and (said := said_after(request, thread, after)):
        answer = render(request, "forum/_said_since.html", said)
    else:
        answer = HttpResponse(status=204)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "no-store"
    return answer


def said_after(request: HttpRequest, thread: Thread, after: int) -> dict[str, object]:
    posts = Post.objects.voices().heard_by(request.user).filter(thread=thread, number__gt=after)
    posts = posts.exclude(author=request.user.pk or 0)
    near = list(posts.order_by("number")[: notifications.MOST_COUNTED + 1])
    count = notifications.badge_words(len(near))
    return {"thread": thread, "count": count, "first": near[0], "is_one": len(near) == 1} if near else {}


@require_safe
def count_told(request: HttpRequest, token: str) -> HttpResponse:
    count = notifications.count_by_token(token)
    if count is None:
        raise Http404
    words = notifications.badge_words(count)
    etag = f'"{words or 0}"'
    is_known = request.headers.get("If-None-Match") == etag
    answer = HttpResponseNotModified() if is_known else HttpResponse(words, content_type="text/plain")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "no-store"
    return answer
