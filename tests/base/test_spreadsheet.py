"""Lines of CSV: what is written is read back, and nothing in it is run."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base.spreadsheet import harmless, lines_of

RUN = "=+-@\t\r\0\uff1d\uff0b\uff0d\uff20"
cells = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(RUN + '",\n'))


@given(st.lists(st.lists(cells, min_size=2, max_size=4), max_size=4))
def test_texts_are_read_back_and_begin_no_formula(rows):
    read = list(csv.reader(io.StringIO(lines_of(rows), newline="")))

    assert read == [[harmless(cell) for cell in row] for row in rows]
    assert not [cell for row in read for cell in row if cell.startswith(tuple(RUN))]


@pytest.mark.parametrize("first", RUN)
def test_each_sign_that_begins_a_formula_is_guarded(first):
    assert lines_of([[f"{first}cmd", "x"]]).lstrip('"').startswith(f"'{first}cmd")


def test_numbers_stay_numbers_and_lines_end_as_the_standard_says():
    assert lines_of([[-1, Decimal("-1.5"), None, "a,b", 'say "x"']]) == (
        '-1,-1.5,,"a,b","say ""x"""\r\n'
    )
