"""SQL that finds reports for their readers: one, a list, and a place among the others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.reports.model import Tally
from muster.features.reports.rounding import to_sort_by
from muster.features.reports.store.rows import activity_of, report_of
from muster.features.reports.views import ReportFilter, ReportLine
from muster.storage.postgres import Connection

_ANY = 2**63 - 1
"""Every id is below: a comparison that is always made can use an index in every plan."""

SELECT_BY_NAME: LiteralString = """
-- One report by the number or the UUID of its attempt, or by its own UUID.
with named (attempt_id) as materialized (
    select $2::bigint
    union all
    select attempt_id from report where organization_id = $1 and uid = $3
    union all
    select id from attempt where organization_id = $1 and uid = $4
)
select card.* from named
join report_card as card on card.organization_id = $1 and card.attempt_id = named.attempt_id"""

SELECT_OF_INVITATION: LiteralString = """
-- The report of the attempt that was made by an invitation.
select card.* from report_card as card
where card.organization_id = $1 and card.attempt_id = (
    select id from attempt where organization_id = $1 and invitation_id = $2)"""

SELECT_SPENT: LiteralString = """
-- How long questions with a clock of their own were open until they were answered; never more than
-- everybody is given, so that more time than that is seen by nobody.
select item, least(ceil(extract(epoch from saved_at - opened_at)), limit_seconds)::integer as spent
from place
where organization_id = $1 and attempt_id = $2 and opened_at is not null and saved_at is not null"""

COUNT_OTHERS: LiteralString = """
-- How many complete reports of an activity have more than a result, less, and as much: by an index
-- of rounded percentages; where those are equal, by the exact fractions.
select count(*) filter (where top * $5 > $4 * bottom) + (
           select count(*) from report
           where organization_id = $1 and activity_id = $2 and millionths > $3) as more,
       count(*) filter (where top * $5 < $4 * bottom) + (
           select count(*) from report
           where organization_id = $1 and activity_id = $2 and millionths < $3) as less,
       count(*) filter (where top * $5 = $4 * bottom) as same
from report where organization_id = $1 and activity_id = $2 and millionths = $3"""

COUNT_SPREAD: LiteralString = """
-- How the complete results of an activity spread over ten steps of ten per cent, by the index of
-- rounded percentages; a step without any is left out.
select least(9, millionths / 10000000)::int as step, count(*) as count
from report where organization_id = $1 and activity_id = $2 and millionths is not null
group by step"""

SELECT_LIST: LiteralString = """
-- A page of reports, the newest attempt first. Every filter is null when it is not wanted.
select card.* from report_card as card
where card.organization_id = $1
  and card.attempt_id < $2
  and ($3::boolean is null or (card.waiting = 0) = $3)
  and ($4::boolean is null or card.passed = $4)
  and ($5::timestamptz is null or card.settled_at >= $5)
order by card.attempt_id desc limit $6"""

SELECT_LIST_OF_ACTIVITY: LiteralString = """
-- The same page for one activity, found by its index, and for one candidate, too, if wanted.
select card.* from report_card as card
where card.organization_id = $1
  and card.attempt_id < $2
  and ($3::boolean is null or (card.waiting = 0) = $3)
  and ($4::boolean is null or card.passed = $4)
  and ($5::timestamptz is null or card.settled_at >= $5)
  and card.activity_id = $7
  and ($8::bigint is null or card.candidate_id = $8)
order by card.attempt_id desc limit $6"""

SELECT_LIST_OF_CANDIDATE: LiteralString = """
-- The same page for one candidate, who has few.
select card.* from report_card as card
where card.organization_id = $1
  and card.attempt_id < $2
  and ($3::boolean is null or (card.waiting = 0) = $3)
  and ($4::boolean is null or card.passed = $4)
  and ($5::timestamptz is null or card.settled_at >= $5)
  and card.candidate_id = $7
order by card.attempt_id desc limit $6"""

SELECT_LIST_SINCE: LiteralString = """
-- The same page for what was settled lately: found by the time first, because it is little.
with settled as materialized (
    select attempt_id, waiting, passed from report
    where organization_id = $1 and settled_at >= $5
)
select card.* from report_card as card
where card.organization_id = $1 and card.attempt_id = any (array(
    select attempt_id from settled
    where attempt_id < $2
      and ($3::boolean is null or (waiting = 0) = $3)
      and ($4::boolean is null or passed = $4)
    order by attempt_id desc limit $6))
order by card.attempt_id desc"""

COUNT_SIGNALS: LiteralString = """
-- What was noticed around attempts, counted by kind.
select subject_id, type, count(*) as count from event
where organization_id = $1 and subject_kind = 'attempt' and subject_id = any($2::bigint[])
  and type like 'signal.%'
