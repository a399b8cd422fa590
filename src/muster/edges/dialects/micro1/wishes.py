"""Reading what a body says of an interview: ``CreateInterviewRequest`` and its kin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.base.errors import InvalidError
from muster.base.text import clean_line
from muster.edges.dialects.micro1.envelope import read_switch, read_text
from muster.edges.dialects.micro1.languages import tag_of

MOST_SKILLS = 10
MOST_QUESTIONS = 20
DEFAULT_MINUTES = 2
LONGEST_TEXT = 5000
_LONGEST_MINUTES = 60
_SHORTEST_SECONDS = 5
_SWITCHES = (
    "can_change_interview_language",
    "only_coding_round",
    "is_coding_round_required",
    "is_proctoring_required",
)
_WORDS = {"selected_coding_language": 100, "coding_exercise_details": LONGEST_TEXT}
KINDS = ("audio", "text")


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill that an interview is about."""

    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a customer; ``seconds`` to answer by voice (``audio``) or in writing."""

    question: str
    seconds: int
    kind: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a body says; None says nothing. ``flags`` is what Muster keeps and does not do."""

    name: str | None
    skills: tuple[Skill, ...] | None
    questions: tuple[Asked, ...] | None
    language: str | None
    flags: Mapping[str, Any]


def read_wish(body: Mapping[str, object]) -> Wish:
    """Return what a body says of an interview.

    Raises:
        InvalidError: something is of the wrong type, too long, or too much.
    """
    name = read_text(body, "interview_name")
    code = read_text(body, "interview_language")
    if code is not None:
        tag_of(code)
    return Wish(
        name and clean_line(name, field="interview_name"),
        read_skills(body),
        _read_questions(body),
        code,
        _read_flags(body),
    )


def read_skills(body: Mapping[str, object]) -> tuple[Skill, ...] | None:
    """Return the skills of a body.

    Raises:
        InvalidError: there are more than ten, or one has no name.
    """
    rows = _rows(body, "skills", MOST_SKILLS)
    if rows is None:
        return None
    skills = []
    for place, row in enumerate(rows):
        field = f"skills[{place}]"
        name = read_text(row, "name")
        if name is None:
            raise InvalidError(f"{field}.name is required", field=field)
        description = _prose(row, "description", field)
        skills.append(Skill(clean_line(name, field=f"{field}.name"), description))
    return tuple(skills)


def _read_questions(body: Mapping[str, object]) -> tuple[Asked, ...] | None:
    rows = _rows(body, "custom_question_list", MOST_QUESTIONS)
    if rows is None:
        return None
    questions = []
    for place, row in enumerate(rows):
        field = f"custom_question_list[{place}]"
        text = _prose(row, "question", field)
        if text is None:
            raise InvalidError(f"{field}.question is required", field=field)
        kind = read_text(row, "type") or KINDS[0]
        if kind not in KINDS:
            raise InvalidError(f"{field}.type must be audio or text", field=field)
        questions.append(Asked(text, _seconds(row.get("time"), field), kind))
    return tuple(questions)


def _seconds(minutes: object, field: str) -> int:
    """Return seconds; the vendor takes minutes here and tells seconds elsewhere."""
    if minutes is None:
        return DEFAULT_MINUTES * 60
    number = isinstance(minutes, int | float) and not isinstance(minutes, bool)
    if number and _SHORTEST_SECONDS <= minutes * 60 <= _LONGEST_MINUTES * 60:  # type: ignore[operator] # a number
        return round(minutes * 60)  # type: ignore[operator] # the same
    raise InvalidError(f"{field}.time must be minutes, at most {_LONGEST_MINUTES}", field=field)


def _read_flags(body: Mapping[str, object]) -> dict[str, Any]:
    flags: dict[str, Any] = {}
    for name in _SWITCHES:
        switch = read_switch(body, name)
        if switch is not None:
            flags[name] = switch
    for name, longest in _WORDS.items():
        text = read_text(body, name)
        if text is not None:
            flags[name] = _kept(text, name, longest)
    return flags


def _rows(
    body: Mapping[str, object], field: str, most: int
) -> Sequence[Mapping[str, object]] | None:
    rows = body.get(field)
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InvalidError(f"{field} must be an array of objects", field=field)
    if len(rows) > most:
        raise InvalidError(f"{field} must have at most {most} entries", field=field)
    return rows


def _prose(row: Mapping[str, object], name: str, field: str) -> str | None:
    text = read_text(row, name)
    return text and _kept(text, f"{field}.{name}", LONGEST_TEXT)


def _kept(text: str, field: str, longest: int) -> str:
    """Return a text of several lines as PostgreSQL and pages can keep it."""
    lines = [
        clean_line(line, field=field, longest=longest) for line in text.split("\n") if line.strip()
    ]
    kept = "\n".join(lines)
    if not kept or len(kept) > longest:
        raise InvalidError(f"{field} is empty or longer than {longest} characters", field=field)
    return kept
