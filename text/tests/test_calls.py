"""Called names that give way, and names nobody can take."""

import pytest

from text.mentions import mention_of, without_mentions, without_name
from text.names import fold_name, former_name, is_reserved_name, name_problem


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("@Ada kommt", "X kommt"),
        ("(@ada), @ADA!", "(X), X!"),
        ("@„Ada“ und @“Ada” und `@Ada`", "X und X und `X`"),
        (r"\@Ada", "X"),
        ("@Adam und @Ada-Lena und @Ada.Lena", "@Adam und @Ada-Lena und @Ada.Lena"),
        ("@Ada.", "X."),
        ("anna@Ada und https://x.de/@Ada und Ada", "anna@Ada und https://x.de/@Ada und Ada"),
        ("||@Ada|| **@Ada** [@Ada](http://a.de)", "||X|| **X** [X](http://a.de)"),
        ("", ""),
    ],
)
def test_a_called_name_gives_way_wherever_it_is_called(source, rest):
    assert without_mentions(source, "Ada", "X") == rest


def test_a_name_of_two_words_gives_way_as_it_is_written_by_the_page():
    assert without_mentions(f"Hallo {mention_of('Ada Lü')}!", "ADA LÜ", "X") == "Hallo X!"


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("Berg war laut, BERG auch.", "X war laut, X auch."),
        ("„Berg“ (Berg): Berg?", "„X“ (X): X?"),
        ("Bergs Beitrag, der Berg-Beitrag, Berg’ Art", "X’s Beitrag, der X-Beitrag, X’ Art"),
        ("Bergmann, Heidelberg, Bergspitze, Berg_2, 1Berg", "Bergmann, Heidelberg, Bergspitze, Berg_2, 1Berg"),
        ("kino@berg.de, www.berg.de, berg.de, @Berg", "kino@berg.de, www.berg.de, berg.de, @Berg"),
        ("", ""),
    ],
)
def test_a_name_that_stands_alone_gives_way(words, rest):
    assert without_name(words, "Berg", "X") == rest


def test_a_name_of_two_words_gives_way_alone_too_and_one_of_the_pseudonym_does_not_grow():
    assert without_name("Ada\nLü, ada lüs Freund, Ada.", "Ada Lü", "X") == "X, X’s Freund, Ada."
    assert without_name("Ein ehemaliges Wort", "Ehemaliges", former_name(7)) == "Ein ehemaliges Wort"


@pytest.mark.parametrize("name", ["ehemaliges Mitglied 7", "Ehemaliges-Mitglied", "EHEMALIGES.MITGLIED 12"])
def test_nobody_takes_a_name_like_those_who_have_left(name):
    assert is_reserved_name(name)


def test_a_pseudonym_is_a_name_and_no_two_are_alike():
    names = [former_name(number) for number in range(2_000)]
    assert all(name_problem(name) is None for name in names)
    assert len({fold_name(name) for name in names}) == 2_000
    assert len(former_name(10**9)) <= 30
    assert not is_reserved_name("Ehemann") and not is_reserved_name("Mitgliedschaft")
