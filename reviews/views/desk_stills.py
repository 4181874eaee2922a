"""The pictures' part of the desk's form: buttons beside each picture, and new files."""

import re
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest

from accounts.guards import member_of
from images.opening import PictureRefused
from reviews import stills
from reviews.models import Review

BUTTON = re.compile(r"(vor|zurueck|entfernen)-(\d{1,5})")
SWAP = re.compile(r"tausch-(\d{1,5})")
STEPS = {"vor": -1, "zurueck": 1}


def act_on_pictures(request: HttpRequest, review: Review) -> None:
    """The pressed button's name is its act and the picture's number; a chosen place exchanges two pictures."""
    if button := BUTTON.fullmatch(request.POST.get("bild", "")):
        act, number = button[1], int(button[2])
        if act == "entfernen":
            stills.remove_picture(review, number, by=member_of(request))
            messages.info(request, f"Bild {number} ist herausgenommen. Die Bildunterschrift bleibt stehen.")
        else:
            stills.move_place(review, number, by=member_of(request), step=STEPS[act])
    for name, value in ((name, str(value)) for name, value in request.POST.items()):
        if (swap := SWAP.fullmatch(name)) and value.isascii() and value.isdigit() and len(value) < 6:
            stills.swap_pictures(review, int(swap[1]), int(value), by=member_of(request))


def take_files(request: HttpRequest, review: Review) -> None:
    """Each file for itself: one that is refused is named, the others go on."""
    for file in request.FILES.getlist("files"):
        name = file.name or "Bild"
        try:
            place, is_new = stills.add_picture(review, cast(BinaryIO, file), name, by=member_of(request))
        except PictureRefused as refusal:
            messages.error(request, str(refusal))
            continue
        if is_new:
            messages.success(request, f"„{name}“ ist Bild {place.number}. Die Größen für die Leser entstehen gerade.")
        else:
            messages.info(request, f"„{name}“ gibt es hier schon als Bild {place.number}.")
