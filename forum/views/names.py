"""Names of members while somebody writes „@na…“."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import member_of, member_required
from accounts.limits import within_limit
from accounts.models import Member
from forum.models import Post, Thread
from text.mentions import mention_of
from text.numbers import number_in

SHOWN = 8
"""Names a list on a phone can hold beside a keyboard."""

SHORTEST = 2
"""Letters; one alone would list whoever comes first in the alphabet."""

LONGEST = 30

RECENT = 200
"""Posts at the end of a thread whose authors come first."""

ASKED_PER_MINUTE = 120
"""Somebody who types fast asks twice a second."""


@require_safe
@member_required
def member_names(request: HttpRequest) -> HttpResponse:
    """Options of a list; empty for too few letters and for whoever asks too often."""
    written = request.GET.get("q", "").replace("\0", "").strip()
    names: list[str] = []
    if SHORTEST <= len(written) <= LONGEST:
        if not within_limit("names", member_of(request), times=ASKED_PER_MINUTE, seconds=60):
            return render(request, "forum/_names.html", {"names": []}, status=429)
        names = _names(request, written)
    return render(request, "forum/_names.html", {"names": [(name, mention_of(name)) for name in names]})


def _names(request: HttpRequest, written: str) -> list[str]:
    """First who has spoken lately in the thread, then by alphabet. Three queries. A name that only looks as if it began
    so („Amelie“ for „Ar…“, by the letters rn) comes last."""
    found = Member.objects.visible_to(request.user).beginning_with(written).exclude(pk=request.user.pk)
    here = found.filter(pk__in=_speakers(request)).order_by("name_folded").values_list("name", flat=True)[:SHOWN]
    others = found.order_by("name_folded").values_list("name", flat=True)[: 2 * SHOWN]
    names = dict.fromkeys([*here, *others])
    return sorted(names, key=lambda name: not name.casefold().startswith(written.casefold()))[:SHOWN]


def _speakers(request: HttpRequest) -> set[int]:
    """Ids of the latest authors of the thread somebody writes in."""
    pk = number_in(request.GET.get("thema"), digits=18)
    thread = Thread.objects.visible_to(request.user).filter(pk=pk).first() if pk else None
    if thread is None:
        return set()
    latest = Post.objects.filter(thread=thread, number__gt=thread.last_number - RECENT, state="visible")
    return set(latest.exclude(author=None).values_list("author_id", flat=True))
