"""What a guest's page is made of, as one query: as long as its answer is the same, the page is the same.

Threads, films and reviews have a version that every verb raises which changes what readers see. Boards, pictures and
legal texts have none: the few columns of theirs that a page shows are in the answer themselves. Lists are made of the
rows they show, read by the list's own index. Each part has an order: two connections may read it in two ways, and would
take turns to make the page anew. No counter for all, no `max(id)`, no `max(time)`: the first would let all
writers wait for each other, the others miss a smaller one that is committed later.

Plain SQL, because the same through the ORM takes as long as a small page.
"""

# ruff: noqa: S608 (the queries are made of constants)
import datetime
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.prepared import Asked, PreparedQuery
from accounts.statements import values_as_sent
from filmsite.models import PageKind
from filmsite.views import home
from forum.models.thread import THREADS_LISTED
from reviews.coming import RELEASES_READ
from reviews.models import Review, ReviewState
from reviews.models.still import today
from reviews.naming import NAMING_REVIEWS
from reviews.release_weeks import COARSE, RELEASES, UNDATED, Window
from reviews.views.shelves import REVIEWS_PER_PAGE
from reviews.weeks import Week

__all__ = ["Question", "Version", "holds_until", "question_of", "version_of"]

Version = tuple[Any, ...]
"""Rows of numbers and words, on PostgreSQL what they consist of, one after the other."""


@dataclass(frozen=True)
class Question:
    """The query for the version of one page."""

    sql: str
    values: tuple[str | int, ...] = ()


STILL = "s.id, s.rights_holder_id, s.min_age, s.alt, s.state, s.credit, s.creator, s.rights_until"
"""What a page shows of a picture, and what decides which of its files it names. Numbers first: the rows of a question
have their values of one kind in the same places."""

NAMED_STILL = STILL.replace("s.id", "s.id AS still_id")
"""Where its columns stand beside others of the same name."""

LEAD = "LEFT JOIN reviews_reviewstill u ON u.id = r.lead_id LEFT JOIN reviews_still s ON s.id = u.still_id"

LISTED = (
    "t.state IN ('open', 'locked', 'archived')"
    " AND NOT t.hidden_by_review AND NOT t.hidden_by_decision AND NOT t.hidden_by_author"
)

NEWEST_REVIEWS = f"""
    SELECT r.id, r.version, f.version AS film_version, {NAMED_STILL}
    FROM reviews_review r JOIN reviews_film f ON f.id = r.film_id {LEAD}
    WHERE r.state = 'published' ORDER BY r.published_at DESC, r.id DESC LIMIT {{limit}}
"""

RELATED = """
    LEFT JOIN reviews_relatedthread x ON x.review_id = r.id AND x.state = 'linked'
    LEFT JOIN forum_thread xt ON xt.id = x.thread_id LEFT JOIN forum_board xb ON xb.id = xt.board_id
"""
"""„Auch im Forum“: a link is made by a verb that raises the review's version, but what is linked lives on by itself."""

THREAD = f"""
    SELECT t.version, b.name, b.slug, b.visible_to, r.version, f.version, xt.id, xt.version, xb.visible_to, {STILL}
    FROM forum_thread t JOIN forum_board b ON b.id = t.board_id
    LEFT JOIN reviews_review r ON r.thread_id = t.id LEFT JOIN reviews_film f ON f.id = r.film_id {LEAD} {RELATED}
    WHERE t.id = %s ORDER BY x.thread_id
"""

NEAR_FILMS = """
    SELECT near.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
        SELECT n.id, o.version FROM reviews_relation n JOIN reviews_film o ON o.id = n.other_id
        WHERE n.film_id = ({film}) ORDER BY n.position) near
"""