group by subject_id, type"""

COUNT_LIST: LiteralString = """
-- How many reports a list has. Every filter is null when it is not wanted.
select count(*) from report
where organization_id = $1
  and ($2::boolean is null or (waiting = 0) = $2)
  and ($3::boolean is null or passed = $3)
  and ($4::timestamptz is null or settled_at >= $4)
  and ($5::bigint is null or activity_id = $5)
  and ($6::bigint is null or candidate_id = $6)"""

SELECT_VERSIONS: LiteralString = """
-- The versions of an activity that there are reports of, newest first.
select distinct card.activity_uid, card.version from report_card as card
where card.organization_id = $1 and card.activity_id = $2
order by card.version desc"""


async def select_by_name(
    connection: Connection,
    organization: int,
    attempt: int | None,
    *,
    uid: UUID | None = None,
    attempt_uid: UUID | None = None,
) -> Record | None:
    """Return the card of a report by its uid, or by its attempt's id or uid."""
    return await connection.fetchrow(SELECT_BY_NAME, organization, attempt, uid, attempt_uid)


async def select_of_invitation(
    connection: Connection, organization: int, invitation: int
) -> Record | None:
    """Return the card of the report of an invitation."""
    return await connection.fetchrow(SELECT_OF_INVITATION, organization, invitation)


async def select_spent(connection: Connection, organization: int, attempt: int) -> dict[str, int]:
    """Return seconds by question."""
    rows = await connection.fetch(SELECT_SPENT, organization, attempt)
    return {row["item"]: row["spent"] for row in rows}


async def count_others(
    connection: Connection, organization: int, activity: int, tally: Tally
) -> tuple[int, int, int]:
    """Return how many results of an activity are more, less, and the same as a complete one."""
    exact = tally.points / tally.of
    percent = to_sort_by(tally.percent) or Decimal(0)
    more, less, same = await connection.fetchrow(
        COUNT_OTHERS,
        organization,
        activity,
        int(percent * 10**6),
        Decimal(exact.numerator),
        Decimal(exact.denominator),
    )
    return more, less, same


async def count_spread(connection: Connection, organization: int, activity: int) -> tuple[int, ...]:
    """Return how many results there are from 0 to under 10 per cent, to under 20, … to 100."""
    rows = await connection.fetch(COUNT_SPREAD, organization, activity)
    counts = {row["step"]: row["count"] for row in rows}
    return tuple(counts.get(step, 0) for step in range(10))


async def select_list(
    connection: Connection,
    organization: int,
    wanted: ReportFilter,
    after: int | None,
    limit: int,
) -> list[Record]:
    """Return the cards of a page of reports."""
    before = _ANY if after is None else after
    values = (organization, before, wanted.complete, wanted.passed, wanted.since, limit)
    if wanted.activity_id is not None:
        ids = (wanted.activity_id, wanted.candidate_id)
        return await connection.fetch(SELECT_LIST_OF_ACTIVITY, *values, *ids)
    if wanted.candidate_id is not None:
        return await connection.fetch(SELECT_LIST_OF_CANDIDATE, *values, wanted.candidate_id)
    statement = SELECT_LIST if wanted.since is None else SELECT_LIST_SINCE
    return await connection.fetch(statement, *values)


async def count_list(connection: Connection, organization: int, wanted: ReportFilter) -> int:
    """Return how many reports match."""
    count: int = await connection.fetchval(
        COUNT_LIST,
        organization,
        wanted.complete,
        wanted.passed,
        wanted.since,
        wanted.activity_id,
        wanted.candidate_id,
    )
    return count


async def select_versions(
    connection: Connection, organization: int, activity: int
) -> list[tuple[UUID, int]]:
    """Return (uid of the activity, version) of those that there are reports of."""
    rows = await connection.fetch(SELECT_VERSIONS, organization, activity)
    return [(row["activity_uid"], row["version"]) for row in rows]


async def count_signals(
    connection: Connection, organization: int, attempts: Sequence[int]
) -> dict[int, dict[str, int]]:
    """Return the numbers of signals by attempt and kind."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in await connection.fetch(COUNT_SIGNALS, organization, attempts):
        counts[row["subject_id"]][row["type"].removeprefix("signal.")] = row["count"]
    return counts


def line_of(row: Record, signals: Mapping[str, int]) -> ReportLine:
    """Return the line of a card."""
    return ReportLine(
        report=report_of(row),
        invitation_id=row["invitation_id"],
        invitation_uid=row["invitation_uid"],
        external_id=row["external_id"],
        candidate_id=row["candidate_id"],
        candidate_uid=row["candidate_uid"],
        candidate_name=row["candidate_name"],
        candidate_address=row["candidate_address"],
        activity=activity_of(row),
        version=row["version"],
        started_at=row["started_at"],
        submitted_at=row["submitted_at"],
        signals=signals,
    )
