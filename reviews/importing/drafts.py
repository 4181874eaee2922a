"""A page → a draft, with the verbs editors use.

What readers see already is never changed here: facts of a visible film wait in the draft's revision, a changed source
of an edited or published review becomes a proposed revision.
"""

from dataclasses import dataclass

from accounts.models import Member
from reviews import drafting
from reviews.content import Content, apply_content, newest_revision, next_number, snapshot
from reviews.facts import Facts, film_with, read_facts
from reviews.importing import merging
from reviews.importing.page import Doubts, Page, shorten
from reviews.importing.persons import displays_of
from reviews.importing.pictures import Picture, place_pictures
from reviews.importing.places import numbers_for, source_of
from reviews.importing.sources import Source
from reviews.models import Doubt, Film, ImportSource, Mention, Review, ReviewState, ReviewStill, Revision
from reviews.models.mention import MentionPlace
from reviews.revisions import propose_revision, record_revision
from text.folding import fold
from text.markdown import render_review

__all__ = ["Order", "save_page"]

_STAYS = "{label}: Der Film hat schon „{here}“, in der Datei steht „{wanted}“. Es bleibt, wie es ist."
_WAITS = "{label}: Die Seite des Films zeigt „{here}“. Mit der Kritik wird daraus „{wanted}“."


@dataclass(frozen=True)
class Order:
    """One import on its way: what was read, and with what it is to be stored. `html` is of `text`, with the numbers
    pictures have in a new draft."""

    source: Source
    raw: str
    page: Page
    text: str
    html: str
    owner: Member | None
    pictures: list[Picture]
    doubts: Doubts


def save_page(order: Order) -> tuple[str, Doubts]:
    """Outcome and all doubts. Needs an open transaction; locks the film, then the review."""
    doubts = Doubts(order.doubts)
    title, year = order.page.film.original_title, order.page.film.year
    film, is_new = film_with(title, year)
    film = Film.objects.select_for_update(no_key=True).get(pk=film.pk)
    _note_namesakes(film, is_new, doubts)
    review = _same_review(film, order.page, doubts)
    if review is None:
        kind, review = "new", _create(order, film, is_new, doubts)
    else:
        review = drafting.lock_review(review)
        newest = newest_revision(review)
        if newest and _is_untouched(review, newest):
            kind = "updated"
            _update(order, review, newest, doubts)
        else:
            kind = "proposed"
            _propose(order, review, newest, doubts)
    source = _record_source(order, review)
    if kind != "proposed":
        # Open doubts about an older file are answered by the newer one, and mentions belong to the text.
        Doubt.objects.filter(source__review=review, settled_at=None).delete()
        _record_mentions(order.page, review)
    _record_doubts(source, doubts)
    return kind, doubts


def _note_namesakes(film: Film, is_new: bool, doubts: Doubts) -> None:
    others = Film.objects.filter(title_folded=fold(film.original_title)).exclude(pk=film.pk).order_by("year", "id")
    labels = [other.years or "ohne Jahr" for other in others[:5]]
    if not labels:
        return
    if is_new:
        text = f"„{film.original_title}“ gibt es schon ({', '.join(labels)}). Angelegt ist ein neuer Film."
    else:
        text = f"„{film.original_title}“ gibt es mehrmals ({', '.join(labels)}). Ist der Film von {film.year} gemeint?"
    doubts.note("film.original_title", text)


def _same_review(film: Film, page: Page, doubts: Doubts) -> Review | None:
    """Same film and same byline; of several the newest."""
    wanted = {fold(byline.name) for byline in page.review.bylines}
    others = list(film.reviews.prefetch_related("authors").order_by("-id"))
    for review in others:
        if {fold(author.name) for author in review.authors.all()} == wanted:
            return review
    for review in others[:3]:
        names = " und ".join(author.name for author in review.authors.all()) or "niemandem"
        doubts.note(
            "review", f"Zu diesem Film gibt es schon eine Kritik von {shorten(names, 200)}. Dies ist eine weitere."
        )
    return None


def _is_untouched(review: Review, newest: Revision) -> bool:
    """The importer wrote last. The film is left out of the comparison: another draft may have changed it."""
    if newest.by is not None or review.state != ReviewState.DRAFT:
        return False
    now, then = (dict(content) for content in (snapshot(review), newest.content))
    for content in (now, then):
        content.pop("film"), content.pop("film_base", None)
    return now == then


def _create(order: Order, film: Film, is_new: bool, doubts: Doubts) -> Review:
    review = drafting.new_draft_of(film, owner=order.owner)
    for number, caption in enumerate(order.page.review.captions, 2):
        ReviewStill.objects.create(review=review, number=number, position=number, caption=caption)
    if order.pictures:
        place_pictures(review, order.pictures, label=order.page.release.label, doubts=doubts)
    content = snapshot(review) | _words(order.page, order.text)
    content["film"] = _facts_for_draft(order.page, film, content, doubts, replaces=is_new)
    content["title"] = _title(content["film"])
    _write(review, content, order.html)
    return review


def _facts_for_draft(page: Page, film: Film, content: Content, doubts: Doubts, *, replaces: bool) -> Facts:
    """A visible film's facts wait; those of a film nobody sees are filled in, or replaced where only this importer
    wrote them."""
    current = read_facts(film)
    source = merging.facts_of(page, displays_of(film, _names(page), doubts))
    if "film_base" in content:
        content["film_base"] = current
        wanted = merging.laid_over(current, source)
        merging.note_differences(current, wanted, doubts, sentence=_WAITS)
        return wanted
    if replaces:
        return current | source
    wanted = merging.filled_in(current, source)
    merging.note_differences(wanted, merging.laid_over(current, source), doubts, sentence=_STAYS)
    return wanted


