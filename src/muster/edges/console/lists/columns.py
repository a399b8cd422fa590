"""The columns of exported lists, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime

from muster.base.ids import to_typeid
from muster.base.spreadsheet import Cell
from muster.edges.console.tables import head_of, stamp, yes_or_no
from muster.edges.console.words import Words, marked
from muster.features.delivery import MessageState
from muster.features.lists import Line, PersonLine, Standing

_INVITATIONS = (
    marked("Invitation"),
    marked("Name"),
    marked("Address"),
    marked("Activity"),
    marked("Activity key"),
    marked("Your own reference"),
    marked("State"),
    marked("Score in percent"),
    marked("Passed"),
    marked("Stage"),
    marked("Invited"),
    marked("Link opened"),
    marked("Started"),
    marked("Completed"),
    marked("Revoked"),
    marked("Ends"),
    marked("Letter"),
    marked("Time of the letter"),
)
_CANDIDATES = (
    marked("Candidate"),
    marked("Name"),
    marked("Address"),
    marked("Invitations"),
    marked("Open"),
    marked("Completed"),
    marked("Latest score in percent"),
    marked("Best score in percent"),
    marked("Last invited to"),
    marked("Last activity"),
    marked("Suppressed"),
    marked("On hold"),
    marked("Added"),
)
_STATES: Mapping[Standing, str] = {
    Standing.UNMAILED: marked("Not mailed"),
    Standing.WAITING: marked("On its way"),
    Standing.DELIVERED: marked("Delivered"),
    Standing.BOUNCED: marked("Letter bounced"),
    Standing.REFUSED: marked("Letter refused"),
    Standing.SUPPRESSED: marked("Address suppressed"),
    Standing.OPENED: marked("Opened"),
    Standing.STARTED: marked("Started"),
    Standing.REVIEW: marked("Waits for review"),
    Standing.FINISHED: marked("Completed"),
    Standing.PASSED: marked("Passed"),
    Standing.FAILED: marked("Not passed"),
    Standing.EXPIRED: marked("Expired"),
    Standing.REVOKED: marked("Revoked"),
}
_LETTERS: Mapping[MessageState, str] = {
    MessageState.QUEUED: marked("Waits to leave"),
    MessageState.SENDING: marked("Is leaving"),
    MessageState.ACCEPTED: marked("Sent"),
    MessageState.DEFERRED: marked("Will be tried again"),
    MessageState.UNKNOWN: marked("Perhaps sent; will be tried again"),
    MessageState.BOUNCED: marked("Bounced"),
    MessageState.SUPPRESSED: marked("Not sent: address suppressed"),
    MessageState.CANCELLED: marked("Not needed any more"),
    MessageState.DEAD: marked("Given up"),
}


class InvitationColumns:
    """Invitations as lines of a table."""

    def __init__(self, words: Words, now: datetime) -> None:
        """Take the reader's language, and when it is."""
        self._words = words
        self._now = now

    def head(self) -> str:
        """Return the first line."""
        return head_of(self._words, _INVITATIONS)

    def cells(self, line: Line) -> tuple[Cell, ...]:
        """Return what is in the columns of an invitation."""
        result = line.result
        passed = result.passed if result else None
        return (
            to_typeid("inv", line.uid),
            line.name,
            line.address,
            line.activity_title,
            line.activity_key,
            line.external_id,
            self._words(_STATES[line.standing(self._now)]),
            result.percent if result else None,
            None if passed is None else yes_or_no(self._words, passed),
            line.step.title if line.step else None,
            stamp(line.created_at),
            stamp(line.opened_at),
            stamp(line.started_at),
            stamp(line.completed_at),
            stamp(line.revoked_at),
            stamp(line.expires_at),
            self._words(_LETTERS[MessageState(line.letter)]) if line.letter else None,
            stamp(line.letter_at),
        )


class CandidateColumns:
    """Candidates as lines of a table."""

    def __init__(self, words: Words) -> None:
        """Take the reader's language."""
        self._words = words

    def head(self) -> str:
        """Return the first line."""
        return head_of(self._words, _CANDIDATES)

    def cells(self, line: PersonLine) -> tuple[Cell, ...]:
        """Return what is in the columns of a candidate."""
        return (
            to_typeid("cand", line.uid),
            line.name,
            line.address,
            line.invitations,
            line.open,
            line.completed,
            line.latest,
            line.best,
            line.last_title,
            stamp(line.last_at),
            yes_or_no(self._words, line.suppressed),
            yes_or_no(self._words, line.held),
            stamp(line.created_at),
        )
