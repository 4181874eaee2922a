"""What a moderator puts under a spoiler."""

from collections.abc import Sequence
from typing import Any

from django import forms

from text.covering import TITLE_LENGTH, Passage, spoiler_title
from text.lines import one_line

EXCERPT = 300
"""Characters of a passage in the list: enough to know it by."""


class CoverForm(forms.Form):
    """Nothing ticked means all of it. `base` counts the earlier versions the moderator saw."""

    title = forms.CharField(
        label="Was wird verraten?",
        required=False,
        max_length=TITLE_LENGTH,
        help_text="Filmtitel, bei Serien auch Titel S2E5. Ohne Titel steht da nur „Spoiler“.",
    )
    passages = forms.TypedMultipleChoiceField(
        label="Welche Stellen?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Häkchen wird alles verdeckt.",
        error_messages={"invalid_choice": "Diese Stelle gibt es nicht mehr. Lade die Seite neu."},
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, passages: Sequence[Passage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_places = [place for place, passage in enumerate(passages) if not passage.is_covered]
        choices = [(place, _in_short(passages[place].source)) for place in self.open_places]
        self.fields["passages"].choices = choices  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return spoiler_title(one_line(self.cleaned_data["title"]))

    def clean_passages(self) -> list[int]:
        return self.cleaned_data["passages"] or self.open_places


def _in_short(source: str) -> str:
    text = " ".join(source.split())
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"
