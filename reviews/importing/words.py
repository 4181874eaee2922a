"""Runs of capitalised words, and which of them are names: German writes every noun with a capital."""

import re
from dataclasses import dataclass

from reviews.importing.vocabulary import DESCRIPTIONS, DETERMINERS, FUNCTION_WORDS, PARTICLES, SURNAMES

__all__ = ["Run", "is_description", "is_surname", "run_before"]

_REACH = 160
"""Characters looked back at most: a role with its article is never longer."""

_ABBREVIATION = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Lt|Sgt|Capt|Cpt|Col|Gen|Maj|Rev|Det)\.|(?:[A-ZÄÖÜ]\.)+")
_WORD = re.compile(r"[^\W_]+(?:[-’'`´/.][^\W_]+)*[’']?")
_OPENING = "([{„“\"»«‚‘'–—-/"
_ADJECTIVE = re.compile(r"[^\W\d_]{2,}(?:e|en|er|es|em)")

_INFLECTED = "(?:in|innen|n|en|e|er|es|em|s)?"
_ALONE = re.compile("(?:.*-)?(?:" + "|".join(DESCRIPTIONS) + ")" + _INFLECTED)
_COMPOUNDS = [word for word in DESCRIPTIONS if len(word) > 5 and word not in SURNAMES]
# Short words end too many names („Paloma“, „Mendelssohn“) to be looked for inside others.
_COMPOUND = re.compile(".{2,24}(?:" + "|".join(["chef", "boss", "agent", "star", *_COMPOUNDS]) + ")" + _INFLECTED)
_FEMALE_TRADE = re.compile(r".{4,}(?:er|or|ist|ant|ent|eur|log|är)in")
_NO_TRADES = frozenset(["catherin", "constantin", "florentin", "katherin", "konstantin", "laurentin"])


@dataclass(frozen=True)
class Run:
    """Capitalised words right before a place. `start` is where the first stands; `article` tells whether an article
    or the like stands directly before, `described` whether one does with adjectives between."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    article: bool
    described: bool

    @property
    def start(self) -> int:
        return self.starts[0]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def without_first(self) -> "Run":
        return Run(self.words[1:], self.starts[1:], False, False)


def is_description(word: str) -> bool:
    """What somebody is rather than how they are called: „Archivarin“, „Bandenchefs“, „Ex-Leuchtturmwärter“."""
    lowered = word.lower()
    if lowered in _NO_TRADES:
        return False
    return any(pattern.fullmatch(lowered) for pattern in (_ALONE, _COMPOUND, _FEMALE_TRADE))


def is_surname(word: str) -> bool:
    """A trade that is also a family name."""
    return word.lower() in SURNAMES


def run_before(text: str, end: int) -> Run | None:
    """The names before `end`, without the function word a sentence opens with. None where no name stands."""
    floor = max(0, end - _REACH)
    tokens = [(match[0], floor + match.start()) for match in re.finditer(r"\S+", text[floor:end])]
    if not tokens or not text[end - 1 : end].isspace():
        return None
    taken = _taken(tokens)
    before = [token for token, _ in tokens[: len(tokens) - len(taken)]]
    while taken and (taken[0][0].lower() in FUNCTION_WORDS or taken[0][0][0].isdigit()):
        before.append(taken.pop(0)[0])
    if not taken:
        return None
    adjectives = _adjectives_before(before)
    opener = before[-1 - adjectives] if len(before) > adjectives else ""
    has_article = opener.lower().lstrip(_OPENING) in DETERMINERS
    words, starts = zip(*taken, strict=True)
    return Run(words, starts, has_article and not adjectives, has_article)


def _taken(tokens: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """From the right as far as the words are capitalised, small words of foreign names only between two of them."""
    taken: list[tuple[str, int]] = []
    waiting: list[tuple[str, int]] = []
    for token, start in reversed(tokens):
        word = token.lstrip(_OPENING)
        opened = len(token) - len(word)
        if not opened and taken and word in PARTICLES:
            waiting.insert(0, (word, start))
        elif _is_capitalised(word):
            taken = [(word, start + opened), *waiting, *taken]
            waiting = []
            if opened:
                break
        else:
            break
    return taken


def _is_capitalised(word: str) -> bool:
    if _ABBREVIATION.fullmatch(word):
        return True
    return bool(word) and (word[0].isupper() or word.isdecimal()) and bool(_WORD.fullmatch(word))


def _adjectives_before(before: list[str]) -> int:
    """How many adjectives stand at the end; the article, if any, stands before them."""
    count = 0
    for token in reversed(before[-4:]):
        if token.lower() in DETERMINERS or not token.islower() or not _ADJECTIVE.fullmatch(token):
            break
        count += 1
    return count
