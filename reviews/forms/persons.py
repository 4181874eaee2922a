from django import forms

from reviews.forms.parts import entries_in
from reviews.models.people import NAME_LENGTH

NAMES_MOST = 20


class OtherNamesForm(forms.Form):
    """One name a line. `before` are those the editor saw, written the same way."""

    names = forms.CharField(
        label="Andere Namen",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Einer je Zeile: Künstlername, frühere Namen, andere Schreibweisen. Ein leeres Feld nimmt alle weg.",
    )
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_names(self) -> list[str]:
        names = entries_in(self.cleaned_data["names"], "\n")
        if len(names) > NAMES_MOST:
            raise forms.ValidationError(f"Das sind {len(names)} Namen, höchstens {NAMES_MOST} gehen.")
        for name in names:
            if len(name) > NAME_LENGTH:
                raise forms.ValidationError(f"„{name[:30]}…“ ist zu lang: höchstens {NAME_LENGTH} Zeichen.")
            if not any(sign.isalnum() for sign in name):
                raise forms.ValidationError(f"„{name}“ ist kein Name.")
        return names

    def clean_before(self) -> list[str]:
        return entries_in(self.cleaned_data["before"], "\n")
