"""SQL that finds which invitations a list shows, and in which order.

``listed_invitations`` (migration 28) has the filters. A page is never more than a walk over the
beginning of an index, or an ordering of few rows whose ids are known.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import LiteralString

from muster.features.lists.model import Place
from muster.storage.postgres import Connection

PLAN_EACH_TIME: LiteralString = """
-- Which filters are null decides about the plan: one plan for all would serve none.
select set_config('plan_cache_mode', 'force_custom_plan', true)"""

SELECT_PEOPLE: LiteralString = """
-- Candidates whose name and address have all parts, in no order, a few at most.
select array(select id from candidate
             where organization_id = $1 and folded like all($2::text[]) limit $3)"""

SELECT_BY_LETTERS: LiteralString = """
-- Invitations whose newest letter is in one of some rare states: their own letter, or that to the
-- candidate's home page. Indexes have only such letters.
with newest as (
    select message.kind, message.reference
    from message
    where organization_id = $1 and kind in ('invitation', 'home') and state = any($2::text[])
      and (state in ('bounced', 'dead', 'suppressed') or due_at is not null)
      and not exists (
          select from message as newer
          where newer.organization_id = $1 and newer.reference = message.reference
            and newer.kind = message.kind and newer.id > message.id and newer.state <> 'cancelled')
)
select array(
    select reference from newest where kind = 'invitation'
    union
    select invitation.id
    from newest
    join invitation on invitation.organization_id = $1
        and invitation.candidate_id = newest.reference
    where newest.kind = 'home' and not exists (
        select from message
        where message.organization_id = $1 and message.reference = invitation.id
          and message.kind = 'invitation')
    limit $3)"""

SELECT_JUDGED: LiteralString = """
-- Invitations whose report, or whose way through a track, ended well or not.
select array(
    select attempt.invitation_id
    from report
    join attempt on attempt.organization_id = $1 and attempt.id = report.attempt_id
    where report.organization_id = $1 and report.passed = $2
    union all
    select invitation_id from application
    where organization_id = $1 and outcome = case when $2 then 'passed' else 'rejected' end
    limit $3)"""

SELECT_MATCHED: LiteralString = """
-- Which invitations there are, in no order, a few at most.
select array(
    select id from listed_invitations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    where organization_id = $1 limit $14)"""

SELECT_NEWEST: LiteralString = """
-- A page, newest first.
select id from listed_invitations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
where organization_id = $1 and ($14::bigint is null or id < $14)
order by id desc limit $15"""

SELECT_ENDING: LiteralString = """
-- A page, those that end soonest first.
select id, expires_at as moment
from listed_invitations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
where organization_id = $1 and ($14::bigint is null or (expires_at, id) > ($16::timestamptz, $14))
order by expires_at, id limit $15"""

SELECT_LATEST: LiteralString = """
-- A page, those that changed last first.
select id, updated_at as moment
from listed_invitations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
where organization_id = $1 and ($14::bigint is null or (updated_at, id) < ($16::timestamptz, $14))
order by updated_at desc, id desc limit $15"""

SELECT_NAMED: LiteralString = """
-- A page in the order of names, by a walk along the index of names.
select found.id, candidate.folded as text
from candidate
join listed_invitations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as found
    on found.candidate_id = candidate.id
where candidate.organization_id = $1
  -- Said here as well, so that the walk passes by others before it looks for their invitations.
  and ($11::text[] is null or candidate.folded like all($11))
  and ($14::bigint is null
       or candidate.folded collate "C" >= $16::text
          and (candidate.folded collate "C" > $16 or found.id > $14))
order by candidate.folded collate "C", found.id limit $15"""

SELECT_FEW_NAMED: LiteralString = """
-- The same for few invitations, whose ids are known: each looks for its candidate.
with few as materialized (
    select id, candidate_id from invitation where organization_id = $1 and id = any($2::bigint[])
)
select few.id, candidate.folded as text
from few join candidate on candidate.organization_id = $1 and candidate.id = few.candidate_id
where ($3::bigint is null
       or (candidate.folded collate "C", few.id) > ($5::text collate "C", $3))
