"""SQL of drafts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.catalog.drafts import Draft
from muster.features.catalog.editing import Removed
from muster.storage.postgres import Connection

INSERT_DRAFT: LiteralString = """
-- Begin a draft; one that the activity has already stays the one.
insert into activity_draft
    (organization_id, uid, activity_id, based_on, document, changed_at, changed_by)
select $1, $2, $3, $4, $5::jsonb, $6, $7
on conflict (organization_id, activity_id) where discarded_at is null and activity_id is not null
do nothing"""

SELECT_DRAFT: LiteralString = """
-- An open draft.
select draft.* from activity_draft as draft
where draft.organization_id = $1 and draft.uid = $2 and draft.discarded_at is null"""

SELECT_DRAFT_LOCKED: LiteralString = """
-- An open draft that nobody else changes until the transaction ends.
select draft.* from activity_draft as draft
where draft.organization_id = $1 and draft.uid = $2 and draft.discarded_at is null
for update"""

SELECT_DRAFT_OF: LiteralString = """
-- The open draft of an activity.
select draft.* from activity_draft as draft
where draft.organization_id = $1 and draft.activity_id = $2 and draft.discarded_at is null"""

SELECT_NEW_DRAFTS: LiteralString = """
-- Open drafts of activities that were never published, the last changed first.
select draft.* from activity_draft as draft
where draft.organization_id = $1 and draft.activity_id is null and draft.discarded_at is null
order by draft.changed_at desc, draft.id desc limit $2"""

UPDATE_DRAFT: LiteralString = """
-- Write a draft; whoever writes has locked it.
update activity_draft
set document = $3::jsonb, removed = $4::jsonb, revision = revision + 1,
    changed_at = $5, changed_by = $6
where organization_id = $1 and id = $2"""

DISCARD_DRAFT: LiteralString = """
-- Put a draft away.
update activity_draft set discarded_at = $3, changed_by = $4
where organization_id = $1 and uid = $2 and discarded_at is null
returning id"""

RESTORE_DRAFT: LiteralString = """
-- Take a draft that was put away up again, unless its activity has another one by now.
update activity_draft set discarded_at = null
where organization_id = $1 and uid = $2 and discarded_at is not null
  and not exists (
      select from activity_draft as other
      where other.organization_id = $1 and other.activity_id = activity_draft.activity_id
        and other.discarded_at is null)
returning id"""

DELETE_DRAFT: LiteralString = """
-- Delete a draft that was published, and those of its activity that were put away.
delete from activity_draft
where organization_id = $1 and (id = $2 or (activity_id = $3 and discarded_at is not null))"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft begins with."""

    uid: UUID
    activity: int | None
    based_on: int | None
    document: Mapping[str, Any]


async def insert_draft(
    connection: Connection, organization: int, beginning: Beginning, now: datetime, actor: str
) -> None:
    """Begin a draft, unless the activity has one."""
    await connection.execute(
        INSERT_DRAFT,
        organization,
        beginning.uid,
        beginning.activity,
        beginning.based_on,
        _json(beginning.document),
        now,
        actor,
    )


async def select_draft(
    connection: Connection, organization: int, uid: UUID, *, locked: bool = False
) -> Draft | None:
    """Return an open draft."""
    statement = SELECT_DRAFT_LOCKED if locked else SELECT_DRAFT
    row = await connection.fetchrow(statement, organization, uid)
    return _draft(row) if row else None


async def select_draft_of(connection: Connection, organization: int, activity: int) -> Draft | None:
    """Return the open draft of an activity."""
    row = await connection.fetchrow(SELECT_DRAFT_OF, organization, activity)
    return _draft(row) if row else None


async def select_new_drafts(connection: Connection, organization: int, most: int) -> list[Draft]:
    """Return open drafts of activities that do not exist yet."""
    return [_draft(row) for row in await connection.fetch(SELECT_NEW_DRAFTS, organization, most)]


async def update_draft(
    connection: Connection, organization: int, draft: Draft, now: datetime, actor: str
) -> None:
    """Write the document and what was removed from it."""
    removed = [
        {"section": one.section, "place": one.place, "part": one.part} for one in draft.removed
    ]
    await connection.execute(
        UPDATE_DRAFT, organization, draft.id, _json(draft.document), _json(removed), now, actor
    )


async def discard_draft(
    connection: Connection, organization: int, uid: UUID, now: datetime, actor: str
) -> bool:
    """Put a draft away; tell whether there was one."""
    return await connection.fetchval(DISCARD_DRAFT, organization, uid, now, actor) is not None


async def restore_draft(connection: Connection, organization: int, uid: UUID) -> bool:
    """Take a draft up again; tell whether that was possible."""
    return await connection.fetchval(RESTORE_DRAFT, organization, uid) is not None


async def delete_draft(
    connection: Connection, organization: int, draft: int, activity: int
) -> None:
    """Delete a draft that was published."""
    await connection.execute(DELETE_DRAFT, organization, draft, activity)


def _json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _draft(row: Record) -> Draft:
    removed = json.loads(row["removed"])
    return Draft(
        id=row["id"],
        uid=row["uid"],
        activity_id=row["activity_id"],
        based_on=row["based_on"],
        document=json.loads(row["document"]),
        removed=tuple(Removed(one["section"], one["place"], one["part"]) for one in removed),
        revision=row["revision"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )
