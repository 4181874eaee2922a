import uuid

from django import forms
from text.markdown import POST_LIMIT


class ReplyForm(forms.Form):
    """What a member writes. The key makes the same form sent twice one post."""

    body = forms.CharField(
        label="Dein Beitrag",
        max_length=POST_LIMIT,
        widget=forms.Textarea(attrs={"rows": 7, "id": "body"}),
        error_messages={
            "required": "Schreib etwas, bevor du antwortest.",
            "max_length": "Das sind %(show_value)d Zeichen, erlaubt sind %(limit_value)d. Kürze den Text oder teile ihn auf.",
        },
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def clean_body(self) -> str:
        """Line ends are one kind; characters no database stores are left out."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")

    def clean_form_key(self) -> str:
        """A form without key, as a script may send it, gets one: it is then as if sent once."""
        return self.cleaned_data["form_key"] or new_form_key()


def new_form_key() -> str:
    return str(uuid.uuid4())
