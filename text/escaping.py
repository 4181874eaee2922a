"""Plain text as Markdown that shows it letter by letter."""

import re

from text.places import PLACE

__all__ = ["escape"]

# Columns by which a line may be indented without becoming code.
_INDENTATION = 3

_BREAK = re.compile(r"[\r\n]+")
_INDENT = re.compile(r"[ \t]*")
_SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*+|_+|`+|~~+|\|\|+|\[|<|&")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#x[0-9a-f]{1,8}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_IN_ANGLES = re.compile(r"<(?:[a-z][a-z0-9+.-]*:|[^\s<>]*@)[^\s<>]*>", re.IGNORECASE)
_START = re.compile(r"(?:#{1,6}|[-+*])(?=[ \t]|$)|>|:::|([-_*])[ \t]*(?:\1[ \t]*){2,}$")
_NUMBER = re.compile(r"[0-9]{1,9}(?=[.)](?:[ \t]|$))")


def escape(text: str) -> str:
    """One paragraph of plain text as an editor would have typed it: a backslash only where a letter would be a mark.

    `render_review` shows the letters of `text`. Line ends become spaces, and an indentation that would make code of the
    line is shortened.
    """
    text = _BREAK.sub(" ", text)
    indent = _INDENT.match(text)[0]  # type: ignore[index]
    line = _SPECIAL.sub(_escaped, text[len(indent) :])
    if number := _NUMBER.match(line):
        line = f"{number[0]}\\{line[number.end() :]}"
    elif _START.match(line) or PLACE.fullmatch(line.rstrip(" \t")):
        line = "\\" + line
    return indent.expandtabs(4)[:_INDENTATION] + line


def _escaped(mark: re.Match[str]) -> str:
    run, text = mark[0], mark.string
    if run[0] == "|":
        return "\\|" * (len(run) - 1) + "|"
    return run if _is_harmless(run, text, mark) else "".join("\\" + char for char in run)


def _is_harmless(run: str, text: str, mark: re.Match[str]) -> bool:
    """Whether a character that can be a mark is none here."""
    match run[0]:
        case "*" | "_" | "`" if text.count(run[0]) == 1:
            return True
        case "*" | "_":
            before, after = text[: mark.start()][-1:], text[mark.end() :][:1]
            is_alone = before in ("", " ", "\t") and after in ("", " ", "\t")
            return is_alone or (run[0] == "_" and before.isalnum() and after.isalnum())
        case "[":
            return "](" not in text[mark.start() :]
        case "<":
            return not _IN_ANGLES.match(text, mark.start())
        case "&":
            return not _ENTITY.match(text, mark.start())
    return False
