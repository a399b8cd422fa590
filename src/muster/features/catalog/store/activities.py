"""SQL of activities, their versions and vendor ids."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.catalog.content import Kind
from muster.features.catalog.model import Activity, Dialect, Reference
from muster.features.catalog.publishing import Known, VendorId
from muster.features.catalog.reading import ActivityFile
from muster.storage.postgres import Connection

LOCK_CATALOG: LiteralString = """
-- One import an organization at a time: what it decided on must still hold when it writes.
select pg_advisory_xact_lock(hashtextextended('muster.catalog', $1))"""

SELECT_KNOWN: LiteralString = """
-- Activities by key, with what tells whether a file says something new.
select card.*, version.content_sha256, version.content ? 'pass_percent' as has_pass_mark
from activity_card as card
join activity_version as version
  on version.organization_id = card.organization_id
 and version.activity_id = card.id and version.number = card.current_version
where card.organization_id = $1 and card.key = any($2::text[])"""

SELECT_OWNERS: LiteralString = """
-- Which activity carries each of these vendor ids.
select named.dialect, named.vendor_id, activity.key
from unnest($2::text[], $3::text[]) as wanted (dialect, vendor_id)
join activity_vendor_id as named
  on named.organization_id = $1
 and named.dialect = wanted.dialect and named.vendor_id = wanted.vendor_id
join activity on activity.organization_id = $1 and activity.id = named.activity_id"""

UPSERT_ACTIVITIES: LiteralString = """
-- Make or bring up to date one activity a row; a conflict on the key is the existing one.
insert into activity (organization_id, uid, key, kind, title, summary, language, minutes,
                      have_ready, retake_after_days, current_version, created_at)
select $1, uid, key, kind, title, summary, language, minutes,
       have_ready, retake_after_days, current_version, $3
from jsonb_to_recordset($2::jsonb) as imported
    (uid uuid, key text, kind text, title text, summary text, language text, minutes integer,
     have_ready text[], retake_after_days integer, current_version integer)
on conflict (organization_id, key) do update set
    title = excluded.title, summary = excluded.summary, language = excluded.language,
    minutes = excluded.minutes, have_ready = excluded.have_ready,
    retake_after_days = excluded.retake_after_days, current_version = excluded.current_version,
    changed_at = $3
returning key, id"""

INSERT_VERSIONS: LiteralString = """
-- Freeze one version a row.
insert into activity_version
    (organization_id, activity_id, number, content, content_sha256, published_at, published_by)
select $1, activity_id, number, content::jsonb, content_sha256, $6, $7
from unnest($2::bigint[], $3::integer[], $4::text[], $5::bytea[])
    as frozen (activity_id, number, content, content_sha256)"""

DELETE_VENDOR_IDS: LiteralString = """
-- Take all vendor ids from these activities.
delete from activity_vendor_id where organization_id = $1 and activity_id = any($2::bigint[])"""

INSERT_VENDOR_IDS: LiteralString = """
-- One vendor id a row.
insert into activity_vendor_id (organization_id, activity_id, dialect, vendor_id)
select $1, activity_id, dialect, vendor_id
from unnest($2::bigint[], $3::text[], $4::text[]) as named (activity_id, dialect, vendor_id)"""

SELECT_REFERENCED: LiteralString = """
-- One activity a reference, if any: by the dialect's vendor id first, then by our own names.
-- An object id also says in which second its row was made.
select wanted.place, card.*
from unnest($3::text[], $4::bigint[], $5::timestamptz[], $6::uuid[], $7::text[])
    with ordinality as wanted (vendor_id, id, created_second, uid, key, place)
cross join lateral (
    select 1 as rank, named.activity_id as id from activity_vendor_id as named
    where named.organization_id = $1 and named.dialect = $2
      and named.vendor_id = wanted.vendor_id
    union all
    select 2, activity.id from activity
    where activity.organization_id = $1 and activity.id = wanted.id
      and date_trunc('second', activity.created_at)
        = coalesce(wanted.created_second, date_trunc('second', activity.created_at))
    union all
    select 3, activity.id from activity
    where activity.organization_id = $1 and activity.uid = wanted.uid
    union all
    select 4, activity.id from activity
    where activity.organization_id = $1 and activity.key = wanted.key
    order by rank limit 1
) as found
join activity_card as card on card.organization_id = $1 and card.id = found.id"""

SELECT_PAGE: LiteralString = """
-- Activities in the order in which they were made, after an id, of one kind or of all; with the
-- archived ones only where $5 says so.
select card.* from activity_card as card
where card.organization_id = $1 and card.id > $2 and card.kind = coalesce($3, card.kind)
  and ($5::boolean or card.archived_at is null)
