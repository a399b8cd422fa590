"""SQL of what is kept while somebody tries to sign in: challenges and pace; and what is swept."""

from datetime import datetime
from typing import LiteralString

from muster.storage.postgres import Connection

INSERT_CHALLENGE: LiteralString = """
-- What a browser was asked.
insert into sign_in_challenge (secret_sha256, purpose, browser_sha256, details, expires_at)
values ($1, $2, $3, $4::jsonb, $5)"""

TAKE_CHALLENGE: LiteralString = """
-- What the same browser answers now; nobody can answer it again.
delete from sign_in_challenge
where secret_sha256 = $1 and purpose = $2 and browser_sha256 = $3 and expires_at > $4
returning details::text as details"""

TAKE_TURN: LiteralString = """
-- GCRA: a try costs $3; it is refused where the tries that are not given back yet cost more than
-- $4 together.
insert into sign_in_pace as pace (key_sha256, full_at) values ($1, $2::timestamptz + $3::interval)
on conflict (key_sha256) do update set full_at = greatest(pace.full_at, $2) + $3::interval
where greatest(pace.full_at, $2) + $3::interval <= $2::timestamptz + $4::interval
returning full_at"""

SELECT_FULL: LiteralString = """
-- When all tries will have been given back.
select full_at from sign_in_pace where key_sha256 = $1"""

SWEEP_SESSIONS: LiteralString = """
-- Sessions that have ended; in the worker's role, for all organizations.
delete from member_session where expires_at <= $1"""

SWEEP_LINKS: LiteralString = """
-- Links that open nothing any more.
delete from member_link where expires_at <= $1"""

SWEEP_PASSKEYS: LiteralString = """
-- Passkeys that were removed a while ago.
delete from member_passkey where removed_at <= $1"""

SWEEP_CHALLENGES: LiteralString = """
-- Questions that nobody answered.
delete from sign_in_challenge where expires_at <= $1"""

SWEEP_PACE: LiteralString = """
-- Whoever may do anything again.
delete from sign_in_pace where full_at <= $1"""


async def sweep(connection: Connection, now: datetime, removed_before: datetime) -> None:
    """Delete what is over; passkeys that were removed before the second moment."""
    for statement in (SWEEP_SESSIONS, SWEEP_LINKS, SWEEP_CHALLENGES, SWEEP_PACE):
        await connection.execute(statement, now)
    await connection.execute(SWEEP_PASSKEYS, removed_before)
