"""What is asked where a moderator decides on many at once, and what is noted about a member."""

from typing import Any

from django import forms

from accounts.models import Viewer
from forum.forms.moderation import DecisionForm, WordsForm
from forum.forms.rearranging import MoveForm
from forum.models.screening import NOTE_LENGTH

HOURS = (1, 720)
"""How far back a wave of spam is looked for: a month at most."""

WRONG_HOURS = f"Nimm eine ganze Zahl von {HOURS[0]} bis {HOURS[1]}."


def form_for(needs: str, viewer: Viewer, data: Any = None) -> forms.Form:
    """By what an act needs."""
    if needs == "board":
        return MoveForm(data, viewer=viewer)
    return {"reasons": DecisionForm, "words": WordsForm, "nothing": forms.Form}[needs](data)


class HoursForm(forms.Form):
    stunden = forms.IntegerField(
        label="Stunden zurück",
        min_value=HOURS[0],
        max_value=HOURS[1],
        initial=24,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRONG_HOURS),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Notiz",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Das lesen nur Moderatorinnen und Moderatoren. Die Notiz verschwindet mit dem Konto, um das es geht.",
        error_messages={"required": "Was soll man über das Mitglied wissen?"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\0", "")
