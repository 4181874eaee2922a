"""Import at the desk: what an editor sends becomes drafts; the source stays beside what was understood."""

import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.guards import editor_required, member_of
from images.archives import files_in, is_archive
from images.opening import PictureRefused
from reviews.comparing import parts_of
from reviews.content import current_content
from reviews.doubts import marked
from reviews.forms.importing import ImportForm
from reviews.importing.outcome import OUTCOMES, Outcome
from reviews.importing.pictures import look_at
from reviews.importing.save import import_source, refused
from reviews.importing.sources import read_source
from reviews.models import ImportSource
from reviews.views.guards import find_review


@editor_required
def import_reviews(request: HttpRequest) -> HttpResponse:
    """One text that became a draft leads to it; of several the page says what became of each."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "desk/import.html", {"form": ImportForm()})
    if not form.is_valid():
        return render(request, "desk/import.html", {"form": form}, status=422)
    outcomes = take_texts(request, form.cleaned_data["texts"], form.cleaned_data["pictures"])
    rows = [(outcome, OUTCOMES[outcome.kind], review_of(outcome)) for outcome in outcomes]
    if len(rows) == 1 and rows[0][2]:
        messages.success(request, f"{outcomes[0].source.name}: {rows[0][1]}.")
        return redirect("desk:source", rows[0][2])
    status = 422 if all(outcome.kind == "refused" for outcome in outcomes) else 200
    return render(request, "desk/import.html", {"form": ImportForm(), "rows": rows}, status=status)


def take_texts(request: HttpRequest, texts: list[UploadedFile], pictures: list[UploadedFile]) -> list[Outcome]:
    """The importer reads files, so the uploads become files for as long as it reads."""
    with tempfile.TemporaryDirectory() as folder:
        images = Path(folder, "bilder")
        images.mkdir()
        for number, upload in enumerate(pictures):
            _lay_down(request, images, upload, number)
        looked_at = look_at(images) if pictures else []
        outcomes = []
        for number, upload in enumerate(texts):
            path = _written(Path(folder, f"text-{number}"), upload.name or "text.txt", cast(BinaryIO, upload))
            source, unreadable = read_source(path)
            outcomes.append(
                refused(source, str(unreadable))
                if unreadable
                else import_source(source, owner=member_of(request), images=looked_at, keep_files=True)
            )
    return outcomes


def _lay_down(request: HttpRequest, folder: Path, upload: UploadedFile, number: int) -> None:
    file, name = cast(BinaryIO, upload), upload.name or f"bild-{number}"
    try:
        if not is_archive(file):
            _written(folder, name, file)
            return
        for inner_name, inner in files_in(file, name):
            _written(folder, inner_name, inner)
    except PictureRefused as refusal:
        messages.error(request, str(refusal))


def _written(folder: Path, name: str, file: BinaryIO) -> Path:
    """Under the last part of its own name, because the order of names is the order of pictures."""
    folder.mkdir(exist_ok=True)
    safe = "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())
    while len(safe.encode()) > 200:
        safe = safe[1:]
    path = folder / (safe if safe not in ("", ".", "..") else "datei")
    while path.exists():
        path = path.with_name(f"{path.stem}-{path.suffix}")
    file.seek(0)
    with path.open("wb") as target:
        while data := file.read(1 << 20):
            target.write(data)
    return path


def review_of(outcome: Outcome) -> int | None:
    source = ImportSource.objects.filter(sha256=outcome.source.sha256).first()
    return source.review_id if source else None


@require_safe
@editor_required
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest file a review came from, beside what was understood, with the doubts in between."""
    review = find_review(request, pk)
    found = review.sources.order_by("-id").first()
    if found is None:
        raise Http404
    doubts = [marked(doubt) for doubt in found.doubts.filter(settled_at=None)]
    parts = parts_of(current_content(review))
    context: dict[str, Any] = {
        "review": review,
        "source": found,
        "parts": [(title, text, [one for one in doubts if one.part == title]) for title, text in parts.items()],
        "general": [one for one in doubts if one.part not in parts],
        "count": len(doubts),
        "may_change": review.may_be_changed_by(request.user),
    }
    return render(request, "desk/source.html", context)