REVIEW = f"""
    WITH review AS (SELECT r.id, r.version, r.film_id, r.thread_id FROM reviews_review r WHERE r.slug = %s)
    SELECT review.version, f.version, t.version, v.version, b.visible_to, NULL, NULL, NULL, NULL
    FROM review JOIN reviews_film f ON f.id = review.film_id LEFT JOIN reviews_ratingtally v ON v.film_id = f.id
    LEFT JOIN forum_thread t ON t.id = review.thread_id LEFT JOIN forum_board b ON b.id = t.board_id
    UNION ALL
    SELECT * FROM (SELECT u.id, {NAMED_STILL}
    FROM reviews_reviewstill u JOIN reviews_still s ON s.id = u.still_id
    WHERE u.review_id = (SELECT id FROM review) ORDER BY u.id) stills
    UNION ALL
    SELECT related.id, related.version, NULL, NULL, related.visible_to, NULL, NULL, NULL, NULL FROM (
        SELECT xt.id, xt.version, xb.visible_to
        FROM reviews_relatedthread x
        JOIN forum_thread xt ON xt.id = x.thread_id JOIN forum_board xb ON xb.id = xt.board_id
        WHERE x.review_id = (SELECT id FROM review) AND x.state = 'linked' ORDER BY x.thread_id) related
    UNION ALL
    {NEAR_FILMS.format(film="SELECT film_id FROM review")}
"""
"""What there is once is asked once, not with each still: on PostgreSQL a third of the time."""

REVIEWS = f"""
    SELECT * FROM ({NEWEST_REVIEWS.format(limit=REVIEWS_PER_PAGE + 1)}) reviews
    UNION ALL SELECT version, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM reviews_facettally WHERE id = 1
"""

FILM = f"""
    WITH film AS (SELECT f.id, f.version, f.franchise_id FROM reviews_film f WHERE f.slug = %s)
    SELECT film.version, v.version, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM film LEFT JOIN reviews_ratingtally v ON v.film_id = film.id
    UNION ALL
    SELECT * FROM (SELECT u.id, {NAMED_STILL}
    FROM reviews_review r JOIN reviews_reviewstill u ON u.review_id = r.id JOIN reviews_still s ON s.id = u.still_id
    WHERE r.film_id = (SELECT id FROM film) AND r.state = 'published' ORDER BY r.id, u.id) stills
    UNION ALL
    SELECT reviews.*, NULL, NULL, NULL, NULL
    FROM (SELECT r.id, r.version, t.id AS thread_id, t.version AS thread_version, b.visible_to
    FROM reviews_review r LEFT JOIN forum_thread t ON t.id = r.thread_id LEFT JOIN forum_board b ON b.id = t.board_id
    WHERE r.film_id = (SELECT id FROM film) AND r.state = 'published' ORDER BY r.id) reviews
    UNION ALL
    SELECT naming.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
        SELECT r.id, r.version FROM reviews_review r WHERE r.state = 'published' AND r.id IN (
            SELECT m.review_id FROM reviews_mention m WHERE m.film_id = (SELECT id FROM film))
        ORDER BY r.published_at DESC, r.id DESC LIMIT {NAMING_REVIEWS + 1}
    ) naming
    UNION ALL
    SELECT franchise.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
        SELECT o.id, o.version FROM reviews_film o
        WHERE o.franchise_id = (SELECT franchise_id FROM film) ORDER BY o.id) franchise
    UNION ALL
    {NEAR_FILMS.format(film="SELECT id FROM film")}
"""
"""Films of a franchise and near ones: what they are called may change, and whether they show."""

BOARDS = f"""
    SELECT b.id, b.position, b.name, b.slug, b.description, t.id, t.version
    FROM forum_board b LEFT JOIN forum_thread t ON t.id = (
        SELECT t.id FROM forum_thread t WHERE t.board_id = b.id AND {LISTED}
        ORDER BY t.last_posted_at DESC, t.id DESC LIMIT 1
    )
    WHERE b.visible_to = 'all' ORDER BY b.position, b.id
"""

