"""What is asked of whoever deletes an account."""

from typing import Any

from django import forms

from accounts.limits import within_limit
from accounts.models import ANYBODY, Member

STAY, TAKE = "stay", "take"

TRIES, SPAN = 5, 300
"""Wrong passwords within so many seconds; whoever sits at somebody else's device guesses no longer."""


class TextsForm(forms.Form):
    """What becomes of what the member has written."""

    texts = forms.ChoiceField(
        choices=[(STAY, "bleiben"), (TAKE, "gehen mit")],
        error_messages={"required": "Wähle, was mit den Beiträgen geschieht."},
    )

    @property
    def takes_texts(self) -> bool:
        return bool(self.cleaned_data["texts"] == TAKE)


class LeaveForm(TextsForm):
    password = forms.CharField(
        label="Dein Passwort",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Ohne Passwort geht es nicht."},
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not within_limit("leave", self.member, times=TRIES, seconds=SPAN):
            raise forms.ValidationError("Zu viele Versuche. Warte ein paar Minuten und versuch es dann noch einmal.")
        if not self.member.check_password(password):
            raise forms.ValidationError("Das Passwort stimmt nicht.")
        return password


class DeleteAccountForm(TextsForm):
    """An operator deletes the account of another."""

    name = forms.CharField(
        label="Mitglied", max_length=60, error_messages={"required": "Wessen Konto? Gib den Namen ein."}
    )
    reasons = forms.CharField(
        label="Begründung",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Das Mitglied bekommt sie mit der letzten Mail. Nenne das Gesetz, wenn eines es verlangt.",
        error_messages={"required": "Schreib, warum das Konto gelöscht wird: Das Mitglied bekommt es zu lesen."},
    )
    sure = forms.BooleanField(
        label="Ja, dieses Konto soll für immer weg", error_messages={"required": "Setz erst das Häkchen."}
    )

    def __init__(self, operator: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operator = operator

    def clean_name(self) -> Member:
        member = Member.objects.visible_to(ANYBODY).named(self.cleaned_data["name"]).first()
        if member is None:
            raise forms.ValidationError("Ein Mitglied mit diesem Namen gibt es nicht.")
        if member == self.operator:
            raise forms.ValidationError("Dein eigenes Konto löschst du unter „Dein Konto“.")
        return member
