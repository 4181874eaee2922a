"""The desk's one big form: text, facts, releases and the places of pictures, as one content value.

The value is that of `reviews.content`; `DeskForm` turns it into fields and back.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BaseFormSet, BoundField

from reviews.forms.film import FilmForm, ReleaseForms, TrailerForms
from reviews.forms.parts import HalfPointsField, LinesField, YearField, german_errors
from reviews.forms.places import CommonRightsForm, PlaceForms
from reviews.models.film import TITLE_LENGTH
from reviews.models.review import TEASER_LIMIT
from text.markdown import REVIEW_LIMIT
from text.numbers import number_in

Content = dict[str, Any]


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


class DeskForm:
    """All forms of the page as one; `base` is the number of the revision the editor saw."""

    def __init__(self, content: Content, base: int, data: Any = None) -> None:
        film = content["film"]
        self.stored = content
        self.base = base
        self.review = ReviewForm(data, initial=content)
        self.film = FilmForm(data, initial=FilmForm.fields_of(film), prefix="film")
        self.releases: BaseFormSet[Any] = ReleaseForms(data, initial=film["releases"], prefix="releases")
        self.trailers: BaseFormSet[Any] = TrailerForms(data, initial=film.get("trailers", []), prefix="trailers")
        self.places = PlaceForms(content["stills"], data)
        self.common = CommonRightsForm(data, prefix="alle")
        self.lead = number_in(data.get("lead")) if data else content["lead"]

    def is_valid(self) -> bool:
        """Every part is asked, so that all errors show at once."""
        parts = (self.review, self.film, self.releases, self.trailers, self.places, self.common)
        found = [part.is_valid() for part in parts]
        return all(found)

    def refused(self) -> Iterator[tuple[str, BoundField]]:
        """Each field with errors, and of which of several things it is."""
        parts: list[tuple[str, forms.Form]] = [("", self.review), ("", self.film)]
        parts += [(f"Veröffentlichung {number}", form) for number, form in enumerate(self.releases.forms, 1)]
        parts += [(f"Trailer {number}", form) for number, form in enumerate(self.trailers.forms, 1)]
        parts += [(f"Bild {form.number}", form) for form in self.places]
        parts.append(("Alle Bilder", self.common))
        for whole, form in parts:
            yield from ((whole, field) for field in form if field.errors)

    def content(self) -> Content:
        """What the editor wants."""
        data = self.review.cleaned_data
        content = {name: data[name] for name in ("title", "teaser", "text", "score", "poll_question", "authors")}
        content["stills"] = self.places.places()
        content["lead"] = self.lead
        content["film"] = self.film.facts() | {"releases": self._releases(), "trailers": self._trailers()}
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

    def _trailers(self) -> list[Content]:
        """An address taken out takes the trailer with it."""
        return [facts for form in self.trailers.forms if (facts := form.facts())]


class NewReviewForm(forms.Form):
    original_title = forms.CharField(
        label="Originaltitel des Films",
        max_length=TITLE_LENGTH,
        error_messages=german_errors("Ohne Titel finden wir den Film nicht."),
    )
    year = YearField(label="Jahr", help_text="Gibt es den Film schon, wird die Kritik mit ihm verbunden.")