BOARD = f"""
    SELECT b.id, NULL, NULL, NULL, NULL, NULL, NULL, b.name, b.description, b.visible_to, b.opened_by, NULL
    FROM forum_board b WHERE b.slug = %s
    UNION ALL
    SELECT * FROM (
        SELECT t.id AS thread_id, t.version, r.version AS review_version, f.version AS film_version, {NAMED_STILL}
        FROM forum_thread t
        LEFT JOIN reviews_review r ON r.thread_id = t.id LEFT JOIN reviews_film f ON f.id = r.film_id {LEAD}
        WHERE t.board_id = (SELECT id FROM forum_board WHERE slug = %s) AND {LISTED}
        ORDER BY t.pinned DESC, t.last_posted_at DESC, t.id DESC LIMIT {THREADS_LISTED + 1}) threads
"""

SHOWN_RELEASES = """
    reviews_release p JOIN reviews_film f ON f.id = p.film_id
    WHERE (f.page_released_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM reviews_review r WHERE r.film_id = f.id AND r.state = 'published'))
"""

HOME = f"""
    SELECT * FROM ({NEWEST_REVIEWS.format(limit=home.RECENT)}) reviews
    UNION ALL
    SELECT threads.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
        SELECT t.id, t.version FROM forum_thread t JOIN forum_board b ON b.id = t.board_id
        WHERE {LISTED} AND t.reply_count > 0 AND b.visible_to = 'all'
        ORDER BY t.last_posted_at DESC, t.id DESC LIMIT {home.VOICES}
    ) threads
    UNION ALL
    SELECT releases.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
        SELECT p.id, f.version FROM {SHOWN_RELEASES} AND p.date_from >= %s
        ORDER BY p.date_from, p.id LIMIT {RELEASES_READ}
    ) releases
    UNION ALL
    SELECT best.*, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
        SELECT f.id, f.version, v.version AS votes_version
        FROM reviews_bestfilm best CROSS JOIN reviews_film f CROSS JOIN reviews_ratingtally v
        WHERE f.id = best.film_id AND v.film_id = f.id ORDER BY best.position) best
"""
"""`CROSS JOIN` tells SQLite where to begin: it would read all films for the three best."""

CALENDAR = f"""
    SELECT * FROM (
        SELECT p.id, f.version FROM {SHOWN_RELEASES} AND p.date_precision = 'day' AND p.date_from BETWEEN %s AND %s
        ORDER BY p.date_from, p.id LIMIT {RELEASES + 1}
    ) dated
    UNION ALL
    SELECT * FROM (
        SELECT p.id, f.version FROM {SHOWN_RELEASES} AND p.date_from BETWEEN %s AND %s AND (
            {" OR ".join("(p.date_precision = %s AND p.date_from BETWEEN %s AND %s)" for _ in COARSE)})
        ORDER BY p.date_from DESC, p.id DESC LIMIT {UNDATED + 1}
    ) undated
    UNION ALL
    SELECT * FROM (
        SELECT p.id, f.version FROM {SHOWN_RELEASES} AND p.date_precision = 'day' AND p.date_from > %s
        ORDER BY p.date_from, p.id LIMIT 1
    ) later
    UNION ALL
    SELECT * FROM (
        SELECT p.id, f.version FROM {SHOWN_RELEASES} AND p.date_precision = 'day' AND p.date_from < %s
        ORDER BY p.date_from DESC, p.id DESC LIMIT 1
    ) earlier
    UNION ALL
    SELECT * FROM (
        SELECT p.id, f.version FROM {SHOWN_RELEASES} AND p.date_from > %s ORDER BY p.date_from, p.id LIMIT 1
    ) anything
"""
"""The weeks a guest finds without asking for others. What a row shows of film, people and review is in the film's version."""

TEXT = "SELECT count(*), max(number) FROM filmsite_page WHERE kind = %s"
"""Versions of a text are numbered one by one, each only on top of the one before."""

RULES = "SELECT count(*), max(number) FROM forum_rulesversion"

SLUG = r"([-a-zA-Z0-9_]{1,100})"

Choice = tuple[re.Pattern[str], Callable[[re.Match[str]], Question]]


def _choice(pattern: str, make: Callable[[re.Match[str]], Question]) -> Choice:
    return re.compile(pattern), make


