from typing import Any

from django import forms

from reviews.chosen_releases import AGES, MEDIA, TEXT_LENGTH, Chosen
from text.lines import one_line
from text.quoting import quoted

REPEATED = 40
"""Characters of an unknown value that the page says again."""


def repeated(value: str) -> str:
    """As the page says it."""
    return quoted(value if len(value) <= REPEATED else f"{value[:REPEATED]}…")


class KnownField(forms.ChoiceField):
    """A choice out of an address: what is not among them changes nothing, and the page says so."""

    def __init__(self, *, unknown: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self._unknown = unknown

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(f"{repeated(value)} {self._unknown}")


class ReleasesForm(forms.Form):
    """A plain GET form whose state is the address."""

    medium = KnownField(
        label="Medium",
        choices=[("", "alle"), *((key, f"nur {name}") for key, (name, _) in MEDIA.items())],
        unknown="kennen wir nicht. Hier stehen alle Medien.",
    )
    fsk = KnownField(
        label="Freigabe",
        choices=[("", "alle"), *((age.value, f"bis FSK {age.value}") for age in AGES)],
        unknown="ist keine Freigabe der FSK. Hier stehen alle.",
    )
    text = forms.CharField(
        label="Film oder Person",
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": f"Nach so viel auf einmal suchen wir nicht. Nimm bis zu {TEXT_LENGTH} Zeichen."},
    )

    def clean_text(self) -> str:
        return one_line(self.cleaned_data["text"])

    @property
    def chosen(self) -> Chosen:
        """What of the address is known."""
        self.full_clean()
        return Chosen(**self.cleaned_data)
