import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.matching import MOST, WordList, fold_for_matching

PLAIN = st.text("abcdeghkmnoprstuvw", min_size=3, max_size=12)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f"
TWINS = {"a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "s": "ѕ", "k": "к", "t": "т", "h": "һ", "m": "м"}


def whole(*phrases):
    return WordList([(phrase, fold_for_matching(phrase)) for phrase in phrases], [])


def parts(*phrases):
    return WordList([], [(phrase, fold_for_matching(phrase)) for phrase in phrases])


@pytest.mark.parametrize(
    "written", ["Müll", "MÜLL", "Muell", "Mu\u0308ll", "Mü\u00adll", "M\u200bü\u200dl\ufeffl", "Ｍüll", "ｍｕｅｌｌ"]
)
def test_a_word_is_found_however_it_is_written(written):
    assert whole("müll").found_in(fold_for_matching(f"Das ist {written}!")) == ["müll"]


def test_look_alikes_of_other_scripts_are_found_and_latin_twins_are_not():
    assert whole("casino").found_in(fold_for_matching("Ins САЅІNО und ins саsinо")) == ["casino"]
    assert whole("modem").found_in(fold_for_matching("ganz modern")) == []
    assert whole("пример").found_in(fold_for_matching("Вот ПРИМЕР текста")) == ["пример"]


def test_a_whole_word_is_no_part_of_another_and_a_part_is():
    text = fold_for_matching("Die Spielcasinos von Baden-Baden")
    assert whole("casino", "baden baden").found_in(text) == ["baden baden"]
    assert parts("casino", "s von b").found_in(text) == ["casino", "s von b"]


def test_a_phrase_at_the_end_or_cut_off_is_looked_for_to_its_end():
    assert whole("gratis geld", "gratis geld heute").found_in(fold_for_matching("Hier gibt es gratis Geld")) == [
        "gratis geld"
    ]


def test_what_has_no_letter_matches_nothing():
    assert fold_for_matching("… !!! 👩‍👩") == ""
    assert not whole("…") and not parts("!!!")


@given(word=PLAIN, data=st.data())
def test_a_disguised_word_is_found(word, data):
    disguised = ""
    for char in word:
        char = data.draw(st.sampled_from([char, char.upper(), TWINS.get(char, char)]))
        disguised += char + data.draw(st.sampled_from(["", "", *UNSEEN, "\u0301", "\u0336"]))
    before, after = data.draw(st.sampled_from([("", ""), ("Hier: ", "!"), ("„", "“"), ("\n", "\r\n"), ("(", ")…")]))
    text = fold_for_matching(before + disguised + after)
    assert whole(word).found_in(text) == [word]
    assert parts(word).found_in(fold_for_matching("xx" + before.strip("(„") + disguised + "yy")) == [word]


@given(text=st.text(max_size=200))
def test_folding_gives_words_and_folding_them_again_changes_nothing(text):
    folded = fold_for_matching(text)
    assert folded == " ".join(folded.split()) and fold_for_matching(folded) == folded
    assert all(char == " " or char.isalnum() or unicodedata.category(char).startswith("M") for char in folded)


@given(text=st.text("ab \u200b", max_size=40), words=st.lists(st.text("ab ", min_size=1, max_size=5), max_size=5))
def test_the_list_finds_what_a_plain_search_finds(text, words):
    folded, known = fold_for_matching(text), [fold_for_matching(word) for word in words]
    listed = WordList([(("w", w), w) for w in known], [(("p", w), w) for w in known])
    expected = {("w", w) for w in known if w and f" {w} " in f" {folded} "} | {
        ("p", w) for w in known if w and w in folded
    }
    assert set(listed.found_in(folded)) == expected


@pytest.mark.parametrize(
    "unit", ["a", "a ", "ä", "а", "\u200b", "a\u0301", "spam ", "spam spam ham ", "\U0001d4ec", "ﬃ", "ﷺ", "ａ "]
)
def test_twice_the_text_takes_at_most_about_twice_as_long(unit):
    """The quietest of several tries."""
    words = [f"spam{n}" for n in range(MOST // 2)] + ["a" * 59 + "b", "spam spam eggs"] * 3
    listed = WordList(
        [(n, fold_for_matching(word)) for n, word in enumerate(words)],
        [(n + MOST, fold_for_matching(word)) for n, word in enumerate(words)],
    )

    def seconds(length):
        text = (unit * length)[:length]
        began = time.process_time()
        listed.found_in(fold_for_matching(text))
        return time.process_time() - began

    for _ in range(4):
        single, double = seconds(30_000), seconds(60_000)
        if double < 0.25 or double <= 2.3 * single:
            break
    assert double < 2 and (double < 0.25 or double <= 2.3 * single)
