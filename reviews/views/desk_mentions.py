"""What a review's text names and where it leads: editors say what is meant, or that nothing is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import editor_required, member_of
from reviews import pinning
from reviews.models import Review
from reviews.views.guards import find_review
from text.numbers import number_in


@require_safe
@editor_required
def mentions(request: HttpRequest, pk: int) -> HttpResponse:
    review = find_review(request, pk)
    named = pinning.names_in_text(review)
    context = {
        "review": review,
        "may_change": review.may_be_changed_by(member_of(request)),
        "open": [name for name in named if name.is_open],
        "linked": [name for name in named if not name.is_open and (name.meant or name.forbidden)],
        "unknown": [name for name in named if not name.is_open and not (name.meant or name.forbidden)],
    }
    return render(request, "desk/mentions.html", context)


@require_POST
@editor_required
def decide_mention(request: HttpRequest, pk: int) -> HttpResponse:
    """`meint` is the id of one of the candidates, `nichts` forbids the link; neither leaves it to what is found."""
    review = find_review(request, pk)
    name = _named(request, review)
    meant = number_in(request.POST.get("meint"), digits=18)
    if meant is not None and meant not in {candidate.pk for candidate in name.candidates}:
        raise Http404
    forbidden = meant is None and "nichts" in request.POST
    pinning.decide_mention(
        review, name.text, is_person=name.is_person, by=member_of(request), meant=meant, forbidden=forbidden
    )
    messages.success(request, "Gemerkt, gilt an jeder Stelle im Text.")
    return redirect("desk:mentions", review.pk)


def _named(request: HttpRequest, review: Review) -> pinning.NamedInText:
    words, is_person = request.POST.get("worte", ""), bool(request.POST.get("person"))
    for name in pinning.names_in_text(review):
        if (name.text, name.is_person) == (words, is_person):
            return name
    raise Http404
