"""Millions of invitations, written straight into the tables by their owner.

Each has a candidate, an accepted letter and an event, as invitations of the past do. Their ids
begin with 1, below those that the product hands out in a benchmark.
"""

from collections.abc import Callable, Sequence
from typing import LiteralString

import asyncpg

_CHUNK = 100_000

_PREPARE: LiteralString = """
set synchronous_commit = off;
set session_replication_role = replica"""  # no foreign key is checked for each row

_STATEMENTS: tuple[LiteralString, ...] = (
    """
insert into candidate (organization_id, id, uid, address_key, address, name, folded, created_at,
                       updated_at)
overriding system value
select $1, i, gen_random_uuid(), 'past.' || i || '@example.org', 'past.' || i || '@example.org',
       'Past Guest ' || i, E'past guest ' || i || E'\\npast.' || i || '@example.org',
       now() - interval '1 day', now() - interval '1 day'
from generate_series($2::bigint, $3::bigint) as i""",
    """
insert into invitation (organization_id, id, uid, activity_id, candidate_id, round, state,
                        expires_at, wake_at, created_at, updated_at)
overriding system value
select $1, i, gen_random_uuid(), $4, i, 1, 'pending', now() + interval '13 days',
       now() + interval '10 days',
       now() - interval '1 day', now() - interval '1 day'
from generate_series($2::bigint, $3::bigint) as i""",
    """
insert into message (organization_id, id, uid, kind, reference, recipient, recipient_key, template,
                     variables, bulk, created_at, send_before, state, attempt, ended_at)
overriding system value
select $1, i, gen_random_uuid(), 'invitation', i, 'past.' || i || '@example.org',
       'past.' || i || '@example.org', 'invitation.1', $4::jsonb, true, now() - interval '1 day',
       now() + interval '13 days', 'accepted', 1, now() - interval '1 day'
from generate_series($2::bigint, $3::bigint) as i""",
    """
insert into event (organization_id, id, type, subject_kind, subject_id, occurred_at, actor, data,
                   sequence)
overriding system value
select $1, i, 'invitation.created', 'invitation', i, now() - interval '1 day', 'api_key:bench',
       jsonb_build_object('activity_id', $4::bigint, 'candidate_id', i), i
from generate_series($2::bigint, $3::bigint) as i""",
)
_COUNT_ON: LiteralString = """
insert into event_counter (organization_id, last_sequence) values ($1, $2)
on conflict (organization_id) do update set last_sequence = excluded.last_sequence"""
_ANALYZE: LiteralString = "vacuum (analyze) candidate, invitation, message, event"

_VARIABLES = (
    '{"organization": "Northwind Traders", "reply_to": "hiring@example.com", "locale": "en",'
    ' "contact": "hiring@example.com", "accent_color": "#0b6e4f", "time_zone": "Europe/Berlin",'
    ' "name": "Past Guest", "opens_at": null, "expires_at": "2030-01-01T12:00:00+00:00",'
    ' "activities": [{"title": "Bookkeeping basics", "kind": "assessment", "minutes": 50}],'
    ' "link": {"kind": "invitation", "subject": 1, "version": 0}}'
)


async def fill(url: str, activity: int, number: int, tell: Callable[[str], None]) -> int:
    """Write so many invitations of the only organization; return the organization's id."""
    connection = await asyncpg.connect(url)
    try:
        organization: int = await connection.fetchval("select id from organization")
        await connection.execute(_PREPARE)
        extra: Sequence[Sequence[object]] = ((), (activity,), (_VARIABLES,), (activity,))
        for first in range(1, number + 1, _CHUNK):
            last = min(first + _CHUNK - 1, number)
            tell(f"filling the tables: {last:,} of {number:,} invitations")
            for place, statement in enumerate(_STATEMENTS):
                await connection.execute(statement, organization, first, last, *extra[place])
        await connection.execute(_COUNT_ON, organization, number)
        tell("filling the tables: vacuum and analyze")
        await connection.execute(_ANALYZE, timeout=None)
        await connection.execute("checkpoint")
    finally:
        await connection.close()
    return organization
