"""„Leserwertung“: members vote on a film, from its page or from that of a review; moderators look at votes and take some out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from accounts.limits import within_limit
from forum.cases.effects import effect_on
from forum.forms.moderation import DecisionForm
from forum.models import Case
from forum.models.case import CaseStage
from forum.moderators import moderates_everywhere
from forum.paging import list_page
from reviews import ratings
from reviews.models import Film, Rating, Review
from reviews.shown_votes import votes_on
from reviews.views.films import acts_on_film, find_film
from text.numbers import LARGEST_ID, number_in

VOTES_PER_PAGE = 50
VOTES_PER_MINUTE = 20
AT_ONCE = 200
"""Votes one decision may take out."""

SECTION = "leserwertung"
NO_STARS = "Wähl erst die Sterne, dann speichere deine Stimme."
TOO_QUICK = "So schnell hintereinander geht es nicht. Warte eine Minute."
TAKEN_OUT = "Deine Stimme wurde aus der Wertung genommen. Warum, steht in deinem Konto unter „Entscheidungen“."

HERE = "leserwertung"
"""Where on the page the answer stands: that is where the visitor is led back to."""


@acts_on_film
def vote(request: HttpRequest, film: Film) -> HttpResponse:
    member, halves = member_of(request), number_in(request.POST.get("sterne"), digits=2)
    if refusal := effect_on(member).refusal:
        messages.error(request, refusal, HERE)
    elif not within_limit("vote", member, times=VOTES_PER_MINUTE, seconds=60):
        messages.error(request, TOO_QUICK, HERE)
    else:
        try:
            changed = ratings.vote(film, halves or 0, by=member)
            messages.success(request, "Danke, deine Stimme zählt." if changed else "So hast du schon gestimmt.", HERE)
        except ratings.NoSuchVote:
            messages.error(request, NO_STARS, HERE)
        except ratings.TakenOut:
            messages.error(request, TAKEN_OUT, HERE)
    return redirect(_way_back(request, film))


@acts_on_film
def withdraw_vote(request: HttpRequest, film: Film) -> HttpResponse:
    try:
        if ratings.withdraw(film, by=member_of(request)):
            messages.success(request, "Deine Stimme ist zurückgenommen.", HERE)
    except ratings.TakenOut:
        messages.error(request, TAKEN_OUT, HERE)
    return redirect(_way_back(request, film))


def _way_back(request: HttpRequest, film: Film) -> str:
    pk = number_in(request.POST.get("kritik"), digits=18) or 0
    review = Review.objects.visible_to(request.user).filter(pk=pk, film=film).first()
    return f"{(review or film).get_absolute_url()}#{SECTION}"


def _film_for_moderators(request: HttpRequest, slug: str) -> Film | HttpResponse:
    """Who may not see votes learns of no such page."""
    if not moderates_everywhere(request.user):
        raise Http404
    return find_film(request, slug)


@require_safe
@member_required
def votes(request: HttpRequest, slug: str) -> HttpResponse:
    found = _film_for_moderators(request, slug)
    return render_votes(request, found, DecisionForm()) if isinstance(found, Film) else found


def render_votes(request: HttpRequest, film: Film, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    rows = Rating.objects.visible_to(request.user).filter(film=film).select_related("member", "taken_out_by")
    if request.GET.get("nur") == "auffaellig":
        rows = rows.striking()
    page = list_page(rows, ("id",), request.GET, size=VOTES_PER_PAGE)
    context = {
        "film": film,
        "page": page,
        "form": form,
        "chosen": _chosen(request),
        "only_striking": request.GET.get("nur") == "auffaellig",
        "votes": votes_on(film, request.user),
        "menu_at": reverse("forum:queue"),
    }
    return render(request, "reviews/votes.html", context, status=status)


def _chosen(request: HttpRequest) -> list[int]:
    numbers = (number_in(value, digits=19) for value in request.POST.getlist("stimme")[:AT_ONCE])
    return [number for number in dict.fromkeys(numbers) if number and number <= LARGEST_ID]


@require_POST
@member_required
def take_out_votes(request: HttpRequest, slug: str) -> HttpResponse:
    """One decision for each of the chosen votes, all with the same words. The open case of a wave is settled by it."""
    found = _film_for_moderators(request, slug)
    if not isinstance(found, Film):
        return found
    form, chosen = DecisionForm(request.POST), _chosen(request)
    if not chosen:
        form.add_error(None, "Wähl die Stimmen aus, um die es geht.")
    if not form.is_valid():
        return render_votes(request, found, form, status=422)
    member, taken = member_of(request), 0
    for rating in Rating.objects.filter(film=found, pk__in=chosen, taken_out_by=None).exclude(member=member):
        taken += ratings.take_out(rating, by=member, decision=form.decision(), case=_wave(found)) is not None
    messages.success(request, f"{taken} Stimmen herausgenommen." if taken != 1 else "Eine Stimme herausgenommen.")
    return redirect("reviews:votes", found.slug)


def _wave(film: Film) -> Case | None:
    return Case.objects.current(("votes", film.pk)).exclude(stage=CaseStage.CLOSED).first()
