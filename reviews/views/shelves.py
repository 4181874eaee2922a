"""Lists of reviews: all of them with filters, the archive, and what is about one year, country, author or tag."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models import Member
from forum.paging import list_page
from reviews.countries import countries_by_slug
from reviews.facet_words import decade_of, is_decade, words_for
from reviews.filters import FILTERS, PARAMETERS, Choice, Chosen, Counts, Selection, counted, filtered_rows, read_filters
from reviews.models import FacetKind, Review, ReviewAuthor, Tag
from reviews.models.address import SlugKind
from reviews.shown_cards import card_rows, shown_cards
from reviews.views.films import find_by_slug
from text.fragments import render_kept

REVIEWS_PER_PAGE = 24
NEWEST = ("published_at", "id")
NEWEST_FACETS = ("published_at", "review_id")


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """An address with empty or differently written values leads to the one that is to be passed on."""
    selection = read_filters(request.GET)
    if any(not request.GET[one.parameter].strip() for one in FILTERS if one.parameter in request.GET) or any(
        chosen.value != selection.typed[parameter] for parameter, chosen in selection.chosen.items()
    ):
        return redirect(_address(selection))
    counts = counted()
    if selection.chosen:
        rows, columns = filtered_rows(selection.chosen.values(), request.user, counts), NEWEST_FACETS
    else:
        rows, columns = card_rows(Review.objects.visible_to(request.user)), NEWEST
    page = list_page(rows, columns, request.GET, size=REVIEWS_PER_PAGE, keep=selection.query)
    context = {
        "selection": selection,
        "fields": _fields(selection, counts),
        "without": [(chosen, f"?{rest}" if rest else "./") for chosen, rest in selection.without()],
        "page": page,
        "cards": shown_cards(page.rows),
        "count": _count(selection, counts),
    }
    return render(request, "reviews/reviews.html", context)


def _address(selection: Selection) -> str:
    """What means nothing stays in it: the page says so."""
    values = selection.typed | {parameter: chosen.value for parameter, chosen in selection.chosen.items()}
    return reverse("reviews:reviews") + (f"?{urlencode(values)}" if values else "")


def _fields(selection: Selection, counts: Counts) -> list[SafeString]:
    """All but persons, who are typed, each kept with the counts. What is chosen but not among the choices stands first."""
    fields = []
    for one in FILTERS:
        choices, chosen = counts.of(one.kind), selection.chosen.get(one.parameter)
        if one.kind == FacetKind.PERSON or not (choices or chosen):
            continue
        missing = chosen.words if chosen and all(choice.value != chosen.value for choice in choices) else ""
        context = {"filter": one, "choices": choices, "value": chosen.value if chosen else "", "missing": missing}
        key = (counts.version, one.parameter, context["value"], missing)
        fields.append(render_kept("reviews/_filter.html", key, **context))
    return fields


def _count(selection: Selection, counts: Counts) -> int | None:
    """How many reviews, where one thing is chosen and it is counted: of combinations nobody counts."""
    chosen = list(selection.chosen.values())
    return counts.count(chosen[0].kind, chosen[0].facet) or None if len(chosen) == 1 else None


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All months, and every other way into the reviews, with counts."""
    counts = counted()
    years: dict[str, list[tuple[str, Choice]]] = {}
    for month in counts.of(FacetKind.MONTH):
        name, year = month.words.split()
        years.setdefault(year, []).append((name, month))
    context = {
        "years": list(years.items()),
        "decades": _decades(_ways(FacetKind.YEAR, counts)),
        "ways": [(kind, *words, _ways(kind, counts)) for kind, words in WAYS.items()],
    }
    return render(request, "reviews/archive.html", context)


@require_safe
def part_of_archive(request: HttpRequest, part: str) -> HttpResponse:
    """For who shortens the address of one year, country or author to see them all."""
    return redirect(f"{reverse('reviews:archive')}#{part}", permanent=True)


WAYS = {
    FacetKind.COUNTRY: ("Woher", "Länder"),
    FacetKind.AUTHOR: ("Von wem", "Geschrieben von"),
    FacetKind.TAG: ("Worum es geht", "Schlagworte"),
    FacetKind.MEDIUM: ("Wo zu sehen", "Medien"),
    FacetKind.FSK: ("Für wen", "Freigaben"),
}
PAGES = {kind: f"reviews:{kind}" for kind in (FacetKind.YEAR, FacetKind.COUNTRY, FacetKind.AUTHOR, FacetKind.TAG)}
"""Kinds whose values have pages of their own; the others lead to the filtered list."""


