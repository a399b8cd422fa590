"""Finding lists, their rows, and what will become of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from muster.base.clock import Clock
from muster.base.ids import from_typeid
from muster.base.signing import LinkClaim
from muster.features import catalog, invitations, journal
from muster.features.catalog import Activity
from muster.features.intake.judging import Judged, judge
from muster.features.intake.model import (
    Intake,
    IntakeBegunError,
    IntakeState,
    Options,
    Row,
    UnknownIntakeError,
)
from muster.features.intake.store import intakes, rows
from muster.features.invitations import Call
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database, action


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A list with what its people are invited to."""

    intake: Intake
    activities: tuple[Activity, ...]


@action
async def find_intake(connection: Connection, organization: int, reference: str) -> IntakeView:
    """Return a list by its TypeID.

    Raises:
        UnknownIntakeError: there is none.
    """
    uid = from_typeid(Intake.TYPE_PREFIX, reference)
    found = await intakes.select_one(connection, organization, uid) if uid else None
    if found is None:
        raise UnknownIntakeError
    return IntakeView(found, await activities_of(connection, organization, found))


async def activities_of(
    connection: Connection, organization: int, intake: Intake
) -> tuple[Activity, ...]:
    """Return what the people of a list are invited to, in order."""
    ids = intake.activity_ids
    found = await catalog.find_by_ids.within(connection, organization, ids)
    return tuple(found[each] for each in ids if each in found)


async def find_draft(connection: Connection, organization: int, uid: UUID) -> Intake:
    """Return a list that can still be changed, locked.

    Raises:
        UnknownIntakeError: there is no such list.
        IntakeBegunError: its people are being invited.
    """
    found = await intakes.select_one(connection, organization, uid)
    if found is None:
        raise UnknownIntakeError
    locked = await intakes.lock_one(connection, organization, found.id)
    if locked.state is not IntakeState.DRAFT:
        raise IntakeBegunError
    return locked


@action
async def list_intakes(
    connection: Connection, organization: int, after: int | None = None, limit: int = 25
) -> list[IntakeView]:
    """Return lists, newest first, after the one with that id."""
    page = await intakes.select_page(connection, organization, after, limit)
    ids = sorted({each for intake in page for each in intake.activity_ids})
    known = await catalog.find_by_ids.within(connection, organization, ids)
    return [
        IntakeView(one, tuple(known[each] for each in one.activity_ids if each in known))
        for one in page
    ]


@action
async def rows_of(connection: Connection, organization: int, intake: Intake) -> Sequence[Row]:
    """Return all rows of a list, in order; none when they are gone."""
    return await rows.select_rows(connection, organization, intake.id)


@action
async def take_links(
    connection: Connection, organization: int, intake: Intake, *, actor: str, clock: Clock
) -> dict[int, LinkClaim]:
    """Return what the links of a list's invitations say, by invitation; that is an event."""
    found = await rows.select_rows(connection, organization, intake.id)
    ids = [each for row in found for each in row.invitation_ids]
    claims = await invitations.claims_of.within(connection, organization, ids)
    fact = journal.Fact("intake.links_taken", "intake", intake.id, {"links": len(claims)})
    await journal.record(connection, organization, [fact], actor=actor, now=clock.now())
    return claims


async def look(
    database: Database, organization: Organization, view: IntakeView, clock: Clock
) -> Judged:
    """Return what will become of each row, as of now. Nothing is written."""
    options = view.intake.options
    return await database.run(
        organization.id,
        lambda connection: look_within(connection, organization, view, options, clock.now()),
    )


async def look_within(
    connection: Connection,
    organization: Organization,
    view: IntakeView,
    options: Options,
    now: datetime,
) -> Judged:
    """Return the same in a transaction that is open."""
    found = await rows.select_rows(connection, organization.id, view.intake.id)
    call = call_of(view, options, found, now)
    foreseen = await invitations.foresee_within(connection, organization, call, now)
    return judge(found, foreseen)


def call_of(view: IntakeView, options: Options, found: Sequence[Row], begins: datetime) -> Call:
    """Return the call that invites some rows."""
    return Call(
        view.activities,
        tuple(row.entry.guest(options) for row in found),
        send=options.send,
        actor=view.intake.made_by,
        window=options.window(begins),
        on_completed=options.on_completed,
        together=options.together,
    )
