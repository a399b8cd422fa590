"""SQL of test letters: the last one of each organization."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

ASK_TRIAL: LiteralString = """
-- Ask for a test letter; one that is under way for less than $6 goes on.
insert into mail_trial as t (organization_id, recipient, organization, locale, asked_at)
values ($1, $2, $3, $4, $5)
on conflict (organization_id) do update set
    recipient = excluded.recipient, organization = excluded.organization,
    locale = excluded.locale, asked_at = excluded.asked_at, begun_at = null, ended_at = null,
    outcome = null, lines = '[]'
where t.ended_at is not null or coalesce(t.begun_at, t.asked_at) < $5::timestamptz - $6::interval"""

SELECT_TRIAL: LiteralString = """
-- The last test letter of an organization.
select recipient, organization, locale, asked_at, begun_at, ended_at, outcome, lines
from mail_trial where organization_id = $1"""

TAKE_TRIAL: LiteralString = """
-- The test letter that waits longest, of any organization; also one whose worker is gone.
with waiting as (
    select organization_id from mail_trial
    where ended_at is null and (begun_at is null or begun_at < $1::timestamptz - $2::interval)
    order by asked_at limit 1 for update skip locked
)
update mail_trial as t set begun_at = $1
from waiting where t.organization_id = waiting.organization_id
returning t.organization_id, t.recipient, t.organization, t.locale, t.begun_at"""

END_TRIAL: LiteralString = """
-- Write down what came of a test letter, unless another worker has taken it over.
update mail_trial set ended_at = $3, outcome = $4, lines = $5::jsonb
where organization_id = $1 and begun_at = $2"""


async def ask_trial(connection: Connection, *values: object) -> None:
    """Ask for a test letter. Values in the statement's order."""
    await connection.execute(ASK_TRIAL, *values)


async def select_trial(connection: Connection, organization: int) -> Record | None:
    """Return the last test letter of an organization."""
    return await connection.fetchrow(SELECT_TRIAL, organization)


async def take_trial(connection: Connection, now: datetime, *bounds: object) -> Record | None:
    """Take the test letter that waits longest."""
    return await connection.fetchrow(TAKE_TRIAL, now, *bounds)


async def end_trial(connection: Connection, *values: object) -> None:
    """Write down what came of a test letter. Values in the statement's order."""
    await connection.execute(END_TRIAL, *values)
