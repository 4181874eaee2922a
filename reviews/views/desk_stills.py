"""The pictures' part of the desk's form: buttons beside each picture, and new files."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest

from accounts.guards import member_of
from images.archives import files_in, is_archive
from images.opening import PictureRefused
from reviews import drafting
from reviews.content import Content, move_place, remove_picture, swap_pictures
from reviews.forms.desk import DeskForm
from reviews.models import Review, Still
from reviews.pictures import picture_of

BUTTON = re.compile(r"(vor|zurueck|entfernen)-(\d{1,5})")
SWAP = re.compile(r"tausch-(\d{1,5})")
STEPS = {"vor": -1, "zurueck": 1}


def pictures_of(form: DeskForm) -> list[tuple[Any, Content, Still | None, Any]]:
    """For each place of the form: its fields, what is stored of it, the picture's row and how to draw it. Two queries."""
    places = {place["number"]: place for place in form.stored["stills"]}
    wanted = [place["still"] for place in places.values() if place["still"]]
    stills = Still.objects.filter(pk__in=wanted).prefetch_related("renditions").in_bulk()
    found = []
    for sub in form.places.forms:
        number = str(sub["number"].value() or "")
        place = places.get(int(number)) if re.fullmatch(r"\d{1,9}", number) else None
        if place is not None:
            still = stills.get(place["still"])
            found.append((sub, place, still, picture_of(still, alt=place["alt"] or still.alt) if still else None))
    return found


def act_on_pictures(request: HttpRequest, content: Content) -> Content:
    """The pressed button's name is its act and the picture's number; a chosen place exchanges two pictures."""
    if button := BUTTON.fullmatch(request.POST.get("bild", "")):
        act, number = button[1], int(button[2])
        if act == "entfernen":
            content = remove_picture(content, number)
            messages.info(request, f"Bild {number} ist herausgenommen. Die Bildunterschrift bleibt stehen.")
        else:
            content = move_place(content, number, step=STEPS[act])
    for name, value in ((name, str(value)) for name, value in request.POST.items()):
        if (swap := SWAP.fullmatch(name)) and value.isascii() and value.isdigit() and len(value) < 6:
            content = swap_pictures(content, int(swap[1]), int(value))
    return content


def take_files(request: HttpRequest, review: Review) -> None:
    """Each file for itself, those of a ZIP too: one that is refused is named, the others go on."""
    for upload in request.FILES.getlist("files"):
        file, name = cast(BinaryIO, upload), upload.name or "Bild"
        try:
            for single, single_name in _singles(file, name):
                take_file(request, review, single, single_name)
        except PictureRefused as refusal:
            messages.error(request, str(refusal))


def _singles(file: BinaryIO, name: str) -> Iterator[tuple[BinaryIO, str]]:
    if not is_archive(file):
        yield file, name
        return
    for inner_name, inner in files_in(file, name):
        yield inner, inner_name


def take_file(request: HttpRequest, review: Review, file: BinaryIO, name: str) -> None:
    try:
        number, is_new = drafting.add_picture(review, file, name, by=member_of(request))
    except PictureRefused as refusal:
        messages.error(request, str(refusal))
        return
    if is_new:
        messages.success(request, f"„{name}“ ist Bild {number}. Die Größen für die Leser entstehen gerade.")
    else:
        messages.info(request, f"„{name}“ gibt es hier schon als Bild {number}.")
