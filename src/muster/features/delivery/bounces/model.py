"""Bounces: what comes back about a letter, what it means, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from muster.features.delivery.model import BounceKind

LARGEST = 1024 * 1024
"""Bytes of a report that are read; ours are a hundredth of it, and so is what comes back."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a report says about one recipient.

    ``reason`` is a stable word, ``status`` an enhanced status code (RFC 3463), ``final`` that
    nobody tries any more. ``recipients`` are the addresses that it names, in lower case.
    ``guessed``: no machine wrote it for machines, so that it counts for these addresses only.
    """

    kind: BounceKind
    reason: str
    final: bool
    status: str | None = None
    words: str = ""
    recipients: frozenset[str] = frozenset()
    guessed: bool = False

    @property
    def suppresses(self) -> bool:
        """Tell whether nothing more should be sent to the address."""
        return self.kind in {BounceKind.HARD, BounceKind.COMPLAINT}


@dataclass(frozen=True, slots=True)
class Report:
    """A mail that tells about letters: which, by the UUIDs of their Message-IDs, and what.

    ``names`` are pairs of UUID and kind of message. ``identity`` makes the report that one.
    """

    names: tuple[tuple[UUID, str], ...]
    notices: tuple[Notice, ...]
    identity: bytes


class Ignored(StrEnum):
    """Why a mail that came in changes nothing; the sentence is for people."""

    TOO_LARGE = "It is larger than 1 MB, which no report about our letters is"
    UNREADABLE = "It cannot be read"
    OWN_LETTER = "It is a letter of ours, or was sent from a return path of ours"
    AUTO_REPLY = "It is an automatic reply"
    NO_BOUNCE = "It says nothing about a letter that could not be delivered"
    UNKNOWN = "It is about no letter that we know"
    OTHER_ADDRESS = "It is about another address than the letter's"
    TOO_MANY = "There are too many reports about this letter already"
    NEVER_LEFT = "It is about a letter that has not left"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail: a bounce of a message, or why it was ignored.

    ``again``: the same report had come before, and nothing was changed.
    """

    ignored: Ignored | None = None
    organization_id: int | None = None
    message_id: int | None = None
    kind: BounceKind | None = None
    reason: str | None = None
    again: bool = False


class Way(StrEnum):
    """How reports come in."""

    COMMAND = "command"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Intake:
    """How a way in does; ``trouble`` is "" while it works."""

    looked_at: datetime | None
    received_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class IntakeHealth:
    """How reports come in, and how many of each kind ever did (``ignored`` among the kinds)."""

    ways: dict[Way, Intake]
    counts: dict[str, int]
    policy_at: datetime | None
    """When the last letter came back for reasons that lie with us."""
