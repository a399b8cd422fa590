"""How a report speaks: one language, one time zone, for everything that a sheet says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from gettext import NullTranslations

from muster.base.moments import instant
from muster.edges.reports import wording


@dataclass(frozen=True, slots=True)
class Voice:
    """A language and a time zone, and what can be said with them."""

    language: str
    zone: str
    _words: NullTranslations = field(init=False)

    def __post_init__(self) -> None:
        """Open the catalogue."""
        object.__setattr__(self, "_words", wording.words(self.language))

    def say(self, text: str) -> str:
        """Return a sentence."""
        return self._words.gettext(text)

    def plural(self, one: str, many: str, number: int) -> str:
        """Return a sentence in the form for a number, which may stand in it as ``num``."""
        text = self._words.ngettext(one, many, number)
        return text % {"num": self.count(number)} if "%(num)s" in text else text

    def count(self, number: int) -> str:
        """Return a whole number."""
        return wording.count(number, self.language)

    def number(self, value: Fraction) -> str:
        """Return a number of points."""
        return wording.number(value, self.language)

    def percent(self, value: Fraction | Decimal) -> str:
        """Return a percentage."""
        return wording.percent(value, self.language)

    def listed(self, parts: Iterable[str]) -> str:
        """Return parts as a list."""
        return wording.listed(parts, self.language)

    def stretch(self, seconds: float) -> str:
        """Return a length of time."""
        return wording.stretch(seconds, self.language)

    def filesize(self, size: int) -> str:
        """Return bytes as kB or MB."""
        return wording.filesize(size, self.language)

    def moment(self, moment: datetime) -> str:
        """Return an instant to the minute, in the zone's local time, with the zone's name."""
        return instant(moment.replace(second=0, microsecond=0), self.zone, self.language)

    def points(self, points: Fraction | None, of: Fraction) -> str:
        """Return what was earned of what could be; None is not known yet."""
        # By this number a language chooses the word for points; 2.5 is many.
        many = int(of) if of.denominator == 1 else 100
        if points is None:
            text = self.plural("up to %(of)s point", "up to %(of)s points", many)
            return text % {"of": self.number(of)}
        text = self.plural("%(points)s of %(of)s point", "%(points)s of %(of)s points", many)
        return text % {"points": self.number(points), "of": self.number(of)}
