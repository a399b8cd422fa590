"""What a worker writes down about a message: one note, one row of the recording statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muster.features.delivery.model import Message
from muster.features.delivery.outcomes import (
    LONGEST_WORDS,
    Answer,
    Outcome,
    Settlement,
)


@dataclass(slots=True)
class Note:
    """A message, what became of it and, if the relay was asked, the try.

    ``ended_at`` is when the answer came; ``outcome`` is None for what is merely given back.
    """

    message: Message
    settlement: Settlement
    started_at: datetime
    ended_at: datetime
    outcome: Outcome | None = None
    answer: Answer | None = None
    sha256: bytes | None = None

    @property
    def words(self) -> str:
        """Return the relay's words, as many as are kept."""
        return self.answer.words[:LONGEST_WORDS] if self.answer else ""

    @property
    def rendering_changed(self) -> bool:
        """Tell whether this try's bytes are not those of the first."""
        first = self.message.rendered_sha256
        return first is not None and self.sha256 is not None and first != self.sha256

    def columns(self) -> tuple[Any, ...]:
        """Return the row, in the order of the statement RECORD."""
        message, settlement, outcome, answer = (
            self.message,
            self.settlement,
            self.outcome,
            self.answer,
        )
        return (
            message.organization_id,
            message.id,
            message.attempt,
            settlement.state,
            settlement.due_at,
            settlement.reason,
            settlement.failed,
            self.sha256,
            self.started_at,
            self.ended_at,
            answer.phase if answer else None,
            outcome.verdict if outcome else None,
            answer.code if answer else None,
            answer.enhanced if answer else None,
            self.words,
            self.rendering_changed,
        )
