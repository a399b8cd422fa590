"""Drawing the questions of an attempt: which, in what order, with options in what order. Pure.

The same seed draws the same from the same version. What was drawn is written down all the same:
a result must not depend on how some release of Python shuffles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from muster.features.catalog import (
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    Section,
    SingleChoice,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question of an attempt: its number from 1, its section from 0, its options as shown."""

    number: int
    section: int
    item: Question
    shown: tuple[str, ...]


def draw(sections: Sequence[Section], seed: int) -> tuple[Drawn, ...]:
    """Draw an attempt: of each section's pool as many questions as it says."""
    chance = Random(seed)  # noqa: S311 -- nothing is secret about it
    chosen = [
        (number, item)
        for number, section in enumerate(sections)
        for item in _questions(section, chance)
    ]
    return tuple(
        Drawn(number, section, item, _options(item, chance))
        for number, (section, item) in enumerate(chosen, start=1)
    )


def _questions(section: Section, chance: Random) -> list[Question]:
    places = list(range(len(section.questions)))
    if section.draw is not None and section.draw < len(places):
        places = sorted(chance.sample(places, section.draw))
    if section.shuffle:
        chance.shuffle(places)
    return [section.questions[place] for place in places]


def _options(item: Question, chance: Random) -> tuple[str, ...]:
    match item:
        case SingleChoice() | MultipleChoice():
            letters = list(item.options)
            if item.shuffle:
                chance.shuffle(letters)
            return tuple(letters)
        case Ordering():
            return _unsolved(item, chance)
        case Matching():
            # Files tend to have items and their options side by side.
            return tuple(chance.sample(list(item.options), len(item.options)))
    return ()


def _unsolved(item: Ordering, chance: Random) -> tuple[str, ...]:
    # Whoever leaves it as it is must not be right.
    letters = tuple(chance.sample(list(item.options), len(item.options)))
    return letters if letters != item.correct else letters[1:] + letters[:1]
