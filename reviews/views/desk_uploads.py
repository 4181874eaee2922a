"""New files at the desk: with the form, or one by one while somebody writes on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.guards import editor_required, member_of
from images.archives import files_in, is_archive
from images.opening import PictureRefused
from reviews import drafting
from reviews.content import current_content
from reviews.forms.desk import DeskForm
from reviews.models import Review
from reviews.views.desk_stills import pictures_of
from reviews.views.guards import find_review
from text.numbers import number_in

REPLACEMENT = re.compile(r"ersatz-(\d{1,5})")


def take_files(request: HttpRequest, review: Review) -> None:
    """Each file for itself, those of a ZIP too: one that is refused is named, the others go on."""
    for upload in request.FILES.getlist("files"):
        for taken in take_upload(request, review, cast(BinaryIO, upload), upload.name or "Bild"):
            taken.tell(request)
    for name in request.FILES:
        if place := REPLACEMENT.fullmatch(name):
            upload = request.FILES.getlist(name)[-1]
            for taken in take_upload(request, review, cast(BinaryIO, upload), upload.name or "Bild", int(place[1])):
                taken.tell(request)


@dataclass(frozen=True)
class Taken:
    """What became of one file: where it is now, or why it was refused."""

    name: str
    added: drafting.Added | None = None
    refusal: str = ""

    @property
    def words(self) -> str:
        if self.added is None:
            return self.refusal
        number = self.added.number
        if not self.added.is_new:
            return f"„{self.name}“ gibt es hier schon als Bild {number}."
        if self.added.was_known:
            return (
                f"„{self.name}“ haben wir schon: Bild {number} ist dasselbe Bild, mit seinen Angaben aus dem Bestand."
            )
        return f"„{self.name}“ ist Bild {number}. Die Größen für die Leser entstehen gerade."

    def tell(self, request: HttpRequest) -> None:
        level = (
            messages.SUCCESS if self.added and self.added.is_new else messages.INFO if self.added else messages.ERROR
        )
        messages.add_message(request, level, self.words)


def take_upload(
    request: HttpRequest, review: Review, file: BinaryIO, name: str, number: int | None = None
) -> Iterator[Taken]:
    """`number` is the place whose picture is replaced."""
    try:
        for single, single_name in _singles(file, name):
            yield take_file(request, review, single, single_name, number)
    except PictureRefused as refusal:
        yield Taken(name, refusal=str(refusal))


def _singles(file: BinaryIO, name: str) -> Iterator[tuple[BinaryIO, str]]:
    if not is_archive(file):
        yield file, name
        return
    for inner_name, inner in files_in(file, name):
        yield inner, inner_name


def take_file(request: HttpRequest, review: Review, file: BinaryIO, name: str, number: int | None) -> Taken:
    try:
        added = drafting.add_picture(review, file, name, by=member_of(request), number=number)
    except PictureRefused as refusal:
        return Taken(name, refusal=str(refusal))
    return Taken(name, added)


@require_POST
@editor_required
def add_pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """Files of an open page, mostly one: the frames of their places, or the reason for each refusal."""
    review = find_review(request, pk)
    number = number_in(request.POST.get("number"))
    taken = [
        one
        for upload in request.FILES.getlist("files")
        for one in take_upload(request, review, cast(BinaryIO, upload), upload.name or "Bild", number)
    ]
    form = DeskForm(current_content(review), 0)
    numbers = {one.added.number for one in taken if one.added}
    context = {
        "review": review,
        "form": form,
        "frames": [frame for frame in pictures_of(form) if frame.place["number"] in numbers],
        "taken": taken,
        "may_change": True,
    }
    return render(request, "desk/_taken.html", context, status=200 if numbers else 422)
