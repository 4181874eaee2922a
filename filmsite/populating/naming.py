"""Titles and names by number: the same number is always the same name, and no two numbers share one."""

from filmsite.populating.wording import FAMILY_NAMES, GIVEN_NAMES, TITLE_ADJECTIVES, TITLE_NOUNS, TITLE_PLACES

__all__ = ["PERSONS", "film_title", "person_name"]

TITLES = len(TITLE_ADJECTIVES) * len(TITLE_NOUNS) * len(TITLE_PLACES)
PERSONS = len(GIVEN_NAMES) * len(FAMILY_NAMES)
STRIDE = 7919
"""A prime that divides neither number: neighbours look nothing alike, and all are reached."""


def film_title(number: int) -> str:
    """After the last combination the same titles come again as parts 2, 3, …"""
    part, rest = divmod(number, TITLES)
    rest, adjective = divmod(rest * STRIDE % TITLES, len(TITLE_ADJECTIVES))
    place, noun = divmod(rest, len(TITLE_NOUNS))
    title = f"Die {TITLE_ADJECTIVES[adjective]} {TITLE_NOUNS[noun]} {TITLE_PLACES[place]}"
    return f"{title} {part + 1}" if part else title


def person_name(number: int) -> str:
    """For numbers below `PERSONS`."""
    family, given = divmod(number * STRIDE % PERSONS, len(GIVEN_NAMES))
    return f"{GIVEN_NAMES[given]} {FAMILY_NAMES[family]}"
