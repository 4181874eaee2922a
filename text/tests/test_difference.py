import time

from hypothesis import given
from hypothesis import strategies as st

from text.difference import Change, difference, without_what_stayed


def test_a_changed_word_is_shown_between_what_stayed():
    assert difference("Der Film ist gut.", "Der Film ist großartig.") == [
        Change("same", "Der Film ist "),
        Change("removed", "gut."),
        Change("added", "großartig."),
    ]


def test_equal_texts_have_one_stretch():
    assert difference("Ein\nText", "Ein\nText") == [Change("same", "Ein\nText")]
    assert difference("", "") == []


def test_of_what_stayed_only_the_paragraphs_beside_a_change_are_shown():
    old = "Eins.\n\nZwei.\n\nDrei ist da.\n\nVier.\n\nFünf.\n\nSechs.\n\nSieben.\n\nAcht."
    new = old.replace("ist", "war").replace("Sechs", "Sex")
    assert "".join(change.text for change in without_what_stayed(difference(old, new))) == (
        "…\n\nDrei ist war da.\n\n…\n\nSechs.\nSex.\n\nSieben.\n\n…"
    )
    assert [change.text for change in without_what_stayed(difference("Eins.", "Eins."))] == ["…"]


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_both_texts_can_be_read_from_the_difference(old, new):
    changes = difference(old, new)
    assert "".join(c.text for c in changes if c.kind != "added") == old
    assert "".join(c.text for c in changes if c.kind != "removed") == new


def test_long_texts_of_the_same_words_are_compared_in_time():
    old, new = "ja nein " * 3700, "nein ja " * 3700
    start = time.process_time()
    assert difference(old, new)
    assert difference("x\n" * 15000, "y\nx\n" * 7500)
    assert difference("a b " * 370, "b a " * 370)
    assert time.process_time() - start < 3
