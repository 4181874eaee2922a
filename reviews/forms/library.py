import datetime
from typing import Any

from django import forms

from accounts.models import Member
from reviews.forms.parts import german_errors
from reviews.models import Still
from reviews.models.still import today
from reviews.rights import renewable_by

RENEWED_AT_ONCE = 100
"""Stills of one form; a page of the library shows fewer."""


class LibraryForm(forms.Form):
    """A plain GET form whose state is the address."""

    text = forms.CharField(
        label="Film, Bildnachweis, Datei oder Rechteinhaber",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages=german_errors(),
    )
    show = forms.ChoiceField(
        label="Zeigen",
        required=False,
        choices=[
            ("", "alle"),
            ("ending", "Rechte enden bald oder sind zu Ende"),
            ("ended", "Rechte zu Ende"),
            ("uncredited", "ohne Bildnachweis"),
            ("unused", "unbenutzte"),
        ],
    )
    kritik = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class RenewForm(forms.Form):
    """Which pictures, and how long they may be shown from now on."""

    stills = forms.ModelMultipleChoiceField(
        Still.objects.none(),
        error_messages={
            "required": "Kreuz oben an, welche Bilder du meinst.",
            "invalid_choice": "Eins der Bilder gibt es nicht mehr. Lade die Seite neu.",
            "invalid_pk_value": "Eins der Bilder gibt es nicht. Lade die Seite neu.",
            "list": "Kreuz oben an, welche Bilder du meinst.",
        },
    )
    until = forms.DateField(
        label="Rechte bis",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Dieser Tag zählt noch mit.",
        error_messages={"invalid": "Schreib den Tag wie 31.12.2027."},
    )
    unlimited = forms.BooleanField(label="unbefristet", required=False)

    def __init__(self, data: Any = None, *, by: Member) -> None:
        super().__init__(data)
        self.by = by
        if data is not None:
            self.fields["stills"].queryset = Still.objects.visible_to(by).select_related("film")  # type: ignore[attr-defined]

    def clean_stills(self) -> list[int]:
        stills = list(self.cleaned_data["stills"])
        if len(stills) > RENEWED_AT_ONCE:
            raise forms.ValidationError(f"Höchstens {RENEWED_AT_ONCE} Bilder auf einmal.")
        renewable = renewable_by(self.by, [still.pk for still in stills])
        if strange := [f"{s.film.label}, {s.original_name or s.credit}" for s in stills if s.pk not in renewable]:
            raise forms.ValidationError(
                f"Das verlängert die Chefredaktion, oder wer an einer Kritik damit schreibt: {'; '.join(strange)}."
            )
        return [still.pk for still in stills]

    def clean_until(self) -> datetime.date | None:
        until: datetime.date | None = self.cleaned_data["until"]
        if until and until < today():
            raise forms.ValidationError("Dieser Tag ist vorbei. Wähle einen späteren.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "until" in cleaned and bool(cleaned["until"]) == cleaned.get("unlimited", False):
            self.add_error("until", "Wähle einen Tag oder „unbefristet“, eins von beiden.")
        return cleaned
