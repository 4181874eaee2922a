import codecs
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filmsite.settings")

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def readable_charset(application: Application) -> Application:
    """Django breaks on a form whose charset is a codec but none of text („hex“), before any middleware of ours. The
    charset is left out then; what remains is read as UTF-8 or refused."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        content_type = str(environ.get("CONTENT_TYPE", ""))
        found = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.IGNORECASE)
        if found and not _is_of_text(found[1]):
            environ["CONTENT_TYPE"] = content_type.partition(";")[0]
        return application(environ, start_response)

    return wrapped


def _is_of_text(charset: str) -> bool:
    try:
        return bool(codecs.lookup(charset)._is_text_encoding)
    except LookupError:
        return True  # Django answers for a name nobody knows


application = readable_charset(get_wsgi_application())

from filmsite.checks import refuse_unsafe_start  # noqa: E402 (the apps must be ready)

refuse_unsafe_start()
