"""SQL of what happens to an activity beside its versions: archiving, settings, searching."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from muster.features.catalog.content import Kind
from muster.features.catalog.documents import content_of
from muster.features.catalog.model import Activity
from muster.features.catalog.revising import Search, Shown
from muster.features.catalog.store.activities import to_activity
from muster.storage.postgres import Connection

ARCHIVE: LiteralString = """
-- Archive an activity, or with a null restore it; one that is so already is not touched.
update activity set archived_at = $3, changed_at = $4
where organization_id = $1 and id = $2 and (archived_at is null) <> ($3::timestamptz is null)
returning id"""

WRITE_SETTINGS: LiteralString = """
-- Keep what a client said of an activity.
update activity set settings = $3::jsonb, changed_at = $4
where organization_id = $1 and id = $2 and settings <> $3::jsonb"""

SELECT_SHOWN: LiteralString = """
-- A numbered page of activities that are not archived, with their current content, newest first;
-- $3 is a part of the title in lower case.
select card.*, version.content
from activity_card as card
join activity_version as version
  on version.organization_id = $1
 and version.activity_id = card.id and version.number = card.current_version
where card.organization_id = $1 and card.kind = $2 and card.archived_at is null
  and ($3::text is null or strpos(lower(card.title), $3) > 0)
order by card.id desc offset $4 limit $5"""

SELECT_CURRENT: LiteralString = """
-- One activity with its current content.
select card.*, version.content
from activity_card as card
join activity_version as version
  on version.organization_id = $1
 and version.activity_id = card.id and version.number = card.current_version
where card.organization_id = $1 and card.id = $2"""


SELECT_BY_IDS: LiteralString = """
-- Activities by their ids.
select card.* from activity_card as card
where card.organization_id = $1 and card.id = any($2::bigint[])"""


async def archive(
    connection: Connection,
    organization: int,
    activity: int,
    archived_at: datetime | None,
    now: datetime,
) -> bool:
    """Archive or restore an activity; tell whether that changed anything."""
    changed = await connection.fetchval(ARCHIVE, organization, activity, archived_at, now)
    return changed is not None


async def write_settings(
    connection: Connection,
    organization: int,
    activity: int,
    settings: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep what a client said of an activity."""
    await connection.execute(WRITE_SETTINGS, organization, activity, json.dumps(settings), now)


async def select_shown(connection: Connection, organization: int, search: Search) -> list[Shown]:
    """Return a numbered page."""
    keyword = search.keyword.lower() if search.keyword else None
    rows = await connection.fetch(
        SELECT_SHOWN, organization, search.kind, keyword, search.offset, search.limit
    )
    return [_shown(to_activity(row), row["content"]) for row in rows]


async def select_current(connection: Connection, organization: int, activity: int) -> Shown | None:
    """Return one activity with its current content."""
    row = await connection.fetchrow(SELECT_CURRENT, organization, activity)
    return _shown(to_activity(row), row["content"]) if row else None


def _shown(activity: Activity, content: str) -> Shown:
    document = json.loads(content)
    return Shown(activity, content_of(Kind(activity.kind), document), document)


async def select_by_ids(
    connection: Connection, organization: int, ids: Sequence[int]
) -> dict[int, Activity]:
    """Return the activities of these ids, those that there are."""
    rows = await connection.fetch(SELECT_BY_IDS, organization, ids)
    return {row["id"]: to_activity(row) for row in rows}
