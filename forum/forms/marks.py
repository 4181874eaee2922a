import datetime

from django import forms
from django.utils import timezone

from forum.forms.moderation import UntilField
from forum.models import Bookmark


class BookmarkForm(forms.ModelForm):
    remind_at = UntilField(label="Erinnere mich am", help_text="Ohne Zeitpunkt erinnert dich niemand.")

    class Meta:
        model = Bookmark
        fields = ["note", "remind_at"]

    def clean_note(self) -> str:
        return str(self.cleaned_data["note"]).replace("\0", "")

    def clean_remind_at(self) -> datetime.datetime | None:
        at: datetime.datetime | None = self.cleaned_data["remind_at"]
        if at is not None and at <= timezone.now():
            raise forms.ValidationError("Dieser Zeitpunkt ist schon vorbei.")
        return at
