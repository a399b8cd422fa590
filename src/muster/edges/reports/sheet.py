"""What a report says, in the reader's words, before it becomes a page or a PDF.

Both draw the same sheet, so that neither can say what the other leaves out. Texts are plain and
unescaped; a ``Rich`` is an author's Markdown, which each draws in its own way. Shares are parts
of one, for charts.
"""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What became of a report, or of a question."""

    PASSED = "passed"
    FAILED = "failed"
    DONE = "done"
    """It is complete, and the activity has no cut-off."""
    WAITING = "waiting"


class Earned(StrEnum):
    """How much of its points a question earned."""

    FULL = "full"
    PART = "part"
    NONE = "none"
    UNANSWERED = "unanswered"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Rich:
    """Markdown of an activity's author."""

    source: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of facts: what it is, what it says, and a smaller word beside it."""

    label: str
    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result. ``share`` is None while points are missing, ``cut`` without a cut-off."""

    standing: Standing
    word: str
    percent: str
    points: str
    share: float | None
    cut: float | None
    cut_text: str
    said: str
    """What the drawing of it shows, in words."""
    note: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A section or a skill: its name, its points, and its share, None while points are missing."""

    name: str
    points: str
    percent: str
    share: float | None
    waiting: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A place among others, in words, and how all results spread over steps of ten per cent.

    ``steps`` name them, ``here`` is the one of this result; ``spread`` is empty when nobody knows.
    """

    said: str
    detail: str
    steps: tuple[str, ...]
    spread: tuple[int, ...]
    here: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed of one kind."""

    kind: str
    times: str
    length: str
    where: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an answer: what was given beside what is right; None where there is nothing."""

    label: str
    text: Rich | None
    given: Rich | None
    right: Rich | None
    chosen: bool = False
    fits: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was handed in: its TypeID, its name, its size in words."""

    id: str
    name: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A take: ``chapter`` names it in the player, ``state`` says why it cannot be watched."""

    id: str
    chapter: str
    take: str
    length: str
    medium: str
    playable: bool
    counts: bool
    """It is the answer, not an earlier take."""
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer. ``form`` says which of the rest is filled.

    ``options``: a row an option; ``order`` and ``pairs``: rows with what was given beside what is
    right; ``text``: a line beside ``expected``; ``prose``: a long text; ``files``, ``takes``;
    ``nothing``.
    """

    form: str
    rows: tuple[Row, ...] = ()
    text: str = ""
    expected: tuple[str, ...] = ()
    size: str = ""
    files: tuple[Attached, ...] = ()
    takes: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """What one reviewer gave: a line a criterion with its points, and a comment."""

    who: str
    when: str
    points: str
    lines: tuple[Fact, ...]
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with everything about it."""

    number: int
    kind: str
    skill: str
    earned: Earned
    word: str
    points: str
    prompt: Rich
    answer: Answered
    line: str
    """How the points came about, in English."""
    explanation: Rich | None
    ratings: tuple[Rated, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its title may be empty."""

    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A report, ready to be drawn; ``words`` are headings and labels by their short names."""

    language: str
    direction: str
    content_language: str
    employer: str
    accent: str | None
    candidate: str
    title: str
    kind: str
    verdict: Verdict
    facts: tuple[Fact, ...]
    placed: Placed | None
    sections: tuple[Bar, ...]
    skills: tuple[Bar, ...]
    noticed: tuple[Noticed, ...]
    parts: tuple[Part, ...]
    made: str
    words: dict[str, str]

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Return all questions in order."""
        return tuple(question for part in self.parts for question in part.questions)

    @property
    def takes(self) -> tuple[Recorded, ...]:
        """Return all recordings in order."""
        return tuple(take for question in self.questions for take in question.answer.takes)
