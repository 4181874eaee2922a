"""When a review appears and disappears, and what is said on the way."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from reviews.forms.parts import german_errors

PAST = "Dieser Zeitpunkt ist schon vorbei. Wähle einen späteren."


class MomentField(forms.DateTimeField):
    """A moment in Berlin, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        errors = german_errors("Wähle Tag und Uhrzeit.") | {"invalid": "Schreib Tag und Uhrzeit wie 26.11.2026 06:00."}
        super().__init__(widget=widget, error_messages=errors, **kwargs)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Warum ziehst du die Kritik zurück?",
        max_length=500,
        help_text="Liest nur die Redaktion.",
        error_messages=german_errors("Schreib kurz, warum."),
    )


class ScheduleForm(forms.Form):
    publish_at = MomentField(label="Erscheint am")

    def clean_publish_at(self) -> datetime.datetime:
        return refuse_past(self.cleaned_data["publish_at"])


class EndForm(forms.Form):
    withdraw_at = MomentField(label="Verschwindet am", required=False, help_text="Leer lassen, dann bleibt sie.")

    def clean_withdraw_at(self) -> datetime.datetime | None:
        end = self.cleaned_data["withdraw_at"]
        return refuse_past(end) if end else None


class EmbargoForm(forms.Form):
    embargo_until = MomentField(
        label="Sperrfrist bis", required=False, help_text="Vorher erscheint nichts, auch nicht aus Versehen."
    )
    embargo_terms = forms.CharField(
        label="Bedingungen",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=german_errors(),
    )


class RemarkForm(forms.Form):
    text = forms.CharField(
        label="Was ist noch zu tun?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=german_errors("Schreib, was noch zu tun ist."),
    )


def refuse_past(moment: datetime.datetime) -> datetime.datetime:
    if moment <= timezone.now():
        raise forms.ValidationError(PAST)
    return moment
