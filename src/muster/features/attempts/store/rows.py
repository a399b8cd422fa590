"""SQL of attempts themselves. The face of what a row is: ``to_attempt``."""

from datetime import datetime
from decimal import Decimal
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.attempts.model import Accommodation, Attempt, AttemptState, EndedBy
from muster.storage.postgres import Connection

INSERT_CONSENT: LiteralString = """
-- Keep a text that was agreed to, once.
insert into consent (organization_id, sha256, version, language, text)
values ($1, $2, $3, $4, $5)
on conflict do nothing"""

INSERT_ATTEMPT: LiteralString = """
-- Start: whoever holds the invitation's lock writes its one attempt.
insert into attempt (organization_id, uid, invitation_id, candidate_id, activity_id, version,
                     state, holder, epoch, seed, consent_sha256, limit_seconds, time_percent,
                     untimed, break_minutes, break_seconds_left, started_at, ends_at, due_at)
values ($1, $2, $3, $4, $5, $6, 'running', $7, 1, $8, $9, $10, $11, $12, $13, $13 * 60, $14, $15,
        $16)
returning id"""

SELECT_ACTIVITY: LiteralString = """
-- What an invitation is for, and the version that is taken when it starts now.
select uid, kind, current_version from activity where organization_id = $1 and id = $2"""

SELECT_BY_NAME: LiteralString = """
-- One attempt by integer or UUID.
select card.* from attempt_card as card
where card.organization_id = $1 and (card.id = $2 or card.uid = $3)"""

SELECT_OF_INVITATION: LiteralString = """
-- The attempt of an invitation.
select card.* from attempt_card as card
where card.organization_id = $1 and card.invitation_id = $2"""

LOCK_ATTEMPT: LiteralString = """
-- Keep everybody else from writing an attempt or its answers until the transaction ends.
select id from attempt where organization_id = $1 and id = $2 for no key update"""

LOCK_OF_CANDIDATE: LiteralString = """
-- The attempts of a candidate that run, behind their invitations, locked in one order.
select attempt.id
from invitation
join attempt on attempt.organization_id = $1 and attempt.invitation_id = invitation.id
where invitation.organization_id = $1 and invitation.candidate_id = $2
  and attempt.state = 'running'
order by attempt.id
for no key update of invitation, attempt"""

CLAIM: LiteralString = """
-- Another device takes over: whoever wrote before has an older epoch now.
update attempt set holder = $3, epoch = epoch + 1
where organization_id = $1 and id = $2 and state = 'running' and holder <> $3"""

WRITE_CLOCKS: LiteralString = """
-- Breaks and accommodations move the end; nothing else does.
update attempt set ends_at = $3, due_at = $4, paused_at = $5, break_seconds_left = $6
where organization_id = $1 and id = $2 and state = 'running'"""

WRITE_ACCOMMODATION: LiteralString = """
-- What is granted to an attempt that runs.
update attempt set time_percent = $3, untimed = $4, break_minutes = $5
where organization_id = $1 and id = $2 and state = 'running'"""

SUBMIT: LiteralString = """
-- The end; a trigger lets nothing leave it.
update attempt set state = 'submitted', submitted_at = $3, ended_by = $4, submission_id = $5,
                   paused_at = null
where organization_id = $1 and id = $2 and state = 'running'
returning id"""

SELECT_OVERDUE: LiteralString = """
-- Whose time has been up for longer than the grace, in all organizations; for the worker.
select organization_id, id, invitation_id from attempt
where state = 'running' and due_at < $1
order by due_at, organization_id, id offset $3 limit $2"""

LOCK_OVERDUE: LiteralString = """
-- One of them, unless another worker or the candidate has it just now, or it got more time.
-- Invitations are locked before attempts everywhere.
select attempt.id
from invitation
join attempt on attempt.organization_id = $1 and attempt.invitation_id = invitation.id
where invitation.organization_id = $1 and invitation.id = $2
  and attempt.state = 'running' and attempt.due_at < $3
for no key update of invitation, attempt skip locked"""


async def insert_consent(
    connection: Connection, organization: int, sha256: bytes, texts: tuple[str, str, str]
) -> None:
    """Keep (version, language, text) under its digest."""
    await connection.execute(INSERT_CONSENT, organization, sha256, *texts)


