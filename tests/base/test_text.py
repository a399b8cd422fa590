"""A name in any script is kept; what could begin a mail header of its own is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base.text import NAME_LENGTH, TextLengthError, UnsafeTextError, clean_line

NAMES = [
    "Adaeze Okonkwo",
    "Zoë Müller-Łukasz",
    "Nguyễn Thị Ánh",
    "Владимир Ћосић",
    "Ελένη Παπαδοπούλου",
    "نوال الحداد",
    "שירה בן־דוד",
    "अनुष्का द्विवेदी",
    "山田 花子",
    "김서연",
    "ნინო ბერიძე",
    "O’Brien, “Max” & Søn <3",
    "👩🏽‍💻 Ada",
    "= ? =",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_kept(name):
    assert clean_line(name, field="name") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "text", ["  Ada  ", "\u00a0Ada", "Ada\u3000", "\u2003 Ada \u00a0", "\N{EM SPACE}Ada"]
)
def test_white_space_around_a_line_is_taken_off(text):
    assert clean_line(text, field="name") == "Ada"


def test_letters_are_composed_and_their_case_is_kept():
    assert clean_line("zoe\u0308 McDONALD", field="name") == "zoë McDONALD"


@pytest.mark.parametrize(
    "character",
    [
        *(chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))),
        *"\u2028\u2029",
        *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        *"\ud800\udfff\ufeff\ufff9\ufffb\ufffe\uffff",
    ],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_controls_and_direction_characters_are_refused_wherever_they_stand(character):
    for text in (f"Ada{character}Bcc", f"Ada{character}", f"{character}Ada", f"Añda{character}"):
        with pytest.raises(UnsafeTextError) as caught:
            clean_line(text, field="name")
        assert caught.value.message == "name contains control or direction characters"
        assert (caught.value.field, caught.value.code) == ("name", "unsafe_text")


@pytest.mark.parametrize("text", ["=?utf-8?q?Ada?=", "Ada =?", "é=?", "=\u00a0=?"])
def test_what_looks_like_an_encoded_word_is_refused(text):
    with pytest.raises(UnsafeTextError, match="contains the sequence"):
        clean_line(text, field="title")


@pytest.mark.parametrize("text", ["", "   ", "\u00a0\u3000"])
def test_an_empty_line_is_refused(text):
    with pytest.raises(TextLengthError, match="name is empty"):
        clean_line(text, field="name")


@pytest.mark.parametrize("letter", ["a", "é", "字", "😀"])
def test_a_line_has_so_many_characters_and_no_more(letter):
    assert clean_line(letter * NAME_LENGTH, field="name") == letter * NAME_LENGTH
    assert clean_line(letter * 5, field="name", longest=5)
    with pytest.raises(TextLengthError, match="name is longer than 200 characters"):
        clean_line(letter * (NAME_LENGTH + 1), field="name")


@given(st.text(max_size=220))
def test_a_line_that_passes_is_one_line_and_passes_again(text):
    try:
        line = clean_line(text, field="name")
    except (UnsafeTextError, TextLengthError):
        return

    assert len(line.splitlines()) == 1
    assert not {unicodedata.category(letter) for letter in line} & {"Cc", "Zl", "Zp", "Cs"}
    assert not any(
        unicodedata.bidirectional(letter) in {"LRO", "RLO", "RLE", "LRE", "PDF"} for letter in line
    )
    assert clean_line(line, field="name") == line
    line.encode("utf-8")


@pytest.mark.parametrize("text", ["\u200b", "\u200b\u2060", "\u00ad", "\u200d \u200b"])
def test_a_line_that_nobody_can_see_is_empty(text):
    with pytest.raises(TextLengthError):
        clean_line(text, field="name")
