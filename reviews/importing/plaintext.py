"""The plain text of one review page → a `Page`. Knows no database and no files."""

import re

from reviews.importing.captions import PLACES, SHORT, has_shape_of_caption, is_caption
from reviews.importing.crosschecks import compare_release, is_release_paragraph, look_for_score
from reviews.importing.facts_row import read_facts_row
from reviews.importing.footer_row import read_footer_row
from reviews.importing.layout import Layout, Line, lay_out
from reviews.importing.mentions import read_mentions
from reviews.importing.page import Block, Byline, Doubts, FilmFacts, Page, Refused, ReleaseFacts, ReviewText, shorten
from reviews.importing.roles import names_cast, read_roles
from reviews.importing.rows import is_row
from text.markdown import REVIEW_LIMIT

__all__ = ["TEASER_LENGTH", "read_page"]

TEASER_LENGTH = 1000
QUESTION_LENGTH = 200
AUTHOR_LENGTH = 120
NICK_LENGTH = 60
"""Characters, as the database keeps them."""

AUTHORS = 20
"""Names in one byline."""

_TRAILER = re.compile(r"Schaut euch den Trailer zu\b.*\ban[.!:]?", re.IGNORECASE)
_AUTHOR = re.compile(r"([^()]*?)\s*(?:\(([^()]*)\))?")
_AND = re.compile(r"\s*(?:,|\bund\b|&)\s*(?![^()]*\))")


def read_page(text: str) -> Page:
    """`text` has been decoded: NFC, lines end in `\\n`. Raises Refused for what is no review page."""
    doubts = Doubts()
    layout = lay_out(text, doubts)
    film = read_facts_row(layout.facts_row, doubts)
    release = read_footer_row(layout.footer_row, doubts)
    review = _review(layout, film, release, doubts)
    roles = read_roles([review.teaser, *review.captions], review.paragraphs, film.cast, doubts)
    film = FilmFacts(**{**vars(film), "roles": roles})
    compare_release(review, release, doubts)
    look_for_score(review.paragraphs, doubts)
    return Page(film, review, release, read_mentions(review, film), tuple(doubts))


def _review(layout: Layout, film: FilmFacts, release: ReleaseFacts, doubts: Doubts) -> ReviewText:
    teaser, rest = _teaser(layout.body, film, doubts)
    length = sum(len(line.text) for line in rest)
    if length > REVIEW_LIMIT:
        raise Refused(f"Der Text hat {length:_} Zeichen, erlaubt sind {REVIEW_LIMIT:_}.".replace("_", "."))
    blocks = _blocks(rest, film, release, doubts)
    if not any(block.kind == "paragraph" for block in blocks):
        doubts.note("review.paragraphs", "Die Kritik hat keinen Text.")
    return ReviewText(
        teaser=teaser,
        blocks=tuple(blocks),
        bylines=_bylines(layout.bylines, doubts),
        poll_question=_question(layout.questions, doubts),
    )


def _teaser(body: tuple[Line, ...], film: FilmFacts, doubts: Doubts) -> tuple[str, tuple[Line, ...]]:
    """The line after the first blank one, when it has the shape of a caption."""
    if not body or _TRAILER.fullmatch(body[0].text) or not _is_teaser(body[0].text, film, doubts):
        doubts.note(
            "review.teaser", "Ein Vorspann ist nicht zu erkennen: Er steht unter der Faktenzeile, ohne Punkt am Ende."
        )
        return "", body
    first = body[0]
    if len(first.text) > TEASER_LENGTH:
        doubts.note(
            "review.teaser",
            f"Der Vorspann hat {len(first.text)} Zeichen, erlaubt sind {TEASER_LENGTH}. Er steht als erster Absatz im Text.",
        )
        return "", (Line(first.text, after_blank=False), *body[1:])
    if not first.after_blank:
        doubts.note("review.teaser", "Vor dem Vorspann fehlt die Leerzeile. Ist die erste Zeile wirklich der Vorspann?")
    return first.text, body[1:]


