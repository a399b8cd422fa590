"""SQL of endpoints and their secrets."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.webhooks.auth import AuthKind, StaticAuth
from muster.features.webhooks.model import (
    DisabledReason,
    Endpoint,
    EndpointState,
    SecretHint,
    Style,
)
from muster.storage.postgres import Connection

INSERT_ENDPOINT: LiteralString = """
-- A new endpoint, told of what the feed shows after a sequence number.
insert into webhook_endpoint (organization_id, uid, url, style, slot, events, description,
                              auth_kind, auth_name, auth_sealed, created_at, changed_at, sequence)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
returning id"""

COUNT_ENDPOINTS: LiteralString = """
-- How many endpoints an organization has.
select count(*) from webhook_endpoint where organization_id = $1"""

SELECT_ENDPOINT: LiteralString = """
-- An endpoint by row or uid.
select * from webhook_endpoint
where organization_id = $1 and ($2::bigint is not null and id = $2 or uid = $3)"""

LOCK_ENDPOINT: LiteralString = """
-- An endpoint by row, for whoever changes it.
select * from webhook_endpoint where organization_id = $1 and id = $2 for no key update"""

SELECT_ENDPOINTS: LiteralString = """
-- All endpoints, of one style or any, newest first.
select * from webhook_endpoint
where organization_id = $1 and ($2::text is null or style = $2) order by id desc"""

UPDATE_ENDPOINT: LiteralString = """
-- What somebody wanted otherwise. Another address begins without the old one's failures: the worker
-- that is calling the old one loses its hold, so that what it hears there is not held against this.
update webhook_endpoint
set url = $3, slot = $4, events = $5, description = $6,
    auth_kind = $7, auth_name = $8, auth_sealed = $9, changed_at = $10,
    strikes = case when url = $3 then strikes else 0 end,
    failures = case when url = $3 then failures else 0 end,
    failing_since = case when url = $3 then failing_since end,
    warned_at = case when url = $3 then warned_at end,
    rests_until = case when url = $3 then rests_until else '-infinity' end,
    hold = hold + (url <> $3)::integer,
    held_until = case when url = $3 then held_until else '-infinity' end
where organization_id = $1 and id = $2"""

DELETE_ENDPOINT: LiteralString = """
-- An endpoint goes with its secrets, its calls and their tries.
delete from webhook_endpoint where organization_id = $1 and id = $2"""

DISABLE_ENDPOINT: LiteralString = """
-- Nobody calls it any more, and it hears of nothing; the worker that has it loses its hold.
update webhook_endpoint
set state = 'disabled', disabled_reason = $3, changed_at = $4, hold = hold + 1,
    held_until = '-infinity'
where organization_id = $1 and id = $2 and state = 'active'"""

BURY_CALLS: LiteralString = """
-- What waited for a disabled endpoint is dead, and can be replayed.
update webhook_call set state = 'dead', due_at = null, ended_at = $3, reason = 'disabled'
where organization_id = $1 and endpoint_id = $2 and due_at is not null"""

ENABLE_ENDPOINT: LiteralString = """
-- It is told of what happens from now on; what it missed can be replayed.
update webhook_endpoint
set state = 'active', disabled_reason = null, changed_at = $3, sequence = $4, strikes = 0,
    failures = 0, failing_since = null, warned_at = null, rests_until = '-infinity'
where organization_id = $1 and id = $2 and state = 'disabled'"""

WARN_ENDPOINT: LiteralString = """
-- Say once that it fails.
update webhook_endpoint set warned_at = $3
where organization_id = $1 and id = $2 and warned_at is null and failing_since is not null
    and state = 'active'"""

REWIND: LiteralString = """
-- Look again at the feed after a sequence number; events that have a call get no other.
update webhook_endpoint set sequence = least(sequence, $3)
where organization_id = $1 and id = $2"""

SEQUENCE_BEFORE: LiteralString = """
-- The last sequence number before an instant, found by halving: the feed is in the order of
-- time but for how long transactions lasted.
with recursive search (low, high) as (
    select 0::bigint, coalesce((select last_sequence from event_counter
                                where organization_id = $1), 0)
    union all
    select case when early then middle else low end, case when early then high else middle - 1 end
    from search
    cross join lateral (select (low + high + 1) / 2 as middle) as half
    cross join lateral (
        select coalesce((select occurred_at < $2 from event
                         where organization_id = $1 and sequence >= middle
                         order by sequence limit 1), false) as early) as look
    where low < high
)
select min(low) from search where low >= high"""

ADD_KEY: LiteralString = """
-- Another signing secret, numbered after the last.
insert into webhook_secret (organization_id, endpoint_id, number, sealed, hint, created_at)
select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5
from webhook_secret where organization_id = $1 and endpoint_id = $2"""

END_KEYS: LiteralString = """
-- Secrets that have a successor sign until the end of their grace, never longer than before.
update webhook_secret set expires_at = least(expires_at, $3)
where organization_id = $1 and endpoint_id = $2"""

SELECT_HINTS: LiteralString = """
-- What may be shown of the secrets that sign now, newest first.
select endpoint_id, hint, created_at, expires_at
from webhook_secret
where organization_id = $1 and endpoint_id = any($2::bigint[])
    and (expires_at is null or expires_at > $3)
