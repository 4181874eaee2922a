"""Plain text as Markdown that shows it letter by letter."""

import re

from text.places import PLACE

__all__ = ["escape"]

# Columns by which a line may be indented without becoming code.
_INDENTATION = 3

_BREAK = re.compile(r"[\r\n]+")
_INDENT = re.compile(r"([ \t]*)(.*)", re.DOTALL)
_SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*+|_+|`+|~~+|\|\|+|\[|<|&")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#x[0-9a-f]{1,8}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_IN_ANGLES = re.compile(r"<(?:[a-z][a-z0-9+.-]*:|[^\s<>@]*@)[^\s<>]*>", re.IGNORECASE)
_START = re.compile(r"(?:#{1,6}|[-+*])(?=[ \t]|$)|>|:::|([-_*])[ \t]*(?:\1[ \t]*){2,}$")
_NUMBER = re.compile(r"[0-9]{1,9}(?=[.)](?:[ \t]|$))")


def escape(text: str) -> str:
    """One paragraph of plain text as an editor would have typed it: a backslash only where a letter would be a mark.

    `render_review` shows the letters of `text`. Line ends become spaces, and an indentation that would make code of the
    line is shortened.
    """
    text = _BREAK.sub(" ", text)
    indent, line = _INDENT.fullmatch(text).groups()  # type: ignore[union-attr]
    line = _SPECIAL.sub(_Escaping(line), line)
    if number := _NUMBER.match(line):
        line = f"{number[0]}\\{line[number.end() :]}"
    elif _START.match(line) or PLACE.fullmatch(line.rstrip(" \t")):
        line = "\\" + line
    return indent.expandtabs(4)[:_INDENTATION] + line


class _Escaping:
    """What becomes of each run of special characters in one line."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.single = {char for char in "*_`" if line.count(char) == 1}
        self.last_link = line.rfind("](")

    def __call__(self, mark: re.Match[str]) -> str:
        run = mark[0]
        if run[0] == "|":
            return "\\|" * (len(run) - 1) + "|"
        return run if self.is_harmless(mark) else "".join("\\" + char for char in run)

    def is_harmless(self, mark: re.Match[str]) -> bool:
        match mark[0][0]:
            case "*" | "_" | "`" as char if char in self.single:
                return True
            case "*" | "_" as char:
                before = self.line[max(0, mark.start() - 1) : mark.start()]
                after = self.line[mark.end() : mark.end() + 1]
                is_alone = before in ("", " ", "\t") and after in ("", " ", "\t")
                return is_alone or (char == "_" and before.isalnum() and after.isalnum())
            case "[":
                return mark.start() > self.last_link
            case "<":
                return not _IN_ANGLES.match(self.line, mark.start())
            case "&":
                return not _ENTITY.match(self.line, mark.start())
        return False
