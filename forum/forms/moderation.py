"""What a moderator says with a decision."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from forum.grounds import rule_in_words
from forum.models import Decision, RulesVersion

LAW = "law"
"""The choice for what breaks a law and no rule."""


class DecisionForm(forms.Form):
    """Words for whoever is touched; `decision()` is not saved yet."""

    rule = forms.ChoiceField(
        label="Wogegen verstößt das?", error_messages={"required": "Wähle die Regel oder das Gesetz."}
    )
    law = forms.CharField(
        label="Gesetz", required=False, max_length=100, help_text="Nur, wenn es um ein Gesetz geht: etwa § 185 StGB."
    )
    facts = forms.CharField(
        label="Was ist passiert?", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reasons = forms.CharField(
        label="Begründung",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Das liest die betroffene Person. Schreib, was gegen welche Regel verstößt und warum.",
        error_messages={"required": "Ohne Begründung geht es nicht: Schreib, was gegen welche Regel verstößt."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = RulesVersion.objects.order_by("-number").first()
        rules = [(rule, rule_in_words(rule)) for rule in (self.rules.titles if self.rules else [])]
        self.fields["rule"].choices = [("", "–"), *rules, (LAW, "ein Gesetz")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("rule") == LAW and not cleaned.get("law"):
            self.add_error("law", "Nenne das Gesetz.")
        return cleaned

    def decision(self) -> Decision:
        data = self.cleaned_data
        by_law = data["rule"] == LAW
        return Decision(
            rules=None if by_law else self.rules,
            rule="" if by_law else data["rule"],
            law=data["law"] if by_law else "",
            facts=data["facts"],
            reasons=data["reasons"],
        )


class WordsForm(forms.Form):
    """For acts that are no restriction: words are welcome, none are needed."""

    reasons = forms.CharField(
        label="Dazu zu sagen", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def decision(self) -> Decision:
        return Decision(reasons=self.cleaned_data["reasons"])


class UntilField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        errors = {"invalid": "Schreib Tag und Uhrzeit wie 26.11.2026 06:00."}
        super().__init__(required=False, widget=widget, error_messages=errors, **kwargs)


class UntilForm(forms.Form):
    until = UntilField(label="Bis")

    def clean_until(self) -> datetime.datetime | None:
        until: datetime.datetime | None = self.cleaned_data["until"]
        if until is not None and until <= timezone.now():
            raise forms.ValidationError("Dieser Zeitpunkt ist schon vorbei.")
        return until


class PinForm(UntilForm):
    until = UntilField(label="Oben angeheftet bis", help_text="Ohne Zeitpunkt bleibt es oben, bis es jemand abnimmt.")


class HoldForm(UntilForm):
    """What must have an end."""

    until = UntilField(label="Antworten brauchen Freigabe bis")

    def clean_until(self) -> datetime.datetime | None:
        until = super().clean_until()
        if until is None:
            raise forms.ValidationError("Bis wann? Wähle Tag und Uhrzeit.")
        return until


SLOW_MINUTES = (1, 1_440)
"""From what is felt to a post a day."""


class SlowForm(HoldForm):
    minutes = forms.IntegerField(
        label="Minuten zwischen zwei Beiträgen",
        min_value=SLOW_MINUTES[0],
        max_value=SLOW_MINUTES[1],
        initial=10,
        error_messages={
            "required": "Wie viele Minuten?",
            "invalid": "Nimm eine ganze Zahl von 1 bis 1440.",
            "min_value": "Nimm eine ganze Zahl von 1 bis 1440.",
            "max_value": "Nimm eine ganze Zahl von 1 bis 1440.",
        },
    )
    until = UntilField(label="Langsamer bis")

    field_order = ["minutes", "until"]
