"""What moderators fill in at a case, and what members say against a decision."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import Member
from forum.cases.deciding import Measure, Verdict, takes_measures, verdicts_for
from forum.forms.moderation import DecisionForm
from forum.models import Case, Decision
from forum.models.post import PostState
from forum.models.redress import AppealOutcome, SanctionKind

WITHOUT_REASONS = [Verdict.NOTHING, Verdict.PASS_ON]

DURATIONS = [
    ("", "–"),
    ("1", "1 Tag"),
    ("3", "3 Tage"),
    ("7", "1 Woche"),
    ("30", "30 Tage"),
    ("90", "90 Tage"),
    ("forever", "bis jemand es aufhebt"),
]

PAUSES = [("", "–"), ("10", "10 Minuten"), ("60", "1 Stunde"), ("360", "6 Stunden"), ("1440", "1 Tag")]

NO_APPEAL = "Gegen diese Entscheidung ist kein Widerspruch mehr möglich."
WAS_WRONG = "Die Entscheidung war falsch, auch wenn sich nichts zurückholen lässt"
WORDS_MISSING = "Ohne Begründung geht es nicht: Schreib, was gegen welche Regel verstößt."


class MeasureForm(DecisionForm):
    """A sanction: what, how long, and for one that slows down the pause between two posts."""

    measure = forms.ChoiceField(label="Maßnahme", required=False)
    duration = forms.ChoiceField(label="Wie lange", required=False, choices=DURATIONS)
    pause = forms.ChoiceField(
        label="Abstand zwischen Beiträgen", required=False, choices=PAUSES, help_text="Nur bei „Langsam schreiben“."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", "keine"), *SanctionKind.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("measure")
        if kind and kind != SanctionKind.WARNING and not cleaned.get("duration"):
            self.add_error("duration", "Wähle ein Ende, oder „bis jemand es aufhebt“.")
        if kind == SanctionKind.SLOW and not cleaned.get("pause"):
            self.add_error("pause", "Wähle den Abstand.")
        return cleaned

    def wanted_measure(self) -> Measure | None:
        data = self.cleaned_data
        if not data.get("measure"):
            return None
        kind = SanctionKind(data["measure"])
        days = data["duration"]
        ends = timezone.now() + datetime.timedelta(days=int(days)) if days.isdigit() else None
        if kind == SanctionKind.WARNING:
            ends = None
        return Measure(kind, ends, int(data["pause"]) if kind == SanctionKind.SLOW else 0)


class SanctionForm(MeasureForm):
    """Beside any case."""

    field_order = ["measure", "duration", "pause"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].required = True
        self.fields["measure"].choices = SanctionKind.choices  # type: ignore[attr-defined]
        self.fields["reasons"].help_text = "Das liest die betroffene Person."
        for name in self.fields:  # beside other forms on the page
            self.fields[name].widget.attrs["id"] = f"massnahme-{name}"


class VerdictSelect(forms.RadioSelect):
    """With the keys `static/js/shortcuts.js` listens to."""

    KEYS = {Verdict.HIDE: "h", Verdict.NOTHING: "x"}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if key := self.KEYS.get(value):
            option["attrs"]["data-keys"] = key
        return option


def what_it_does(verdict: Verdict, case: Case) -> str:
    """To what the case is about, as it is now."""
    post, thread = case.post, case.thread
    waits = post is not None and post.state == PostState.PENDING
    is_hidden = post is not None and post.state == PostState.HIDDEN_AUTO
    if verdict == Verdict.NOTHING and post is not None:
        return (
            "Der Beitrag erscheint." if waits else f"Der Beitrag {'ist wieder da' if is_hidden else 'bleibt stehen'}."
        )
    if verdict == Verdict.HIDE and post is not None:
        return "Der Beitrag erscheint nicht." if waits else "An seiner Stelle steht die Regel."
    return {
        Verdict.NOTHING: "Es bleibt, wie es ist.",
        Verdict.HIDE: "Das Thema mit allen Beiträgen ist nicht mehr zu sehen.",
        Verdict.LOCK: "Zu lesen, aber niemand schreibt mehr.",
        Verdict.MEASURE: "Das Thema bleibt, wie es ist." if thread else "Alles Geschriebene bleibt stehen.",
        Verdict.PASS_ON: "Über ihre Texte und Bilder entscheidet sie.",
    }[verdict]


class CaseForm(MeasureForm):
    """The verdict on a case as it was shown: `version` tells whether it is so still. No fault needs no rule, and words only
    for whoever reported."""

    verdict = forms.ChoiceField(
        label="Entscheidung", widget=VerdictSelect, error_messages={"required": "Wie entscheidest du?"}
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    field_order = ["verdict", "rule", "law", "facts", "reasons", "measure", "duration", "pause", "version"]

    def __init__(self, *args: Any, case: Case, by: Member, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": case.version} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        verdicts = verdicts_for(case, by)
        self.fields["verdict"].choices = [  # type: ignore[attr-defined]
            (verdict.value, format_html("{}<small>{}</small>", verdict.label, what_it_does(verdict, case)))
            for verdict in verdicts
        ]
        self.fields["rule"].required = self.fields["reasons"].required = False
        if not takes_measures(case, by):
            for name in ("measure", "duration", "pause"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        verdict = cleaned.get("verdict")
        needs_reasons = verdict not in (None, "", *WITHOUT_REASONS) or bool(cleaned.get("measure"))
        if needs_reasons and not cleaned.get("rule") and "rule" not in self.errors:
            self.add_error("rule", "Wähle die Regel oder das Gesetz.")
        if needs_reasons and not cleaned.get("reasons", "").strip() and "reasons" not in self.errors:
            self.add_error("reasons", WORDS_MISSING)
        if verdict == Verdict.MEASURE and not cleaned.get("measure"):
            self.add_error("measure", "Welche Maßnahme?")
        if verdict == Verdict.NOTHING and cleaned.get("measure"):
            self.add_error("measure", "Wer nichts falsch gemacht hat, bekommt keine Maßnahme.")
        return cleaned

    def see(self, case: Case) -> None:
        """The moderator sees the case as it is now: sent again, the form means that."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = case.version
        self.data = data


