"""Putting a report together for its readers. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from muster.features.attempts import Attempt, Place
from muster.features.catalog import FileUpload, Prompt
from muster.features.media import AnswerFile, Take
from muster.features.reports.following import standing
from muster.features.reports.marking import is_rated_by_people
from muster.features.reports.model import Given, Score
from muster.features.reports.views import QuestionView, Rank, SectionView

FEWEST_FOR_A_RANK = 20
"""Complete reports of an activity, this one counted; among fewer a place says little."""
T = TypeVar("T", Given, Take, AnswerFile)


@dataclass(frozen=True, slots=True)
class Parts:
    """What was given for the questions of an attempt, and what was said of it.

    ``given`` holds every revision of the ratings, oldest first; ``spent`` are seconds by question.
    """

    places: Sequence[Place]
    given: Sequence[Given] = ()
    takes: Sequence[Take] = ()
    files: Sequence[AnswerFile] = ()
    spent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needs:
    """What of a report has to be asked for: most assessments have no recordings and no raters."""

    ratings: bool
    recordings: bool
    files: bool
    spent: bool

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Needs":
        """Look at the questions that were asked."""
        items = [place.item for place in places]
        return cls(
            ratings=any(is_rated_by_people(item) for item in items),
            recordings=any(isinstance(item, Prompt) for item in items),
            files=any(isinstance(item, FileUpload) for item in items),
            spent=any(item.time_limit_seconds is not None for item in items),
        )


def sections_of(score: Score, parts: Parts) -> tuple[SectionView, ...]:
    """Return the sections with their questions, in the order in which they were taken."""
    places = {place.item.id: place for place in parts.places}
    ratings = _by_item(standing(parts.given))
    takes, files = _by_item(parts.takes), _by_item(parts.files)
    sections: dict[int, list[QuestionView]] = defaultdict(list)
    for line in score.questions:
        item, answer = line.item, places[line.item].answer
        view = QuestionView(
            number=line.number,
            question=places[item].item,
            shown=places[item].order,
            value=None if answer is None else answer.value,
            mark=line.mark,
            given=ratings.get(item, ()),
            recordings=takes.get(item, ()),
            files=files.get(item, ()),
            late=answer is not None and answer.late,
            seconds_spent=parts.spent.get(item),
        )
        sections[line.section].append(view)
    return _with_tallies(score, sections)


def _with_tallies(
    score: Score, sections: Mapping[int, Sequence[QuestionView]]
) -> tuple[SectionView, ...]:
    # Scoring adds up sections in the order in which their questions were met, too.
    return tuple(
        SectionView(
            number=number + 1, title=part.name, tally=part.tally, questions=tuple(questions)
        )
        for (number, questions), part in zip(sections.items(), score.sections, strict=True)
    )


def without_accommodation(attempt: Attempt) -> Attempt:
    """Return a submitted attempt without the ends that its candidate's accommodation moved."""
    return replace(
        attempt,
        ends_at=None,
        closes_at=attempt.submitted_at or attempt.closes_at,
        paused_at=None,
        break_seconds_left=0,
    )


def rank_of(more: int, less: int, same: int) -> Rank | None:
    """Return the place of a result, counted itself among the ``same``; None among too few."""
    count = more + less + same
    if count < FEWEST_FOR_A_RANK:
        return None
    return Rank(place=more + 1, of=count, better_than_percent=100 * less // (count - 1))


def _by_item(found: Iterable[T]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for one in found:
        groups[one.item].append(one)
    return {item: tuple(group) for item, group in groups.items()}
