"""Which thread belongs to a review's discussion."""

import re
from typing import Any

from django import forms

from accounts.models import Viewer
from forum.models import Thread, ThreadAlias
from reviews.forms.parts import german_errors

UNKNOWN = "Dieses Thema finde ich nicht. Kopiere seine Adresse aus dem Browser."


class RelatedForm(forms.Form):
    """By the thread's address or number; that of a merged thread means the one that took its posts."""

    thread = forms.CharField(
        label="Adresse des Themas",
        max_length=500,
        help_text="So, wie sie oben im Browser steht, oder nur die Nummer.",
        error_messages=german_errors("Welches Thema? Gib seine Adresse an."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_thread(self) -> Thread:
        found = re.search(r"^([0-9]{1,18})$|/thema/([0-9]{1,18})-", self.cleaned_data["thread"].strip())
        if not found:
            raise forms.ValidationError(UNKNOWN)
        pk = int(found[1] or found[2])
        rows = Thread.objects.visible_to(self.viewer).listed()
        thread = rows.filter(pk=ThreadAlias.objects.end_of(pk) or pk).first()
        if thread is None:
            raise forms.ValidationError(UNKNOWN)
        return thread