def _title(facts: Facts) -> str:
    return str(facts["german_title"] or facts["original_title"])


def _names(page: Page) -> list[str]:
    return [*page.film.directors, *page.film.cast, *(name for names in page.film.crew.values() for name in names)]


def _words(page: Page, text: str) -> Content:
    review = page.review
    return {
        "teaser": review.teaser,
        "text": text,
        "poll_question": review.poll_question or "",
        "authors": [{"name": byline.name, "nick": byline.nick or ""} for byline in review.bylines],
    }


def _write(review: Review, content: Content, html: str) -> None:
    """Rows and revision; an importer's revision is by nobody."""
    apply_content(review, content, html)
    waiting = {name: content[name] for name in ("film", "film_base") if "film_base" in content}
    recorded = snapshot(review) | waiting
    newest = newest_revision(review)
    if newest is None or newest.content != recorded:
        record_revision(review, by=None, content=recorded)


def _update(order: Order, review: Review, newest: Revision, doubts: Doubts) -> None:
    is_ours_alone = read_facts(review.film) == newest.content["film"] and review.film.reviews.count() == 1
    review.owner = review.owner or order.owner
    numbers = _lay_places(review, order.page)
    if order.pictures:
        place_pictures(review, order.pictures, label=order.page.release.label, doubts=doubts)
    text = source_of(order.page.review, numbers)
    content = snapshot(review) | _words(order.page, text)
    content["film"] = _facts_for_draft(order.page, review.film, content, doubts, replaces=is_ours_alone)
    content["title"] = _title(content["film"])
    # Other numbers than a new draft has are rare; only they are rendered inside the transaction.
    _write(review, content, order.html if text == order.text else render_review(text))


def _lay_places(review: Review, page: Page) -> list[int]:
    """One place per caption, in their order. Places without a picture that no caption needs any more go."""
    numbers = _numbers(review, page)
    rows = {place.number: place for place in review.stills.exclude(leads=review)}
    for position, (number, caption) in enumerate(zip(numbers, page.review.captions, strict=True), 2):
        place = rows.pop(number, None) or ReviewStill(review=review, number=number)
        place.position, place.caption = position, caption
        place.save()
    for position, place in enumerate(rows.values(), len(numbers) + 2):
        if place.still_id is None:
            place.delete()
        else:
            ReviewStill.objects.filter(pk=place.pk).update(position=position)
    return numbers


def _numbers(review: Review, page: Page) -> list[int]:
    places = review.stills.exclude(leads=review).order_by("position", "number").values_list("number", "caption")
    return numbers_for(page.review, list(places), next_number(review))


def _propose(order: Order, review: Review, newest: Revision | None, doubts: Doubts) -> None:
    """Beside the live text or the edited draft; no row but the revision is written."""
    numbers = _numbers(review, order.page)
    content = snapshot(review) | _words(order.page, source_of(order.page.review, numbers))
    captions = dict(zip(numbers, order.page.review.captions, strict=True))
    known = {place["number"] for place in content["stills"]}
    content["stills"] = [
        place | {"caption": captions.get(place["number"], place["caption"])} for place in content["stills"]
    ]
    content["stills"] += [
        {"number": number, "still": None, "caption": caption, "alt": ""}
        for number, caption in captions.items()
        if number not in known
    ]
    current = read_facts(review.film)
    source = merging.facts_of(order.page, displays_of(review.film, _names(order.page), doubts))
    content["film"] = merging.laid_over(current, source)
    if "film_base" in content:
        content["film_base"] = current
    propose_revision(review, content, by=None, based_on=newest)
    why = "schon veröffentlicht" if review.was_published else "seit dem Import bearbeitet worden"
    doubts.note("review", f"Die Kritik ist {why}. Der neue Text liegt als Vorschlag daneben.")
    if order.pictures:
        doubts.note("review.stills", "Die Bilder sind nicht übernommen, weil die Kritik bleibt, wie sie ist.")


def _record_source(order: Order, review: Review) -> ImportSource:
    return ImportSource.objects.create(
        sha256=order.source.sha256,
        file_name=order.source.name[:255],
        raw_text=order.raw,
        film=review.film,
        review=review,
    )


def _record_doubts(source: ImportSource, doubts: Doubts) -> None:
    """What an editor has settled is not asked again."""
    settled = set(
        Doubt.objects.filter(source__review=source.review_id, settled_at__isnull=False).values_list("field", "text")
    )
    Doubt.objects.bulk_create(
        Doubt(source=source, field=doubt.field, text=doubt.text)
        for doubt in doubts
        if (doubt.field, doubt.text) not in settled
    )


def _record_mentions(page: Page, review: Review) -> None:
    """The text's are recorded with it; the line of a trailer is none of it."""
    trailer = MentionPlace.TRAILER
    review.mentions.filter(place=trailer).delete()
    Mention.objects.bulk_create(
        (
            Mention(
                review=review,
                place=named.place,
                paragraph=named.paragraph,
                offset=named.offset,
                text=named.text,
                is_person=named.is_person,
            )
            for named in page.mentions
            if named.place == trailer
        ),
        batch_size=500,
    )