class AppealForm(forms.Form):
    words = forms.CharField(
        label="Warum ist die Entscheidung falsch?",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Am meisten hilft, was übersehen oder falsch verstanden wurde.",
        error_messages={"required": "Schreib in ein paar Sätzen, was nicht stimmt."},
    )


class AppealDecisionForm(MeasureForm):
    """The last word on an appeal. Only to change the decision needs a rule of its own."""

    outcome = forms.ChoiceField(
        label="Der Widerspruch",
        widget=forms.RadioSelect,
        error_messages={"required": "Bleibt es dabei, oder hat der Widerspruch recht?"},
    )
    answer = forms.CharField(
        label="Antwort",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Liest, wer widersprochen hat.",
        error_messages={"required": "Ohne Antwort geht es nicht: Schreib, warum du so entscheidest."},
    )

    field_order = ["outcome", "answer", "rule", "law", "facts", "measure", "duration", "pause"]

    def __init__(
        self,
        *args: Any,
        decision: Decision,
        is_reversible: bool,
        is_lasting: bool,
        can_change: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reasons"]
        self.fields["rule"].required = False
        possible = {
            AppealOutcome.UPHELD: ("Es bleibt dabei", True),
            AppealOutcome.REVERSED: (
                WAS_WRONG if is_lasting else "Die Entscheidung wird zurückgenommen",
                is_reversible,
            ),
            AppealOutcome.CHANGED: ("Neu entscheiden", can_change),
        }
        self.fields["outcome"].choices = [(k.value, label) for k, (label, can) in possible.items() if can]  # type: ignore[attr-defined]
        self.is_about_measure = hasattr(decision, "sanction")
        for name in ("measure", "duration", "pause") if not (can_change and self.is_about_measure) else ():
            del self.fields[name]
        for name in ("rule", "law", "facts") if not can_change else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == AppealOutcome.CHANGED:
            if not cleaned.get("rule"):
                self.add_error("rule", "Wähle die Regel oder das Gesetz.")
            if self.is_about_measure and not cleaned.get("measure"):
                self.add_error("measure", "Welche Maßnahme tritt an ihre Stelle?")
        return cleaned

    def new_decision(self) -> Decision | None:
        if self.cleaned_data["outcome"] != AppealOutcome.CHANGED:
            return None
        self.cleaned_data["reasons"] = self.cleaned_data["answer"]
        return self.decision()


class ShiftNoteForm(forms.Form):
    text = forms.CharField(
        label="Für die Nächsten",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schreib etwas, oder lass die Notiz stehen, wie sie ist."},
    )


class ReasonTextForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=60, error_messages={"required": "Gib dem Textbaustein einen Namen."}
    )
    text = forms.CharField(
        label="Text",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Was soll der Textbaustein sagen?"},
    )
