"""SQL of the list of activities, and of their histories."""

import json
from collections.abc import Mapping
from typing import Any, LiteralString

from muster.features.catalog.drafts import Listed, Listing, VersionNote
from muster.features.catalog.store.activities import to_activity
from muster.storage.postgres import Connection

SELECT_LISTED: LiteralString = """
-- A page of activities, newest first, with how much each asks and whether somebody works on it;
-- $2 is a part of the title or key in lower case.
select card.*, draft.uid as draft_uid,
       coalesce(
           jsonb_array_length(version.content -> 'questions'),
           jsonb_array_length(version.content -> 'prompts'),
           jsonb_array_length(version.content -> 'stages'),
           (select sum(jsonb_array_length(part -> 'questions'))
            from jsonb_array_elements(version.content -> 'sections') as part),
           0)::integer as questions
from activity_card as card
join activity_version as version
  on version.organization_id = $1
 and version.activity_id = card.id and version.number = card.current_version
left join activity_draft as draft
  on draft.organization_id = $1
 and draft.activity_id = card.id and draft.discarded_at is null
where card.organization_id = $1 and card.id < coalesce($5, 9223372036854775807)
  and ($2 = '' or strpos(lower(card.title), $2) > 0 or strpos(card.key, $2) > 0)
  and card.kind = coalesce($3, card.kind) and (card.archived_at is not null) = $4
order by card.id desc limit $6"""

SELECT_VERSIONS: LiteralString = """
-- The versions of an activity, the last first.
select version.number, version.published_at, version.published_by
from activity_version as version
where version.organization_id = $1 and version.activity_id = $2
order by version.number desc limit $3"""

SELECT_DOCUMENT: LiteralString = """
-- What a version of an activity says, with what stays the same in all of them.
select version.content, activity.key, activity.kind, activity.retake_after_days
from activity_version as version
join activity on activity.organization_id = $1 and activity.id = version.activity_id
where version.organization_id = $1 and version.activity_id = $2 and version.number = $3"""


async def select_listed(connection: Connection, organization: int, wanted: Listing) -> list[Listed]:
    """Return a page of the list of activities."""
    rows = await connection.fetch(
        SELECT_LISTED,
        organization,
        wanted.keyword.lower(),
        wanted.kind,
        wanted.archived,
        wanted.before,
        wanted.limit,
    )
    return [Listed(to_activity(row), row["questions"], row["draft_uid"]) for row in rows]


async def select_versions(
    connection: Connection, organization: int, activity: int, most: int
) -> list[VersionNote]:
    """Return when and by whom the versions of an activity were published."""
    rows = await connection.fetch(SELECT_VERSIONS, organization, activity, most)
    return [VersionNote(**row) for row in rows]


async def select_document(
    connection: Connection, organization: int, activity: int, number: int
) -> Mapping[str, Any] | None:
    """Return the fields of the file that a version was made from, without vendor ids."""
    row = await connection.fetchrow(SELECT_DOCUMENT, organization, activity, number)
    if row is None:
        return None
    document = {"key": row["key"], "kind": row["kind"], **json.loads(row["content"])}
    if row["retake_after_days"]:
        document["retake_after_days"] = row["retake_after_days"]
    return document
