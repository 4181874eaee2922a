"""Whole numbers as forms and addresses bring them."""

from typing import Any

LARGEST_ID = 2**63 - 1
"""An address or a text may name any number; the database knows none above."""

__all__ = ["number_in"]


def number_in(sent: Any, *, digits: int = 8) -> int | None:
    """None for what is no whole number in plain digits, or longer than an honest page sends."""
    text = str(sent or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
