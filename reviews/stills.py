"""Pictures of a review: taken in, moved, taken out. Files are made later, by `renditions`."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts.models import ANYBODY, Member
from images.metadata import Suggestions, read_metadata
from images.opening import Facts, inspect
from reviews.models import Film, Organisation, Review, ReviewStill, Still, StillState

__all__ = [
    "Checked",
    "add_picture",
    "change_rights",
    "check_picture",
    "keep_original",
    "move_place",
    "remove_picture",
    "still_of",
    "store_picture",
    "swap_pictures",
]


@dataclass(frozen=True)
class Checked:
    """A file that is a picture: what its header says, what its metadata suggests."""

    name: str
    facts: Facts
    suggestions: Suggestions

    @property
    def stored_as(self) -> str:
        sha256 = self.facts.sha256
        return f"originals/{sha256[:2]}/{sha256}.{self.facts.format.lower()}"


RIGHTS = ["creator", "credit", "rights_holder"]
"""What is written into every file: a change makes new files."""


def add_picture(review: Review, file: BinaryIO, name: str, *, by: Member) -> tuple[ReviewStill, bool]:
    """The picture in the first place that waits for one, else in a new place at the end; False if it was there.

    Raises images.opening.PictureRefused (its text is for the editor) and PermissionDenied. The file is read, checked
    and stored before the transaction.
    """
    if not review.may_be_changed_by(by) or review.was_published:
        raise PermissionDenied
    still = store_picture(review.film, file, name)
    with transaction.atomic():
        Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        return place_picture(review, still)


def store_picture(film: Film, file: BinaryIO, name: str) -> Still:
    """The still of this file, which is kept once however often it comes. Its files are made by a task."""
    checked = check_picture(file, name)
    keep_original(file, checked)
    still, _ = still_of(film, checked)
    return still


def check_picture(file: BinaryIO, name: str) -> Checked:
    """Reads, writes nothing. Raises images.opening.PictureRefused."""
    facts = inspect(file, name)
    suggestions = read_metadata(file)
    file.seek(0)
    return Checked(name, facts, suggestions)


def keep_original(file: BinaryIO, checked: Checked) -> None:
    """Private: no address serves it. The same content has the same name, so a second copy is never written."""
    if not default_storage.exists(checked.stored_as):
        file.seek(0)
        default_storage.save(checked.stored_as, File(file))


def still_of(film: Film, checked: Checked, *, rights_holder: Organisation | None = None) -> tuple[Still, bool]:
    """The row, which says whether it is new: a picture that is known already keeps its film and rights."""
    sha256, suggested = checked.facts.sha256, checked.suggestions
    if known := Still.objects.filter(sha256=sha256).first():
        return known, False
    still = Still(
        film=film,
        file=checked.stored_as,
        sha256=sha256,
        original_name=checked.name.replace("\0", "")[:255],
        width=checked.facts.width,
        height=checked.facts.height,
        creator=suggested.creator[:200],
        credit=(suggested.credit or suggested.copyright)[:200],
        rights_holder=rights_holder,
        metadata={key: value for key, value in vars(suggested).items() if value},
    )
    try:
        with transaction.atomic():
            still.save()
            transaction.on_commit(lambda: ask_for_files(still.pk), robust=True)
    except IntegrityError:  # the same file came twice at once
        return Still.objects.get(sha256=sha256), False
    return still, True


def place_picture(review: Review, still: Still) -> tuple[ReviewStill, bool]:
    """Needs the review's lock."""
    if there := review.stills.filter(still=still).first():
        return there, False
    place = review.stills.filter(still=None).order_by("position", "number").first()
    if place is None:
        last = review.stills.aggregate(number=Max("number"), position=Max("position"))
        number, position = (last["number"] or 0) + 1, (last["position"] or 0) + 1
        place = ReviewStill(review=review, number=number, position=position)
    place.still = still
    place.caption = place.caption or _suggested_caption(review, place, still)
    place.save()
    return place, True


def _suggested_caption(review: Review, place: ReviewStill, still: Still) -> str:
    """The lead without own caption shows the teaser, so nothing is suggested there."""
    return "" if review.lead_id == place.pk and place.pk else str(still.metadata.get("caption", ""))


def ask_for_files(still_pk: int) -> None:
    """Only a nudge: what is wanted stands in the still's state, and the sweep finds it."""
    from reviews.tasks import prepare_still

    prepare_still.enqueue(still_pk)


def change_rights(still: Still, values: dict[str, Any]) -> bool:
    """Needs an open transaction. A picture that readers see already keeps its rights: change them on its own page.

    New credit lines make new files; the old ones are not served from this moment.
    """
    changed = [name for name, value in values.items() if _plain(getattr(still, name)) != _plain(value)]
    if not changed or Still.objects.visible_to(ANYBODY).filter(pk=still.pk).exists():
        return False
    for name in changed:
        setattr(still, name, values[name])
    still.save(update_fields=changed)
    if set(changed) & set(RIGHTS) and still.state != StillState.FAILED:
        want_files_again(still)
    return True


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def want_files_again(still: Still) -> None:
    still.renditions.all().delete()
    Still.objects.filter(pk=still.pk).update(state=StillState.WAITING, claimed_until=None, attempts=0)
    transaction.on_commit(lambda: ask_for_files(still.pk), robust=True)


def move_place(review: Review, number: int, *, by: Member, step: int) -> bool:
    """One place towards the beginning (-1) or the end (+1); False at the edge."""
    with transaction.atomic():
        places = _locked_places(review, by)
        numbers = [place.number for place in places]
        if number not in numbers:
            return False
        here = numbers.index(number)
        there = here + step
        if not 0 <= there < len(places):
            return False
        places[here], places[there] = places[there], places[here]
        for position, place in enumerate(places, 1):
            ReviewStill.objects.filter(pk=place.pk).update(position=position)
        _touch(review)
        return True


def swap_pictures(review: Review, number: int, other: int, *, by: Member) -> bool:
    """Two places exchange their pictures, captions stay where they are."""
    with transaction.atomic():
        places = {place.number: place for place in _locked_places(review, by)}
        if number == other or not {number, other} <= places.keys():
            return False
        one, two = places[number], places[other]
        first, second = one.still, two.still
        ReviewStill.objects.filter(pk=one.pk).update(still=None)
        ReviewStill.objects.filter(pk=two.pk).update(still=first)
        ReviewStill.objects.filter(pk=one.pk).update(still=second)
        _touch(review)
        return True


def remove_picture(review: Review, number: int, *, by: Member) -> bool:
    """The picture leaves its place, caption and number stay: put it back, or put another there."""
    with transaction.atomic():
        _locked_places(review, by)
        removed = review.stills.filter(number=number, still__isnull=False).update(still=None)
        _touch(review)
        return removed == 1


def _locked_places(review: Review, by: Member) -> list[ReviewStill]:
    locked = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if not locked.may_be_changed_by(by) or locked.was_published:
        raise PermissionDenied
    return list(locked.stills.order_by("position", "number"))


def _touch(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1, changed_at=timezone.now())
