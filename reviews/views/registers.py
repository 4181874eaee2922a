"""Lists by letter, the readers' best, and the pages of franchises and labels."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Viewer
from forum.paging import list_page, page_by_row
from reviews.alphabet import LETTERS, ROWS, letter_page, letters_of
from reviews.models import Film, Franchise, Organisation, RatingTally, Release
from reviews.models.address import SlugKind
from reviews.models.review import shown_reviews
from reviews.shelving import BY_LETTER
from reviews.shown_votes import votes_first
from reviews.views.films import find_by_slug

FILMS_OF_A_FRANCHISE = 200
UNDATED = 60
"""Releases of a label without a date, on its first page."""


NAME_ROW = "reviews/_name_row.html"


@dataclass(frozen=True)
class Register:
    """A list by letter: `view` is the name of its address, `template` shows a row."""

    view: str
    heading: str
    cue: str
    nothing: str
    template: str

    @property
    def is_by_surname(self) -> bool:
        """Where the letter a name stands under is not its first: the list says it."""
        return self.view == "persons"

    @property
    def has_names_only(self) -> bool:
        return self.template == NAME_ROW

    def rows(self, viewer: Viewer) -> QuerySet[Any]:
        model, _ = BY_LETTER[self.view]
        rows: QuerySet[Any] = model.objects.visible_to(viewer).order_by()
        return rows

    @property
    def neighbours(self) -> list[tuple[str, str]]:
        """The other lists, words and address."""
        best = [("Nach Leserwertung", f"{reverse('reviews:films')}?ordnung=leserwertung")] if self is FILMS else []
        return best + [(words, reverse(f"reviews:{view}")) for view, words in WORDS.items() if view != self.view]


WORDS = {"films": "Filme", "persons": "Personen", "franchises": "Reihen", "labels": "Labels", "tags": "Schlagworte"}

FILMS = Register("films", "Alle Filme", "Filme von A bis Z", "Kein Film", "reviews/_film_row.html")
PERSONS = Register("persons", "Alle Personen", "Von A bis Z", "Niemand", NAME_ROW)
FRANCHISES = Register("franchises", "Alle Reihen", "Von A bis Z", "Keine Reihe", NAME_ROW)
LABELS = Register("labels", "Alle Labels", "Von A bis Z", "Kein Label", NAME_ROW)
TAGS = Register("tags", "Alle Schlagworte", "Von A bis Z", "Kein Schlagwort", NAME_ROW)


def _show(request: HttpRequest, register: Register, rows: QuerySet[Any] | None = None) -> HttpResponse:
    """A letter there is none of shows the whole list."""
    _, column = BY_LETTER[register.view]
    letter = request.GET.get("buchstabe", "")
    letter = letter if letter in LETTERS else ""
    context = {
        "register": register,
        "letter": letter,
        "letter_words": LETTERS.get(letter, ""),
        "letters": letters_of(register.view, letter),
        "page": letter_page(rows if rows is not None else register.rows(request.user), column, letter, request.GET),
    }
    return render(request, "reviews/register.html", context)


@require_safe
def films(request: HttpRequest) -> HttpResponse:
    if request.GET.get("ordnung") == "leserwertung":
        return _best_films(request)
    return _show(request, FILMS, Film.objects.visible_to(request.user).order_by().with_directors())


def _best_films(request: HttpRequest) -> HttpResponse:
    """By the weighted mean, which is for this order only: the mean of few votes says little. Who wants to vote before
    knowing what others think is asked first."""
    if votes_first(request.user) and "trotzdem" not in request.GET:
        return render(request, "reviews/best_films.html", {"is_waiting": True})
    rows = RatingTally.objects.visible_to(request.user).filter(total__gt=0).select_related("film")
    order = ("weighted", "film_id")
    page = page_by_row(rows, order, request.GET, size=ROWS, ascending=False, keep="ordnung=leserwertung")
    return render(request, "reviews/best_films.html", {"page": page})


@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    return _show(request, PERSONS)


@require_safe
def franchises(request: HttpRequest) -> HttpResponse:
    return _show(request, FRANCHISES)


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    return _show(request, LABELS)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    return _show(request, TAGS)


@require_safe
def franchise(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_by_slug(Franchise.objects.visible_to(request.user), SlugKind.FRANCHISE, slug)
    if not isinstance(found, Franchise):
        return found
    films = Film.objects.visible_to(request.user).in_franchise(found.pk).with_directors()
    rows = films.prefetch_related(shown_reviews(request.user))
    return render(request, "reviews/franchise.html", {"franchise": found, "films": list(rows[:FILMS_OF_A_FRANCHISE])})


@require_safe
def label(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes out last stands first, what has no date yet at the end of the first page."""
    found = find_by_slug(Organisation.objects.visible_to(request.user), SlugKind.LABEL, slug)
    if not isinstance(found, Organisation):
        return found
    rows = Release.objects.visible_to(request.user).filter(label=found).select_related("film")
    page = list_page(rows.filter(date_from__isnull=False), ("date_from", "id"), request.GET, size=ROWS)
    undated = list(rows.filter(date_from=None).order_by("film__sort_key", "id")[:UNDATED]) if page.is_first else []
    return render(request, "reviews/label.html", {"label": found, "page": page, "undated": undated})
