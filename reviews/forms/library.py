from django import forms


class LibraryForm(forms.Form):
    """A plain GET form whose state is the address."""

    film = forms.CharField(label="Film", required=False, max_length=200)
    credit = forms.CharField(label="Bildnachweis", required=False, max_length=200)
    show = forms.ChoiceField(
        label="Zeigen",
        required=False,
        choices=[("", "alle"), ("ending", "Rechte enden oder sind zu Ende"), ("unused", "unbenutzte")],
    )
