"""The facts that the journal gets of recordings and files; they hold no name and no content."""

from typing import Any

from muster.features import journal
from muster.features.media.model import Take, TakeState

WORKER = "media"
"""Who did what the worker did."""
_ENDED = {
    TakeState.READY: "recording.ready",
    TakeState.UNCHECKED: "recording.unchecked",
    TakeState.DAMAGED: "recording.damaged",
    TakeState.QUARANTINED: "recording.quarantined",
}


def completed(take: Take) -> journal.Fact:
    """Return that a candidate's recording has arrived whole."""
    return _of_take("recording.completed", take)


def ended(take: Take, state: TakeState, reason: str | None) -> journal.Fact:
    """Return what became of a recording."""
    return _of_take(_ENDED[state], take, reason=reason)


def salvaged(take: Take, count: int) -> journal.Fact:
    """Return that a recording was made of its first chunks, because nobody completed it."""
    return _of_take("recording.salvaged", take, chunks=count)


def viewed(take: Take) -> journal.Fact:
    """Return that somebody of the staff looked at a recording."""
    return _of_take("recording.viewed", take)


def of_file(kind: str, number: int, attempt: int, item: str) -> journal.Fact:
    """Return what happened to a file: ``file.uploaded``, ``file.removed`` or ``file.viewed``."""
    return journal.Fact(kind, "file", number, {"attempt_id": attempt, "question": item})


def _of_take(kind: str, take: Take, **more: Any) -> journal.Fact:
    data = {"attempt_id": take.attempt_id, "question": take.item, "number": take.number}
    return journal.Fact(kind, "recording", take.id, data | more)
