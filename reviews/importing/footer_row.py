"""The footer row below the text: label, rating, cut, and when it comes out where."""

import re
from dataclasses import replace

from reviews.importing.dates import Dated, find_dates
from reviews.importing.page import Doubts, ReleaseFacts, shorten
from reviews.importing.rows import read_row
from text.folding import fold

__all__ = ["ratings_in", "read_footer_row"]

LABEL_LENGTH = 120
NOTE_LENGTH = 200
"""Characters, as the database keeps them."""

_FSK = re.compile(
    r"(?P<spio>SPIO(?:\s*/\s*JK)?|\bJK\b)|(?P<unrated>ungeprüft)|(?P<pending>folgt|beantragt)"
    r"|(?P<eighteen>keine\s+Jugendfreigabe|\bKJ\b)|(?P<free>ohne\s+Alters\w+|\bo\.\s?A\b)|(?<![0-9])(?P<age>[0-9]{1,3})(?![0-9])",
    re.IGNORECASE,
)
_FSK_VALUES = {"spio": "SPIO/JK", "unrated": "ungeprüft", "pending": "folgt", "eighteen": "18", "free": "0"}
_AGES = frozenset(["0", "6", "12", "16", "18"])

_ANSWERS = {
    "ja": "yes",
    "nein": "no",
    "unbekannt": "unknown",
    "folgt": "unknown",
    "?": "unknown",
    "-": "unknown",
    "–": "unknown",
}
_ANSWER = r"(ja|nein|unbekannt|folgt|\?|-|–)(?!\w)"
_DISCS = re.compile(rf"{_ANSWER}(?:\s*/\s*{_ANSWER})?\s*[,;]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(rf"{_ANSWER}\s*[,;:–-]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_BEFORE_DATE = re.compile(r"(?:,|\(|ab|seit|am|im|vom|dem|den|ca\.?|\s)*", re.IGNORECASE)


def read_footer_row(row: str | None, doubts: Doubts) -> ReleaseFacts:
    facts = ReleaseFacts()
    seen: set[str] = set()
    for part in read_row(row or ""):
        kind = _kind(fold(part.label))
        shown = shorten(f"{part.label}: {part.value}" if part.label else part.value, 300)
        if kind is None or kind in seen:
            doubts.note("release", f"In der Fußzeile steht etwas Unbekanntes oder Doppeltes: „{shown}“.")
            continue
        seen.add(kind)
        facts = _READERS[kind](facts, part.label, part.value, doubts)
    _note_places(facts, doubts)
    return facts


def _note_places(facts: ReleaseFacts, doubts: Doubts) -> None:
    """What the row says must stand in some release, and one date is not enough for cinema and disc."""
    known = [*facts.fsk, facts.label, facts.date, facts.note]
    if any(known) and not facts.media:
        text = ", ".join(str(value) for value in known if value)
        doubts.note(
            "release",
            f"Die Fußzeile nennt weder Kino noch Disc. In keiner Veröffentlichung steht: {shorten(text, 300)}.",
        )
    if facts.date and len(facts.media) > 1 and "cinema" in facts.media:
        doubts.note("release.date", "Für Kino und Disc steht in der Fußzeile nur ein Datum; es gilt jetzt für beide.")


def _kind(label: str) -> str | None:
    if label.startswith("copyright") or label in {"label", "verleih", "vertrieb"}:
        return "label"
    if label.startswith("fsk") or label == "freigabe":
        return "fsk"
    if label.startswith("geschnitten") or label == "schnitt":
        return "cut"
    return "discs" if "dvd" in label or "blu ray" in label or "bluray" in label else None


def _with_label(facts: ReleaseFacts, label: str, value: str, doubts: Doubts) -> ReleaseFacts:
    if len(value) > LABEL_LENGTH:
        doubts.note(
            "release.label", f"Das Label hat {len(value)} Zeichen, erlaubt sind {LABEL_LENGTH}: „{value[:200]}…“."
        )
        return facts
    return replace(facts, label=value or None)


def _with_fsk(facts: ReleaseFacts, label: str, value: str, doubts: Doubts) -> ReleaseFacts:
    found = ratings_in(value)
    if value and not found:
        doubts.note("release.fsk", f"Die Freigabe „{shorten(value, 200)}“ ist unbekannt.")
    if len(found) > 1:
        doubts.note(
            "release.fsk", f"Es stehen mehrere Freigaben da: „{shorten(value, 200)}“. Übernommen ist {found[0]}."
        )
    return replace(facts, fsk=found)


def ratings_in(text: str) -> tuple[str, ...]:
    """Each once, in order. Ages that are none of the FSK's are left out."""
    found = []
    for match in _FSK.finditer(text):
        kind = match.lastgroup or ""
        rating = match[0] if kind == "age" else _FSK_VALUES[kind]
        if (kind != "age" or rating in _AGES) and rating not in found:
            found.append(rating)
    return tuple(found)


def _with_cut(facts: ReleaseFacts, label: str, value: str, doubts: Doubts) -> ReleaseFacts:
    match = _CUT.fullmatch(value)
    if match is None:
        if value:
            doubts.note("release.cut", f"„{label}: {shorten(value, 200)}“ ist weder Ja noch Nein.")
        return facts
    note = match[2].strip()
    if note:
        doubts.note("release.cut", f"Zum Schnitt steht dabei: „{shorten(note, 200)}“.")
    return replace(facts, cut=_ANSWERS[match[1].lower()], cut_note=shorten(note.strip("()"), NOTE_LENGTH))


def _with_discs(facts: ReleaseFacts, label: str, value: str, doubts: Doubts) -> ReleaseFacts:
    match = _DISCS.fullmatch(value)
    first, second, rest = match.groups() if match else (None, None, value)
    folded = fold(label)
    has_both = "dvd" in folded and "blu" in folded
    if has_both and first and not second:
        doubts.note("release", f"„{shorten(value, 200)}“ steht nur einmal; übernommen ist es für Blu-ray und DVD.")
    answers = [_ANSWERS[(answer or "?").lower()] for answer in (first, second or first)]
    if folded.startswith("dvd"):
        answers.reverse()
    if not match and value:
        doubts.note("release", f"„{label}: {shorten(value, 200)}“ ist weder Ja noch Nein.")
    facts = replace(
        facts,
        bluray=answers[0] if "blu" in folded else "unknown",
        dvd=answers[1] if "dvd" in folded else "unknown",
    )
    return _with_date(facts, rest.strip(), doubts)


def _with_date(facts: ReleaseFacts, rest: str, doubts: Doubts) -> ReleaseFacts:
    if not rest:
        return facts
    dates = list(find_dates(rest))
    if not dates:
        if re.search("[0-9]", rest):
            doubts.note("release.date", f"In „{shorten(rest, 200)}“ ist kein Datum zu erkennen.")
        return replace(facts, note=rest)
    if len(dates) > 1:
        doubts.note("release.date", f"In „{shorten(rest, 200)}“ stehen mehrere Daten; übernommen ist {dates[0].text}.")
    return _dated(facts, rest, dates[0], doubts)


def _dated(facts: ReleaseFacts, rest: str, date: Dated, doubts: Doubts) -> ReleaseFacts:
    before, note = rest[: date.start].strip(), rest[date.end :].strip(" ,;)")
    if not _BEFORE_DATE.fullmatch(before):
        doubts.note("release.date", f"Vor dem Datum steht „{shorten(before, 200)}“.")
    if date.day is None:
        doubts.note("release.date", f"Den Tag „{date.text}“ gibt es nicht.")
        return replace(facts, note=note or None)
    return replace(facts, date=date.day, date_precision=date.precision, note=note or None)


_READERS = {"label": _with_label, "fsk": _with_fsk, "cut": _with_cut, "discs": _with_discs}
