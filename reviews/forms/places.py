"""The pictures' part of the desk's form: one small form per place, and what several pictures share.

Each field is named `bild-<number>-<field>`; the order of the places is that of the `place` values sent.
"""

from collections.abc import Iterator
from typing import Any

from django import forms

from reviews.forms.parts import german_errors
from reviews.models.still import CAPTION_LIMIT, Basis
from reviews.places import COMMON, Content, Place
from text.numbers import number_in

MOST_PLACES = 200

AGES = [(0, "keins"), *[(age, f"ab {age}") for age in (6, 12, 16, 18)]]


def _day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Das ist kein Tag, den der Kalender kennt."},
    )


def _percent_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=100, error_messages=german_errors())


def _words_field(label: str, limit: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=limit, error_messages=german_errors())


class _OneLine(forms.CharField):
    """In a field that grows with what is written; a line break is a space."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").splitlines())


class RightsForm(forms.Form):
    """What the pictures of a press kit usually share (`reviews.places.COMMON`)."""

    credit = _words_field("Bildnachweis", 200)
    creator = _words_field("Fotografie von", 200)
    rights_holder = _words_field("Rechteinhaber", 120)
    basis = forms.ChoiceField(label="Grundlage", choices=Basis.choices, required=False)
    rights_until = _day_field("Rechte bis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The pictures stand below the form they belong to."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "kritik"

    def rights(self) -> Place:
        data = {name: self.cleaned_data[name] for name in COMMON}
        return data | {"rights_until": data["rights_until"].isoformat() if data["rights_until"] else None}


class CommonRightsForm(RightsForm):
    """For all pictures at once; what is left empty changes nothing."""

    basis = forms.ChoiceField(label="Grundlage", choices=[("", "wie bisher"), *Basis.choices], required=False)


class PlaceForm(RightsForm):
    still = forms.IntegerField(widget=forms.HiddenInput, required=False)
    caption = _words_field("Bildunterschrift", CAPTION_LIMIT)
    alt = _OneLine(label="Alternativtext", required=False, max_length=CAPTION_LIMIT, error_messages=german_errors())
    decorative = forms.BooleanField(label="dekorativ, ohne Alternativtext", required=False)
    min_age = forms.TypedChoiceField(label="Mindestalter", choices=AGES, coerce=int, required=False, empty_value="0")
    focal_x = _percent_field("Von links, in %")
    focal_y = _percent_field("Von oben, in %")

    def __init__(self, number: int, initial: Place, data: Any = None) -> None:
        self.number = number
        self.exact = initial
        shown = dict(initial)
        for name in ("focal_x", "focal_y"):
            shown[name] = round(100 * initial.get(name, 0.5))
        super().__init__(data, initial=shown, prefix=f"bild-{number}")
        self.fields["caption"].widget.attrs |= {"list": "besetzung", "data-complete": "", "autocomplete": "off"}

    def content(self) -> Place:
        data = self.cleaned_data
        words = {"number": self.number, "still": data["still"], "caption": data["caption"], "alt": data["alt"]}
        if not data["still"]:
            return words
        picture = {"decorative": data["decorative"], "min_age": int(data["min_age"])}
        focus = {name: self._focus(name) for name in ("focal_x", "focal_y")}
        return words | self.rights() | picture | focus | {"basis": data["basis"] or Basis.PRESS.value}

    def _focus(self, name: str) -> float:
        """What was not touched keeps its fine value."""
        value, before = self.cleaned_data[name], self.initial[name]
        exact = float(self.exact.get(name, 0.5))
        return exact if value is None or value == before else value / 100


class PlaceForms:
    """All places of a review, in the order the page sent them; `stored` are those the newest save holds."""

    def __init__(self, stored: list[Place], data: Any = None) -> None:
        known = {place["number"]: place for place in stored}
        numbers = list(known) if data is None else [number for number in _sent(data) if number in known]
        self.missing = [place for place in stored if place["number"] not in numbers]
        self.forms = [PlaceForm(number, known[number], data) for number in numbers]

    def __iter__(self) -> Iterator[PlaceForm]:
        return iter(self.forms)

    def is_valid(self) -> bool:
        found = [form.is_valid() for form in self.forms]
        return all(found)

    def places(self) -> list[Content]:
        """Places the page does not know, added meanwhile, stay at the end."""
        return [form.content() for form in self.forms] + self.missing


def _sent(data: Any) -> list[int]:
    """Each number once, in the order of the page."""
    numbers = (number_in(value) for value in data.getlist("place")[:MOST_PLACES])
    return list(dict.fromkeys(number for number in numbers if number is not None))
