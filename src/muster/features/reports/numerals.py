"""Numbers as people type them: what a text may mean.

Whoever types ``1,234`` may mean one thousand or one and a bit, depending on where they learnt
to write. So a text has *readings*, all that it can mean, and an answer is right when one of
them is: nobody loses points to a habit of writing.
"""

import re
import unicodedata
from fractions import Fraction

from muster.features.reports.phrases import tidied

_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_DECIMAL_MARKS = (".", ",", _ARABIC_DECIMAL)
_GROUP_MARKS = (",", ".", " ", "'", _ARABIC_GROUP)
# Groups of three; or the Indian way, groups of two before the last three (12,34,567).
_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+|[1-9]\d?(?: \d{2})* \d{3}")
# Two digits of exponent reach beyond what can be counted, and cannot fill the memory.
_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<body>[\d.,' \u066b\u066c]*\d[.,\u066b]?)"
    r"(?: ?(?:[eE]|[x×·*] ?10 ?\^) ?(?P<exponent>[+-]?\d{1,2}))?"
)


def readings(text: str, unit: str | None = None) -> frozenset[Fraction]:
    """Return every number that a text can mean; empty when it is none.

    Digits of any script, all kinds of minus, groups of digits parted by a comma, point, space or
    apostrophe, a decimal comma or point, ``1.5e3`` and ``1.5 × 10^3``; the unit may stand behind
    or before it. Where the question names none, a sign of currency says nothing, and ``85 %``
    means 85 or 0.85.
    """
    plain = _plain(text)
    if unit:
        return _read(_without_unit(plain, unit))
    values = _read("".join(filter(_is_no_currency, plain)).removesuffix("%").strip())
    return values | {value / 100 for value in values} if plain.endswith("%") else values


def _read(text: str) -> frozenset[Fraction]:
    number = _NUMBER.fullmatch(text)
    if number is None:
        return frozenset()
    factor = Fraction(10) ** int(number["exponent"] or 0)
    if number["sign"] == "-":
        factor = -factor
    return frozenset(value * factor for value in _values(number["body"]))


def _plain(text: str) -> str:
    """Return the text with ASCII digits, signs and single spaces."""
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in tidied(text))


def _is_no_currency(letter: str) -> bool:
    return unicodedata.category(letter) != "Sc"


def _without_unit(text: str, unit: str) -> str:
    unit = _plain(unit).casefold()
    folded = text.casefold()
    # Folding may change lengths, so that what remains is cut from the folded text.
    if folded.endswith(unit):
        return folded.removesuffix(unit).strip()
    sign = folded[:1] if folded[:1] in {"+", "-"} else ""
    unsigned = folded.removeprefix(sign).strip()
    return sign + unsigned.removeprefix(unit).strip() if unsigned.startswith(unit) else text


def _values(body: str) -> set[Fraction]:
    found = {_whole(body)}
    for mark in _DECIMAL_MARKS:
        whole, parted, decimals = body.rpartition(mark)
        if not parted or mark in whole or not (decimals.isdecimal() or not decimals):
            continue
        units = _whole(whole) if whole else Fraction(0)
        if units is not None:
            found.add(units + Fraction(int(decimals or "0"), 10 ** len(decimals)))
    return {value for value in found if value is not None}


def _whole(digits: str) -> Fraction | None:
    """Return a number without decimals, in groups of one kind or in none."""
    if digits.isdecimal():
        return Fraction(int(digits))
    for mark in _GROUP_MARKS:
        groups = digits.split(mark)
        if all(group.isdecimal() for group in groups) and _GROUPS.fullmatch(" ".join(groups)):
            return Fraction(int("".join(groups)))
    return None
