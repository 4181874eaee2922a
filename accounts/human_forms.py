"""Forms that guests send are told from what machines send: by a field nobody sees, and by how long it took to fill them in.

Without a cookie and without anybody else: the moment stands in the form, signed. A person who is faster than we thought
loses nothing and sends the form once more.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

__all__ = ["HumanFormMixin"]

SIGNER = signing.TimestampSigner(salt="accounts.human_forms")

LEAST = 2
"""Seconds: nobody fills in a form faster, a password manager's people included."""

LONGEST = 86_400
"""Seconds after which a form has to be sent once more, so that nobody sends one for ever."""

TOO_FAST = "Das ging schneller, als Menschen tippen. Schick es bitte noch einmal ab."
TOO_OLD = "Dieses Formular stand lange offen. Schick es bitte noch einmal ab."
IS_MACHINE = "Ein Feld, das niemand sieht, war ausgefüllt, wohl von einem Programm. Schick es bitte noch einmal ab."


class HumanFormMixin(forms.Form):
    """Before the other forms among the bases. Its two fields come last; templates show `webseite` by
    `_unseen_field.html` and `begun` as any hidden field."""

    webseite = forms.CharField(
        label="Webseite (bitte leer lassen)",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begun"].initial = SIGNER.sign("")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("webseite"):
            self._put("webseite", "")
            self.add_error(None, forms.ValidationError(IS_MACHINE, code="machine"))
        elif problem := _problem(cleaned.get("begun", "")):
            if problem == TOO_OLD:
                self._put("begun", SIGNER.sign(""))
            self.add_error(None, forms.ValidationError(problem, code="haste"))
        return cleaned

    def _put(self, name: str, value: str) -> None:
        """Into the form as it comes back, so that sent once more it goes through."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(name)] = value
        self.data = data


def _problem(begun: str) -> str:
    """Nothing where limits are lifted: load tests and newcomers of a closed round are no machines."""
    if not (settings.RATE_LIMITS and settings.NEW_MEMBER_RULES):
        return ""
    try:
        SIGNER.unsign(begun, max_age=LONGEST)
    except signing.BadSignature:
        return TOO_OLD
    try:
        SIGNER.unsign(begun, max_age=LEAST)
    except signing.SignatureExpired:
        return ""
    return TOO_FAST
