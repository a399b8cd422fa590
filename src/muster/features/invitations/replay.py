"""Answering a repeated Idempotency-Key: what was done then, shown as it is now.

Outcomes and ids are kept, in the same transaction as their effect; links and states are made
again from the rows, so a replay after a rotation carries the link that works.
"""

import json
from datetime import datetime

from muster.base.errors import ConflictError
from muster.features import delivery
from muster.features.candidates import Candidate
from muster.features.catalog import Activity
from muster.features.invitations.model import (
    Call,
    IdempotencyMismatchError,
    Invitation,
    Outcome,
    Problem,
    Repeat,
)
from muster.features.invitations.store import reading, writing
from muster.features.invitations.views import Invited, Row
from muster.storage.postgres import Connection


class ErasedError(ConflictError):
    """The candidate was erased after this call; call anew to invite them again."""

    code = "erased"


async def take_or_repeat(
    connection: Connection, organization: int, call: Call, now: datetime
) -> Invited | None:
    """Take the call's key, or return what the call that took it did.

    Raises:
        IdempotencyMismatchError: that was another request.
        asyncpg.LockNotAvailableError: that call is still running after two seconds.
    """
    repeat = _repeat(call)
    taken = await writing.claim_idempotency(
        connection, organization, (repeat.key, repeat.route, repeat.fingerprint), now
    )
    if taken:
        return None
    row = await writing.select_idempotency(connection, organization, repeat.key, repeat.route)
    if row is None or bytes(row["fingerprint"]) != repeat.fingerprint:
        raise IdempotencyMismatchError
    outcomes = json.loads(row["outcomes"])
    ids = [outcome[3] for outcome in outcomes if outcome[3] is not None]
    found = {
        view.invitation.id: (view.invitation, view.candidate)
        for view in await reading.select_by_ids(connection, organization, ids)
    }
    owed = [outcome[4] for outcome in outcomes if outcome[4] is not None]
    letters = await delivery.look_up(connection, organization, owed)
    rows = tuple(_row(call, outcome, found, letters) for outcome in outcomes)
    return Invited(rows, replayed=True)


async def keep(connection: Connection, organization: int, call: Call, invited: Invited) -> None:
    """Keep what the call did under its key."""
    repeat = _repeat(call)
    outcomes = [
        [
            row.guest,
            row.activity.id,
            row.outcome.value,
            row.invitation and row.invitation.id,
            row.letter and row.letter.id,
            [[problem.code, problem.field, problem.message] for problem in row.problems],
        ]
        for row in invited.rows
    ]
    await writing.finish_idempotency(
        connection, organization, repeat.key, repeat.route, json.dumps(outcomes)
    )


def _row(
    call: Call,
    outcome: tuple[int, int, str, int | None, int | None, list[tuple[str, str | None, str]]],
    found: dict[int, tuple[Invitation, Candidate]],
    letters: dict[int, delivery.Queued],
) -> Row:
    guest, activity_id, name, invitation_id, message_id, problems = outcome
    if invitation_id and invitation_id not in found:
        gone = Problem.of(ErasedError())
        return Row(guest, _activity(call, activity_id), Outcome.REFUSED, problems=(gone,))
    invitation, candidate = found[invitation_id] if invitation_id else (None, None)
    return Row(
        guest,
        _activity(call, activity_id),
        Outcome(name),
        candidate,
        invitation,
        tuple(Problem(*problem) for problem in problems),
        letters.get(message_id) if message_id else None,
    )


def _activity(call: Call, activity_id: int) -> Activity:
    for activity in call.activities:
        if activity.id == activity_id:
            return activity
    # The same words mean something else by now: a vendor id was given to another activity.
    raise IdempotencyMismatchError


def _repeat(call: Call) -> Repeat:
    if call.repeat is None:
        raise ValueError("only calls with an Idempotency-Key can be repeated")
    return call.repeat
