"""Verbs of saved views."""

from uuid import UUID

from muster.base.clock import Clock
from muster.base.ids import from_typeid
from muster.base.text import clean_line
from muster.features import journal
from muster.features.lists.store import views as store
from muster.features.lists.views import (
    KEPT_REMOVED,
    LONGEST_NAME,
    LONGEST_QUERY,
    VIEW_PREFIX,
    ListKind,
    NewView,
    TooManyViewsError,
    UnknownViewError,
    View,
)
from muster.features.members import Member
from muster.storage.postgres import Connection, action, service


@action
async def list_views(
    connection: Connection, organization: int, member: Member, kind: ListKind
) -> list[View]:
    """Return the member's own views of a list and those that all share, oldest first."""
    return await store.select_views(connection, organization, member.id, kind)


@action
async def save_view(
    connection: Connection,
    organization: int,
    member: Member,
    kind: ListKind,
    new: NewView,
    clock: Clock,
) -> View:
    """Save a view.

    Raises:
        InvalidError: its name is empty, longer than 60 characters, or none that a line may have.
        TooManyViewsError: there are 50 already.
    """
    checked = _checked(new)
    row = await store.insert_view(connection, organization, member.id, kind, checked, clock.now())
    if row is None:
        raise TooManyViewsError(field="name")
    if new.first:
        await store.set_first(connection, organization, member.id, (row, kind), first=True)
    await _note(connection, organization, member, "view.saved", row, clock)
    views = await store.select_views(connection, organization, member.id, kind)
    return next(view for view in views if view.id == row)


@action
async def change_view(
    connection: Connection,
    organization: int,
    member: Member,
    reference: str,
    new: NewView,
    clock: Clock,
) -> ListKind:
    """Give one's own view another name, other filters or readers; return which list it is of.

    Raises:
        UnknownViewError: the member has no such view.
        InvalidError: its name cannot be used.
    """
    checked = _checked(new)
    view = await store.update_view(connection, organization, member.id, _uid(reference), checked)
    if view is None:
        raise UnknownViewError
    await store.set_first(connection, organization, member.id, view, first=new.first)
    await _note(connection, organization, member, "view.changed", view[0], clock)
    return view[1]


@action
async def choose_first(
    connection: Connection,
    organization: int,
    member: Member,
    reference: str,
    kind: ListKind,
    *,
    first: bool,
) -> None:
    """Show the member a view first, own or shared, or no longer.

    Raises:
        UnknownViewError: there is none that the member sees.
    """
    uid = _uid(reference)
    views = await store.select_views(connection, organization, member.id, kind)
    found = next((view for view in views if view.uid == uid), None)
    if found is None:
        raise UnknownViewError
    await store.set_first(connection, organization, member.id, (found.id, kind), first=first)


@action
async def remove_view(
    connection: Connection,
    organization: int,
    member: Member,
    reference: str,
    clock: Clock,
    *,
    back: bool = False,
) -> ListKind:
    """Take one's own view away, or put it ``back`` within a day; return which list it is of.

    Raises:
        UnknownViewError: the member has no such view.
    """
    at = None if back else clock.now()
    view = await store.set_removed(connection, organization, member.id, _uid(reference), at)
    if view is None:
        raise UnknownViewError
    fact = "view.restored" if back else "view.removed"
    await _note(connection, organization, member, fact, view[0], clock)
    return view[1]


@service
async def forget_removed(connection: Connection, clock: Clock) -> None:
    """Delete the views of all organizations that were removed a day ago; in the worker's role."""
    await store.delete_removed(connection, clock.now() - KEPT_REMOVED)


def _checked(new: NewView) -> NewView:
    name = clean_line(new.name, field="name", longest=LONGEST_NAME)
    return NewView(name, new.query[:LONGEST_QUERY], new.shared, new.first)


def _uid(reference: str) -> UUID:
    uid = from_typeid(VIEW_PREFIX, reference)
    if uid is None:
        raise UnknownViewError
    return uid


async def _note(
    connection: Connection, organization: int, member: Member, what: str, view: int, clock: Clock
) -> None:
    fact = journal.Fact(what, "view", view)
    await journal.record(connection, organization, [fact], actor=member.actor, now=clock.now())
