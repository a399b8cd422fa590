"""SQL of invitations: writing them, one set-based statement a step."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.ids import new_uids
from muster.features.invitations.deciding import Wish
from muster.features.invitations.model import Invitation, State
from muster.storage.postgres import Connection


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation to write: whose and what for, its window's end, and what its row wants."""

    activity: int
    candidate: int
    round: int
    expires_at: datetime
    wish: Wish
    wake_at: datetime

    def written(self, number: int, uid: UUID, now: datetime) -> Invitation:
        """Return the invitation as it stands in the table."""
        wish = self.wish
        opens_at = wish.window.opens_at
        return Invitation(
            id=number,
            uid=uid,
            activity_id=self.activity,
            candidate_id=self.candidate,
            parent_id=None,
            round=self.round,
            stored_state=State.PENDING,
            opens_at=opens_at and opens_at.astimezone(UTC),
            expires_at=self.expires_at.astimezone(UTC),
            link_version=0,
            external_id=wish.external_id,
            metadata=wish.metadata or {},
            redirect_url=wish.redirect_url,
            locale=wish.locale,
            created_at=now,
            updated_at=now,
            started_at=None,
            completed_at=None,
            revoked_at=None,
            time_zone=wish.time_zone,
            remind_before=wish.remind_before,
            wake_at=self.wake_at,
        )


SELECT_LATEST: LiteralString = """
-- The latest round of each (activity, candidate), locked. The candidates' rows are locked by
-- this transaction already, so nobody else can add a round meanwhile.
select latest.*
from unnest($2::bigint[], $3::bigint[]) as wanted (activity_id, candidate_id)
cross join lateral (
    select * from invitation
    where organization_id = $1 and activity_id = wanted.activity_id
      and candidate_id = wanted.candidate_id and parent_id is null
    order by round desc limit 1
    for no key update
) as latest"""

INSERT_INVITATIONS: LiteralString = """
-- New invitations, in the order of their candidates' addresses.
insert into invitation (organization_id, uid, activity_id, candidate_id, round, state, opens_at,
    expires_at, external_id, metadata, redirect_url, locale, time_zone, remind_before, wake_at,
    created_at, updated_at)
select $1, uid, activity_id, candidate_id, round, 'pending', opens_at,
    expires_at, external_id, coalesce(metadata, '{}')::jsonb, redirect_url, locale, time_zone,
    remind_before::integer[], wake_at, $12, $12
from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::integer[], $6::timestamptz[],
            $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $13::text[],
            $14::text[], $15::timestamptz[])
    as row (uid, activity_id, candidate_id, round, opens_at, expires_at, external_id, metadata,
            redirect_url, locale, time_zone, remind_before, wake_at)
returning id, uid"""

UPDATE_INVITATIONS: LiteralString = """
-- Write what a decision changed: state, window, link version and the caller's own fields. What
-- bears on reminders wakes the worker, which plans them; what bears on the calendar is counted.
update invitation set
    state = row.state, opens_at = row.opens_at, expires_at = row.expires_at,
    link_version = row.link_version, external_id = row.external_id, metadata = row.metadata::jsonb,
    redirect_url = row.redirect_url, locale = row.locale, revoked_at = row.revoked_at,
    time_zone = row.time_zone, remind_before = row.remind_before::integer[],
    wake_at = case
        when row.state not in ('pending', 'started') then null
        when (invitation.state, invitation.expires_at, invitation.time_zone,
              invitation.remind_before) is distinct from
             (row.state, row.expires_at, row.time_zone, row.remind_before::integer[]) then $12
        else invitation.wake_at
    end,
    calendar_sequence = invitation.calendar_sequence +
        ((invitation.opens_at, invitation.expires_at, invitation.state = 'revoked')
         is distinct from (row.opens_at, row.expires_at, row.state = 'revoked'))::integer,
    updated_at = $12
from unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::integer[],
            $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $13::text[],
            $14::text[])
    as row (id, state, opens_at, expires_at, link_version, external_id, metadata, redirect_url,
            locale, revoked_at, time_zone, remind_before)
where invitation.organization_id = $1 and invitation.id = row.id
returning invitation.*"""

LOCK_CANDIDATE: LiteralString = """
-- Wait for whoever invites or changes the same candidate.
select id from candidate where organization_id = $1 and id = $2 for no key update"""

LOCK_INVITATION: LiteralString = """
-- Wait for whoever changes the same invitation.
select id from invitation where organization_id = $1 and id = $2 for no key update"""

WAIT_BRIEFLY: LiteralString = """
-- A concurrent call with the same Idempotency-Key is waited for this long.
select set_config('lock_timeout', $1, true)"""

CLAIM_IDEMPOTENCY: LiteralString = """
-- Take the key, or wait for whoever holds it; nothing is returned when it was used before.
insert into idempotency (organization_id, key, route, fingerprint, created_at)
values ($1, $2, $3, $4, $5)
on conflict do nothing
returning key"""

SELECT_IDEMPOTENCY: LiteralString = """
-- What the first call with this key did.
select fingerprint, outcomes from idempotency
where organization_id = $1 and key = $2 and route = $3"""

