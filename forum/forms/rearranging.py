"""Where a thread or some of its posts are to go."""

import re
from typing import Any

from django import forms

from accounts.models import Viewer
from forum.forms.posting import TitleField
from forum.models import Board, Thread
from forum.models.moderator import boards_of
from forum.moderators import boards_moderated_by

RANGES = 50
"""As many as somebody types by hand."""


class TitleForm(forms.Form):
    title = TitleField(label="Neuer Titel", error_messages={"required": "Wie soll das Thema heißen?"})


class MoveForm(forms.Form):
    """Only into boards the viewer moderates."""

    board = forms.ModelChoiceField(
        Board.objects.none(),
        label="Forum",
        empty_label=None,
        error_messages={
            "required": "Wähle ein Forum.",
            "invalid_choice": "Dieses Forum gibt es nicht mehr, oder du moderierst es nicht.",
        },
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards_moderated_by(viewer)  # type: ignore[attr-defined]
        if boards_of(viewer) is not None:
            self.fields["board"].help_text = "Hier stehen die Foren, die du moderierst."


class MergeForm(forms.Form):
    """The thread that takes the posts, by its address or number."""

    into = forms.CharField(
        label="Zusammenlegen mit",
        max_length=500,
        help_text="Adresse oder Nummer des Themas, an dessen Ende die Beiträge kommen.",
        error_messages={"required": "Mit welchem Thema? Gib seine Adresse an."},
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_into(self) -> Thread:
        found = re.search(r"^([0-9]{1,18})$|/thema/([0-9]{1,18})-", self.cleaned_data["into"].strip())
        rows = Thread.objects.visible_to(self.viewer).select_related("board")
        thread = rows.filter(pk=int(found[1] or found[2])).first() if found else None
        if thread is None:
            raise forms.ValidationError("Dieses Thema finde ich nicht. Kopiere seine Adresse aus dem Browser.")
        return thread


class SplitForm(TitleForm, MoveForm):
    numbers = forms.CharField(
        label="Beiträge",
        max_length=500,
        help_text="Nummern und Bereiche: 3, 7-12. „40-“ heißt: alles ab 40.",
        error_messages={"required": "Welche Beiträge? Gib ihre Nummern an."},
    )

    field_order = ["numbers", "title", "board"]

    def clean_numbers(self) -> list[tuple[int, int]]:
        ranges = []
        for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", self.cleaned_data["numbers"].strip(" ,;"))):
            found = re.fullmatch(r"([0-9]{1,9})(-([0-9]{1,9})?)?", part)
            if not found:
                raise forms.ValidationError("Das verstehe ich nicht. Schreib zum Beispiel: 3, 7-12")
            first = int(found[1])
            last = int(found[3]) if found[3] else 10**9 if found[2] else first
            ranges.append((first, last))
        if len(ranges) > RANGES:
            raise forms.ValidationError("Das sind zu viele einzelne Angaben. Nimm Bereiche.")
        return ranges
