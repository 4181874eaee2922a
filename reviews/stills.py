"""Pictures: taken in once however often they come, and what is known about their rights. Files are made later, by
`renditions`; which place of a review holds a picture is a matter of its `content`."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files import File
from django.db import IntegrityError, transaction

from images.metadata import Suggestions, read_metadata
from images.opening import Facts, inspect
from images.storing import write_once
from reviews.models import Film, Organisation, Still, StillState
from reviews.renditions import lay_aside
from reviews.searching import index_still, search_text_of

__all__ = [
    "Checked",
    "change_picture",
    "check_picture",
    "keep_original",
    "still_of",
    "store_picture",
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


IN_FILES = ("creator", "credit", "rights_holder")
"""What is written into every file: a change makes new files."""

FOCUS = ("focal_x", "focal_y")

SEARCHED = ["credit", "rights_holder"]
"""What a still is found by that changes with its rights."""


def store_picture(film: Film, file: BinaryIO, name: str) -> tuple[Still, bool]:
    """The still of this file and whether it is new: kept once however often it comes. Its files are made by a task."""
    checked = check_picture(file, name)
    keep_original(file, checked)
    return still_of(film, checked)


def check_picture(file: BinaryIO, name: str) -> Checked:
    """Reads, writes nothing. Raises images.opening.PictureRefused."""
    facts = inspect(file, name)
    suggestions = read_metadata(file)
    file.seek(0)
    return Checked(name, facts, suggestions)


def keep_original(file: BinaryIO, checked: Checked) -> None:
    """Private: no address serves it. The same content has the same name, so a second copy is never written."""
    file.seek(0)
    write_once(checked.stored_as, File(file))


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
            still.film = Film.objects.select_for_update(no_key=True).get(pk=film.pk)  # its titles as they are now
            still.search_text = search_text_of(still)
            still.save()
            transaction.on_commit(lambda: ask_for_files(still.pk), robust=True)
    except IntegrityError:  # the same file came twice at once
        return Still.objects.get(sha256=sha256), False
    return still, True


def ask_for_files(still_pk: int) -> None:
    """Only a nudge: what is wanted stands in the still's state, and the sweep finds it."""
    from reviews.tasks import prepare_first, prepare_still

    prepare_first.enqueue(still_pk)
    prepare_still.enqueue(still_pk)


def change_picture(still: Still, values: dict[str, Any]) -> bool:
    """What is known about a picture, by the names of its fields. Needs an open transaction; False if nothing changed.

    New credit lines make new files, and the old ones are not served from this moment. With another focal point the
    cuts of before are served until the new ones are made.
    """
    changed = [name for name, value in values.items() if _plain(getattr(still, name)) != _plain(value)]
    if not changed:
        return False
    for name in changed:
        setattr(still, name, values[name])
    still.save(update_fields=changed)
    if set(changed) & set(SEARCHED):
        index_still(still.pk)
    if still.state == StillState.FAILED:
        return True
    if set(changed) & set(IN_FILES):
        lay_aside(still)
        want_files_again(still)
    elif set(changed) & set(FOCUS):
        want_files_again(still)
    return True


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def want_files_again(still: Still) -> None:
    Still.objects.filter(pk=still.pk).update(state=StillState.WAITING, claimed_until=None, attempts=0)
    transaction.on_commit(lambda: ask_for_files(still.pk), robust=True)
