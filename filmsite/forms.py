"""What the operator fills in."""

from typing import Any

from django import forms

from accounts.models import ANYBODY, Member
from accounts.roles import Role
from forum.models import Board, RulesVersion
from text.lines import one_line
from text.slugs import is_reserved, slug_for

PAGE_LIMIT = 60_000
"""Characters of a legal page or the rules."""


class RoleForm(forms.Form):
    name = forms.CharField(
        label="Mitglied", max_length=60, error_messages={"required": "Wessen Rolle? Gib den Namen ein."}
    )
    role = forms.ChoiceField(label="Rolle", choices=Role.choices)

    def clean_name(self) -> Member:
        member = Member.objects.visible_to(ANYBODY).named(self.cleaned_data["name"]).first()
        if member is None:
            raise forms.ValidationError("Ein Mitglied mit diesem Namen gibt es nicht.")
        return member


class ModeratedBoardsForm(forms.Form):
    """No board ticked means all."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=60)
    boards = forms.ModelMultipleChoiceField(
        label="Nur in diesen Foren",
        queryset=Board.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ohne Häkchen überall.",
    )

    def clean_name(self) -> Member:
        member = Member.objects.named(self.cleaned_data["name"]).filter(groups__name=Role.MODERATOR.value).first()
        if member is None:
            raise forms.ValidationError("Das ist niemand aus der Moderation.")
        return member


class BoardForm(forms.ModelForm):
    slug = forms.CharField(
        label="Adresse", required=False, max_length=80, help_text="Leer lassen, dann entsteht sie aus dem Namen."
    )

    class Meta:
        model = Board
        fields = ["name", "slug", "description", "visible_to", "opened_by", "position"]
        error_messages = {
            "name": {"required": "Das Forum braucht einen Namen."},
            "position": dict.fromkeys(("required", "invalid"), "Welcher Platz? Gib eine Zahl ein."),
        }

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Das Forum braucht einen Namen, den man lesen kann.")
        return name

    def clean_slug(self) -> str:
        wanted = self.cleaned_data["slug"] or self.cleaned_data.get("name", "")
        if not wanted:
            return ""  # the name has its own word
        slug = slug_for(wanted)
        if not slug or is_reserved(slug):
            raise forms.ValidationError("Diese Adresse ist vergeben. Nimm eine andere.")
        if Board.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Diese Adresse gehört schon einem anderen Forum.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.takes_reviews and cleaned.get("visible_to") != "all":
            self.add_error("visible_to", "Das Forum der Filmdiskussionen muss für alle lesbar sein.")
        return cleaned


class TextForm(forms.Form):
    """A versioned text; `number` is the version the operator saw."""

    source = forms.CharField(
        label="Text",
        max_length=PAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Überschriften mit #, Absätze durch eine Leerzeile, Links als [Wort](https://…).",
        error_messages={"required": "Eine leere Seite lässt sich nicht veröffentlichen."},
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def clean_source(self) -> str:
        return self.cleaned_data["source"].replace("\r\n", "\n").replace("\0", "")


class RulesForm(TextForm):
    """Decisions rest on single rules, so each has a heading with its number."""

    def clean_source(self) -> str:
        source = super().clean_source()
        if not RulesVersion(source=source).titles:
            raise forms.ValidationError("Jede Regel braucht eine Überschrift mit Nummer: ## 1. Freundlich bleiben")
        return source
