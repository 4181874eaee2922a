"""A whole thread on one printable page or in one file, in parts where it is long."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.limits import visitor_within_limit
from forum import printing
from forum.models import Thread
from forum.printing import Part
from forum.subjects import cards_for
from forum.views.threads import find_thread

PRINTS_PER_MINUTE = 20
"""A part of 500 posts takes 60 to 300 ms."""

EXPORTS_PER_MINUTE = 10

HERE = "<!-- posts -->"
"""Where the page is cut open for its posts; a title cannot hold it, its brackets are escaped."""


@require_safe
def print_thread(request: HttpRequest, pk: int, slug: str, part: int = 1) -> HttpResponseBase:
    found = _find_part(request, pk, part, "print_thread", printing.PRINTED)
    if not isinstance(found, tuple):
        return found
    thread, wanted = found
    if not visitor_within_limit("print_thread", request, times=PRINTS_PER_MINUTE, seconds=60):
        return HttpResponse(status=429)
    context = {
        "thread": thread,
        "part": wanted,
        "parts": [(n, _address(thread, "print_thread", n)) for n in range(1, wanted.count + 1)],
        "here": HERE,
    }
    page = render_to_string("forum/print.html", context, request)
    return _unlisted(StreamingHttpResponse(_printed(request, thread, wanted, page)))


def _printed(request: HttpRequest, thread: Thread, part: Part, page: str) -> Iterator[str]:
    before, _, after = page.partition(HERE)
    yield before
    template, card = get_template("forum/_printed.html"), cards_for([thread], request.user).get(thread.pk)
    for shown in printing.posts_of(thread, part, request.user):
        yield template.render({"shown": shown, "card": card})
    yield after


@require_safe
def export_thread(request: HttpRequest, pk: int, slug: str, part: int = 1) -> HttpResponseBase:
    found = _find_part(request, pk, part, "export_thread", printing.EXPORTED)
    if not isinstance(found, tuple):
        return found
    thread, wanted = found
    if not visitor_within_limit("export_thread", request, times=EXPORTS_PER_MINUTE, seconds=60):
        return HttpResponse(status=429)
    card = cards_for([thread], request.user).get(thread.pk)
    text = printing.as_text(thread, wanted, card, request.user)
    response = _unlisted(StreamingHttpResponse(text, content_type="text/plain; charset=utf-8"))
    name = f"{thread.slug}-{thread.pk}" + (f"-teil-{part}" if wanted.count > 1 else "")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _find_part(request: HttpRequest, pk: int, part: int, view: str, size: int) -> tuple[Thread, Part] | HttpResponse:
    """The thread and the part of it, or the answer that stands for them."""
    thread = find_thread(request, pk)
    if not isinstance(thread, Thread):
        return thread
    wanted = Part(part, size, thread.last_number)
    if not 1 <= part <= wanted.count:
        raise Http404
    address = _address(thread, view, part)
    return redirect(address, permanent=True) if request.path != address else (thread, wanted)


def _address(thread: Thread, view: str, part: int) -> str:
    """The first part has the bare address."""
    args = [thread.pk, thread.slug]
    return reverse(f"forum:{view}", args=args) if part == 1 else reverse(f"forum:{view}_part", args=[*args, part])


def _unlisted(response: StreamingHttpResponse) -> StreamingHttpResponse:
    """The thread's own pages are what is to be found."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
