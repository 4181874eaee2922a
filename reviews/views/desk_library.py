"""All pictures of the house: found by film, credit, ending rights; and where each is used."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import editor_required
from forum.paging import list_page
from reviews.forms.library import LibraryForm
from reviews.models import ReviewStill, Still
from reviews.models.still import StillQuerySet
from reviews.pictures import cut_of, picture_of
from text.folding import fold

STILLS_PER_PAGE = 48


@require_safe
@editor_required
def library(request: HttpRequest) -> HttpResponse:
    form = LibraryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    uses = ReviewStill.objects.select_related("review").order_by("review_id", "number")
    rows = chosen_stills(request, chosen).select_related("film").prefetch_related("renditions", Prefetch("uses", uses))
    page = list_page(rows, ("id",), request.GET, size=STILLS_PER_PAGE)
    kept = {name: value for name, value in chosen.items() if value}
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rows": [(still, thumbnail(still)) for still in page.rows],
        "kept": f"&{urlencode(kept)}" if kept else "",
    }
    return render(request, "desk/library.html", context)


def chosen_stills(request: HttpRequest, chosen: dict[str, Any]) -> StillQuerySet:
    stills: StillQuerySet = Still.objects.visible_to(request.user)
    if film := fold(chosen.get("film") or ""):
        stills = stills.filter(film__title_folded__contains=film)
    if credit := chosen.get("credit"):
        stills = stills.filter(credit__icontains=credit)
    if chosen.get("show") == "ending":
        return stills.ending()
    return stills.unused() if chosen.get("show") == "unused" else stills


def thumbnail(still: Still) -> Any:
    return cut_of(still, "square", alt=still.alt) or picture_of(still, alt=still.alt)