order by card.id limit $4"""

SELECT_VERSION: LiteralString = """
-- One version and the kind that tells how to read it.
select activity.kind, version.content, version.published_at
from activity_version as version
join activity on activity.organization_id = $1 and activity.id = version.activity_id
where version.organization_id = $1 and version.activity_id = $2 and version.number = $3"""


@dataclass(frozen=True, slots=True)
class Row:
    """An activity to write: a file, the version it leads to, and a uid if the key is new."""

    file: ActivityFile
    version: int
    uid: UUID


async def lock_catalog(connection: Connection, organization: int) -> None:
    """Wait until no other transaction imports into this organization."""
    await connection.execute(LOCK_CATALOG, organization)


async def select_known(
    connection: Connection, organization: int, keys: Sequence[str]
) -> dict[str, Known]:
    """Return the activities of these keys, those that exist."""
    rows = await connection.fetch(SELECT_KNOWN, organization, keys)
    return {
        row["key"]: Known(to_activity(row), row["content_sha256"], row["has_pass_mark"])
        for row in rows
    }


async def select_owners(
    connection: Connection, organization: int, vendor_ids: Sequence[VendorId]
) -> dict[VendorId, str]:
    """Return the keys of the activities that carry these vendor ids."""
    rows = await connection.fetch(
        SELECT_OWNERS,
        organization,
        [dialect for dialect, _ in vendor_ids],
        [vendor_id for _, vendor_id in vendor_ids],
    )
    return {(Dialect(row["dialect"]), row["vendor_id"]): row["key"] for row in rows}


async def upsert_activities(
    connection: Connection, organization: int, rows: Sequence[Row], now: datetime
) -> dict[str, int]:
    """Write the activities' own rows and return their ids by key."""
    written = await connection.fetch(
        UPSERT_ACTIVITIES, organization, json.dumps([_columns(row) for row in rows]), now
    )
    return {row["key"]: row["id"] for row in written}


async def insert_versions(
    connection: Connection,
    organization: int,
    rows: Sequence[Row],
    ids: Mapping[str, int],
    published: tuple[datetime, str],
) -> None:
    """Freeze the content of the rows' files; it is said when and by whom."""
    await connection.execute(
        INSERT_VERSIONS,
        organization,
        [ids[row.file.key] for row in rows],
        [row.version for row in rows],
        [row.file.document_json for row in rows],
        [row.file.sha256 for row in rows],
        *published,
    )


async def replace_vendor_ids(
    connection: Connection, organization: int, rows: Sequence[Row], ids: Mapping[str, int]
) -> None:
    """Give the activities exactly the vendor ids of their files."""
    named = [(ids[row.file.key], *pair) for row in rows for pair in row.file.vendor_ids.items()]
    await connection.execute(DELETE_VENDOR_IDS, organization, list(ids.values()))
    await connection.execute(
        INSERT_VENDOR_IDS,
        organization,
        [activity for activity, _, _ in named],
        [dialect for _, dialect, _ in named],
        [vendor_id for _, _, vendor_id in named],
    )


async def select_referenced(
    connection: Connection,
    organization: int,
    dialect: Dialect | None,
    references: Sequence[Reference],
) -> dict[int, Activity]:
    """Return what the references mean, by their place in the sequence."""
    rows = await connection.fetch(
        SELECT_REFERENCED,
        organization,
        dialect,
        [reference.vendor_id for reference in references],
        [reference.id for reference in references],
        [reference.created_second for reference in references],
        [reference.uid for reference in references],
        [reference.key for reference in references],
    )
    return {row["place"] - 1: to_activity(row) for row in rows}


async def select_page(
    connection: Connection, organization: int, kind: Kind | None, *page: int | bool
) -> list[Activity]:
    """Return a page; it is said by the id before it, its length, and whether it has archived ones."""
    after, limit, archived = page
    rows = await connection.fetch(SELECT_PAGE, organization, after, kind, limit, archived)
    return [to_activity(row) for row in rows]


async def select_version(
    connection: Connection, organization: int, activity: int, number: int
) -> tuple[Kind, dict[str, Any], datetime] | None:
    """Return a version's kind, document and time of publishing."""
    row = await connection.fetchrow(SELECT_VERSION, organization, activity, number)
    if row is None:
        return None
    return Kind(row["kind"]), json.loads(row["content"]), row["published_at"]


def _columns(row: Row) -> dict[str, Any]:
    content = row.file.content
    return {
        "uid": str(row.uid),
        "key": row.file.key,
        "kind": row.file.kind,
        "title": content.title,
        "summary": content.summary,
        "language": content.language,
        "minutes": content.minutes,
        "have_ready": content.have_ready,
        "retake_after_days": row.file.retake_after_days,
        "current_version": row.version,
    }


def to_activity(row: Record) -> Activity:
    """Return the activity of a card."""
    vendor_ids = json.loads(row["vendor_ids"])
    return Activity(
        organization_id=row["organization_id"],
        id=row["id"],
        uid=row["uid"],
        key=row["key"],
        kind=Kind(row["kind"]),
        title=row["title"],
        summary=row["summary"],
        language=row["language"],
        minutes=row["minutes"],
        have_ready=tuple(row["have_ready"]),
        retake_after_days=row["retake_after_days"],
        current_version=row["current_version"],
        created_at=row["created_at"],
        vendor_ids={Dialect(dialect): vendor_id for dialect, vendor_id in vendor_ids.items()},
        archived_at=row["archived_at"],
        changed_at=row["changed_at"],
        settings=json.loads(row["settings"]),
    )
