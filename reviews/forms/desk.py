"""The desk's one big form: text, facts, releases and the places of pictures, as one content value.

The value is that of `reviews.drafting.snapshot`; `DeskForm` turns it into fields and back.
"""

import re
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from reviews.countries import country_code, country_name
from reviews.forms.parts import HalfPointsField, LinesField, ListField, german_errors
from reviews.models import Job
from reviews.models.film import TITLE_LENGTH, FilmKind
from reviews.models.people import NAME_LENGTH
from reviews.models.release import Cut, Fsk, IndexStatus, Medium, Precision
from reviews.models.review import TEASER_LIMIT
from reviews.models.still import CAPTION_LIMIT, Basis
from text.markdown import REVIEW_LIMIT

Content = dict[str, Any]

CREW_FIELDS = [job for job in Job if job != Job.CAST]


class ReviewForm(forms.Form):
    title = forms.CharField(
        label="Titel", max_length=TITLE_LENGTH, error_messages=german_errors("Gib der Kritik einen Titel.")
    )
    teaser = forms.CharField(
        label="Vorspann",
        required=False,
        max_length=TEASER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Steht unter dem ersten Bild und in Listen.",
        error_messages=german_errors(),
    )
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        max_length=REVIEW_LIMIT,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Absätze durch eine Leerzeile. [[bild 2]] oder [[trailer]] allein in einer Zeile setzt Bild 2 oder den Trailer dorthin.",
        error_messages=german_errors(),
    )
    score = HalfPointsField(label="Wertung, 0 bis 10", required=False)
    poll_question = forms.CharField(
        label="Frage an die Leser", required=False, max_length=200, error_messages=german_errors()
    )
    authors = LinesField(
        label="Geschrieben von",
        required=False,
        parts=("name", "nick"),
        separator="/",
        limits=(120, 60),
        rows=2,
        help_text="Eine Zeile je Person: Name / Nick. Der Nick darf fehlen.",
    )

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


class FilmForm(forms.Form):
    original_title = forms.CharField(
        label="Originaltitel",
        max_length=TITLE_LENGTH,
        error_messages=german_errors("Der Film braucht einen Originaltitel."),
    )
    german_title = forms.CharField(
        label="Deutscher Titel", required=False, max_length=TITLE_LENGTH, error_messages=german_errors()
    )
    kind = forms.ChoiceField(label="Art", choices=FilmKind.choices)
    year = forms.IntegerField(
        label="Jahr", required=False, min_value=1870, max_value=2200, error_messages=german_errors()
    )
    year_end = forms.IntegerField(
        label="Bis", required=False, min_value=1870, max_value=2200, error_messages=german_errors()
    )
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

    def clean_countries(self) -> list[str]:
        return [country_code(name) or name for name in self.cleaned_data["countries"]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        year, end = cleaned.get("year"), cleaned.get("year_end")
        if end and (not year or end < year):
            self.add_error("year_end", "Das Ende liegt vor dem Anfang.")
        return cleaned

    @staticmethod
    def fields_of(facts: Content) -> Content:
        fields = {name: value for name, value in facts.items() if name not in {"crew", "releases"}}
        fields["countries"] = [country_name(code) for code in facts["countries"]]
        return fields | facts["crew"]

    def facts(self) -> Content:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("original_title", "german_title", "kind", "year", "year_end", "runtime")}
        lists = {name: data[name] for name in ("countries", "cast", "cast_complete", "tags")}
        crew = {job.value: data[job.value] for job in CREW_FIELDS if data[job.value]}
        return plain | lists | {"crew": crew}


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


class PlaceForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    still = forms.IntegerField(widget=forms.HiddenInput, required=False)
    caption = forms.CharField(
        label="Bildunterschrift", required=False, max_length=CAPTION_LIMIT, error_messages=german_errors()
    )
    alt = forms.CharField(
        label="Alternativtext", required=False, max_length=CAPTION_LIMIT, error_messages=german_errors()
    )
    decorative = forms.BooleanField(label="dekorativ, ohne Alternativtext", required=False)
    creator = forms.CharField(label="Fotografie von", required=False, max_length=200, error_messages=german_errors())
    credit = forms.CharField(label="Bildnachweis", required=False, max_length=200, error_messages=german_errors())
    rights_holder = forms.CharField(
        label="Rechteinhaber", required=False, max_length=120, error_messages=german_errors()
    )
    basis = forms.ChoiceField(label="Grundlage", choices=Basis.choices, required=False)
    rights_until = forms.DateField(
        label="Rechte bis", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The pictures stand below the form they belong to."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "kritik"

    def content(self) -> Content:
        data = dict(self.cleaned_data)
        if not data["still"]:
            return {"number": data["number"], "still": None, "caption": data["caption"], "alt": data["alt"]}
        data["rights_until"] = data["rights_until"].isoformat() if data["rights_until"] else None
        return data | {"basis": data["basis"] or Basis.PRESS.value}


ReleaseForms = formset_factory(ReleaseForm, extra=1, max_num=40, absolute_max=40, can_delete=True)
PlaceForms = formset_factory(PlaceForm, extra=0, max_num=200, absolute_max=200)


class DeskForm:
    """All forms of the page as one; `base` is the number of the revision the editor saw."""

    def __init__(self, content: Content, base: int, data: Any = None) -> None:
        film = content["film"]
        self.stored = content
        self.base = base
        self.review = ReviewForm(data, initial={**content, "authors": content["authors"]})
        self.film = FilmForm(data, initial=FilmForm.fields_of(film), prefix="film")
        self.releases: BaseFormSet[Any] = ReleaseForms(data, initial=film["releases"], prefix="releases")
        self.places: BaseFormSet[Any] = PlaceForms(data, initial=content["stills"], prefix="stills")
        self.lead = (data or {}).get("lead", content["lead"])

    def is_valid(self) -> bool:
        """Every part is asked, so that all errors show at once."""
        return all([self.review.is_valid(), self.film.is_valid(), self.releases.is_valid(), self.places.is_valid()])

    def content(self) -> Content:
        """What the editor wants. Places the form does not know, added meanwhile, stay at the end."""
        data = self.review.cleaned_data
        content = {name: data[name] for name in ("title", "teaser", "text", "score", "poll_question", "authors")}
        places = [form.content() for form in self.places.forms]
        known = {place["number"] for place in places}
        content["stills"] = places + [place for place in self.stored["stills"] if place["number"] not in known]
        lead = str(self.lead or "")
        content["lead"] = int(lead) if re.fullmatch(r"\d{1,5}", lead) else None
        content["film"] = self.film.facts() | {"releases": self._releases()}
        if "film_base" in self.stored:
            content["film_base"] = self.stored["film_base"]
        return content

    def _releases(self) -> list[Content]:
        forms = [form for form in self.releases.forms if form.cleaned_data.get("medium")]
        return [
            {name: value for name, value in form.facts().items() if name != "DELETE"}
            for form in forms
            if not form.cleaned_data.get("DELETE")
        ]


class NewReviewForm(forms.Form):
    original_title = forms.CharField(
        label="Originaltitel des Films",
        max_length=TITLE_LENGTH,
        error_messages=german_errors("Ohne Titel finden wir den Film nicht."),
    )
    year = forms.IntegerField(
        label="Jahr",
        required=False,
        min_value=1870,
        max_value=2200,
        help_text="Gibt es den Film schon, wird die Kritik mit ihm verbunden.",
        error_messages=german_errors(),
    )
