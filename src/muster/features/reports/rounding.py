"""How exact numbers are shown. Nothing is ever computed with what comes out of here."""

from decimal import Decimal, localcontext
from fractions import Fraction

_TENTH = Decimal("0.1")
# More digits than any number that Muster reads: a terminating fraction comes out exactly.
_DIGITS = 2500


def rounded(value: Fraction) -> Decimal:
    """Return a number of points or percent with one decimal, rounded half up: 0.25 is 0.3."""
    # (value * 10 + 1/2) // 1 in integers: a report rounds a hundred numbers.
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return Decimal(tenths) * _TENTH


def shown(value: Fraction) -> str:
    """Return a number of points for a sentence: as it is up to two decimals, else rounded."""
    return written_out(value) if (value * 100).denominator == 1 else str(rounded(value))


def in_points(worth: Fraction) -> str:
    """Return a number of points with the word."""
    return "1 point" if worth == 1 else f"{shown(worth)} points"


def out_of(points: Fraction, worth: Fraction) -> str:
    """Return what was earned of what could be: ``1.3 of 2 points``."""
    return f"{shown(points)} of {in_points(worth)}"


def written_out(value: Fraction) -> str:
    """Return all digits of a fraction that terminates, such as 12.50 or 1e3, as 12.5 and 1000."""
    with localcontext(prec=_DIGITS) as context:
        digits = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{context.normalize(digits):f}"


def to_sort_by(percent: Fraction | None) -> Decimal | None:
    """Return a percentage with six decimals for a column that lists are sorted by."""
    millionths = None if percent is None else round(percent * 10**6)
    return None if millionths is None else Decimal(millionths) / 10**6
