"""SQL that shows many applicants of a track at once: pages of them, and their numbers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.catalog import Activity, Kind
from muster.features.tracks.model import Stage, Status
from muster.features.tracks.views import Applicant, ApplicantPage, StageStats, Stats
from muster.features.tracks.wanted import Applicants, Period
from muster.storage.postgres import Connection

SELECT_APPLICANTS: LiteralString = """
-- A page of a track's applicants with how many match in all, which is said of an empty page, too.
-- Every filter is null when it is not wanted; only one of the three keys is not null in all rows.
with matched as materialized (
    select applicant.*, shown.status as shown
    from applicant
    cross join lateral (
        select case when status = 'pending' and closes_at <= $3 then 'expired' else status end,
               case $10::text when 'updated_at' then updated_at else added_at end
    ) as shown (status, moment)
    where organization_id = $1 and track_id = $2
      and ($4::text is null or strpos(lower(name), lower($4)) > 0)
      and ($5::text is null or strpos(lower(address), lower($5)) > 0)
      and ($6::integer is null or stage = $6)
      and ($7::text[] is null or shown.status = any($7))
      and ($8::bigint is null or candidate_id = $8)
      and ($9::bigint is null or application_id = $9)
      and ($11::timestamptz is null or shown.moment >= $11)
      and ($12::timestamptz is null or shown.moment < $12)
),
keyed as (
    select matched.*,
           case $13::text when 'name' then lower(name) when 'email' then lower(address)
                          when 'status' then shown end as text_key,
           case $13::text when 'score' then score when 'stage' then stage
                          when 'candidate_id' then candidate_id
                          when 'application_id' then application_id end as number_key,
           case $13::text when 'added_at' then added_at
                          when 'updated_at' then updated_at end as time_key
    from matched
),
page as (
    select keyed.*, row_number() over (
        order by case when not $14::boolean then text_key end,
                 case when $14 then text_key end desc nulls last,
                 case when not $14 then number_key end,
                 case when $14 then number_key end desc nulls last,
                 case when not $14 then time_key end,
                 case when $14 then time_key end desc nulls last,
                 application_id) as place
    from keyed
    order by place offset $15 limit $16
)
select total.count as total, page.*
from (select count(*) from matched) as total
left join page on true
order by page.place"""

SELECT_TOTALS: LiteralString = """
-- A track's applicants of a period in numbers, and the first and last of their times.
with framed as (
    select applicant.*, shown.status as shown
    from applicant
    cross join lateral (
        select case when status = 'pending' and closes_at <= $3 then 'expired' else status end,
               case $4::text when 'updated_at' then updated_at else added_at end
    ) as shown (status, moment)
    where organization_id = $1 and track_id = $2
      and ($5::timestamptz is null or shown.moment >= $5)
      and ($6::timestamptz is null or shown.moment < $6)
)
select count(*) as applicants,
       count(*) filter (where outcome in ('passed', 'finished')) as hired,
       count(*) filter (where outcome = 'rejected') as rejected,
       count(*) filter (where outcome is null and shown not in ('expired', 'revoked'))
           as in_pipeline,
       min(added_at) as first_added, max(added_at) as last_added,
       min(updated_at) as first_updated, max(updated_at) as last_updated
from framed"""

SELECT_STAGES: LiteralString = """
-- How many applicants of a period stand in each stage, and how: a row a stage and status. Stages
-- that were called otherwise when an applicant opened them count by their number.
select stage, shown.status, count(*)
from applicant
cross join lateral (
    select case when status = 'pending' and closes_at <= $3 then 'expired' else status end,
           case $4::text when 'updated_at' then updated_at else added_at end
) as shown (status, moment)
where organization_id = $1 and track_id = $2
  and ($5::timestamptz is null or shown.moment >= $5)
  and ($6::timestamptz is null or shown.moment < $6)
group by stage, shown.status
order by stage, shown.status"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The track that a list is about, its first stage, and the instant that it speaks of."""

    track: int
    first_title: str
    first_kind: Kind | None
    now: datetime


async def select_applicants(
    connection: Connection, organization: int, scope: Scope, wanted: Applicants
) -> ApplicantPage:
    """Return a page of applicants."""
    rows = await connection.fetch(
        SELECT_APPLICANTS,
        organization,
        scope.track,
        scope.now,
        wanted.name,
        wanted.email,
        wanted.stage,
        wanted.statuses and [status.value for status in wanted.statuses],
        wanted.candidate,
        wanted.application,
        *_period(wanted.period),
        wanted.sort_by.value,
        wanted.descending,
        wanted.offset,
        wanted.limit,
    )
    found = [row for row in rows if row["application_id"] is not None]
    return ApplicantPage(tuple(_applicant(row, scope) for row in found), rows[0]["total"])


async def select_totals(
    connection: Connection, organization: int, scope: Scope, period: Period
) -> Record:
    """Return the one row of totals."""
    row = await connection.fetchrow(
        SELECT_TOTALS, organization, scope.track, scope.now, *_period(period)
    )
    assert row is not None  # noqa: S101 -- an aggregate without groups is one row
    return row


async def select_stages(
    connection: Connection, organization: int, scope: Scope, period: Period
) -> list[Record]:
    """Return stage, status and count."""
    return await connection.fetch(
        SELECT_STAGES, organization, scope.track, scope.now, *_period(period)
    )


def to_stats(totals: Record, counted: Sequence[Record], stages: Sequence[Stage]) -> Stats:
    """Put the numbers together; a stage of the present version is there even without anybody."""
    by_stage: dict[int, dict[Status, int]] = {stage.number: {} for stage in stages}
    overall: dict[Status, int] = defaultdict(int)
    for row in counted:
        status = Status(row["status"])
        by_stage.setdefault(row["stage"], {})[status] = row["count"]
        overall[status] += row["count"]
    named = {stage.number: stage for stage in stages}
    return Stats(
        **{name: totals[name] for name in totals.keys()},  # noqa: SIM118 -- a record, not a dict
        by_status=dict(overall),
        stages=tuple(_stage_stats(number, by_stage[number], named) for number in sorted(by_stage)),
    )


def _stage_stats(number: int, counts: dict[Status, int], named: dict[int, Stage]) -> StageStats:
    stage = named.get(number)  # a version with more stages may have been there before
    title, kind = (stage.title, stage.kind) if stage else ("", None)
    return StageStats(number, title, kind, sum(counts.values()), counts)


def _period(period: Period) -> tuple[str, datetime | None, datetime | None]:
    return period.timeframe.value, period.since, period.before


def _applicant(row: Record, scope: Scope) -> Applicant:
    begun = row["stage_title"] is not None
    kind = Kind(row["stage_kind"]) if row["stage_kind"] else None
    return Applicant(
        application_id=row["application_id"],
        uid=row["uid"],
        candidate_id=row["candidate_id"],
        candidate_uid=row["candidate_uid"],
        name=row["name"],
        email=row["address"],
        stage=row["stage"],
        stage_title=row["stage_title"] if begun else scope.first_title,
        stage_kind=kind if begun else scope.first_kind,
        status=Status(row["shown"]),
        score=row["score"],
        added_at=row["added_at"],
        updated_at=row["updated_at"],
    )


def scope_of(track: Activity, first: tuple[Activity | None, str, object], now: datetime) -> Scope:
    """Return the scope of a track's lists; ``first`` is its first stage."""
    activity, title, _ = first
    return Scope(track.id, title, activity.kind if activity else None, now)
