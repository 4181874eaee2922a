"""`@name`, and `@„Name Zwei“` for names with a space."""

import re
from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from text.names import NAME_LENGTH, fold_name

__all__ = ["add_mentions", "mention_of", "mentions_in", "resolve", "without_mentions", "without_name"]

_LONGEST = NAME_LENGTH[1]
# What no name contains; vowel signs of other scripts are no \w, so the class is written the other way round.
_OTHER = r"\s!-,/:-@\[-^`{-\xbf\u2000-\u206f\u3000-\u303f"
_NAME = re.compile(rf"@([^{_OTHER}._\-](?:[^{_OTHER}]{{0,{_LONGEST - 2}}}[^{_OTHER}._\-])?)(?![^{_OTHER}._\-])")
_QUOTED = re.compile(rf"@[„“\"]([^{_OTHER}._\-](?:[^{_OTHER}]|[ ](?! )){{0,{_LONGEST - 2}}}[^{_OTHER}._\-])[“”\"]")
_WRITTEN = re.compile(rf"\\?(?:{_NAME.pattern}|{_QUOTED.pattern})")
# Before an @ they make it part of an address: anna@x.de, https://x.de/@anna
_ADDRESS = frozenset("/@.+-=&?#%:")


def add_mentions(md: MarkdownIt) -> None:
    md.inline.ruler.before("newline", "mention", _mention)


def _mention(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or state.linkLevel or _is_in_address(state):
        return False
    match = _NAME.match(state.src, state.pos, state.posMax) or _QUOTED.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content, token.markup = match[1], match[0]
    state.pos = match.end()
    return True


def _is_in_address(state: StateInline) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    return before.isalnum() or before in _ADDRESS


def mention_of(name: str) -> str:
    """How to write that somebody of this name is meant."""
    return f"@{name}" if _NAME.fullmatch(f"@{name}") else f"@„{name}“"


def mentions_in(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "mention":
                yield child


def resolve(tokens: list[Token], known: Mapping[str, int]) -> None:
    """Names that nobody has become text."""
    for token in mentions_in(tokens):
        member = known.get(token.content)
        if member is None:
            token.type, token.content = "text", token.markup
        else:
            token.meta = {"member": int(member)}


def without_mentions(source: str, name: str, instead: str) -> str:
    """The text with `instead` wherever somebody of this name, however spelled, is called with @, in code and escaped
    too: who reads a source reads the name there as well."""
    folded = fold_name(name)

    def replaced(found: re.Match[str]) -> str:
        before = source[found.start() - 1] if found.start() else " "
        if before.isalnum() or before in _ADDRESS or fold_name(found[1] or found[2]) != folded:
            return found[0]
        return instead

    return _WRITTEN.sub(replaced, source)


def without_name(words: str, name: str, instead: str) -> str:
    """The text with `instead` wherever the name stands as a word of its own, in any case of letters, also in the genitive.
    Only for texts about whoever had it: elsewhere „Berg“ is a mountain."""
    pattern = r"\s+".join(map(re.escape, name.split()))
    name_alone = re.compile(rf"(?<![\w@])(?<!\w\.){pattern}(s?)(?!\w)(?!\.\w)", re.IGNORECASE)
    if name_alone.search(instead):  # or it would grow each time
        return words
    return name_alone.sub(lambda match: f"{instead}’s" if match[1] else instead, words)
