"""All pictures of the house: found by film, credit, file or rights holder, by what is wrong with their rights; where
each is used; as a table; and their rights renewed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import editor_required, member_of
from forum.paging import list_page
from reviews import rights
from reviews.forms.library import LibraryForm, RenewForm
from reviews.library_table import library_table
from reviews.models import Review, ReviewStill, Still
from reviews.models.still import StillQuerySet
from reviews.pictures import picture_of

STILLS_PER_PAGE = 48


@require_safe
@editor_required
def library(request: HttpRequest) -> HttpResponse:
    return library_page(request, RenewForm(by=member_of(request)))


def library_page(request: HttpRequest, renew_form: RenewForm, *, status: int = 200) -> HttpResponse:
    form, chosen = what_is_chosen(request)
    uses = ReviewStill.objects.select_related("review").order_by("review_id", "number")
    rows = chosen_stills(request, chosen).select_related("film", "rights_holder")
    rows = rows.prefetch_related("renditions", Prefetch("uses", uses))
    page = list_page(rows, ("id",), request.GET, size=STILLS_PER_PAGE)
    renewable = rights.renewable_by(member_of(request), [still.pk for still in page.rows])
    context: dict[str, Any] = {
        "form": form,
        "renew_form": renew_form,
        "ticked": set(renew_form["stills"].value() or []),
        "page": page,
        "rows": [(still, picture_of(still, alt=still.alt), still.pk in renewable) for still in page.rows],
        "may_renew": bool(renewable),
        "kept": urlencode(chosen),
        "here": here(request, chosen),
        "review": review_to_fill(request, chosen),
    }
    return render(request, "desk/library.html", context, status=status)


def what_is_chosen(request: HttpRequest) -> tuple[LibraryForm, dict[str, str]]:
    form = LibraryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    return form, {name: value for name, value in chosen.items() if value}


def review_to_fill(request: HttpRequest, chosen: dict[str, str]) -> Review | None:
    """The review whose desk the editor came from to choose a picture."""
    review = Review.objects.at_desk_of(request.user).filter(pk=chosen.get("kritik") or 0).first()
    return review if review and review.may_be_changed_by(request.user) else None


def here(request: HttpRequest, chosen: dict[str, str]) -> str:
    """The query of this page of the list, to come back to."""
    cursors = {name: request.GET[name] for name in ("nach", "vor") if name in request.GET}
    return urlencode(chosen | cursors)


def chosen_stills(request: HttpRequest, chosen: dict[str, str]) -> StillQuerySet:
    stills: StillQuerySet = Still.objects.visible_to(request.user).searched(chosen.get("text", ""))
    filters = {
        "ending": StillQuerySet.ending,
        "ended": StillQuerySet.ended,
        "uncredited": StillQuerySet.uncredited,
        "unused": StillQuerySet.unused,
    }
    chosen_one = filters.get(chosen.get("show", ""))
    return chosen_one(stills) if chosen_one else stills


@require_safe
@editor_required
def library_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the page shows with the same query, all of it."""
    _, chosen = what_is_chosen(request)
    parts = library_table(chosen_stills(request, chosen))
    headers = {"Content-Disposition": 'attachment; filename="bilder.csv"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@editor_required
def renew_rights(request: HttpRequest) -> HttpResponse:
    form = RenewForm(request.POST, by=member_of(request))
    if not form.is_valid():
        messages.error(request, "Noch nicht verlängert. Unten steht, was fehlt.")
        return library_page(request, form, status=422)
    until = form.cleaned_data["until"]
    changed = rights.renew_rights(form.cleaned_data["stills"], until=until, by=member_of(request))
    if changed:
        how_long = f"bis {until:%d.%m.%Y}" if until else "unbefristet"
        messages.success(request, f"Rechte {how_long}: {len(changed)} {'Bild' if len(changed) == 1 else 'Bilder'}.")
    else:
        messages.info(request, "Nichts geändert.")
    _, chosen = what_is_chosen(request)
    query = here(request, chosen)
    return redirect(reverse("desk:library") + (f"?{query}" if query else ""))
