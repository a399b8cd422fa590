import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.features.media.names import LONGEST, clean_name, with_extension


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Amara\\Mein Plan.docx", "Mein Plan.docx"),
        ("Lebenslauf\u202efdp.exe", "Lebenslauffdp.exe"),
        ("خطة العمل.pdf", "خطة العمل.pdf"),
        ("cafe\u0301.txt", "café.txt"),
        ("two\r\nlines.txt", "twolines.txt"),
        ("  many   spaces .txt ", "many spaces .txt"),
        ("...", "file"),
        ("", "file"),
        ("/", "file"),
        ("\ud800.pdf", "pdf"),
        ("x" * 400 + ".xlsx", "x" * (LONGEST - 5) + ".xlsx"),
        ("x" * 400, "x" * LONGEST),
    ],
)
def test_a_name_keeps_what_people_read_and_nothing_else(sent, kept):
    assert clean_name(sent) == kept


@given(st.text())
def test_whatever_is_sent_the_name_is_one_visible_line(sent):
    name = clean_name(sent)

    assert 0 < len(name) <= LONGEST
    assert not set(name) & set("/\\\r\n\0")
    assert name.encode()
    assert unicodedata.is_normalized("NFC", name)
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "kind", "served"),
    [
        ("plan.PDF", "pdf", "plan.PDF"),
        ("photo.jpg", "jpeg", "photo.jpg"),
        ("run.bat", "txt", "run.bat.txt"),
        ("plan", "docx", "plan.docx"),
    ],
)
def test_a_file_is_served_under_a_name_that_says_what_it_is(name, kind, served):
    assert with_extension(name, kind) == served
