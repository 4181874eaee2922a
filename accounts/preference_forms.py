from typing import Any

from django import forms

from accounts.models import DigestRhythm, Member, NotificationKind
from accounts.preferences import kinds_of, wanted_mails


class MailSettingsForm(forms.Form):
    """What comes by mail, for one member: whose kinds are offered and whose answers are there already."""

    mails = forms.MultipleChoiceField(
        label="Per Mail melden", required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    digest = forms.ChoiceField(
        label="Übersicht per Mail",
        required=False,
        choices=DigestRhythm.choices,
        help_text="Neue Themen, die meistgelobten Beiträge und was du noch nicht gelesen hast.",
    )
    follows_on_reply = forms.BooleanField(label="Themen folgen, in denen ich antworte", required=False)

    def __init__(self, member: Member, data: Any = None) -> None:
        kinds, wanted = kinds_of(member), wanted_mails(member)
        initial = {
            "mails": [kind for kind in kinds if kind in wanted],
            "digest": member.digest if NotificationKind.DIGEST in wanted else "",
            "follows_on_reply": member.follows_on_reply,
        }
        super().__init__(data, initial=initial)
        mails = self.fields["mails"]
        assert isinstance(mails, forms.MultipleChoiceField)
        mails.choices = [(kind.value, kind.label) for kind in kinds]
