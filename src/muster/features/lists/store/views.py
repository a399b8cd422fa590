"""SQL of saved views."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from muster.base.ids import new_uid
from muster.features.lists.views import MOST_VIEWS, ListKind, NewView, View
from muster.storage.postgres import Connection

INSERT_VIEW: LiteralString = """
-- A new view, unless the member has or sees so many already.
insert into saved_view (organization_id, uid, member_id, list, name, query, shared, created_at)
select $1, $2, $3, $4, $5, $6, $7, $8
where (select count(*) from saved_view
       where organization_id = $1 and list = $4 and removed_at is null
         and (shared or member_id = $3)) < $9
returning id"""

SELECT_VIEWS: LiteralString = """
-- The views of a list that a member has, and those that all share, oldest first.
select saved_view.id, uid, saved_view.list, name, query, shared,
       saved_view.member_id = $2 as own, first_view.view_id is not null as first
from saved_view
left join first_view on first_view.organization_id = $1 and first_view.member_id = $2
    and first_view.list = saved_view.list and first_view.view_id = saved_view.id
where saved_view.organization_id = $1 and saved_view.list = $3 and removed_at is null
  and (shared or saved_view.member_id = $2)
order by saved_view.id"""

UPDATE_VIEW: LiteralString = """
-- Another name, other filters, for others or no longer; of one's own view alone.
update saved_view set name = $4, query = $5, shared = $6
where organization_id = $1 and member_id = $2 and uid = $3 and removed_at is null
returning id, list"""

SET_REMOVED: LiteralString = """
-- Take a view away, or put it back; one's own alone.
update saved_view set removed_at = $4
where organization_id = $1 and member_id = $2 and uid = $3
returning id, list"""

DELETE_REMOVED: LiteralString = """
-- Views that were removed before $1, in all organizations; in the worker's role.
delete from saved_view where removed_at < $1"""

SET_FIRST: LiteralString = """
-- What a member sees first in a list.
insert into first_view (organization_id, member_id, list, view_id) values ($1, $2, $3, $4)
on conflict (organization_id, member_id, list) do update set view_id = excluded.view_id"""

UNSET_FIRST: LiteralString = """
-- It is no longer seen first.
delete from first_view
where organization_id = $1 and member_id = $2 and list = $3 and view_id = $4"""


async def insert_view(
    connection: Connection,
    organization: int,
    member: int,
    kind: ListKind,
    new: NewView,
    now: datetime,
) -> int | None:
    """Insert a view; None when there are too many."""
    row: int | None = await connection.fetchval(
        INSERT_VIEW,
        organization,
        new_uid(),
        member,
        kind.value,
        new.name,
        new.query,
        new.shared,
        now,
        MOST_VIEWS,
    )
    return row


async def select_views(
    connection: Connection, organization: int, member: int, kind: ListKind
) -> list[View]:
    """Return the views of a list that a member can use."""
    rows = await connection.fetch(SELECT_VIEWS, organization, member, kind.value)
    return [View(**{**row, "list": ListKind(row["list"])}) for row in rows]


async def update_view(
    connection: Connection, organization: int, member: int, uid: UUID, new: NewView
) -> tuple[int, ListKind] | None:
    """Change a member's own view; return its row and list."""
    row = await connection.fetchrow(
        UPDATE_VIEW, organization, member, uid, new.name, new.query, new.shared
    )
    return (row["id"], ListKind(row["list"])) if row else None


async def set_removed(
    connection: Connection, organization: int, member: int, uid: UUID, at: datetime | None
) -> tuple[int, ListKind] | None:
    """Remove a member's own view, or put it back; return its row and list."""
    row = await connection.fetchrow(SET_REMOVED, organization, member, uid, at)
    return (row["id"], ListKind(row["list"])) if row else None


async def delete_removed(connection: Connection, before: datetime) -> None:
    """Delete the views of all organizations that were removed before."""
    await connection.execute(DELETE_REMOVED, before)


async def set_first(
    connection: Connection, organization: int, member: int, view: tuple[int, ListKind], first: bool
) -> None:
    """Show a member a view first, or no longer."""
    row, kind = view
    statement = SET_FIRST if first else UNSET_FIRST
    await connection.execute(statement, organization, member, kind.value, row)
