"""Rows of the form `| Label: Wert__Label: Wert |`, and the lists that stand in them."""

import re
from dataclasses import dataclass

__all__ = ["Field", "Names", "is_row", "read_names", "read_row", "split_list"]


@dataclass(frozen=True)
class Field:
    """`label` is empty where the source has none."""

    label: str
    value: str


@dataclass(frozen=True)
class Names:
    """`goes_on`: the list ended in „u.a.“; `joined`: names that may be several people's."""

    names: tuple[str, ...]
    goes_on: bool
    joined: tuple[str, ...]


_FIELDS = re.compile("_{2,}")
_EMPTY = frozenset(["", "-", "–", "—", "?", "k.A.", "k. A.", "n/a"])
_GOES_ON = re.compile(
    r"(?:^|[\s,;]+)(?:u\.\s?a\.?(?:\s?m\.)?|u\.?\s?v\.\s?[am]\.?|uv[am]\.?|usw\.?|etc\.?|et al\.?|u\.\s?v\.\s?a\.\s?m\."
    r"|und (?:viele )?(?:andere|weitere|mehr)|…|\.\.\.)\s*$",
    re.IGNORECASE,
)
_END = 40
"""Characters at the end of a list in which „u.a.“ is looked for."""
_AND = re.compile(r"\s+(?:und|&)\s+")
_TITLE_AFTER_NAME = re.compile(r"(?:Jr|Sr|jun|sen)\.?|[IV]{2,4}")


def is_row(line: str) -> bool:
    """The closing bar may have got lost where fields are parted by `__`."""
    return line.startswith("|") and len(line) > 1 and (line.endswith("|") or "__" in line)


def read_row(line: str) -> list[Field]:
    """The first `: ` parts label and value, values hold colons too. Empty fields are left out, white space is single."""
    parts = _FIELDS.split(" ".join(line.split()).strip("| "))
    return [_field(part.strip()) for part in parts if part.strip(" _")]


def _field(text: str) -> Field:
    label, colon, value = text.partition(": ")
    if not colon:
        label, value = (text[:-1], "") if text.endswith(":") else ("", text)
    value = value.strip()
    return Field(label.strip(), "" if value in _EMPTY else value)


def read_names(value: str) -> Names:
    """Persons. „und“ and „&“ part two of them only where a comma list has shown single names before, or where each
    side is a full name; else they may belong to one name."""
    short = value[:-_END] + _GOES_ON.sub("", value[-_END:])
    names: list[str] = []
    joined: list[str] = []
    for number, part in enumerate(split_list(short)):
        parts = _AND.split(part)
        if len(parts) > 1 and number == 0 and not all(map(_is_full_name, parts)):
            joined.append(part)
            parts = [part]
        names += [name.strip() for name in parts if name.strip()]
    return Names(tuple(names), short != value, tuple(joined))


def _is_full_name(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper()


def split_list(value: str) -> list[str]:
    """By commas, semicolons and ` / `, never inside parentheses; „Jr.“ after a comma stays with its name."""
    parts: list[str] = []
    for part in _split_outside_parentheses(value):
        if parts and _TITLE_AFTER_NAME.fullmatch(part):
            parts[-1] += f" {part}"
        elif part:
            parts.append(part)
    return parts


def _split_outside_parentheses(value: str) -> list[str]:
    parts, depth, start = [], 0, 0
    balanced = value.count("(") == value.count(")")
    for position, char in enumerate(value):
        if char in "()" and balanced:
            depth = max(0, depth + (1 if char == "(" else -1))
        elif depth == 0 and _is_separator(value, position):
            parts.append(value[start:position].strip())
            start = position + 1
    return [*parts, value[start:].strip()]


def _is_separator(value: str, position: int) -> bool:
    before, after = value[position - 1 : position], value[position + 1 : position + 2]
    match value[position]:
        case ";":
            return True
        case ",":
            return not (before.isdigit() and after.isdigit())
        case "/":
            return before.isspace() and after.isspace()
    return False