async def insert_attempt(connection: Connection, organization: int, *values: object) -> int:
    """Insert an attempt of the values that the statement lists; return its id."""
    row: int = await connection.fetchval(INSERT_ATTEMPT, organization, *values)
    return row


async def select_activity(connection: Connection, organization: int, activity: int) -> Record:
    """Return uid, kind and current version of an activity that exists."""
    row = await connection.fetchrow(SELECT_ACTIVITY, organization, activity)
    if row is None:
        raise LookupError(activity)
    return row


async def select_by_name(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> Record | None:
    """Return the card of the attempt with this id or uid."""
    return await connection.fetchrow(SELECT_BY_NAME, organization, row, uid)


async def select_of_invitation(
    connection: Connection, organization: int, invitation: int
) -> Record | None:
    """Return the card of an invitation's attempt."""
    return await connection.fetchrow(SELECT_OF_INVITATION, organization, invitation)


async def lock(connection: Connection, organization: int, attempt: int) -> None:
    """Lock an attempt."""
    await connection.fetchval(LOCK_ATTEMPT, organization, attempt)


async def lock_of_candidate(connection: Connection, organization: int, candidate: int) -> list[int]:
    """Lock a candidate's running attempts and return their ids."""
    rows = await connection.fetch(LOCK_OF_CANDIDATE, organization, candidate)
    return [row["id"] for row in rows]


async def claim(connection: Connection, organization: int, attempt: int, device: UUID) -> bool:
    """Let a device write; tell whether another one did before."""
    return await connection.execute(CLAIM, organization, attempt, device) == "UPDATE 1"


async def write_clocks(
    connection: Connection, organization: int, attempt: int, *values: object
) -> None:
    """Write end, due time, start of the pause and seconds left of breaks."""
    await connection.execute(WRITE_CLOCKS, organization, attempt, *values)


async def write_accommodation(
    connection: Connection, organization: int, attempt: int, given: Accommodation
) -> None:
    """Write what a running attempt is granted."""
    await connection.execute(
        WRITE_ACCOMMODATION,
        organization,
        attempt,
        percent_of(given),
        given.untimed,
        given.break_minutes,
    )


async def submit(
    connection: Connection,
    organization: int,
    attempt: int,
    now: datetime,
    end: tuple[EndedBy, str | None],
) -> bool:
    """Submit a running attempt by (whom, submission id); tell whether it was running."""
    ended_by, submission = end
    done = await connection.fetchval(SUBMIT, organization, attempt, now, ended_by.value, submission)
    return done is not None


async def select_overdue(
    connection: Connection, before: datetime, most: int, skip: int
) -> list[tuple[int, int, int]]:
    """Return (organization, attempt, invitation) of those due before an instant, but the first."""
    return [tuple(row) for row in await connection.fetch(SELECT_OVERDUE, before, most, skip)]


async def lock_overdue(
    connection: Connection, organization: int, invitation: int, before: datetime
) -> int | None:
    """Lock an invitation's overdue attempt; None when there is none that is free."""
    row: int | None = await connection.fetchval(LOCK_OVERDUE, organization, invitation, before)
    return row


def to_attempt(row: Record) -> Attempt:
    """Return the attempt of a card."""
    return Attempt(
        id=row["id"],
        uid=row["uid"],
        invitation_id=row["invitation_id"],
        candidate_id=row["candidate_id"],
        activity_id=row["activity_id"],
        version=row["version"],
        state=AttemptState(row["state"]),
        epoch=row["epoch"],
        started_at=row["started_at"],
        ends_at=row["ends_at"],
        closes_at=row["due_at"],
        submitted_at=row["submitted_at"],
        ended_by=EndedBy(row["ended_by"]) if row["ended_by"] else None,
        paused_at=row["paused_at"],
        break_seconds_left=row["break_seconds_left"],
    )


def to_accommodation(row: Record) -> Accommodation:
    """Return what a row of an attempt or of a candidate grants."""
    factor = Decimal(row["time_percent"]) / 100
    return Accommodation(factor, row["untimed"], row["break_minutes"])


def percent_of(given: Accommodation) -> int:
    """Return the time factor in hundredths."""
    return int(given.time_factor * 100)