def _calendar(_: re.Match[str]) -> Question:
    window = Window(Week.of(today()))
    start, end = window.start.isoformat(), window.end.isoformat()
    periods = [
        value for precision, *days in window.periods for value in (precision.value, *(d.isoformat() for d in days))
    ]
    whole = min(periods[1::3]), max(periods[2::3])
    return Question(CALENDAR, (start, end, *whole, *periods, end, start, end))


CHOICES: dict[str, list[Choice]] = {
    "": [_choice("/", lambda _: Question(HOME, (today().isoformat(),)))],
    "neuerscheinungen": [_choice("/neuerscheinungen/", _calendar)],
    "thema": [
        _choice(rf"/thema/([0-9]{{1,18}})-{SLUG}/(?:seite-[0-9]{{1,9}}/)?", lambda m: Question(THREAD, (int(m[1]),)))
    ],
    "kritiken": [
        _choice(rf"/kritiken/{SLUG}/(?:bilder/[0-9]{{1,9}}/)?", lambda m: Question(REVIEW, (m[1],))),
        _choice("/kritiken/", lambda _: Question(REVIEWS)),
    ],
    "filme": [_choice(rf"/filme/{SLUG}/", lambda m: Question(FILM, (m[1],)))],
    "forum": [
        _choice(rf"/forum/{SLUG}/", lambda m: Question(BOARD, (m[1], m[1]))),
        _choice("/forum/", lambda _: Question(BOARDS)),
    ],
    "regeln": [_choice("/regeln/", lambda _: Question(RULES))],
    **{kind: [_choice(f"/({kind})/", lambda m: Question(TEXT, (m[1],)))] for kind in PageKind.values},
}
"""By the first part of the path. Persons, tags, profiles and older pages of lists are made anew for everybody: what
they show spreads over more rows than a query in time could ask."""


def question_of(path: str) -> Question | None:
    """None for a path whose pages are not kept."""
    for pattern, make in CHOICES.get(path[1:].partition("/")[0], ()):
        if match := pattern.fullmatch(path):
            return make(match)
    return None


def version_of(question: Question) -> Version:
    """One query, on SQLite none for what was asked since the last write. To be asked before the page is made, never
    after: what is written between makes the page newer than its version, and the next guest has it made again."""
    connection.ensure_connection()
    if connection.in_atomic_block:  # what is written in it may be rolled back
        return _asked(question)
    if connection.vendor == "sqlite":
        return _version_since_last_write(question)
    return values_as_sent(question.sql, question.values, connection)


@dataclass
class _Answers:
    """What one connection asked since the last write. `stamp` is what SQLite said before the first of them."""

    raw: Any
    stamp: tuple[int, int]
    versions: dict[Question, Version] = field(default_factory=dict)


_answers = threading.local()

ANSWERS = 1_000
"""Of one connection, then it begins anew: paths are the visitors' choice."""


def _version_since_last_write(question: Question) -> Version:
    """SQLite tells each connection whether another one has written (`data_version`) and how much it wrote itself, in
    4 µs instead of the question's 25 to 70. The stamp is read before the answer: a write between costs a question too
    many, never one too few."""
    raw = connection.connection
    with connection.wrap_database_errors:
        stamp = (raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes)
    known: _Answers | None = getattr(_answers, "known", None)
    if known is None or known.raw is not raw or known.stamp != stamp or len(known.versions) >= ANSWERS:
        known = _answers.known = _Answers(raw, stamp)
    version = known.versions.get(question)
    if version is None:
        version = known.versions[question] = _asked(question)
    return version


def _asked(question: Question) -> Version:
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.values)
        return tuple(cursor.fetchall())


_ahead = PreparedQuery(
    lambda: Review.objects.filter(state=ReviewState.PUBLISHED, published_at__gt=Asked(0)).values_list("pk")[:1]
)


def holds_until(now: datetime.datetime) -> datetime.datetime | None:
    """The next moment at which the clock alone changes a page: rights in pictures end at midnight in Berlin.

    Everything else that ends or begins (pins, planned publication and withdrawal) is done by the worker through verbs.
    Only a review whose publication lies ahead, after the clock was set back, would appear by itself: None until then.
    """
    if _ahead(now):
        return None
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))
