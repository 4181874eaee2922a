"""One source → an outcome: one transaction, nothing half-stored, repeated when somebody else was faster."""

from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from accounts.models import Member
from reviews.importing import pictures
from reviews.importing.decoding import decode
from reviews.importing.drafts import Order, save_page
from reviews.importing.outcome import Outcome
from reviews.importing.page import Doubted, Doubts, Page, Refused
from reviews.importing.pictures import Picture
from reviews.importing.places import first_numbers, source_of
from reviews.importing.plaintext import read_page
from reviews.importing.sources import Source
from reviews.models import ImportSource
from text.markdown import render_review

__all__ = ["import_source"]

ATTEMPTS = 3
"""Two imports at once may make the same person or film; the one that comes second finds it at its next attempt."""


def import_source(source: Source, *, owner: Member | None, images: list[Picture], keep_files: bool) -> Outcome:
    """`keep_files` is False for a transaction that will be rolled back: then nothing is written to the storage.

    Decoding, rendering and storing files happen before the transaction.
    """
    try:
        decoded = decode(source.data)
        page = read_page(decoded.text)
        if outcome := _known(source, page):
            return outcome
        text = source_of(page.review, first_numbers(page.review))
        html = render_review(text)
        if keep_files:
            pictures.keep_files(images)
        return _save(
            Order(source, decoded.text, page, text, html, owner, images, Doubts([*decoded.notes, *page.doubts]))
        )
    except Refused as reason:
        return refused(source, str(reason))
    except OSError as error:
        return refused(source, f"Die Bilder lassen sich nicht ablegen: {error.strerror or error}.")


def refused(source: Source, reason: str) -> Outcome:
    return Outcome(source, "refused", None, (Doubted("source", reason),))


def _known(source: Source, page: Page) -> Outcome | None:
    known = ImportSource.objects.filter(sha256=source.sha256).first()
    if known is None:
        return None
    doubts = known.doubts.filter(settled_at=None).values_list("field", "text")
    return Outcome(source, "unchanged", page, tuple(Doubted(*doubt) for doubt in doubts))


def _save(order: Order) -> Outcome:
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                kind, doubts = save_page(order)
            return Outcome(order.source, kind, order.page, tuple(doubts))
        except (IntegrityError, OperationalError):
            if outcome := _known(order.source, order.page):
                return outcome
        except DatabaseError:
            break
    return refused(
        order.source,
        "Die Datenbank hat die Datei nicht angenommen. Versuch es noch einmal, wenn sonst niemand importiert.",
    )
