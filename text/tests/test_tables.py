import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.tables import BEGINNING, safe_cell, table_lines

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def read(lines):
    return list(csv.reader(io.StringIO(lines, newline=""), delimiter=";"))


def test_a_table_has_semicolons_and_keeps_quotes_and_line_ends_in_their_cell():
    assert table_lines([["Größe", 'sagt „ja"; nein', "zwei\nZeilen"]]) == 'Größe;"sagt „ja""; nein";"zwei\nZeilen"\r\n'
    assert BEGINNING.encode() == b"\xef\xbb\xbf"


@pytest.mark.parametrize("start", ["=1+1", "+49", "-2", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "  =1", "\u00a0=1"])
def test_no_cell_is_a_formula(start):
    assert safe_cell(start) == f"'{start}"


@pytest.mark.parametrize("plain", ["", "Der Turm", "a=b", "7,5", "'=1"])
def test_other_cells_stay_as_they_are(plain):
    assert safe_cell(plain) == plain


@given(st.lists(st.lists(LETTERS, min_size=2, max_size=4), max_size=4))
def test_any_text_comes_back_cell_by_cell(rows):
    assert read(table_lines(rows)) == [[safe_cell(cell) for cell in row] for row in rows]
