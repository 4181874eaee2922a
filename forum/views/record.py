"""What everybody may know of moderation: its figures, and, where the operator wants it, its decisions without names."""

import csv

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import ANYBODY
from forum.cases import figures
from forum.models import Decision
from forum.models.board import audiences_of
from forum.models.moderation import RESTRICTIONS
from forum.paging import list_page

DECISIONS_PER_PAGE = 30


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    return render(
        request, "forum/record/transparency.html", {"years": figures.figures(), "public_record": settings.PUBLIC_RECORD}
    )


@require_safe
def transparency_csv(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    answer.write("\ufeff")  # or Excel takes the umlauts for something else
    csv.writer(answer, delimiter=";").writerows(figures.as_table())
    return answer


@require_safe
def public_record(request: HttpRequest) -> HttpResponse:
    """Restrictions with rule and reasons, without whom they touch, by whom they are and where exactly."""
    if not settings.PUBLIC_RECORD:
        raise Http404
    boards = audiences_of(ANYBODY)
    rows = Decision.objects.filter(action__in=RESTRICTIONS, reversed_by=None).select_related(
        "post__thread__board", "thread__board"
    )
    page = list_page(rows, ("at", "id"), request.GET, size=DECISIONS_PER_PAGE)
    shown = [(decision, _board_of(decision, boards)) for decision in page.rows]
    return render(request, "forum/record/public_record.html", {"page": page, "rows": shown})


def _board_of(decision: Decision, audiences: object) -> str:
    """Its name, if everybody may know it."""
    thread = decision.thread or (decision.post.thread if decision.post else None)
    return thread.board.name if thread and thread.board.visible_to in audiences else ""  # type: ignore[operator]
