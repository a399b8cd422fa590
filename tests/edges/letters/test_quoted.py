from quopri import decodestring

from hypothesis import given, settings
from hypothesis import strategies as st

from muster.edges.letters.quoted import encode, frame, slot

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)
CONSTANT = st.lists(LINE, max_size=5).map("\n".join)


@given(CONSTANT, LINE, CONSTANT, LINE)
@settings(max_examples=300, deadline=None)
def test_a_filled_frame_decodes_to_the_filled_text(before, value, between, other):
    text = before + slot("one") + between + slot("two") + slot("one")
    filled = frame(text) % {b"one": encode(value), b"two": encode(other)}
    wanted = (before + value + between + other + value + "\n").replace("\n", "\r\n")
    assert decodestring(filled).decode() == wanted


@given(CONSTANT, LINE)
@settings(max_examples=300, deadline=None)
def test_a_filled_frame_keeps_the_rules_of_quoted_printable(text, value):
    filled = frame(text + slot("one")) % {b"one": encode(value)}
    assert filled.isascii()
    assert b"=_" not in filled
    assert filled.count(b"\r\n") == filled.count(b"\n") == filled.count(b"\r")
    for line in filled.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.endswith((b" ", b"\t"))


def test_a_slot_that_fills_its_line_needs_no_soft_break():
    assert frame("a\n" + slot("link") + "\nb") == b"a\r\n%(link)b\r\nb\r\n"


def test_percent_signs_of_the_text_are_kept():
    assert frame("100 % " + slot("x")) % {b"x": b"%s"} == b"100 %=20=\r\n%s\r\n"
