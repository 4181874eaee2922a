"""Texts of review pages and their pictures, as an editor sends them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; each is looked at by whoever reads it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs=kwargs.pop("attrs", {})), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"])
        return list(files)


class ImportForm(forms.Form):
    texts = FilesField(
        label="Texte",
        help_text="Eine oder mehrere .txt-Dateien in der Form unserer Kritikseiten.",
        error_messages={"required": "Wähle mindestens einen Text."},
        attrs={"accept": ".txt,text/plain"},
    )
    pictures = FilesField(
        label="Bilder",
        required=False,
        help_text="Nur zu einem einzelnen Text: in der Reihenfolge ihrer Namen, das erste ist der Aufmacher. Auch als ZIP.",
        attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,.zip,application/zip"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if len(cleaned.get("texts") or []) > 1 and cleaned.get("pictures"):
            self.add_error("pictures", "Bilder gehören zu einem einzelnen Text. Schick diesen Text mit ihnen allein.")
        return cleaned
