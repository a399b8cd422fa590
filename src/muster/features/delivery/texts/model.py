"""Texts of letters: which there are, and what they may name."""

from dataclasses import dataclass
from datetime import datetime

from muster.base.errors import InvalidError, NotFoundError

LETTER_KINDS = ("invitation", "home", "stage", "reminder", "deadline", "refusal", "withdrawal")
"""Letters that candidates get, and whose words an organization may write."""
LINKED_KINDS = frozenset(LETTER_KINDS) - {"refusal", "withdrawal"}
"""Those with a personal link: their text has it exactly once."""
LONGEST_SUBJECT = 500
LONGEST_BODY = 20_000
"""Characters of a subject and of a body."""
VARIABLES = frozenset(
    {
        "name",
        "organization",
        "activity",
        "activities",
        "details",
        "minutes",
        "deadline",
        "opens",
        "link",
        "contact",
        "started",
        "track",
        "step",
        "steps",
    }
)
"""What a text may name; docs/letters.md says what each is."""


class LetterTextError(InvalidError):
    """This text of a letter cannot be used."""

    code = "bad_letter_text"


class UnknownLetterTextError(NotFoundError):
    """The organization has no such text of a letter."""

    code = "unknown_letter_text"


@dataclass(frozen=True, slots=True)
class Words:
    """Subject in Liquid, and body in Liquid and Markdown, of a kind of letter in a language."""

    kind: str
    language: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class LetterText:
    """Words as they are kept: they never change, and one of a kind and language is in use."""

    id: int
    words: Words
    in_use: bool
    written_by: str
    written_at: datetime
