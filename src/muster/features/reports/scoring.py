"""Scoring: from the marks of questions to sections, skills and the whole; exact sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from muster.features.attempts import Place
from muster.features.catalog import Content, Track, sections_of
from muster.features.reports.marking import mark, mark_arriving
from muster.features.reports.model import (
    Mark,
    PartScore,
    QuestionScore,
    Rating,
    Score,
    Tally,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is scored: the questions that were asked, the ratings by question, the cut-off.

    ``arriving`` names questions without an answer whose recording is still on its way.
    """

    places: Sequence[Place]
    section_titles: Sequence[str]
    pass_percent: Decimal | None = None
    ratings: Mapping[str, Sequence[Rating]] = field(default_factory=dict)
    arriving: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        content: Content,
        places: Sequence[Place],
        ratings: Mapping[str, Sequence[Rating]],
        arriving: frozenset[str],
    ) -> "Taken":
        """Take titles and cut-off from the version that the attempt was taken on."""
        percent = None if isinstance(content, Track) else content.pass_percent
        titles = [section.title for section in sections_of(content)]
        return cls(places, titles, percent, ratings, arriving)


def score(taken: Taken) -> Score:
    """Return what an attempt earned."""
    questions = tuple(_question(place, taken) for place in taken.places)
    return Score(
        questions=questions,
        sections=_parts(
            (question.section_title, question.mark, question.section) for question in questions
        ),
        # By name: candidates may have had the questions in different orders.
        skills=_parts(
            (question.skill, question.mark, 0)
            for question in sorted(questions, key=lambda question: question.skill or "")
            if question.skill
        ),
        overall=_tally([question.mark for question in questions]),
        pass_percent=taken.pass_percent,
    )


def _question(place: Place, taken: Taken) -> QuestionScore:
    item = place.item
    value = place.answer.value if place.answer else None
    if value is None and item.id in taken.arriving:
        given = mark_arriving(item)
    else:
        given = mark(item, value, taken.ratings.get(item.id, ()))
    title = taken.section_titles[place.section]
    return QuestionScore(place.number, place.section, title, item.id, item.skill, given)


def _parts(marks: Iterable[tuple[str, Mark, int]]) -> tuple[PartScore, ...]:
    """Add up by name and number, in the order in which they were met."""
    groups: dict[tuple[int, str], list[Mark]] = {}
    for name, given, number in marks:
        groups.setdefault((number, name), []).append(given)
    return tuple(PartScore(name, _tally(group)) for (_, name), group in groups.items())


def _tally(marks: Sequence[Mark]) -> Tally:
    return Tally(
        points=sum((given.points or Fraction(0) for given in marks), Fraction(0)),
        of=sum((given.of for given in marks), Fraction(0)),
        waiting=sum(given.points is None for given in marks),
    )