def _is_teaser(line: str, film: FilmFacts, doubts: Doubts) -> bool:
    if has_shape_of_caption(line):
        return True
    if len(line) > SHORT or not names_cast(line, film.cast):
        return False
    doubts.note("review.teaser", "Der Vorspann endet wie ein Satz. Ist die erste Zeile wirklich der Vorspann?")
    return True


def _blocks(lines: tuple[Line, ...], film: FilmFacts, release: ReleaseFacts, doubts: Doubts) -> list[Block]:
    blocks: list[Block] = []
    places, has_trailer = 0, False
    for number, line in enumerate(lines, 1):
        is_last = number == len(lines)
        if _TRAILER.fullmatch(line.text) and not has_trailer:
            has_trailer = True
            blocks.append(Block("trailer", line.text))
        elif _is_place(line, film, release, is_last, doubts) and _has_room(places, doubts):
            places += 1
            blocks.append(Block("caption", line.text))
        else:
            _doubt_paragraph(line.text, doubts)
            blocks.append(Block("paragraph", line.text))
    return blocks


def _is_place(line: Line, film: FilmFacts, release: ReleaseFacts, is_last: bool, doubts: Doubts) -> bool:
    if not line.after_blank or (is_last and is_release_paragraph(line.text, release.label)):
        return False
    return is_caption(line.text, film.cast, doubts)


def _has_room(places: int, doubts: Doubts) -> bool:
    if places < PLACES:
        return True
    doubts.note("review.captions", f"Es sind mehr als {PLACES} Bildunterschriften; die weiteren stehen als Absätze da.")
    return False


def _doubt_paragraph(line: str, doubts: Doubts) -> None:
    if is_row(line):
        doubts.note(
            "review.paragraphs", f"Mitten im Text steht eine Zeile wie eine Faktenzeile: „{shorten(line, 200)}“."
        )
    if _TRAILER.fullmatch(line):
        doubts.note("review.trailer", "Es gibt eine zweite Trailerzeile; sie steht als Absatz im Text.")


def _bylines(lines: tuple[str, ...], doubts: Doubts) -> tuple[Byline, ...]:
    found: dict[Byline, None] = {}
    for line in lines:
        for part in _AND.split(re.sub(r"^(?:©|\([cC]\))\s*", "", line)):
            if part.strip() and (byline := _byline(part.strip(), doubts)):
                found[byline] = None
    if len(found) > AUTHORS:
        doubts.note("review.bylines", f"Es sind {len(found)} Autorennamen; übernommen sind die ersten {AUTHORS}.")
    if lines and not found:
        doubts.note("review.bylines", f"In der Autorenzeile „{shorten(lines[0], 200)}“ steht kein Name.")
    return tuple(found)[:AUTHORS]


def _byline(text: str, doubts: Doubts) -> Byline | None:
    match = _AUTHOR.fullmatch(text)
    name, nick = (match[1], match[2]) if match else (text, None)
    if not match:
        doubts.note("review.bylines", f"„{shorten(text, 200)}“ ist kein gewöhnlicher Name einer Autorenzeile.")
    if not name:
        name, nick = (nick or "").strip(), None
        doubts.note("review.bylines", f"In der Autorenzeile steht nur der Nick „{shorten(name, 200)}“.")
    if not name or len(name) > AUTHOR_LENGTH:
        doubts.note("review.bylines", f"„{shorten(text, 200)}“ ist als Autorenname nicht brauchbar.")
        return None
    if nick and len(nick) > NICK_LENGTH:
        doubts.note("review.bylines", f"Der Nick „{shorten(nick, 200)}“ ist zu lang.")
        nick = None
    return Byline(name, (nick or "").strip() or None)


def _question(lines: tuple[str, ...], doubts: Doubts) -> str | None:
    for line in lines[1:]:
        doubts.note(
            "review.poll_question", f"Es gibt noch eine Frage: „{shorten(line, 300)}“. Übernommen ist die erste."
        )
    if lines and len(lines[0]) > QUESTION_LENGTH:
        doubts.note(
            "review.poll_question",
            f"Die Frage hat {len(lines[0])} Zeichen, erlaubt sind {QUESTION_LENGTH}: „{lines[0]}“.",
        )
        return None
    return lines[0] if lines else None
