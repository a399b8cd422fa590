"""Taking a list out of the house: who did, and how much of it."""

from muster.base.clock import Clock
from muster.features import journal
from muster.features.lists.views import ListKind
from muster.features.members import Member
from muster.storage.postgres import Connection, action


@action
async def note_export(
    connection: Connection,
    organization: int,
    member: Member,
    kind: ListKind,
    rows: int,
    clock: Clock,
) -> None:
    """Record that a member exports so many rows of a list."""
    fact = journal.Fact("list.exported", "member", member.id, {"list": kind.value, "rows": rows})
    await journal.record(connection, organization, [fact], actor=member.actor, now=clock.now())
