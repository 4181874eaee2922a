"""Pictures that members put into their posts, from the upload to the day nobody wants them; files are made later, by
`picture_files`. What moderators do with them stands in `moderation`.

A picture is in a post for as long as the text of the post says `[[bild n]]`.
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import Member
from forum import permissions
from forum.models import Post, PostPicture
from forum.models.picture import ALT_LENGTH, ERASED, PictureState
from forum.picture_files import delete_files, original_path
from images import refusals
from images.opening import Facts, inspect
from images.storing import write_once
from text.lines import one_line
from text.pictures import has_marks, in_words

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "PICTURES_PER_POST",
    "Placed",
    "PicturesChanged",
    "TooMany",
    "WordsMissing",
    "add_picture",
    "attach",
    "carry_over",
    "describe",
    "edit_key",
    "in_form",
    "let_go",
    "placed_in_form",
    "placed_in_post",
    "remove_picture",
    "reword",
    "reworded",
    "source_in_words",
]

MAX_BYTES = 12 * 1024 * 1024
"""What phones take; press stills are the desk's matter."""

MAX_PIXELS = 50_000_000
"""The largest a phone takes without being asked to."""

PICTURES_PER_POST = 8
"""More is a gallery, and a page of twenty posts is read on a phone."""

UNPOSTED_MOST = 24
"""Pictures of one member that wait for a post to be sent: three forms at once."""

ATTEMPTS_TO_NUMBER = 5
"""Each is somebody else, or another file of the same form, who took the number at this very moment."""

Placed = Mapping[int, tuple[int, str] | None]
"""Pictures by the number of their mark, with id and words; None for one that was erased."""


class TooMany(Exception):
    """No more pictures in this post, or too many that were uploaded and never posted."""


class WordsMissing(Exception):
    """A picture of the text has no alternative text."""


class PicturesChanged(Exception):
    """A picture of the text was erased since the text was rendered."""


def edit_key(post: Post) -> str:
    """The form under which an edit adds pictures: the same whenever the author comes back to it."""
    return f"beitrag-{post.pk}"


def in_form(member: Member, form_key: str, post: Post | None = None) -> QuerySet[PostPicture]:
    """What a member can place in the text of a form, or of an edit of `post`, in the order of the numbers."""
    mine = Q(member=member, form_key=form_key, post=None)
    rows = PostPicture.objects.filter(mine | Q(post=post) if post else mine)
    return rows.exclude(state__in=ERASED).order_by("number")


def add_picture(file: BinaryIO, name: str, *, by: Member, form_key: str, post: Post | None = None) -> PostPicture:
    """Checked and stored, nothing is decoded. The same file again in the same form is the same picture.

    `form_key` is that of the reply, or `edit_key` with the `post` that is edited. Raises PermissionDenied, TooMany and
    images.opening.PictureRefused.
    """
    if not permissions.can_add_pictures(by):
        raise PermissionDenied
    facts = _checked(file, name)
    there = in_form(by, form_key, post)
    picture = there.filter(sha256=facts.sha256).first()
    if picture is None:
        unposted = PostPicture.objects.filter(member=by, post=None).exclude(state__in=ERASED)
        if there.count() >= PICTURES_PER_POST or unposted.count() >= UNPOSTED_MOST:
            raise TooMany
        picture = _row_of(facts, by, form_key, post)
    _keep_original(picture, file)
    return picture


def _checked(file: BinaryIO, name: str) -> Facts:
    facts = inspect(file, name)
    if facts.size > MAX_BYTES:
        raise refusals.too_many_bytes(name, facts.size, MAX_BYTES)
    if facts.width * facts.height > MAX_PIXELS:
        raise refusals.too_many_pixels(name, MAX_PIXELS)
    return facts


def _row_of(facts: Facts, by: Member, form_key: str, post: Post | None) -> PostPicture:
    """The row first, then its file: a file without a row would be found by nobody who is to delete it. Numbers of erased
    pictures are not given again: a mark never shows something else."""
    mine = Q(member=by, form_key=form_key)
    siblings = PostPicture.objects.filter(mine | Q(post=post) if post else mine)
    path = original_path(facts.sha256, facts.format.lower(), of=f"{by.pk} {form_key}")
    known = {"member": by, "form_key": form_key, "file": path, "sha256": facts.sha256}
    for attempt in range(1, ATTEMPTS_TO_NUMBER + 1):
        last = siblings.aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                size = {"width": facts.width, "height": facts.height}
                return PostPicture.objects.create(number=last + 1, **known, **size)
        except IntegrityError:
            if there := in_form(by, form_key, post).filter(sha256=facts.sha256).first():
                return there
            if attempt == ATTEMPTS_TO_NUMBER:
                raise
    raise AssertionError("The last attempt returns or raises.")


