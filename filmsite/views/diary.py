"""What a member has seen and wants to see, for everybody if the member likes it so, else for themselves."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Member
from filmsite.views.profile import find_member
from forum.paging import list_page
from reviews.models import Rating, Viewing, Wanted

FILMS_PER_PAGE = 60


@require_safe
def diary(request: HttpRequest, name: str) -> HttpResponse:
    found = find_member(request.user, name, view="diary", shown_if="shows_diary")
    if not isinstance(found, Member):
        return found
    rows = Viewing.objects.visible_to(request.user).filter(member=found).select_related("film")
    page = list_page(rows, ("on", "id"), request.GET, size=FILMS_PER_PAGE)
    votes = _own_votes(request, found, page.rows)
    months = [
        (month, [(entry, votes.get(entry.film_id)) for entry in entries])
        for month, entries in groupby(page.rows, lambda row: row.on.replace(day=1))
    ]
    context = {"member": found, "page": page, "months": months}
    return render(request, "profile/diary.html", context)


def _own_votes(request: HttpRequest, member: Member, rows: list[Viewing]) -> dict[int, Rating]:
    """By film; only the member sees them."""
    if member != request.user:
        return {}
    votes = Rating.objects.filter(member=member, film__in=[row.film_id for row in rows])
    return {vote.film_id: vote for vote in votes}


@require_safe
def wanted(request: HttpRequest, name: str) -> HttpResponse:
    found = find_member(request.user, name, view="wanted", shown_if="shows_wanted")
    if not isinstance(found, Member):
        return found
    rows = Wanted.objects.visible_to(request.user).filter(member=found).select_related("film")
    page = list_page(rows.prefetch_related("film__releases"), ("id",), request.GET, size=FILMS_PER_PAGE)
    return render(request, "profile/wanted.html", {"member": found, "page": page})
