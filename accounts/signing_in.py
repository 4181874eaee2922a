"""allauth, taught that a name is the same name however it is written."""

import logging
import smtplib
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest

from accounts.leaving import is_freed
from accounts.mail_domains import kind_of_address
from accounts.mail_sheets import with_sheet
from accounts.models import MailDomainKind, Member
from accounts.roles import member_with_roles
from text.names import is_reserved_name, name_problem

logger = logging.getLogger(__name__)


class NameOrMailBackend(AuthenticationBackend):
    """allauth compares names with `iexact`, which folds ASCII only on SQLite; here the folded column decides."""

    def _authenticate_by_username(self, username: str, password: str) -> Member | None:
        return self._check_password(Member.objects.named(username).first(), password)

    def get_user(self, user_id: int) -> Member | None:
        member = member_with_roles(user_id)
        return member if member and self.user_can_authenticate(member) else None


class MemberAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": "Diesen Namen gibt es schon, oder einen, der ihm zum Verwechseln ähnlich sieht. Nimm einen anderen.",
        "username_password_mismatch": "Name oder Passwort stimmt nicht. Prüfe die Feststelltaste oder setze das Passwort zurück.",
        "email_password_mismatch": "E-Mail oder Passwort stimmt nicht. Prüfe die Feststelltaste oder setze das Passwort zurück.",
        "too_many_login_attempts": "Zu viele Versuche. Warte ein paar Minuten und versuch es dann noch einmal.",
        "email_taken": "Zu dieser Adresse gibt es schon ein Konto.",
        "enter_current_password": "Das ist nicht dein aktuelles Passwort.",
        "incorrect_password": "Das Passwort stimmt nicht.",
        "incorrect_code": "Der Code stimmt nicht. Sieh noch einmal in die Mail, Groß- und Kleinschreibung ist egal.",
        "rate_limited": "Zu viele Versuche. Warte ein paar Minuten und versuch es dann noch einmal.",
        "unknown_email": "Zu dieser Adresse gibt es kein Konto.",
        "invalid_password_reset": "Dieser Link gilt nicht mehr. Fordere einen neuen an.",
        "max_email_addresses": "Mehr Adressen gehen nicht.",
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = unicodedata.normalize("NFC", username)  # some keyboards send the dots of an umlaut apart
        if problem := name_problem(username):
            raise ValidationError(problem, code="invalid_name")
        if is_reserved_name(username):
            raise ValidationError("Dieser Name ist der Redaktion vorbehalten. Nimm einen anderen.", code="reserved")
        # In this order: whoever leaves between the two questions has freed the name by the second.
        if not shallow and (Member.objects.named(username).exists() or is_freed(username)):
            raise self.validation_error("username_taken")
        return username

    def save_user(self, request: HttpRequest, user: Member, form: Any, commit: bool = True) -> Member:
        """The first posts of whoever comes with an address of a watched domain wait. Hashing the password and sending the
        mail stay outside the transaction: SQLite has one write lock.

        Raises IntegrityError if the folded name was taken meanwhile.
        """
        member: Member = super().save_user(request, user, form, commit=False)
        member.first_posts_held = kind_of_address(member.email) == MailDomainKind.HELD
        if commit:
            with transaction.atomic():
                member.save()
        return member

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        return with_sheet(super().render_mail(*args, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that does not answer is told to the visitor, it never becomes an error page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError):
            logger.exception("Mail %s could not be sent", template_prefix)
            if self.request is not None:
                messages.error(
                    self.request,
                    "Die Mail konnte gerade nicht verschickt werden. Warte einen Moment und lass sie dir noch einmal schicken.",
                )
