"""The words of the sign-in family; what allauth checks stays allauth's. And how a member likes the pages."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from accounts.human_forms import HumanFormMixin
from accounts.leaving import is_barred
from accounts.mail_domains import kind_of_address
from accounts.models import MailDomainKind, Member

WHAT_A_PASSWORD_NEEDS = "Mindestens 8 Zeichen. Ein kurzer Satz ist gut und leicht zu merken."  # noqa: S105 (words)


class OurWords:
    """What is missing or wrong is said in our words. Without placeholders: the label says it already, and they vanish when
    they are needed."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages.update(FAULTS.get(name, {}))


FAULTS = {
    "username": {"required": "Such dir einen Namen aus."},
    "email": {"required": "Wohin sollen wir den Code schicken?", "invalid": "Das ist keine E-Mail-Adresse."},
    "login": {"required": "Wie heißt du hier? Name oder E-Mail genügt."},
    "password": {"required": "Ohne Passwort geht es nicht."},
    "oldpassword": {"required": "Gib dein aktuelles Passwort ein."},
    "password1": {"required": "Denk dir ein Passwort aus."},
    "password2": {"required": "Schreib es zur Sicherheit noch einmal."},
    "code": {"required": "Gib den Code aus der Mail ein."},
}


class NotBarred:
    """A banned member who left comes back when the ban has ended."""

    def clean_email(self) -> str:
        email: str = super().clean_email()  # type: ignore[misc]
        if is_barred(email):
            raise forms.ValidationError("Mit dieser Adresse lässt sich zurzeit kein Konto anlegen.")
        return email


class NewPassword(OurWords, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = WHAT_A_PASSWORD_NEEDS
        self.fields["password2"].label = "Noch einmal das neue Passwort"

    def clean(self) -> dict[str, Any]:
        """In place of allauth's, which says it otherwise."""
        first, second = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if first and second and first != second:
            self.add_error("password2", "Die beiden Passwörter sind verschieden.")
        return self.cleaned_data


def welcome_address(address: str) -> str:
    """Raises ValidationError for one whose domain the operator refuses."""
    if kind_of_address(address) == MailDomainKind.REFUSED:
        domain = address.rpartition("@")[2]
        raise forms.ValidationError(
            f"Adressen von {domain} nehmen wir nicht an: Dort gehen Mails verloren. Nimm eine Adresse, die du behältst.",
            code="domain_refused",
        )
    return address


class SignUpForm(NotBarred, HumanFormMixin, OurWords, SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Name"
        self.fields["username"].help_text = (
            "So nennen dich alle hier. 3 bis 30 Zeichen: Buchstaben, Ziffern, Leerzeichen, Punkt, Strich. "
            "Deinen echten Namen musst du nicht nehmen."
        )
        self.fields["email"].label = "E-Mail"
        self.fields["email"].help_text = "Bleibt bei uns. Wir schicken dir gleich einen Code dorthin."
        self.fields["password1"].label = "Passwort"
        self.fields["password1"].help_text = WHAT_A_PASSWORD_NEEDS

    def clean_email(self) -> str:
        return welcome_address(super().clean_email())

    def try_save(self, request: HttpRequest) -> tuple[Member | None, HttpResponse | None]:
        """An address that has an account is answered like a new one, in the same time too: hashing is what takes long."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Member | None, HttpResponse | None] = super().try_save(request)
        return saved

    def name_was_taken(self) -> None:
        """For the moment between check and insert: somebody else got the name first."""
        self.add_error("username", "Diesen Namen hat gerade jemand anderes genommen. Nimm einen anderen.")


class SignInForm(OurWords, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Name oder E-Mail"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = "Passwort"


class NewEmailForm(NotBarred, OurWords, AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Neue Adresse"
        self.fields["email"].help_text = "Sie gilt, sobald du den Code eingibst, den wir dorthin schicken."

    def clean_email(self) -> str:
        return welcome_address(super().clean_email())


class NewPasswordForm(NewPassword, ChangePasswordForm):
    pass


class ForgottenPasswordForm(OurWords, ResetPasswordForm):
    pass


class PasswordAfterCodeForm(NewPassword, ResetPasswordKeyForm):
    pass


class SignInAgainForm(OurWords, ReauthenticateForm):
    pass


class CodeForm(OurWords, ConfirmEmailVerificationCodeForm):
    pass


class ForgottenPasswordCodeForm(OurWords, ConfirmPasswordResetCodeForm):
    pass


class ViewForm(forms.Form):
    reads_densely = forms.BooleanField(
        label="Dichte Ansicht",
        required=False,
        help_text="Weniger Abstand, kleinere Gesichter, in Listen ein Thema je Zeile.",
    )
    has_shortcuts = forms.BooleanField(
        label="Tastenkürzel",
        required=False,
        help_text="Einzelne Tasten führen durch Themen und Listen. Schalt sie aus, wenn du mit der Stimme schreibst.",
    )
    waits_with_votes = forms.BooleanField(
        label="Erst selbst abstimmen",
        required=False,
        help_text="Was andere von einem Film halten, siehst du erst, wenn du deine Stimme abgegeben hast.",
    )
    shows_diary = forms.BooleanField(
        label="Tagebuch für alle",
        required=False,
        help_text="Was du wann gesehen hast, steht dann auf deinem Profil. Sonst siehst es nur du.",
    )
    shows_wanted = forms.BooleanField(
        label="„Will ich sehen“ für alle",
        required=False,
        help_text="Deine Liste steht dann auf deinem Profil. Sonst siehst sie nur du.",
    )

    @classmethod
    def of(cls, member: Member) -> "ViewForm":
        return cls(initial={name: getattr(member, name) for name in cls.base_fields})
