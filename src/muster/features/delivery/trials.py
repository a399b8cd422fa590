"""Test letters: asked for by somebody who wants to know whether mail leaves, carried out by a worker.

A process that serves pages never speaks SMTP; and what is to be known is whether a worker, with
its own network and its own settings, can. So the wish is a row, and so is the conversation.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from asyncpg import Record

from muster.base.clock import Clock
from muster.features.delivery.model import Letter, Message, Renderer
from muster.features.delivery.outcomes import Answer, Verdict, classify
from muster.features.delivery.senders import Sender
from muster.features.delivery.senders.transcript import Line, Transcript, Voice
from muster.features.delivery.store import trials as store
from muster.storage.postgres import Connection, Database, Role, action, service

_PATIENCE = timedelta(minutes=2)
"""After so long a worker that took a test letter is taken for dead."""


class TrialOutcome(StrEnum):
    """What came of a test letter."""

    ACCEPTED = "accepted"
    """The relay took it."""
    REFUSED = "refused"
    """The relay answered, and did not take it."""
    LOST = "lost"
    """There was no answer, or none that counts."""
    NO_RELAY = "no_relay"
    """No way out of the house is configured where the worker runs."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test letter; ``outcome`` is None while it is under way."""

    recipient: str
    organization: str
    locale: str
    asked_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    outcome: TrialOutcome | None
    lines: tuple[Line, ...]

    def stuck(self, now: datetime) -> bool:
        """Tell whether nobody has taken it up, or brought it to an end, for too long."""
        since = self.begun_at or self.asked_at
        return self.outcome is None and now - since > _PATIENCE


@dataclass(frozen=True, slots=True)
class Wish:
    """A test letter that somebody wants: to whom, in whose name, in which language."""

    recipient: str
    organization: str
    locale: str


@action
async def ask_trial(connection: Connection, organization: int, wish: Wish, clock: Clock) -> None:
    """Ask for a test letter. One is under way at a time; asking again meanwhile changes nothing."""
    await store.ask_trial(
        connection,
        organization,
        wish.recipient,
        wish.organization,
        wish.locale,
        clock.now(),
        _PATIENCE,
    )


@action
async def find_trial(connection: Connection, organization: int) -> Trial | None:
    """Return the organization's last test letter, or None."""
    row = await store.select_trial(connection, organization)
    return _trial(row) if row else None


async def carry_out_trial(
    database: Database, sender: Sender | None, renderer: Renderer, clock: Clock
) -> bool:
    """Send the test letter that waits longest, if there is one; tells whether there was.

    ``renderer`` is that of notices, which a test letter is.
    """
    worker = database.acting_as(Role.WORKER)
    row = await _take(worker, clock.now())
    if row is None:
        return False
    transcript = Transcript()
    letter = renderer(_message(row))
    outcome = await _converse(sender, letter, transcript)
    await _end(worker, row, clock.now(), outcome, transcript.lines)
    return True


@service
async def _take(connection: Connection, now: datetime) -> Record | None:
    return await store.take_trial(connection, now, _PATIENCE)


@service
async def _end(
    connection: Connection,
    row: Record,
    now: datetime,
    outcome: TrialOutcome,
    lines: list[Line],
) -> None:
    spoken = json.dumps([[line.voice, line.words] for line in lines])
    await store.end_trial(connection, row["organization_id"], row["begun_at"], now, outcome, spoken)


def _message(row: Record) -> Message:
    """Return a notice that never was in the queue; it is tried once, and nobody waits for it."""
    return Message(
        organization_id=row["organization_id"],
        id=0,
        uid=uuid4(),
        kind="notice",
        reference=0,
        recipient=row["recipient"],
        recipient_key=row["recipient"],
        variables={
            "about": "trial",
            "facts": {},
            "organization": row["organization"],
            "locale": row["locale"],
        },
        template="notice.1",
        created_at=row["begun_at"],
        attempt=1,
        rendered_sha256=None,
    )


async def _converse(sender: Sender | None, letter: Letter, transcript: Transcript) -> TrialOutcome:
    if sender is None:
        transcript.note("MUSTER_SMTP_URL is not set where the worker runs")
        return TrialOutcome.NO_RELAY
    channel = await sender.connect(transcript)
    if isinstance(channel, Answer):
        return _judged(channel, transcript)
    try:
        answer = await channel.offer(letter) or await channel.deliver()
        outcome = _judged(answer, transcript)
        await channel.leave()
        return outcome
    finally:
        channel.close()


def _judged(answer: Answer, transcript: Transcript) -> TrialOutcome:
    if classify(answer).verdict is Verdict.ACCEPTED:
        return TrialOutcome.ACCEPTED
    if answer.code is not None:
        return TrialOutcome.REFUSED
    transcript.note(f"{answer.phase}: {answer.words}")
    return TrialOutcome.LOST


def _trial(row: Record) -> Trial:
    spoken = [Line(Voice(voice), words) for voice, words in json.loads(row["lines"])]
    outcome = TrialOutcome(row["outcome"]) if row["outcome"] else None
    return Trial(**{**row, "outcome": outcome, "lines": tuple(spoken)})
