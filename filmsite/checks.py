"""What an operator must mend before the site may go public: refused at start, each with one sentence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

__all__ = ["refuse_unsafe_start"]


@register(deploy=True)
def settings_are_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    faults = [
        (settings.DEBUG, "DEBUG ist an. Im Produktionsbetrieb startet die Seite so nicht.", "E001"),
        (settings.SITE_URL.startswith("http:"), "SITE_URL beginnt nicht mit https.", "E002"),
        (settings.DEMO, "DEMO ist an. Die Demo-Konten haben ein bekanntes Passwort.", "E003"),
        (settings.MEDIA_ORIGIN.startswith("http:"), "MEDIA_URL hat tls=off. Bilder gingen offen durchs Netz.", "E006"),
        (
            bool(settings.MEDIA_ORIGIN and settings.MEDIA_REDIRECT),
            "MEDIA_URL und MEDIA_REDIRECT sind beide gesetzt: Bilder kommen aus dem Bucket oder vom Proxy.",
            "E007",
        ),
    ]
    return [Error(sentence, id=f"filmsite.{number}") for is_fault, sentence, number in faults if is_fault]


@register("database")
def data_is_safe(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Asked by `check --database default` and at the start in production; a database without tables has no faults."""
    if not settings.PRODUCTION or not databases or "filmsite_page" not in connection.introspection.table_names():
        return []
    from accounts.models import Member
    from filmsite.demo import MEMBERS
    from filmsite.models import Page, PageKind
    from forum.models import RulesVersion

    found: list[CheckMessage] = []
    if not Page.objects.current().filter(kind=PageKind.IMPRINT).exclude(source="").exists():
        hint = "manage.py publish_page impressum DATEI"
        found.append(Error("Das Impressum ist leer.", hint=hint, id="filmsite.E004"))
    for kind, number in ((PageKind.CONTACT, "W001"), (PageKind.PRIVACY, "W002")):
        if not Page.objects.current().filter(kind=kind).exclude(source="").exists():
            found.append(
                Warning(f"{kind.label} ist leer.", hint=f"manage.py publish_page {kind} DATEI", id=f"filmsite.{number}")
            )
    if not RulesVersion.objects.exclude(source="").exists():
        found.append(
            Warning("Die Regeln des Forums sind leer.", hint="Unter /betrieb/ stehen sie.", id="filmsite.W003")
        )
    if Member.objects.filter(name__in=[*MEMBERS, "mitglied1"], email__endswith="@abspann.example").exists():
        found.append(Error("Es gibt noch Demo-Konten. Lege eine frische Datenbank an.", id="filmsite.E005"))
    return found


def refuse_unsafe_start() -> None:
    """In production the web server does not start while an error stands. Raises ImproperlyConfigured."""
    if not settings.PRODUCTION:
        return
    found = run_checks(include_deployment_checks=True, databases=["default"])
    errors = [f"{message.msg} {message.hint or ''}".strip() for message in found if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("Die Seite startet so nicht: " + " ".join(errors))
