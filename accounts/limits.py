"""How often somebody may do something: counted in the shared cache, for a short while, without anybody's address."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import Member

__all__ = ["address_within_limit", "visitor_within_limit", "within_limit"]


def within_limit(act: str, member: Member, *, times: int, seconds: int) -> bool:
    """Whether this is one of the first `times` within the running span of `seconds`. Always, with RATE_LIMITS=off.

    Two at once may be counted as one: it bounds load, it guards nothing.
    """
    return _counted(act, str(member.pk), times, seconds)


def visitor_within_limit(act: str, request: HttpRequest, *, times: int, seconds: int) -> bool:
    """The same for whoever asks. Guests are counted by a keyed hash of their network address, gone with the span."""
    if isinstance(request.user, Member):
        return within_limit(act, request.user, times=times, seconds=seconds)
    return _counted(act, _hash_of_address(request), times, seconds)


def address_within_limit(act: str, mail: str, *, times: int, seconds: int) -> bool:
    """The same for mails to one address, which is counted by a keyed hash."""
    return _counted(f"{act}:mail", _hash(mail.strip().casefold()), times, seconds)


def _hash_of_address(request: HttpRequest) -> str:
    try:
        address = str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a socket of this machine without a proxy's word: all of them count together
        address = ""
    return _hash(address)


def _hash(value: str) -> str:
    return salted_hmac("accounts.limits", value, algorithm="sha256").hexdigest()[:24]


def _counted(act: str, who: str, times: int, seconds: int) -> bool:
    if not settings.RATE_LIMITS:
        return True
    key = f"limit:{act}:{who}:{int(time.time()) // seconds}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= times
    except ValueError:  # it ended between the two
        return True
