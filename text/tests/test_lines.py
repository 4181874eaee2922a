import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.lines import one_line


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3164", "\u202e\u202d", "\x00\x07", "\u200d"])
def test_what_nobody_sees_is_no_title(text):
    assert one_line(text) == ""


def test_what_turns_a_line_around_is_left_out_and_the_rest_stays():
    assert one_line("  Das\tgroße\u202e Finale\n👩\u200d🚀 ") == "Das große Finale 👩\u200d🚀"


@given(st.text())
def test_a_line_made_twice_is_the_same(text):
    assert one_line(one_line(text)) == one_line(text)
