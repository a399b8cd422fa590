"""What people type for a number, and what it can mean."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.features.reports.numerals import readings
from muster.features.reports.rounding import written_out

THIN, NARROW = "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("12", ["12"]),
        ("12,5", ["12.5"]),
        ("12.5", ["12.5"]),
        ("1 234.50", ["1234.5"]),
        (f"1{NARROW}234,50", ["1234.5"]),
        (f"1{THIN}234{THIN}567", ["1234567"]),
        ("1.234,50", ["1234.5"]),
        ("1,234.50", ["1234.5"]),
        ("1'234.50", ["1234.5"]),
        ("1\u2019234.50", ["1234.5"]),
        ("12,34,567.5", ["1234567.5"]),
        ("1.234.567", ["1234567"]),
        ("\u22123", ["-3"]),
        ("\u20133", ["-3"]),
        ("- 3", ["-3"]),
        ("+3", ["3"]),
        ("\uff11\uff12\uff0e\uff15", ["12.5"]),
        ("\u0661\u0662\u066b\u0665", ["12.5"]),
        ("\u0661\u066c\u0662\u0663\u0664", ["1234"]),
        ("\u06f1\u06f2", ["12"]),
        ("\u0967\u0968", ["12"]),
        ("\u200e12\u200f", ["12"]),
        (" 012 ", ["12"]),
        (".5", ["0.5"]),
        ("5.", ["5"]),
        ("1e3", ["1000"]),
        ("1.5E-3", ["0.0015"]),
        ("1,5 \u00d7 10^3", ["1500"]),
        # Both are possible, and both are kept.
        ("1,234", ["1.234", "1234"]),
        ("1.234", ["1.234", "1234"]),
        ("85 %", ["0.85", "85"]),
        ("\u20ac12,50", ["12.5"]),
        ("12.50 \u20ac", ["12.5"]),
        # Nobody begins a thousand with a zero.
        ("0,123", ["0.123"]),
        ("1234,567", ["1234.567"]),
        *((text, []) for text in (
            "", " ", "-", ".", ",", "abc", "12 apples", "1.2.3", "1 2", "1,23,4", "3/4",
            "--3", "1e", "1e999", "1,234.567,8", "1,234.567.891,0", "nan", "inf", "0x10", "1_000",
            "\u00bd.", "12 12",
        )),
    ],
)  # fmt: skip
def test_a_text_means(text, means):
    assert sorted(map(written_out, readings(text))) == sorted(means)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12.5 km", "km"),
        ("12.5km", "km"),
        ("12,5 KM", "km"),
        ("12.5", "km"),
        ("12.5 %", "%"),
        ("\u20ac 12.50", "\u20ac"),
        ("12,50\u20ac", "\u20ac"),
        ("12.5 m\u00b2", "m2"),
        ("12.5 m2", "m\u00b2"),
        ("12.5 km / h", "km / h"),
    ],
)
def test_the_unit_may_stand_beside_it(text, unit):
    assert readings(text, unit) == {Fraction("12.5")}


def test_a_sign_may_stand_before_the_unit():
    assert readings("-$5", "$") == readings("$-5", "$") == {Fraction(-5)}


@pytest.mark.parametrize("text", ["12 m", "km", "km 12 km", "12 km/h"])
def test_another_unit_is_no_number(text):
    assert readings(text, "km") == frozenset()


amounts = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3)


@given(amounts, st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u00a0", ",")]))
def test_every_way_of_grouping_is_read_back(amount, marks):
    groups, decimal = marks
    text = f"{amount:,}".replace(",", "G").replace(".", decimal).replace("G", groups)
    assert Fraction(amount) in readings(text)


@given(amounts)
def test_a_plain_number_means_itself_whatever_else_it_may_mean(amount):
    assert Fraction(amount) in readings(str(amount))


@given(st.text(alphabet="0123456789.,' -+eE\u0663\u066b\u066c\u00d710^", max_size=40))
def test_no_text_breaks_the_reader_or_has_many_meanings(text):
    assert len(readings(text)) <= 2


def test_a_long_text_is_read_at_once():
    assert readings("1" * 1000) == {Fraction(int("1" * 1000))}
    assert readings("1,111," * 200) == frozenset()
    assert readings("1" * 900 + " x " + "1" * 99) == frozenset()


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_numbers_are_written_out_digit_for_digit(amount):
    assert Fraction(Decimal(written_out(Fraction(amount)))) == Fraction(amount)
