"""Guests get a page from memory, before all other middleware, if one query says that it still holds.

A guest's page is the same for every guest: no cookie, no token, no form for the visitor, no word of the request but
its path. So nothing in it is secret, and it may go out compressed. Whoever has a session or a message to be shown goes
on to the site, and so does everything that is asked in an unusual way.
"""

import datetime
import gzip
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from filmsite.guest_pages.store import Answer, Entry, Key, Store
from filmsite.guest_pages.versions import Question, Version, holds_until, question_of, version_of

__all__ = ["answer_guests", "pages"]

pages = Store()

GetResponse = Callable[[HttpRequest], HttpResponse]

VARIES = ("Cookie", "HX-Request", "Accept-Encoding")
COMPRESSION = 6
"""Of 9 steps: 1 ms for a page of 40 KB, and more gains nothing."""


def answer_guests(get_response: GetResponse) -> GetResponse:
    if not settings.PAGE_CACHE:
        raise MiddlewareNotUsed("PAGE_CACHE=off")

    def middleware(request: HttpRequest) -> HttpResponse:
        question = question_of(request.path_info) if _is_of_guest(request) else None
        if question is None:
            return get_response(request)
        key = _key(request)
        entry = pages.get(key)
        if entry is not None and _holds(entry, question):
            return _answer(entry, request)
        if request.method == "HEAD":
            return get_response(request)
        return _made_once(request, key, question, get_response)

    return middleware


def _is_of_guest(request: HttpRequest) -> bool:
    """A plain request of somebody without a session, to a host of ours, over the scheme we want."""
    meta = request.META
    if request.method not in ("GET", "HEAD") or meta.get("QUERY_STRING") or meta.get("CONTENT_TYPE"):
        return False
    if meta.get("HTTP_COOKIE") and not request.COOKIES.keys().isdisjoint(
        (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    ):
        return False
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False  # the site refuses it with 400
    return True


def _key(request: HttpRequest) -> Key:
    """The encoding is no part of it: an entry holds both bodies of one rendering."""
    return request.path_info, request.META.get("HTTP_HX_REQUEST") == "true", request.is_secure()


def _holds(entry: Entry, question: Question) -> bool:
    """One query."""
    return entry.until > timezone.now() and entry.version == _version_now(question)


def _version_now(question: Question) -> Version | None:
    """None where the database does not answer: the site goes on and explains what is wrong.

    The question itself shows whether the connection is alive; Django's own question before it would take as long again.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return version_of(question)
    except Error:
        connection.close()
        return None


def _made_once(request: HttpRequest, key: Key, question: Question, get_response: GetResponse) -> HttpResponse:
    """A burst for a new page waits for the first; each who waited asks for the version of now, not of before."""
    with pages.rendering(key):
        entry, now = pages.get(key), timezone.now()
        version = _version_now(question)
        if entry is not None and entry.version == version and entry.until > now:
            return _answer(entry, request)
        response = get_response(request)
        until = holds_until(now) if _is_keepable(response) else None
        if until is None or version is None:
            return response
        entry = _entry_of(response, version, until, key)
        pages.put(key, entry)
    return _answer(entry, request)


def _is_keepable(response: HttpResponse) -> bool:
    """A page and nothing else: no redirect, no error, nothing that sets a cookie or must not be kept."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.headers.get("Content-Type", "").startswith("text/html")
        and response.headers.get("Cache-Control") == "no-cache"
    )


def _entry_of(response: HttpResponse, version: Version, until: datetime.datetime, key: Key) -> Entry:
    patch_vary_headers(response, VARIES)
    body, packed = response.content, gzip.compress(response.content, COMPRESSION, mtime=0)
    etag = f'W/"{hashlib.blake2b(repr(key[1:]).encode() + body, digest_size=16).hexdigest()}"'  # weak: for both bodies
    common = {name: value for name, value in response.items() if name != "Content-Length"} | {"ETag": etag}
    return Entry(
        version=version,
        until=until,
        etag=etag,
        plain=_ready(body, common),
        compressed=_ready(packed, common | {"Content-Encoding": "gzip"}),
        unchanged=Answer(b"", ResponseHeaders({n: v for n, v in common.items() if n != "Content-Type"})),
    )


def _ready(body: bytes, headers: dict[str, str]) -> Answer:
    return Answer(body, ResponseHeaders(headers | {"Content-Length": str(len(body))}))


def _answer(entry: Entry, request: HttpRequest) -> HttpResponse:
    meta, status = request.META, 200
    if _is_known(entry.etag, meta.get("HTTP_IF_NONE_MATCH", "")):
        answer, status = entry.unchanged, 304
    elif _takes_gzip(meta.get("HTTP_ACCEPT_ENCODING", "")):
        answer = entry.compressed
    else:
        answer = entry.plain
    response = HttpResponse(b"" if request.method == "HEAD" else answer.body, status=status)
    response.headers = answer.headers
    return response


def _is_known(etag: str, known: str) -> bool:
    if not known:
        return False
    return known == etag or "*" in (etags := parse_etags(known)) or etag in etags or etag.removeprefix("W/") in etags


def _takes_gzip(accepted: str) -> bool:
    """`gzip;q=0` refuses it; what is written in a rarer way gets the plain body."""
    return "gzip" in accepted and "gzip" in [word.strip() for word in accepted.split(",")]