order by candidate.folded collate "C", few.id limit $4"""


@dataclass(frozen=True, slots=True)
class Terms:
    """The arguments of ``listed_invitations`` after the organization, in their order."""

    at: datetime
    standing: str | None = None
    activity: int | None = None
    letters: Sequence[str] | None = None
    invited_from: datetime | None = None
    invited_until: datetime | None = None
    ends_before: datetime | None = None
    ids: Sequence[int] | None = None
    people: Sequence[int] | None = None
    patterns: Sequence[str] | None = None
    reference_from: str | None = None
    reference_until: str | None = None

    @property
    def looks_up(self) -> bool:
        """Tell whether other tables are asked for each row."""
        judged = self.standing in {"passed", "failed"}
        return judged or self.letters is not None or self.patterns is not None


async def plan_each_time(connection: Connection) -> None:
    """Let the transaction plan its statements by what is asked for."""
    await connection.execute(PLAN_EACH_TIME)


async def select_people(
    connection: Connection, organization: int, patterns: Sequence[str], most: int
) -> list[int]:
    """Return candidates by patterns of their folded names and addresses."""
    found: list[int] = await connection.fetchval(SELECT_PEOPLE, organization, patterns, most)
    return found


async def select_by_letters(
    connection: Connection, organization: int, states: Sequence[str], most: int
) -> list[int]:
    """Return invitations whose newest letter is in one of these states, which are rare ones."""
    found: list[int] = await connection.fetchval(SELECT_BY_LETTERS, organization, states, most)
    return found


async def select_judged(
    connection: Connection, organization: int, passed: bool, most: int
) -> list[int]:
    """Return invitations that ended well, or not."""
    found: list[int] = await connection.fetchval(SELECT_JUDGED, organization, passed, most)
    return found


async def select_matched(
    connection: Connection, organization: int, terms: Terms, most: int
) -> list[int]:
    """Return the ids of what matches, in no order."""
    found: list[int] = await connection.fetchval(
        SELECT_MATCHED, organization, *astuple(terms), most
    )
    return found


async def select_newest(
    connection: Connection, organization: int, terms: Terms, after: Place | None, limit: int
) -> list[Place]:
    """Return the places of a page, newest first."""
    rows = await connection.fetch(
        SELECT_NEWEST, organization, *astuple(terms), after and after.row, limit
    )
    return [Place(row["id"]) for row in rows]


async def select_ending(
    connection: Connection, organization: int, terms: Terms, after: Place | None, limit: int
) -> list[Place]:
    """Return the places of a page, those that end soonest first."""
    row, moment = (after.row, after.moment) if after else (None, None)
    rows = await connection.fetch(SELECT_ENDING, organization, *astuple(terms), row, limit, moment)
    return [Place(row["id"], moment=row["moment"]) for row in rows]


async def select_latest(
    connection: Connection, organization: int, terms: Terms, after: Place | None, limit: int
) -> list[Place]:
    """Return the places of a page, those that changed last first."""
    row, moment = (after.row, after.moment) if after else (None, None)
    rows = await connection.fetch(SELECT_LATEST, organization, *astuple(terms), row, limit, moment)
    return [Place(row["id"], moment=row["moment"]) for row in rows]


async def select_named(
    connection: Connection, organization: int, terms: Terms, after: Place | None, limit: int
) -> list[Place]:
    """Return the places of a page in the order of names."""
    row, text = (after.row, after.text) if after else (None, None)
    if terms.ids is not None:
        rows = await connection.fetch(SELECT_FEW_NAMED, organization, terms.ids, row, limit, text)
    else:
        rows = await connection.fetch(SELECT_NAMED, organization, *astuple(terms), row, limit, text)
    return [Place(row["id"], text=row["text"]) for row in rows]
