"""What the text says once more than the rows: the release paragraph, and a score in words."""

import re

from reviews.importing.dates import Dated, find_dates, is_same_time
from reviews.importing.footer_row import ratings_in
from reviews.importing.mentions import QUOTED
from reviews.importing.page import Doubts, ReleaseFacts, ReviewText, shorten
from text.folding import fold

__all__ = ["compare_release", "is_release_paragraph", "look_for_score"]

_RATING = re.compile(
    r"(?:\bab|\bFSK)\s+(?:[0-9]{1,2}\b)(?:\s+Jahren?)?|SPIO|keine[r]? Jugendfreigabe|ohne Alters\w+", re.IGNORECASE
)
_NUMBER = r"(?:[0-9]{1,3}(?:[.,][0-9])?|(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)(?:einhalb|s)?|zehn)"
_SCORE = re.compile(
    rf"\b{_NUMBER}\s*(?:/\s*10\b|(?:von|aus)\s+(?:möglichen\s+)?{_NUMBER}\s+(?:möglichen\s+)?(?:Punkten?|Sternen?))"
    rf"|^(?:Wertung|Bewertung|Note|Punkte)\s*:\s*\S.*",
    re.IGNORECASE,
)


def is_release_paragraph(line: str, label: str | None) -> bool:
    """Names distributor, title and date."""
    named = label is None or fold(label) in fold(line)
    return bool(named and QUOTED.search(line) and _exact_dates(line))


def compare_release(review: ReviewText, release: ReleaseFacts, doubts: Doubts) -> None:
    """The last paragraph against the footer, where both say something."""
    last = review.paragraphs[-1] if review.paragraphs else ""
    if not is_release_paragraph(last, release.label):
        return
    dates = [date for date in _exact_dates(last) if date.day]
    if release.date and dates and not any(_agrees(date, release) for date in dates):
        doubts.note(
            "release.date",
            f"Der letzte Absatz nennt {dates[0].text}, die Fußzeile den {release.date:%d.%m.%Y}. Was stimmt?",
        )
    ratings = {rating for match in _RATING.finditer(last) for rating in ratings_in(match[0])}
    if release.fsk and ratings and not ratings & set(release.fsk):
        doubts.note(
            "release.fsk",
            f"Der letzte Absatz nennt die Freigabe {', '.join(sorted(ratings))}, die Fußzeile {', '.join(release.fsk)}.",
        )


def _agrees(date: Dated, release: ReleaseFacts) -> bool:
    if date.day is None or release.date is None:
        return False
    return is_same_time(date.day, date.precision, release.date, release.date_precision or "day")


def _exact_dates(line: str) -> list[Dated]:
    return [date for date in find_dates(line) if date.precision != "year"]


def look_for_score(lines: tuple[str, ...], doubts: Doubts) -> None:
    for line in lines:
        if match := _SCORE.search(line):
            doubts.note("review.score", f"Im Text steht wohl eine Wertung: „{shorten(match[0], 200)}“. Trag sie ein.")
