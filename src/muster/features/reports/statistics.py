"""What attempts tell of the questions: how hard each is, how well it separates, what is chosen.

Difficulty is the mean share of the points. Discrimination is the corrected item-total
correlation: of the points of a question with those of all others of the same attempt, so that a
question does not correlate with itself (Nunnally & Bernstein, Psychometric Theory, 3rd edition,
chapter 8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FEWEST_ATTEMPTS = 20
"""Complete attempts without which numbers would say more of chance than of questions."""
MOST_ATTEMPTS = 1000
"""The last ones of a version that are counted; more would not change what is said."""

_EASY = 0.95
_HARD = 0.2
_WEAK = 0.1
_REVERSED = -0.15
_OMITTED = 0.15


class Hint(StrEnum):
    """What the numbers of a question suggest to look at."""

    EASY = "easy"
    """Almost everybody gets all points."""
    HARD = "hard"
    """Hardly anybody gets points."""
    REVERSED = "reversed"
    """Who does well elsewhere does badly here: the key may be wrong."""
    WEAK = "weak"
    """It has little to do with the other questions."""
    OMITTED = "omitted"
    """Many leave it out."""


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """The numbers of one question.

    ``share`` is the mean share of the points, 0 to 1; ``discrimination`` is -1 to 1, None where
    all had the same points. ``seconds`` is the median from the answer before to this one, the
    last time that it was saved, None where nobody answered. ``chosen`` counts options by letter.
    """

    item: str
    attempts: int
    share: float
    discrimination: float | None
    omitted: float = 0.0
    seconds: float | None = None
    chosen: Mapping[str, int] = field(default_factory=dict)

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Return what the numbers suggest, the most urgent first."""
        telling = self.discrimination
        plain = _HARD < self.share < _EASY
        found = {
            Hint.REVERSED: telling is not None and telling <= _REVERSED,
            Hint.HARD: self.share <= _HARD,
            Hint.EASY: self.share >= _EASY,
            Hint.WEAK: telling is not None and _REVERSED < telling < _WEAK and plain,
            Hint.OMITTED: self.omitted >= _OMITTED,
        }
        return tuple(hint for hint, true in found.items() if true)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The numbers of a version; ``attempts`` are the complete ones that were counted.

    ``items`` is empty while there are fewer than ``FEWEST_ATTEMPTS``.
    """

    attempts: int
    items: Mapping[str, ItemStatistics] = field(default_factory=dict)
