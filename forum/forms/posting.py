import uuid
from typing import Any

from django import forms

from forum.models.thread import TITLE_LENGTH
from text.lines import one_line
from text.markdown import POST_LIMIT

TOO_LONG = "Das sind %(show_value)d Zeichen, erlaubt sind %(limit_value)d."


class PostForm(forms.Form):
    """What a member writes."""

    body = forms.CharField(
        label="Dein Beitrag",
        max_length=POST_LIMIT,
        widget=forms.Textarea(attrs={"rows": 7, "id": "body"}),
        error_messages={
            "required": "Schreib etwas, bevor du es abschickst.",
            "max_length": f"{TOO_LONG} Kürze den Text oder teile ihn auf.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Browsers cut a pasted text at its `maxlength` without a word; here it is refused and kept."""
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs.pop("maxlength", None)

    def clean_body(self) -> str:
        """Line ends are one kind; characters no database stores are left out."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


class ReplyForm(PostForm):
    """The key makes the same form sent twice one post; `seen` is the last number in the thread when it was opened."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)

    def clean_form_key(self) -> str:
        """A form without key, as a script may send it, gets one: it is then as if sent once."""
        return self.cleaned_data["form_key"] or new_form_key()

    def forget_seen(self) -> None:
        """So that the form, sent again, goes through whatever was said meanwhile."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = ""
        self.data = data

    def take_new_key(self) -> None:
        """So that the text, sent again, makes a post of its own."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["form_key"] = new_form_key()
        self.data = data


class TitleField(forms.CharField):
    """A thread's title, in one line that can be read."""

    default_error_messages = {"max_length": f"{TOO_LONG} Kürze den Titel."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TITLE_LENGTH, **kwargs)

    def clean(self, value: Any) -> str:
        title = one_line(super().clean(value))
        if not title:
            raise forms.ValidationError("Diesen Titel sieht niemand. Nimm Buchstaben oder Zeichen, die man lesen kann.")
        return title


class ThreadForm(ReplyForm):
    title = TitleField(
        label="Titel",
        error_messages={"required": "Worum geht es? Gib dem Thema einen Titel."},
    )

    seen = None  # type: ignore[assignment]

    with_spoilers = forms.BooleanField(
        label="Mit Spoilern",
        required=False,
        help_text="Hier darf offen stehen, was einen Film verrät. Das steht dann über dem Thema, und anderswo wird nichts daraus gezeigt.",
    )

    field_order = ["title", "body", "with_spoilers", "form_key"]


class EditForm(PostForm):
    """`base` counts the earlier versions the writer saw."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["rows"] = 14


def new_form_key() -> str:
    return str(uuid.uuid4())