Way = tuple[Choice, str]
"""A value and the address of its reviews."""


def _decades(years: list[Way]) -> list[tuple[Way | None, list[Way]]]:
    """Each decade with its years; None where a year's decade was not counted."""
    decades: dict[str, tuple[list[Way], list[Way]]] = {}
    for choice, address in years:
        own, within = decades.setdefault(decade_of(choice.value), ([], []))
        (own if is_decade(choice.value) else within).append((choice, address))
    return [(own[0] if own else None, within) for own, within in decades.values()]


def _ways(kind: FacetKind, counts: Counts) -> list[Way]:
    filtered, parameter = reverse("reviews:reviews"), PARAMETERS[kind]
    return [
        (
            choice,
            reverse(PAGES[kind], args=[choice.value]) if kind in PAGES else f"{filtered}?{parameter}={choice.value}",
        )
        for choice in counts.of(kind)
    ]


@dataclass(frozen=True)
class Shelf:
    """Reviews that have one thing in common. `words` is the page in a sentence, `follow` is the kind and id of what can be followed, `links` lead on."""

    common: Chosen
    cue: str
    words: str
    follow: tuple[str, int] | None = None
    feed: str = ""
    notes: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return self.common.words

    @property
    def query(self) -> str:
        """Of the list with filters."""
        return urlencode({PARAMETERS[self.common.kind]: self.common.value})


def _show(request: HttpRequest, shelf: Shelf, *, is_known: bool = False) -> HttpResponse:
    """Raises Http404 where nothing readers may see stands on it, as for an address that never was, unless it is known to
    belong to something they may."""
    rows = filtered_rows([shelf.common], request.user)
    page = list_page(rows, NEWEST_FACETS, request.GET, size=REVIEWS_PER_PAGE)
    if not page.rows and page.is_first and not is_known:
        raise Http404
    context: dict[str, Any] = {"shelf": shelf, "page": page, "cards": shown_cards(page.rows)}
    return render(request, "reviews/shelf.html", context)


@require_safe
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """A year or, as 2020er, ten of them."""
    words = words_for(FacetKind.YEAR, [slug]).get(slug)
    if words is None:
        raise Http404
    years = [choice.value for choice in counted().of(FacetKind.YEAR) if len(choice.value) == len(slug)]
    before, after = max((y for y in years if y < slug), default=""), min((y for y in years if y > slug), default="")
    shelf = Shelf(
        Chosen(FacetKind.YEAR, slug, slug, words),
        "Jahr" if slug.isdigit() else "Jahrzehnt",
        f"Kritiken zu Filmen aus: {words}",
        links=[
            (f"{where}: {other}", reverse("reviews:year", args=[other]))
            for where, other in (("Davor", before), ("Danach", after))
            if other
        ],
    )
    return _show(request, shelf)


@require_safe
def country(request: HttpRequest, slug: str) -> HttpResponse:
    name = countries_by_slug().get(slug)
    if name is None:
        raise Http404
    common = Chosen(FacetKind.COUNTRY, slug, slug, name)
    return _show(request, Shelf(common, "Land", f"Kritiken zu Filmen aus: {name}"))


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """By the name as it stands in bylines; who has an account is to be found and followed there."""
    name = words_for(FacetKind.AUTHOR, [slug]).get(slug, "")
    bylines = ReviewAuthor.objects.visible_to(request.user).filter(slug=slug).select_related("member")
    newest = bylines.order_by("-review").first()
    member = newest.member if newest and isinstance(newest.member, Member) else None
    shelf = Shelf(
        Chosen(FacetKind.AUTHOR, slug, slug, name),
        "Geschrieben von",
        f"Kritiken von {name}",
        follow=("author", member.pk) if member else None,
        feed=reverse("reviews:author_feed", args=[slug]),
        notes=[f"auch {newest.nick}"] if newest and newest.nick else [],
        links=[("Profil im Forum", member.get_absolute_url())] if member else [],
    )
    return _show(request, shelf)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_by_slug(Tag.objects.visible_to(request.user), SlugKind.TAG, slug)
    if not isinstance(found, Tag):
        return found
    shelf = Shelf(
        Chosen(FacetKind.TAG, str(found.pk), found.slug, found.name),
        "Schlagwort",
        f"Kritiken zum Schlagwort {found.name}",
        follow=("tag", found.pk),
        feed=reverse("reviews:tag_feed", args=[found.slug]),
        links=[("Alle Schlagworte", reverse("reviews:tags"))],
    )
    return _show(request, shelf, is_known=True)
