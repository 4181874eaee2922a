"""Fields an editor fills with a text editor's habits: lists with commas, one thing per line, „7,5“."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


def german_errors(required: str = "Hier fehlt etwas.") -> dict[str, str]:
    return {
        "required": required,
        "max_length": "Das sind %(show_value)d Zeichen, erlaubt sind %(limit_value)d.",
        "invalid": "Das passt hier nicht. Schreib es als Zahl.",
        "min_value": "Hier passt keine Zahl unter %(limit_value)s.",
        "max_value": "Hier passt keine Zahl über %(limit_value)s.",
    }


def entries_in(text: str, separator: str) -> list[str]:
    """Without empty ones, spaces in a row as one."""
    return [entry for entry in (" ".join(part.split()) for part in text.split(separator)) if entry]


class YearField(forms.IntegerField):
    """Of a film; may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        errors = german_errors() | {
            "min_value": "Das Jahr muss %(limit_value)s oder später sein.",
            "max_value": "Das Jahr muss %(limit_value)s oder früher sein.",
        }
        super().__init__(required=False, min_value=1870, max_value=2200, error_messages=errors, **kwargs)


class HalfPointsField(forms.CharField):
    """„7“, „7,5“ or „7.5“ as halves, 0 to 20; empty as None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 2:g}".replace(".", ",") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = str(value or "").strip().replace(",", ".")
        if not text:
            return None
        whole, _, rest = text.partition(".")
        if not (whole.isascii() and whole.isdigit() and rest in {"", "0", "5"} and len(whole) < 3):
            raise ValidationError("Halbe Punkte, bitte: 7 oder 7,5.")
        halves = int(whole) * 2 + (rest == "5")
        if halves > 20:
            raise ValidationError("Die Wertung geht von 0 bis 10.")
        return halves


class ListField(forms.CharField):
    """Values with commas between, or one in each line; each at most `longest` characters, at most 100."""

    def __init__(self, *, by_line: bool = False, longest: int = 120, **kwargs: Any) -> None:
        self.separator, self.longest = "\n" if by_line else ",", longest
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}) if by_line else forms.TextInput, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        joint = "\n" if self.separator == "\n" else ", "
        return joint.join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        found = list(dict.fromkeys(entries_in(str(value or "").replace("\0", ""), self.separator)))
        if any(len(entry) > self.longest for entry in found) or len(found) > 100:
            apart = "mit Komma getrennt" if self.separator == "," else "einer je Zeile"
            raise ValidationError(f"Höchstens 100 Einträge mit je {self.longest} Zeichen, {apart}.")
        return found


class LinesField(forms.CharField):
    """One dictionary per line, its parts separated; the second part may be missing."""

    def __init__(
        self, *, parts: Sequence[str], separator: str, limits: Sequence[int], rows: int, **kwargs: Any
    ) -> None:
        self.parts, self.separator, self.limits = parts, separator, limits
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f" {self.separator} ".join(row[part] for part in self.parts if row[part]) for row in value)

    def clean(self, value: Any) -> Any:
        return [self._row(line) for line in str(value or "").replace("\0", "").splitlines() if line.strip()]

    def _row(self, line: str) -> dict[str, str]:
        first, _, second = (piece.strip() for piece in line.partition(self.separator))
        if not first:
            raise ValidationError(f"In der Zeile „{line.strip()[:60]}“ fehlt der Name.")
        if len(first) > self.limits[0] or len(second) > self.limits[1]:
            raise ValidationError(f"Die Zeile „{first[:40]}…“ ist zu lang.")
        return dict(zip(self.parts, (first, second), strict=True))
