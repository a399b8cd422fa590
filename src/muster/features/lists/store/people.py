"""SQL that finds which candidates a list shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from muster.features.lists.model import Place
from muster.storage.postgres import Connection

SELECT_MATCHED_PEOPLE: LiteralString = """
-- Which candidates there are, in no order, a few at most. Suppressed and held ones are few, and
-- looked for from their own tables.
select array(
    select c.id from candidate c
    where c.organization_id = $1
      and ($2::text[] is null or c.folded like all($2))
      and ($3::text is null
           or $3 = 'suppressed' and c.id in (
               select person.id from suppression
               join candidate person on person.organization_id = $1
                   and person.address_key = suppression.recipient_key
               where suppression.organization_id = $1)
           or $3 = 'held' and c.id in (
               select candidate_id from candidate_hold where organization_id = $1)
           or $3 = 'uninvited' and not exists (
               select from invitation
               where invitation.organization_id = $1 and invitation.candidate_id = c.id))
    limit $4)"""

SELECT_NEWEST_PEOPLE: LiteralString = """
-- A page of candidates, newest first, of all or of those whose name and address have all parts.
select id from candidate
where organization_id = $1 and ($2::text[] is null or folded like all($2))
  and ($3::bigint is null or id < $3)
  and ($5::text is null or case $5
      when 'suppressed' then exists (
          select from suppression
          where suppression.organization_id = $1
            and suppression.recipient_key = candidate.address_key)
      when 'held' then exists (
          select from candidate_hold
          where candidate_hold.organization_id = $1 and candidate_id = candidate.id)
      else not exists (
          select from invitation
          where invitation.organization_id = $1 and invitation.candidate_id = candidate.id)
      end)
order by id desc limit $4"""

SELECT_NAMED_PEOPLE: LiteralString = """
-- A page of candidates in the order of their names.
select id, folded as text from candidate
where organization_id = $1 and ($2::text[] is null or folded like all($2))
  and ($3::bigint is null or (folded collate "C", id) > ($5::text, $3))
  and ($6::text is null or case $6
      when 'suppressed' then exists (
          select from suppression
          where suppression.organization_id = $1
            and suppression.recipient_key = candidate.address_key)
      when 'held' then exists (
          select from candidate_hold
          where candidate_hold.organization_id = $1 and candidate_id = candidate.id)
      else not exists (
          select from invitation
          where invitation.organization_id = $1 and invitation.candidate_id = candidate.id)
      end)
order by folded collate "C", id limit $4"""

SELECT_FEW_PEOPLE: LiteralString = """
-- The same for few, whose ids are known.
with few as materialized (
    select id, folded from candidate where organization_id = $1 and id = any($2::bigint[])
)
select id, folded as text from few
where $3::bigint is null or (folded collate "C", id) > ($5::text collate "C", $3)
order by folded collate "C", id limit $4"""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which candidates: patterns of their folded names and addresses, and a wish."""

    patterns: Sequence[str] | None
    wish: str | None


async def select_matched_people(
    connection: Connection, organization: int, wanted: Sought, most: int
) -> list[int]:
    """Return the ids of the candidates that match, in no order."""
    found: list[int] = await connection.fetchval(
        SELECT_MATCHED_PEOPLE, organization, wanted.patterns, wanted.wish, most
    )
    return found


async def select_newest_people(
    connection: Connection,
    organization: int,
    wanted: Sought,
    after: Place | None,
    limit: int,
) -> list[Place]:
    """Return the places of a page, newest first."""
    rows = await connection.fetch(
        SELECT_NEWEST_PEOPLE,
        organization,
        wanted.patterns,
        after and after.row,
        limit,
        wanted.wish,
    )
    return [Place(row["id"]) for row in rows]


async def select_named_people(
    connection: Connection,
    organization: int,
    wanted: Sought,
    after: Place | None,
    limit: int,
) -> list[Place]:
    """Return the places of a page in the order of names."""
    row, text = (after.row, after.text) if after else (None, None)
    rows = await connection.fetch(
        SELECT_NAMED_PEOPLE, organization, wanted.patterns, row, limit, text, wanted.wish
    )
    return [Place(row["id"], text=row["text"]) for row in rows]


async def select_few_people(
    connection: Connection, organization: int, ids: Sequence[int], after: Place | None, limit: int
) -> list[Place]:
    """Return the places of a page of these in the order of names."""
    row, text = (after.row, after.text) if after else (None, None)
    rows = await connection.fetch(SELECT_FEW_PEOPLE, organization, ids, row, limit, text)
    return [Place(row["id"], text=row["text"]) for row in rows]
