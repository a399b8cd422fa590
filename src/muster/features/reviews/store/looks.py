"""SQL of who looks at which report."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from muster.storage.postgres import Connection

UPSERT_LOOK: LiteralString = """
-- A member looks at a report, and at no other any more.
insert into review_look (organization_id, member_id, attempt_id, looked_at)
values ($1, $2, $3, $4)
on conflict (organization_id, member_id) do update
set attempt_id = excluded.attempt_id, looked_at = excluded.looked_at"""

DELETE_LOOK: LiteralString = """
-- A member is done with a report.
delete from review_look where organization_id = $1 and member_id = $2 and attempt_id = $3"""

SELECT_LOOKERS: LiteralString = """
-- Who else looks at some reports, since an instant.
select review_look.attempt_id, coalesce(nullif(member.name, ''), member.email) as name
from review_look
join member on member.organization_id = $1 and member.id = review_look.member_id
where review_look.organization_id = $1 and review_look.attempt_id = any($2::bigint[])
  and review_look.member_id <> $3 and review_look.looked_at > $4
order by review_look.looked_at"""


async def upsert_look(
    connection: Connection, organization: int, member: int, attempt: int, now: datetime
) -> None:
    """Note that a member looks at a report."""
    await connection.execute(UPSERT_LOOK, organization, member, attempt, now)


async def delete_look(connection: Connection, organization: int, member: int, attempt: int) -> None:
    """Note that a member does not look at a report any more."""
    await connection.execute(DELETE_LOOK, organization, member, attempt)


async def select_lookers(
    connection: Connection, organization: int, attempts: Sequence[int], me: int, since: datetime
) -> dict[int, tuple[str, ...]]:
    """Return the names of others who look, by report."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in await connection.fetch(SELECT_LOOKERS, organization, attempts, me, since):
        found[row["attempt_id"]].append(row["name"])
    return {attempt: tuple(names) for attempt, names in found.items()}
