"""Hiding whose report it is, and what others said, until the reader has rated. Pure.

What is hidden is taken out of the report itself, so that no page, file or PDF that is made of it
can tell it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

from muster.base.ids import to_typeid
from muster.features.candidates import Candidate
from muster.features.reports import (
    Given,
    Mark,
    PartScore,
    QuestionScore,
    QuestionView,
    ReportView,
    Rule,
    Score,
    SectionView,
    Tally,
    mark,
)

_NOBODY = UUID(int=0)
_PEOPLE = frozenset({Rule.RUBRIC, Rule.PLAIN_POINTS})
_MASK = "▒▒▒"
_SHORTEST = 3
"""Parts of a name with fewer letters are words of many languages, too."""


def code_of(report: UUID) -> str:
    """Return what a person is called while the name is hidden: four letters of the report's id."""
    return to_typeid("rep", report)[-4:].upper()


def to_rate(view: ReportView) -> tuple[QuestionView, ...]:
    """Return the questions whose answers people rate."""
    return tuple(one for one in view.questions if one.mark.rule in _PEOPLE)


def own_ratings(view: ReportView, reviewer: str) -> dict[str, Given]:
    """Return a reviewer's present ratings by question."""
    return {
        given.item: given
        for question in view.questions
        for given in question.given
        if given.reviewer == reviewer
    }


def veil(view: ReportView, reviewer: str) -> ReportView:
    """Return a report that does not say whose it is, nor what others gave."""
    sections = tuple(
        _section(section, reviewer, view.candidate)
        for section in view.sections
        if any(one.mark.rule in _PEOPLE for one in section.questions)
    )
    code = f"№ {code_of(view.report.uid)}"
    return replace(
        view,
        report=replace(view.report, score=_score(sections), completed_at=None, changed_at=None),
        candidate=replace(
            view.candidate, id=0, uid=_NOBODY, name=code, address="", address_key="", locale=None
        ),
        invitation=replace(
            view.invitation,
            uid=_NOBODY,
            candidate_id=0,
            external_id=None,
            metadata={},
            redirect_url=None,
            locale=None,
        ),
        attempt=replace(view.attempt, candidate_id=0),
        sections=sections,
        skills=(),
        rank=None,
    )


def masked(text: str, candidate: Candidate) -> str:
    """Return a text in which the person's name and address stand no more."""
    parts = [candidate.name, candidate.address, *re.split(r"[\s,;.'’-]+", candidate.name)]
    hidden = sorted({part for part in parts if len(part) >= _SHORTEST}, key=len, reverse=True)
    if not hidden:
        return text
    return re.sub(
        "|".join(rf"\b{re.escape(part)}\b" for part in hidden), _MASK, text, flags=re.IGNORECASE
    )


def _section(section: SectionView, reviewer: str, candidate: Candidate) -> SectionView:
    questions = tuple(
        _question(one, reviewer, candidate) for one in section.questions if one.mark.rule in _PEOPLE
    )
    return replace(section, questions=questions, tally=_tally([one.mark for one in questions]))


def _question(view: QuestionView, reviewer: str, candidate: Candidate) -> QuestionView:
    own = tuple(given for given in view.given if given.reviewer == reviewer)
    files = tuple(
        replace(file, name=f"{number}.{file.kind}") for number, file in enumerate(view.files, 1)
    )
    return replace(
        view,
        value=masked(view.value, candidate) if isinstance(view.value, str) else view.value,
        mark=mark(view.question, view.value, [given.rating for given in own]),
        given=own,
        files=files,
    )


def _score(sections: Sequence[SectionView]) -> Score:
    questions = tuple(
        QuestionScore(
            one.number,
            section.number - 1,
            section.title,
            one.question.id,
            one.question.skill,
            one.mark,
        )
        for section in sections
        for one in section.questions
    )
    return Score(
        questions=questions,
        sections=tuple(PartScore(section.title, section.tally) for section in sections),
        skills=(),
        overall=_tally([one.mark for one in questions]),
        pass_percent=None,
    )


def _tally(marks: Sequence[Mark]) -> Tally:
    return Tally(
        points=sum((one.points or Fraction(0) for one in marks), Fraction(0)),
        of=sum((one.of for one in marks), Fraction(0)),
        waiting=sum(one.points is None for one in marks),
    )