order by endpoint_id, number desc"""


async def insert_endpoint(
    connection: Connection, organization: int, endpoint: Endpoint, sealed: bytes | None, after: int
) -> int:
    """Insert an endpoint, of which the id is not known yet, and return that."""
    auth = endpoint.auth
    return await connection.fetchval(
        INSERT_ENDPOINT,
        organization,
        endpoint.uid,
        endpoint.url,
        endpoint.style,
        endpoint.slot,
        sorted(endpoint.events),
        endpoint.description,
        auth and auth.kind,
        auth and auth.name,
        sealed,
        endpoint.created_at,
        after,
    )


async def count_endpoints(connection: Connection, organization: int) -> int:
    """Return how many endpoints there are."""
    return await connection.fetchval(COUNT_ENDPOINTS, organization)


async def select_endpoint(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> Record | None:
    """Return an endpoint's row."""
    return await connection.fetchrow(SELECT_ENDPOINT, organization, row, uid)


async def lock_endpoint(connection: Connection, organization: int, row: int) -> Record | None:
    """Return an endpoint's row, locked."""
    return await connection.fetchrow(LOCK_ENDPOINT, organization, row)


async def select_endpoints(
    connection: Connection, organization: int, style: Style | None
) -> list[Record]:
    """Return endpoints' rows."""
    return await connection.fetch(SELECT_ENDPOINTS, organization, style)


async def update_endpoint(
    connection: Connection, organization: int, endpoint: Endpoint, sealed: bytes | None
) -> None:
    """Write what may be changed of an endpoint."""
    auth = endpoint.auth
    await connection.execute(
        UPDATE_ENDPOINT,
        organization,
        endpoint.id,
        endpoint.url,
        endpoint.slot,
        sorted(endpoint.events),
        endpoint.description,
        auth and auth.kind,
        auth and auth.name,
        sealed,
        endpoint.changed_at,
    )


async def delete_endpoint(connection: Connection, organization: int, row: int) -> None:
    """Delete an endpoint with all that hangs on it."""
    await connection.execute(DELETE_ENDPOINT, organization, row)


async def disable_endpoint(
    connection: Connection, organization: int, row: int, reason: DisabledReason, now: datetime
) -> bool:
    """Disable an endpoint and end what waits for it; False when it was disabled already."""
    done = await connection.execute(DISABLE_ENDPOINT, organization, row, reason, now)
    await connection.execute(BURY_CALLS, organization, row, now)
    return done == "UPDATE 1"


async def enable_endpoint(
    connection: Connection, organization: int, row: int, now: datetime, after: int
) -> bool:
    """Enable an endpoint for events after a sequence number; False when it was enabled."""
    done = await connection.execute(ENABLE_ENDPOINT, organization, row, now, after)
    return done == "UPDATE 1"


async def warn_endpoint(connection: Connection, organization: int, row: int, now: datetime) -> bool:
    """Note that its failures were told; False when they had been."""
    return await connection.execute(WARN_ENDPOINT, organization, row, now) == "UPDATE 1"


async def rewind(connection: Connection, organization: int, row: int, sequence: int) -> None:
    """Have the feed looked at again."""
    await connection.execute(REWIND, organization, row, sequence)


async def sequence_before(connection: Connection, organization: int, moment: datetime) -> int:
    """Return the last sequence number before an instant, 0 when there is none."""
    return await connection.fetchval(SEQUENCE_BEFORE, organization, moment)


async def insert_secret(
    connection: Connection, organization: int, row: int, secret: tuple[bytes, str], now: datetime
) -> None:
    """Add a secret: sealed, and what may be shown of it."""
    await connection.execute(ADD_KEY, organization, row, *secret, now)


async def expire_secrets(
    connection: Connection, organization: int, row: int, until: datetime
) -> None:
    """Let all present secrets end."""
    await connection.execute(END_KEYS, organization, row, until)


async def select_hints(
    connection: Connection, organization: int, rows: Sequence[int], now: datetime
) -> dict[int, list[SecretHint]]:
    """Return what may be shown of the secrets of endpoints."""
    hints: dict[int, list[SecretHint]] = {row: [] for row in rows}
    for one in await connection.fetch(SELECT_HINTS, organization, rows, now):
        hint = SecretHint(one["hint"], one["created_at"], one["expires_at"])
        hints[one["endpoint_id"]].append(hint)
    return hints


def endpoint_of(row: Record, secrets: Sequence[SecretHint] = ()) -> Endpoint:
    """Return the endpoint that a row is."""
    kind = row["auth_kind"]
    reason = row["disabled_reason"]
    return Endpoint(
        id=row["id"],
        uid=row["uid"],
        url=row["url"],
        style=Style(row["style"]),
        slot=row["slot"],
        events=frozenset(row["events"]),
        description=row["description"],
        auth=StaticAuth(AuthKind(kind), row["auth_name"]) if kind else None,
        state=EndpointState(row["state"]),
        disabled_reason=DisabledReason(reason) if reason else None,
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        failing_since=row["failing_since"],
        secrets=tuple(secrets),
    )