def _keep_original(picture: PostPicture, file: BinaryIO) -> None:
    """Where it is wanted still; whoever deletes it meanwhile may have looked before it was there."""
    if not picture.file:
        return
    file.seek(0)
    write_once(picture.file, File(file))
    if PostPicture.objects.filter(pk=picture.pk, file=picture.file).exclude(state__in=ERASED).exists():
        transaction.on_commit(partial(_ask_for_files, picture.pk), robust=True)
    else:
        default_storage.delete(picture.file)


def _ask_for_files(picture_pk: int) -> None:
    """Only a nudge: what is wanted stands in the picture's state, and the sweep finds it."""
    from forum.tasks import prepare_picture

    prepare_picture.enqueue(picture_pk)


def describe(picture: PostPicture, alt: str, *, by: Member) -> bool:
    """The alternative text of a picture that is not posted; of a posted one it changes with the text, by `edit_post`."""
    words = one_line(alt)[:ALT_LENGTH]
    mine = PostPicture.objects.filter(pk=picture.pk, member=by, post=None).exclude(state__in=ERASED)
    return mine.exclude(alt=words).update(alt=words) == 1


def remove_picture(picture: PostPicture, *, by: Member) -> bool:
    """One that is not posted, with its file. A posted one goes by its mark, and stays a while."""
    with transaction.atomic():
        return let_go(PostPicture.objects.filter(pk=picture.pk, member=by, post=None)) == 1


def carry_over(by: Member, form_key: str, to: str) -> int:
    """The form was used up: what was uploaded with it waits in the next one."""
    return PostPicture.objects.filter(member=by, form_key=form_key, post=None).update(form_key=to)


def placed_in_form(by: Member, form_key: str, source: str) -> Placed:
    """No query for a text without marks."""
    return _placed(PostPicture.objects.filter(member=by, form_key=form_key, post=None)) if has_marks(source) else {}


def placed_in_post(post: Post, source: str, *, by: Member | None = None) -> Placed:
    """Those the post holds and, where its author `by` edits it, those just uploaded. No query for a text without marks."""
    if not has_marks(source):
        return {}
    rows = Q(post=post)
    if by is not None:
        rows |= Q(member=by, form_key=edit_key(post), post=None)
    return _placed(PostPicture.objects.filter(rows))


def _placed(rows: QuerySet[PostPicture]) -> Placed:
    return {row.number: None if row.is_gone else (row.pk, row.alt) for row in rows}


def reworded(placed: Placed, alts: Mapping[int, str]) -> tuple[Placed, dict[int, str]]:
    """With new alternative texts, and those of them that are new indeed."""
    words = {number: one_line(alt)[:ALT_LENGTH] for number, alt in alts.items()}
    new = {number: alt for number, alt in words.items() if (row := placed.get(number)) and row[1] != alt}
    return {n: (row[0], new.get(n, row[1])) if row else None for n, row in placed.items()}, new


def reword(post: Post, alts: Mapping[int, str]) -> None:
    """In the transaction of the text that says so."""
    for number, alt in alts.items():
        PostPicture.objects.filter(post=post, number=number).exclude(state__in=ERASED).update(alt=alt)


def attach(post: Post, ids: Collection[int], *, by: Member) -> None:
    """What the text shows belongs to the post; what it shows no more is for author and moderators, for a while. In the
    transaction of the text, whose thread is locked. Raises PicturesChanged."""
    if not ids and "data-picture=" not in post.html:
        return
    free = PostPicture.objects.filter(Q(post=None, member=by) | Q(post=post), pk__in=ids).exclude(state__in=ERASED)
    if ids and free.update(post=post, unused_since=None) != len(ids):
        raise PicturesChanged
    dropped = PostPicture.objects.filter(post=post, unused_since=None).exclude(pk__in=ids).exclude(state__in=ERASED)
    dropped.update(unused_since=timezone.now())


def let_go(pictures: QuerySet[PostPicture]) -> int:
    """Nobody sees them from now on, and their files are deleted after the commit, by the sweep if that fails; how many.
    Needs an open transaction."""
    there = pictures.exclude(state__in=ERASED)
    pks = list(there.values_list("pk", flat=True))
    for pk in pks:
        transaction.on_commit(partial(delete_files, pk), robust=True)
    return there.filter(pk__in=pks).update(state=PictureState.LEAVING, alt="", sha256="")


def source_in_words(post: Post) -> str:
    """The text as a quote takes it along."""
    if not has_marks(post.source):
        return post.source
    return in_words(post.source, dict(post.pictures.exclude(state__in=ERASED).values_list("number", "alt")))
