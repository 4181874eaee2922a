"""Short texts that stand in one line: titles and names."""

import unicodedata

__all__ = ["one_line"]

_JOINER = "\u200d"
"""Parts of emoji and letters of some scripts hang together by it."""

_BLANK = {"\u3164", "\u115f", "\u1160", "\uffa0", "\u2800"}
"""Letters by category, nothing to the eye."""


def one_line(text: str) -> str:
    """Without what cannot be seen or turns the line around; white space as single spaces. May be empty."""
    seen = "".join(_shown(char) for char in unicodedata.normalize("NFC", text))
    line = " ".join(seen.split())
    return line if any(char != _JOINER and not char.isspace() for char in line) else ""


def _shown(char: str) -> str:
    if char == _JOINER:
        return char
    if char in _BLANK or unicodedata.category(char) == "Cc":
        return " "
    return "" if unicodedata.category(char) in ("Cf", "Cs", "Co", "Cn") else char
