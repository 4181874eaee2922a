"""The pictures of a review at the desk: how each is shown, the buttons beside it, and pictures we have already."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import editor_required, member_of
from reviews import drafting
from reviews.content import current_content
from reviews.forms.desk import DeskForm
from reviews.forms.places import PlaceForm
from reviews.models import Still
from reviews.pictures import Picture, cut_of, picture_of
from reviews.places import Content, Place, drop_place, fill_in, move_place, remove_picture, swap_pictures
from reviews.views.guards import find_review
from text.numbers import number_in

BUTTON = re.compile(r"(vor|zurueck|tauschen|entfernen|streichen)-(\d{1,5})")
STEPS = {"vor": -1, "zurueck": 1}
CUTS = {"wide": "breit", "square": "Quadrat", "card": "Linkvorschau"}


@dataclass(frozen=True)
class Frame:
    """A place as the desk shows it: its fields, what is stored of it, the picture's row and how to draw it."""

    fields: PlaceForm
    place: Place
    still: Still | None
    picture: Picture | None
    cuts: list[tuple[str, str, Picture]]

    @property
    def suggestions(self) -> dict[str, str]:
        """What the file says of itself."""
        return suggestions_of(self.still) if self.still else {}


def pictures_of(form: DeskForm) -> list[Frame]:
    """Two queries."""
    places = {place["number"]: place for place in form.stored["stills"]}
    wanted = [place["still"] for place in places.values() if place["still"]]
    stills = Still.objects.filter(pk__in=wanted).prefetch_related("renditions").in_bulk()
    return [frame_of(fields, places[fields.number], stills) for fields in form.places]


def frame_of(fields: PlaceForm, place: Place, stills: dict[int, Still]) -> Frame:
    still = stills.get(place["still"] or 0)
    if still is None:
        return Frame(fields, place, None, None, [])
    picture = picture_of(still, alt=place["alt"] or still.alt)
    cuts = [(label, shape, cut_of(still, shape, alt="") or picture) for shape, label in CUTS.items()]
    return Frame(fields, place, still, picture, cuts)


METADATA = {
    "headline": "Titel",
    "caption": "Beschreibung",
    "creator": "Urheber",
    "credit": "Bildnachweis",
    "copyright": "Copyright",
    "date": "Aufgenommen",
}


def suggestions_of(still: Still) -> dict[str, str]:
    return {label: str(still.metadata[name]) for name, label in METADATA.items() if still.metadata.get(name)}


def act_on_pictures(request: HttpRequest, form: DeskForm) -> Content:
    """The pressed button says its act and the picture's number."""
    content = form.content()
    if button := BUTTON.fullmatch(request.POST.get("bild", "")):
        content = act_on_picture(request, content, button[1], int(button[2]))
    if "alle" in request.POST:
        content = fill_in(content, form.common.rights(), only_empty=request.POST["alle"] == "leere")
    return content


def act_on_picture(request: HttpRequest, content: Content, act: str, number: int) -> Content:
    if act == "tauschen":
        return swap_pictures(content, number, number_in(request.POST.get(f"tausch-{number}")) or 0)
    if act == "entfernen":
        messages.info(request, f"Bild {number} ist herausgenommen. Bildunterschrift und Platz bleiben stehen.")
        return remove_picture(content, number)
    if act == "streichen":
        messages.info(request, f"Platz {number} ist gestrichen.")
        return drop_place(content, number)
    return move_place(content, number, step=STEPS[act])


@require_safe
@editor_required
def frame(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One picture of an open page, asked for until its files are there."""
    review = find_review(request, pk)
    found = [frame for frame in pictures_of(DeskForm(current_content(review), 0)) if frame.place["number"] == number]
    if not found:
        raise Http404
    return render(request, "desk/_frame.html", {"review": review, "frame": found[0]})


@require_POST
@editor_required
def use_picture(request: HttpRequest, pk: int, still: int) -> HttpResponse:
    """A picture of the house in this review, too."""
    review = find_review(request, pk)
    found = get_object_or_404(Still.objects.visible_to(request.user), pk=still)
    added = drafting.use_picture(review, found, by=member_of(request))
    number = added.number
    messages.success(request, f"Das Bild ist jetzt Bild {number}." if added.is_new else f"Es war schon Bild {number}.")
    answer = redirect("desk:edit_review", review.pk)
    answer["Location"] += f"#bild-{number}"
    return answer
