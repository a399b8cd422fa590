import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.edges.letters.colours import DEFAULT, NIGHT_CARD, accent, contrast

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#0b5fff", "#ffffff") == contrast("#ffffff", "#0b5fff")


@pytest.mark.parametrize(
    "wish", [None, "", "red", "#fff", "#ffff00", "#777777", "#12345g", "#0b5fff;x"]
)
def test_a_colour_that_cannot_be_read_gives_way_to_the_default(wish):
    assert accent(wish).day == DEFAULT


def test_a_readable_colour_is_kept():
    assert accent("#0F766E").day == "#0f766e"


@given(COLOUR)
def test_every_wish_ends_in_colours_that_can_be_read(wish):
    colours = accent(wish)
    assert contrast(colours.day, "#ffffff") >= 4.5
    assert contrast(colours.night, "#ffffff") >= 4.5
    assert contrast(colours.night, NIGHT_CARD) >= 3
    assert contrast(colours.night_link, NIGHT_CARD) >= 4.5