FINISH_IDEMPOTENCY: LiteralString = """
-- Keep the outcome beside its effect, in the same transaction.
update idempotency set outcomes = $4::jsonb
where organization_id = $1 and key = $2 and route = $3"""


async def select_latest(
    connection: Connection, organization: int, pairs: Sequence[tuple[int, int]]
) -> list[Invitation]:
    """Return the latest invitation of each (activity, candidate) that has one, locked."""
    rows = await connection.fetch(
        SELECT_LATEST, organization, [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    )
    return [to_invitation(row) for row in rows]


async def insert_invitations(
    connection: Connection, organization: int, new: Sequence[NewInvitation], now: datetime
) -> list[Invitation]:
    """Insert invitations; return them in the same order."""
    uids = new_uids(len(new))
    wishes = [one.wish for one in new]
    records = await connection.fetch(
        INSERT_INVITATIONS,
        organization,
        uids,
        [one.activity for one in new],
        [one.candidate for one in new],
        [one.round for one in new],
        [wish.window.opens_at for wish in wishes],
        [one.expires_at for one in new],
        [wish.external_id for wish in wishes],
        [wish.metadata and json.dumps(wish.metadata) for wish in wishes],
        [wish.redirect_url for wish in wishes],
        [wish.locale for wish in wishes],
        now,
        [wish.time_zone for wish in wishes],
        [_seconds(wish.remind_before) for wish in wishes],
        [one.wake_at for one in new],
    )
    # Only the ids are new to us: to read whole rows back would cost as much as to write them.
    names = {record["uid"].hex: (record["id"], record["uid"]) for record in records}
    return [one.written(*names[uid], now) for one, uid in zip(new, uids, strict=True)]


async def update_invitations(
    connection: Connection, organization: int, invitations: Sequence[Invitation], now: datetime
) -> list[Invitation]:
    """Write the changed invitations; return them as they are now, in the same order."""
    records = await connection.fetch(
        UPDATE_INVITATIONS,
        organization,
        [one.id for one in invitations],
        [one.stored_state.value for one in invitations],
        [one.opens_at for one in invitations],
        [one.expires_at for one in invitations],
        [one.link_version for one in invitations],
        [one.external_id for one in invitations],
        [json.dumps(dict(one.metadata)) for one in invitations],
        [one.redirect_url for one in invitations],
        [one.locale for one in invitations],
        [one.revoked_at for one in invitations],
        now,
        [one.time_zone for one in invitations],
        [_seconds(one.remind_before) for one in invitations],
    )
    written = {record["id"]: to_invitation(record) for record in records}
    return [written[one.id] for one in invitations]


def _seconds(before: Sequence[timedelta] | None) -> str | None:
    # An array of arrays would have to have equally long ones; PostgreSQL reads these texts.
    if before is None:
        return None
    return f"{{{','.join(str(int(one.total_seconds())) for one in before)}}}"


async def lock_for_change(
    connection: Connection, organization: int, candidate: int, invitation: int
) -> None:
    """Lock a candidate and then an invitation, in the order in which inviting does."""
    await connection.fetchval(LOCK_CANDIDATE, organization, candidate)
    await connection.fetchval(LOCK_INVITATION, organization, invitation)


async def claim_idempotency(
    connection: Connection, organization: int, repeat: tuple[str, str, bytes], now: datetime
) -> bool:
    """Take (key, route, fingerprint); False when it was used before.

    Raises:
        asyncpg.LockNotAvailableError: another call holds it for more than two seconds.
    """
    await connection.execute(WAIT_BRIEFLY, "2s")
    taken = await connection.fetchval(CLAIM_IDEMPOTENCY, organization, *repeat, now)
    await connection.execute(WAIT_BRIEFLY, "0")
    return taken is not None


async def select_idempotency(
    connection: Connection, organization: int, key: str, route: str
) -> Record | None:
    """Return fingerprint and outcomes of a used key."""
    return await connection.fetchrow(SELECT_IDEMPOTENCY, organization, key, route)


async def finish_idempotency(
    connection: Connection, organization: int, key: str, route: str, outcomes: str
) -> None:
    """Keep the outcome of a call."""
    await connection.execute(FINISH_IDEMPOTENCY, organization, key, route, outcomes)


def to_invitation(row: Record) -> Invitation:
    """Return the invitation of a full row."""
    metadata, before = row["metadata"], row["remind_before"]
    return Invitation(
        id=row["id"],
        uid=row["uid"],
        activity_id=row["activity_id"],
        candidate_id=row["candidate_id"],
        parent_id=row["parent_id"],
        round=row["round"],
        stored_state=State(row["state"]),
        opens_at=row["opens_at"],
        expires_at=row["expires_at"],
        link_version=row["link_version"],
        external_id=row["external_id"],
        metadata=json.loads(metadata) if metadata != "{}" else {},
        redirect_url=row["redirect_url"],
        locale=row["locale"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        revoked_at=row["revoked_at"],
        time_zone=row["time_zone"],
        remind_before=None if before is None else tuple(timedelta(seconds=one) for one in before),
        wake_at=row["wake_at"],
        reminders_sent=row["reminders_sent"],
        reminders_stopped_at=row["reminders_stopped_at"],
        calendar_sequence=row["calendar_sequence"],
    )
