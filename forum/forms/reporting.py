"""What somebody says who reports something, with an account or without."""

from typing import Any

from django import forms
from django.utils.html import format_html

from accounts.human_forms import HumanFormMixin
from accounts.models import Viewer
from forum.cases.finding import find_target
from forum.forms.posting import new_form_key
from forum.models import ReportReason
from forum.models.targets import Target

NOT_FOUND = (
    "Unter dieser Adresse finden wir nichts, das man melden kann. Kopiere sie aus der Adresszeile deines Browsers."
)


class ReasonField(forms.ModelChoiceField):
    """Each with what is meant by it."""

    def label_from_instance(self, obj: Any) -> str:
        return format_html("{}<small>{}</small>", obj.name, obj.help) if obj.help else str(obj.name)


class ReportForm(forms.Form):
    """`target()` is what the address points to. Guests say who they are where the law asks for it; members are known."""

    address = forms.CharField(
        label="Adresse",
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text="Die Seite, das Bild oder der Beitrag, um den es geht.",
        error_messages={"required": "Ohne Adresse wissen wir nicht, worum es geht."},
    )
    reason = ReasonField(
        label="Grund",
        queryset=ReportReason.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Wähle, was am ehesten passt.",
            "invalid_choice": "Diesen Grund gibt es nicht mehr.",
        },
    )
    words = forms.CharField(
        label="Was stimmt nicht und warum?", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(
        label="Dein Name",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Freiwillig, außer du meldest einen Gesetzesverstoß.",
    )
    email = forms.EmailField(
        label="Deine E-Mail-Adresse",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Freiwillig, außer du meldest einen Gesetzesverstoß. Nur für Eingang und Ergebnis dieser Meldung. Sechs Monate nach dem Abschluss löschen wir sie.",
        error_messages={"invalid": "Das ist keine E-Mail-Adresse."},
    )
    in_good_faith = forms.BooleanField(
        label="Nach bestem Wissen sind meine Angaben richtig und vollständig.", required=False
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, viewer: Viewer, about: Target | None = None, **kwargs: Any) -> None:
        """`about` is what the form was opened for."""
        kwargs["initial"] = {"form_key": new_form_key()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.found: Target | None = None
        self.offer_reasons_for(about)
        if viewer.is_authenticated:
            del self.fields["name"], self.fields["email"]

    def offer_reasons_for(self, about: Target | None) -> None:
        """Posts, threads and members have no facts to correct."""
        reasons = ReportReason.objects.offered()
        if about is not None and not isinstance(about, tuple):
            reasons = reasons.filter(goes_to_desk=False)
        self.fields["reason"].queryset = reasons  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        self.found = find_target(address, self.viewer)
        if self.found is None:
            raise forms.ValidationError(NOT_FOUND)
        return address

    def clean_form_key(self) -> str:
        return self.cleaned_data["form_key"] or new_form_key()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        reason = cleaned.get("reason")
        if reason is not None:
            self._ask_what_is_needed(cleaned, reason)
        return cleaned

    def _ask_what_is_needed(self, cleaned: dict[str, Any], reason: ReportReason) -> None:
        """What the law wants of a notice (DSA 16): why, who, and that it is meant honestly. A guest says why in any case."""
        is_guest = not self.viewer.is_authenticated
        if reason.goes_to_desk and not (self.found is None or isinstance(self.found, tuple)):
            self.add_error("reason", "Das gibt es nur für Kritiken und ihre Bilder. Wähle einen anderen Grund.")
        if (
            (is_guest or reason.is_law or reason.goes_to_desk)
            and not cleaned.get("words", "").strip()
            and "words" not in self.errors
        ):
            self.add_error("words", "Sag in ein paar Worten, was nicht stimmt und warum.")
        if not reason.is_law:
            return
        if is_guest and not reason.needs_no_name:
            for name, words in (
                ("name", "Für diesen Grund brauchen wir deinen Namen."),
                ("email", "Für diesen Grund brauchen wir eine E-Mail-Adresse."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        if not cleaned.get("in_good_faith"):
            self.add_error("in_good_faith", "Setz das Häkchen, wenn deine Angaben stimmen.")


class GuestReportForm(HumanFormMixin, ReportForm):
    """Whoever has no account could be a machine."""


def report_form(viewer: Viewer, *args: Any, **kwargs: Any) -> ReportForm:
    form = ReportForm if viewer.is_authenticated else GuestReportForm
    return form(*args, viewer=viewer, **kwargs)
