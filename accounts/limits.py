"""How often somebody may do something: counted in the shared cache, for a short while, without anybody's address."""

import time

from django.conf import settings
from django.core.cache import cache

from accounts.models import Member

__all__ = ["within_limit"]


def within_limit(act: str, member: Member, *, times: int, seconds: int) -> bool:
    """Whether this is one of the first `times` within the running span of `seconds`. Always, with RATE_LIMITS=off.

    Two at once may be counted as one: it bounds load, it guards nothing.
    """
    if not settings.RATE_LIMITS:
        return True
    key = f"limit:{act}:{member.pk}:{int(time.time()) // seconds}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= times
    except ValueError:  # it ended between the two
        return True
