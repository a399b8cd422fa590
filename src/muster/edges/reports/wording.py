"""How a report writes numbers, times and sizes, and where its sentences come from.

Sentences are msgids of ``locale/LANGUAGE.po``; what a number or a date needs comes from the
Unicode CLDR through Babel. Everything here is text: a page escapes it, a PDF sets it.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from muster.base.language import catalogue
from muster.edges import richtext
from muster.features.reports import rounded

PACKAGE = "muster.edges.reports"
_SECONDS = 60
_MEGABYTE = 1_000_000
_LONGEST_NAME = 90


def words(language: str) -> NullTranslations:
    """Return the sentences of a language."""
    return catalogue(PACKAGE, language)


def number(value: Fraction, language: str) -> str:
    """Return points: as they are up to two decimals, else rounded to one, as marks do."""
    exact = (value * 100).denominator == 1
    digits = Decimal(value.numerator) / value.denominator if exact else rounded(value)
    return str(format_decimal(digits, "#,##0.##", locale=language))


def percent(value: Fraction | Decimal, language: str) -> str:
    """Return a percentage with one decimal at most, rounded half up."""
    share = rounded(Fraction(value)) / 100
    return str(format_percent(share, _percent_pattern(language), locale=language))


@lru_cache(maxsize=16)
def _percent_pattern(language: str) -> str:
    pattern = str(Locale.parse(language).percent_formats[None].pattern)
    return re.sub(r"0(?=\s?%)", "0.#", pattern)


def count(value: int, language: str) -> str:
    """Return a whole number."""
    return str(format_decimal(value, locale=language))


def stretch(seconds: float, language: str) -> str:
    """Return seconds as minutes and seconds."""
    minutes, rest = divmod(round(seconds), _SECONDS)
    parts = [format_unit(minutes, "duration-minute", locale=language)] if minutes else []
    if rest or not minutes:
        parts.append(format_unit(rest, "duration-second", locale=language))
    return format_list(parts, "standard", locale=language)


def clock(milliseconds: int) -> str:
    """Return a length as players show it: ``4:07``."""
    minutes, seconds = divmod(round(milliseconds / 1000), _SECONDS)
    return f"{minutes}:{seconds:02}"


def filesize(size: int, language: str) -> str:
    """Return bytes as kB or MB."""
    if size < _MEGABYTE:
        return str(format_unit(max(1, round(size / 1000)), "kilobyte", "short", locale=language))
    return str(format_unit(round(size / _MEGABYTE, 1), "megabyte", "short", locale=language))


def listed(parts: Iterable[str], language: str) -> str:
    """Return parts as a list of the language."""
    return format_list(list(parts), "standard", locale=language)


def initial(name: str) -> str:
    """Return the letter that stands for a name where there is no logo."""
    return next((letter.upper() for letter in name if letter.isalnum()), "·")


def name_of(prompt: str) -> str:
    """Return the beginning of a question's text, without markup, to tell it by."""
    line = " ".join(richtext.render(prompt, lambda _: None).striptags().split())
    if len(line) <= _LONGEST_NAME:
        return line
    # After a whole word, where the script has gaps between words.
    begun = line[: _LONGEST_NAME + 1].rpartition(" ")[0] or line[:_LONGEST_NAME]
    return f"{begun.rstrip(' ,;:.')}…"
