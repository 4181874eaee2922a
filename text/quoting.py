"""Words in German quotation marks."""

__all__ = ["quoted"]

_INSIDE = str.maketrans("„“", "‚‘")


def quoted(words: str) -> str:
    """Quotation marks inside become single ones."""
    return f"„{words.translate(_INSIDE)}“"
