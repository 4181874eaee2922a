"""What the operator writes into the word list and the list of mail domains."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.mail_domains import domain_in
from accounts.models import MailDomainKind
from forum.models import ReportReason, WordRule
from forum.models.screening import WordRuleKind
from text.lines import one_line
from text.matching import LONGEST

DOMAINS_AT_ONCE = 500
"""Lines somebody pastes from a list."""


class WordRuleForm(forms.ModelForm):
    class Meta:
        model = WordRule
        fields = ["words", "is_part", "kind", "message", "note"]
        help_texts = {
            "words": f"Höchstens {LONGEST} Zeichen. Groß- und Kleinschreibung, Umlaute, Satzzeichen und nachgemachte Buchstaben machen keinen Unterschied.",
            "is_part": "Sonst trifft es nur ganze Wörter: „pils“ nicht in „Trinkpilsner“.",
            "message": "Das liest, wer das Wort schreibt. Nur nötig, wenn der Text nicht angenommen wird.",
            "note": "Nur für euch: warum das in der Liste steht.",
        }
        error_messages = {"words": {"required": "Welches Wort? Schreib es hin."}}

    def clean_words(self) -> str:
        words = one_line(self.cleaned_data["words"])
        if not words:
            raise ValidationError("Darin steht kein Buchstabe, nach dem man suchen könnte.")
        return words

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == WordRuleKind.BLOCK and not cleaned.get("message"):
            self.add_error("message", "Sag denen, die es schreiben, warum das nicht geht.")
        return cleaned

    def full_clean(self) -> None:
        """`words_folded` follows from the words, so the constraints on it are asked here."""
        super().full_clean()
        if self.is_bound and not self.errors:
            try:
                self.instance.clean_fields(exclude=["by"])
                WordRule._meta.get_field("words_folded").pre_save(self.instance, add=True)
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error("words", error.messages)


class ReportReasonForm(forms.ModelForm):
    weight = forms.IntegerField(
        label="Gewicht",
        min_value=1,
        max_value=10,
        help_text="1 bis 10: womit in der Reihe „Die schwersten zuerst“ gerechnet wird.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Das Gewicht geht von 1 bis 10."
        ),
    )

    class Meta:
        model = ReportReason
        fields = [
            "name",
            "help",
            "position",
            "weight",
            "is_law",
            "needs_no_name",
            "is_danger",
            "is_spoiler",
            "goes_to_desk",
            "is_offered",
        ]
        help_texts = {
            "position": "Was die kleinere Zahl hat, steht weiter oben.",
            "is_law": "Dann verlangt das Formular eine Erklärung, einen Namen und eine Zusage (Art. 16 DSA).",
            "needs_no_name": "Für die Straftaten, bei denen das Gesetz keinen Namen verlangt.",
            "is_danger": "Der Fall steht sofort über allen anderen.",
            "is_spoiler": "Wer verdeckt, hat ihn beantwortet.",
            "goes_to_desk": "Ein Fehler in Fakten; daraus wird kein Fall.",
            "is_offered": "Ohne Häkchen kann ihn niemand mehr wählen; alte Meldungen behalten ihn.",
        }
        error_messages = {
            "name": {"required": "Wie heißt der Grund?"},
            "position": dict.fromkeys(("required", "invalid"), "Welcher Platz? Gib eine Zahl ein."),
        }

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError("Diesen Namen kann niemand lesen.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("goes_to_desk") and (cleaned.get("is_danger") or cleaned.get("is_law")):
            self.add_error("goes_to_desk", "Was ein Gesetz oder jemanden in Gefahr betrifft, gehört zur Moderation.")
        return cleaned


class MailDomainForm(forms.Form):
    domains = forms.CharField(
        label="Domains",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Eine in jeder Zeile: wegwerf.example. Was darunter liegt (post.wegwerf.example), ist mitgemeint.",
        error_messages={"required": "Welche Domain? Schreib sie hin."},
    )
    kind = forms.ChoiceField(label="Wer sich damit anmeldet", choices=MailDomainKind.choices)

    def clean_domains(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["domains"].splitlines() if line.strip()]
        if len(lines) > DOMAINS_AT_ONCE:
            raise forms.ValidationError(f"Höchstens {DOMAINS_AT_ONCE} auf einmal.")
        found = {line: domain_in(line) for line in lines}
        if wrong := [line for line, domain in found.items() if not domain]:
            raise forms.ValidationError([f"„{line}“ ist keine Domain." for line in wrong[:5]])
        return list(found.values())
