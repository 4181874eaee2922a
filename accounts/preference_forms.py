from typing import Any

from django import forms

from accounts.models import DigestRhythm, Member, NotificationKind
from accounts.preferences import kinds_of, wanted_mails


class MailKindsForm(forms.Form):
    """What comes by mail, for one member: whose kinds are offered and whose answers are there already."""

    mails = forms.MultipleChoiceField(
        label="Mails zu",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[],
        help_text="Eine Mail geht erst hinaus, wenn du das Neue nach fünf Minuten nicht hier gelesen hast. Mehrere "
        "Antworten in einem Thema sind eine Mail.",
    )
    digest = forms.ChoiceField(
        label="Übersicht per Mail",
        required=False,
        choices=DigestRhythm.choices,
        help_text="Neue Themen, die beliebtesten Beiträge und was du noch nicht gelesen hast.",
    )

    def __init__(self, member: Member, data: Any = None) -> None:
        kinds, wanted = kinds_of(member), wanted_mails(member)
        initial = {
            "mails": [kind for kind in kinds if kind in wanted],
            "digest": member.digest if NotificationKind.DIGEST in wanted else "",
        }
        super().__init__(data, initial=initial)
        mails = self.fields["mails"]
        assert isinstance(mails, forms.MultipleChoiceField)
        mails.choices = [(kind.value, kind.label) for kind in kinds]

    def wanted(self) -> dict[str, Any]:
        """Of a valid form, as the verbs take it."""
        kinds = [NotificationKind(kind) for kind in self.cleaned_data["mails"]]
        return {"mails": kinds, "digest": self.cleaned_data["digest"]}


class MailSettingsForm(MailKindsForm):
    """For the member alone."""

    follows_on_reply = forms.BooleanField(label="Themen folgen, in denen du antwortest", required=False)

    def __init__(self, member: Member, data: Any = None) -> None:
        super().__init__(member, data)
        self.initial["follows_on_reply"] = member.follows_on_reply
