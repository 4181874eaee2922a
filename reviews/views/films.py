"""The public pages about films and persons. What is not visible answers like an address that never was."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_required
from accounts.models import Member
from accounts.roles import is_editor
from reviews.addresses import find_by_old_slug
from reviews.forms.seeing import UntilForm, ViewingForm
from reviews.models import Credit, Film, Job, Person, Review, Viewing, Wanted
from reviews.models.address import SlugKind
from reviews.models.review import shown_reviews
from reviews.models.still import today
from reviews.naming import reviews_naming
from reviews.persons import other_names
from reviews.pictures import card_of, lead_of
from reviews.seen_titles import mark_of
from reviews.shown_facts import facts_of
from reviews.shown_votes import votes_on
from reviews.structured_data import data_of_film, data_of_person
from reviews.ways_on import ways_on

ACTING = "Schauspiel"
"""What a film calls its cast a person calls this."""

DAYS_SHOWN = 50


def find_by_slug(rows: QuerySet[Any], kind: SlugKind, slug: str) -> Any:
    """An object of `rows`, or the redirect from a slug it once had. Raises Http404."""
    if found := rows.filter(slug=slug).first():
        return found
    if moved := find_by_old_slug(rows, kind, slug):
        return redirect(moved, permanent=True)
    raise Http404


@require_safe
def film(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_film(request, slug)
    return render_film(request, found) if isinstance(found, Film) else found


def find_film(request: HttpRequest, slug: str) -> Film | HttpResponse:
    rows = Film.objects.visible_to(request.user).select_related("tally", "franchise")
    found: Film | HttpResponse = find_by_slug(rows.with_mark_of(request.user), SlugKind.FILM, slug)
    return found


def acts_on_film(act: Callable[[HttpRequest, Film], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """An address of a film that only acts, for members: the film is found by its slug, or the answer stands for it."""

    @require_POST
    @member_required
    @wraps(act)
    def find_and_act(request: HttpRequest, slug: str) -> HttpResponse:
        found = find_film(request, slug)
        return act(request, found) if isinstance(found, Film) else found

    return find_and_act


def render_film(
    request: HttpRequest,
    found: Film,
    *,
    status: int = 200,
    until_form: UntilForm | None = None,
    viewing_form: ViewingForm | None = None,
) -> HttpResponse:
    ways, votes = ways_on(found, request.user), votes_on(found, request.user)
    reviews: list[Review] = ways["reviews"]
    lead = next((picture for review in reviews if (picture := lead_of(review))), None)
    context: dict[str, Any] = {
        "film": found,
        "lead": lead,
        "seen": mark_of(found) if request.user.is_authenticated else None,
        "until_form": until_form,
        "votes": votes,
        "link_card": next((card for review in reviews if (card := card_of(review.lead))), None),
    }
    if isinstance(request.user, Member):
        context |= diary_of(found, request.user) | {
            "viewing_form": viewing_form or ViewingForm(initial={"am": today()})
        }
    facts = facts_of(found)
    if not request.user.is_authenticated:
        context["linked_data"] = data_of_film(found, facts, votes.tally, reviews, lead)
    return render(request, "reviews/film.html", context | ways | facts, status=status)


def diary_of(film: Film, member: Member) -> dict[str, object]:
    """Two queries: the days it was seen, the newest first, and whether it is wanted."""
    days = Viewing.objects.filter(member=member, film=film).order_by("-on").values_list("on", flat=True)
    return {"days": list(days[:DAYS_SHOWN]), "is_wanted": Wanted.objects.filter(member=member, film=film).exists()}


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_by_slug(Person.objects.visible_to(request.user), SlugKind.PERSON, slug)
    if not isinstance(found, Person):
        return found
    credits = (
        Credit.objects.visible_to(request.user)
        .filter(person=found)
        .select_related("film")
        .prefetch_related(shown_reviews(request.user, "film__reviews"))
        .order_by("-film__year", "film__sort_key", "position")
    )
    naming = reviews_naming(found, request.user)
    by_job: dict[str, list[Credit]] = {}
    for credit in credits:
        by_job.setdefault(ACTING if credit.job == Job.CAST else Job(credit.job).label, []).append(credit)
    ordered = [(label, by_job[label]) for label in (ACTING, *Job.labels) if label in by_job]
    context = {"person": found, "jobs": ordered, "naming": naming, "other_names": other_names(found)}
    context["may_name"] = is_editor(request.user)
    if not request.user.is_authenticated:
        context["linked_data"] = data_of_person(found, [label for label, _ in ordered])
    return render(request, "reviews/person.html", context)
