"""How far a member has seen a series, and when something was seen."""

import datetime
from typing import Any

from django import forms

from reviews.models.seen import EPISODES_MOST, SEASONS_MOST
from reviews.models.still import today
from text.film_titles import Place

BOTH = "Sag beides: bis zu welcher Staffel und bis zu welcher Folge darin."
NO_NUMBER = "Schreib Staffel und Folge als Zahlen, zum Beispiel 2 und 5."


class NumberField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), NO_NUMBER) | {"required": BOTH}
        super().__init__(min_value=1, error_messages=errors, **kwargs)


class UntilForm(forms.Form):
    """`_seen.html` draws it, because the forum shows it too."""

    season = NumberField(label="Staffel", max_value=SEASONS_MOST)
    episode = NumberField(label="Folge", max_value=EPISODES_MOST)

    @property
    def faults(self) -> list[str]:
        """Both fields stand in one line; what is wrong with both is said once."""
        return list(dict.fromkeys(str(text) for texts in self.errors.values() for text in texts))

    def place(self) -> Place:
        return self.cleaned_data["season"], self.cleaned_data["episode"]


FIRST_FILM = datetime.date(1895, 1, 1)
NO_DAY = "Schreib den Tag wie 26.11.2026."


class ViewingForm(forms.Form):
    am = forms.DateField(
        label="Gesehen am",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "An welchem Tag?", "invalid": NO_DAY},
    )

    def clean_am(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["am"]
        if on > today():
            raise forms.ValidationError("Dieser Tag kommt erst noch.")
        if on < FIRST_FILM:
            raise forms.ValidationError("Da gab es noch kein Kino.")
        return on
