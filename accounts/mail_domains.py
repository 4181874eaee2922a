"""The operator's list of mail domains: who may not sign up with an address, and whose first posts wait because of it."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import MailDomain, MailDomainKind, Member
from accounts.roles import is_operator

__all__ = ["add_mail_domains", "domain_in", "drop_mail_domain", "kind_of_address"]

LABELS = 10
"""Parts of a domain that are looked up, from its end; longer ones nobody has."""


def add_mail_domains(domains: Iterable[str], kind: MailDomainKind, *, by: Member) -> int:
    """Those that stand in the list get this kind; how many are new in it."""
    _refuse_strangers(by)
    names = set(domains)
    with transaction.atomic():
        known = set(MailDomain.objects.filter(domain__in=names).values_list("domain", flat=True))
        MailDomain.objects.filter(domain__in=known).exclude(kind=kind).update(kind=kind)
        rows = [MailDomain(domain=name, kind=kind) for name in sorted(names - known)]
        MailDomain.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def drop_mail_domain(domain: MailDomain, *, by: Member) -> bool:
    """Whether it was still there. Who signed up with it stays as it is."""
    _refuse_strangers(by)
    return bool(MailDomain.objects.filter(pk=domain.pk).delete()[0])


def _refuse_strangers(by: Member) -> None:
    if not is_operator(by):
        raise PermissionError("Die Liste der Maildomains führt der Betrieb.")


def domain_in(written: str) -> str:
    """As it is kept and compared: of an address what stands behind the @, small, in the letters of the net. Empty for what
    is no domain."""
    name = written.strip().rpartition("@")[2].strip().rstrip(".").lower()
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = name.split(".")
    is_domain = len(labels) > 1 and all(label.replace("-", "").replace("_", "").isalnum() for label in labels)
    return name if is_domain and len(name) <= 253 else ""


def kind_of_address(address: str) -> MailDomainKind | None:
    """What the list says of this address, by its domain or the nearest one above it. One query."""
    labels = domain_in(address).split(".")
    above = [".".join(labels[start:]) for start in range(max(0, len(labels) - LABELS), len(labels))]
    found = dict(MailDomain.objects.filter(domain__in=above).values_list("domain", "kind"))
    return next((MailDomainKind(found[name]) for name in above if name in found), None)
