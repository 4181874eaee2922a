"""The film's part of the desk's form: facts, cast, crew and releases, as the value of `reviews.facts`."""

from typing import Any

from django import forms
from django.forms import BoundField, formset_factory

from reviews.countries import country_code, country_name
from reviews.forms.parts import LinesField, ListField, YearField, german_errors
from reviews.models import Job
from reviews.models.film import TITLE_LENGTH, FilmKind
from reviews.models.people import NAME_LENGTH
from reviews.models.release import Cut, Fsk, IndexStatus, Medium, Precision
from reviews.trailers import PROVIDERS, trailer_in
from reviews.weeks import first_of_period

Content = dict[str, Any]

CREW_FIELDS = [job for job in Job if job != Job.CAST]


class FilmForm(forms.Form):
    original_title = forms.CharField(
        label="Originaltitel",
        max_length=TITLE_LENGTH,
        error_messages=german_errors("Der Film braucht einen Originaltitel."),
    )
    german_title = forms.CharField(
        label="Deutscher Titel", required=False, max_length=TITLE_LENGTH, error_messages=german_errors()
    )
    titles = ListField(
        label="Weitere Titel",
        required=False,
        by_line=True,
        longest=TITLE_LENGTH,
        help_text="Kurzformen und andere Titel, die in Texten auf diesen Film führen. Einer je Zeile.",
    )
    franchise = forms.CharField(label="Reihe", required=False, max_length=TITLE_LENGTH, error_messages=german_errors())
    part = forms.IntegerField(label="Teil", required=False, min_value=0, max_value=9999, error_messages=german_errors())
    kind = forms.ChoiceField(label="Art", choices=FilmKind.choices)
    year = YearField(label="Jahr")
    year_end = YearField(label="Bis")
    runtime = forms.IntegerField(
        label="Laufzeit in Minuten", required=False, min_value=1, max_value=32000, error_messages=german_errors()
    )
    countries = ListField(label="Länder", required=False, help_text="Mit Komma getrennt.")
    cast = LinesField(
        label="Besetzung",
        required=False,
        parts=("name", "role"),
        separator="=",
        limits=(NAME_LENGTH, NAME_LENGTH),
        rows=8,
        help_text="Eine Zeile je Person: Name = Rolle. Die Rolle darf fehlen.",
    )
    cast_complete = forms.BooleanField(label="Die Besetzung ist vollständig", required=False)
    tags = ListField(label="Schlagworte", required=False, help_text="Mit Komma getrennt.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for job in CREW_FIELDS:
            self.fields[job.value] = ListField(label=job.label, required=False)

    @property
    def measures(self) -> list[BoundField]:
        """The short fields, side by side."""
        return [self[name] for name in ("kind", "year", "year_end", "runtime", "franchise", "part")]

    @property
    def crew(self) -> list[BoundField]:
        return [self[job.value] for job in CREW_FIELDS]

    def clean_countries(self) -> list[str]:
        return [country_code(name) or name for name in self.cleaned_data["countries"]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        year, end = cleaned.get("year"), cleaned.get("year_end")
        if end and (not year or end < year):
            self.add_error("year_end", "Das Ende liegt vor dem Anfang.")
        if cleaned.get("part") is not None and not cleaned.get("franchise"):
            self.add_error("franchise", "Von welcher Reihe ist das ein Teil?")
        return cleaned

    @staticmethod
    def fields_of(facts: Content) -> Content:
        fields = {name: value for name, value in facts.items() if name not in {"crew", "releases", "trailers"}}
        fields["countries"] = [country_name(code) for code in facts["countries"]]
        return fields | facts["crew"]

    def facts(self) -> Content:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("original_title", "german_title", "kind", "year", "year_end", "runtime")}
        lists = {name: data[name] for name in ("countries", "cast", "cast_complete", "tags", "titles")}
        series = {name: data[name] for name in ("franchise", "part")}
        crew = {job.value: data[job.value] for job in CREW_FIELDS if data[job.value]}
        return plain | lists | series | {"crew": crew}


class ReleaseForm(forms.Form):
    medium = forms.ChoiceField(label="Medium", choices=[("", "–"), *Medium.choices], required=False)
    date_from = forms.DateField(
        label="Ab", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    date_to = forms.DateField(
        label="Bis", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    date_precision = forms.ChoiceField(label="Genau auf", choices=Precision.choices, required=False)
    label = forms.CharField(label="Label", required=False, max_length=120, error_messages=german_errors())
    version_name = forms.CharField(label="Fassung", required=False, max_length=80, error_messages=german_errors())
    fsk = forms.ChoiceField(label="FSK", choices=Fsk.choices, required=False)
    fsk_descriptors = forms.CharField(label="Hinweise", required=False, max_length=200, error_messages=german_errors())
    cut = forms.ChoiceField(label="Geschnitten", choices=Cut.choices, required=False, initial=Cut.UNKNOWN)
    cut_note = forms.CharField(label="Anmerkung", required=False, max_length=200, error_messages=german_errors())
    index_status = forms.ChoiceField(label="Index", choices=IndexStatus.choices, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(cleaned.get(name) for name in ("date_from", "label", "version_name", "fsk")) and not cleaned.get(
            "medium"
        ):
            self.add_error("medium", "Wähle, wo der Film herauskommt.")
        start, end = cleaned.get("date_from"), cleaned.get("date_to")
        if start and (precision := cleaned.get("date_precision")) not in ("", None, Precision.DAY):
            cleaned["date_from"] = start = first_of_period(start, precision)
        if end and (not start or end < start):
            self.add_error("date_to", "Das Ende liegt vor dem Anfang.")
        return cleaned

    def facts(self) -> Content:
        facts = dict(self.cleaned_data)
        for name in ("date_from", "date_to"):
            facts[name] = facts[name].isoformat() if facts[name] else None
        facts["date_precision"] = facts["date_precision"] or Precision.DAY.value
        facts["cut"] = facts["cut"] or Cut.UNKNOWN.value
        return facts


class TrailerForm(forms.Form):
    """One trailer by its address."""

    address = forms.CharField(
        label="Adresse bei YouTube oder Vimeo", required=False, max_length=300, error_messages=german_errors()
    )
    title = forms.CharField(label="Titel", required=False, max_length=200, error_messages=german_errors())
    language = forms.ChoiceField(
        label="Sprache",
        required=False,
        choices=[("", "–"), ("de", "Deutsch"), ("omu", "Original mit Untertiteln"), ("ov", "Original")],
    )
    fsk = forms.ChoiceField(label="FSK des Trailers", choices=Fsk.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "provider" in self.initial:
            page = PROVIDERS[self.initial["provider"]].page.format(self.initial["external_id"])
            self.initial = {**self.initial, "address": page}

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and trailer_in(address) is None:
            raise forms.ValidationError("Das ist keine Adresse eines Videos bei YouTube oder Vimeo.")
        return address

    def facts(self) -> Content | None:
        found = trailer_in(self.cleaned_data.get("address") or "")
        if found is None:
            return None
        rest = {name: self.cleaned_data[name] for name in ("title", "language", "fsk")}
        return {"provider": found[0], "external_id": found[1]} | rest


TrailerForms = formset_factory(TrailerForm, extra=1, max_num=10, absolute_max=10)
ReleaseForms = formset_factory(ReleaseForm, extra=1, max_num=40, absolute_max=40, can_delete=True)
