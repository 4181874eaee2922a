"""What a decision stands on, in words."""

import re

__all__ = ["rule_in_words"]

_NUMBERED = re.compile(r"(\d{1,2})\.\s*(.*)")


def rule_in_words(title: str) -> str:
    """„Regel 1: Freundlich bleiben“ for „1. Freundlich bleiben“, as the heading of the rule has it; any other as it is."""
    numbered = _NUMBERED.fullmatch(title)
    if numbered is None:
        return title
    number, name = numbered.groups()
    return f"Regel\u00a0{number}: {name}" if name else f"Regel\u00a0{number}"
