"""Reading the environment: every value is checked where it is read, and a wrong one stops the start.

All variables are listed in `.env.example` and `docs/settings.md`; a test keeps the three lists equal.
"""

import os
import re
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NAMES: dict[str, str] = {}
"""Every variable the settings have read, with its default as text."""

BUCKET = re.compile(
    r"s3://(?P<key>[^:@/?#\s]+):(?P<secret>[^:@/?#\s]+)@(?P<host>[A-Za-z0-9.-]+(:(?P<port>[0-9]{1,5}))?)"
    r"/(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?(\?(?P<options>[A-Za-z0-9=&_-]*))?"
)
"""The host goes into the content security policy as it stands, so nothing but a host passes."""


def env_text(name: str, default: str = "") -> str:
    """Surrounding white space is cut off; an empty variable counts as absent."""
    NAMES[name] = default
    return os.environ.get(name, "").strip() or default


def env_switch(name: str, default: bool) -> bool:
    """`on` or `off`; anything else is refused rather than guessed."""
    value = env_text(name, "on" if default else "off").lower()
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name}={value!r}: nur „on“ oder „off“ ist möglich.")
    return value == "on"


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env_text(name, default).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: möglich ist {', '.join(choices)}.")
    return value


def env_whole(name: str, default: int, *, least: int, most: int) -> int:
    value = env_text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name}={value!r}: eine ganze Zahl von {least} bis {most} ist nötig.")
    return int(value)


def env_address(name: str, default: str) -> str:
    """An absolute http(s) address without path, query or trailing slash."""
    value = env_text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name}={value!r}: gebraucht wird etwas wie https://abspann.example")
    return value


def env_database(name: str, default_file: Path) -> dict[str, Any]:
    """Django's database dictionary from `sqlite:///FILE` or `postgres://user:password@host:port/name`."""
    address = env_text(name)
    if not address or address.startswith("sqlite:"):
        file = Path(address.removeprefix("sqlite:///")) if address else default_file
        return sqlite(file)
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name}: gebraucht wird postgres://name:passwort@host:port/datenbank")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(file: Path) -> dict[str, Any]:
    """IMMEDIATE matters most: a transaction that reads and then writes cannot be retried by the busy timeout."""
    pragmas = "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-20000", "mmap_size=134217728"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {p};" for p in (*pragmas, "temp_store=MEMORY")),
        },
        "TEST": {"NAME": file.with_name("test.sqlite3")},
    }


def env_cache(name: str) -> dict[str, Any]:
    """Shared by all processes, because rate limits are counted in it: a database table, or Redis."""
    address = env_text(name)
    if not address:
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}
    if not address.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured(f"{name}: gebraucht wird redis://host:port/nummer, oder lass sie leer.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}


def env_mail(name: str, folder: Path) -> dict[str, Any]:
    """Django's mail settings from `smtp://user:password@host:port` (`smtps`: TLS from the first byte)."""
    address = env_text(name)
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name}: gebraucht wird smtp://name:passwort@host:port oder smtps://…")
    local = parts.hostname in {"localhost", "127.0.0.1"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not local,
        "EMAIL_TIMEOUT": 10,
    }


def env_media(name: str) -> dict[str, Any]:
    """Django's storage dictionary from `s3://key:secret@host:port/bucket?region=…&tls=off`; empty: a local folder."""
    address = env_text(name)
    if not address:
        return {"BACKEND": "images.folder.Folder"}
    found = BUCKET.fullmatch(address)
    options = dict(parse_qsl(found["options"] or "", keep_blank_values=True)) if found else {}
    is_known = options.keys() <= {"region", "tls"} and options.get("tls", "on") in {"on", "off"}
    if not found or not is_known or int(found["port"] or 443) > 65535:
        raise ImproperlyConfigured(  # without the value: the secret is in it
            f"{name}: gebraucht wird s3://schlüssel:geheimnis@host/bucket?region=…, ein „/“ im Geheimnis als %2F."
        )
    if find_spec("storages") is None:
        raise ImproperlyConfigured(f"{name}: es fehlen Pakete: pip install -r requirements-prod.txt")
    scheme = "http" if options.get("tls") == "off" else "https"
    return {
        "BACKEND": "images.bucket.Bucket",
        "OPTIONS": {
            "access_key": unquote(found["key"]),
            "secret_key": unquote(found["secret"]),
            "bucket_name": found["bucket"],
            "endpoint_url": f"{scheme}://{found['host'].lower()}",
            "region_name": options.get("region") or "us-east-1",
        },
    }


def env_secret(name: str, file: Path, *, production: bool) -> str:
    """In production the variable is required. Otherwise a secret is drawn once and kept in `file` (mode 600)."""
    value = env_text(name)
    if value:
        if production and len(value) < 50:
            raise ImproperlyConfigured(f"{name} ist kürzer als 50 Zeichen. Nimm einen zufälligen, langen Wert.")
        return value
    if production:
        raise ImproperlyConfigured(f"{name} fehlt. Im Produktionsbetrieb startet die Seite nicht ohne.")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        try:
            os.link(new, file)  # the first of several processes wins, the others read its secret
        except FileExistsError:
            pass
        new.unlink()
    return file.read_text().strip()
