"""Candidates who want no more reminders, of one invitation or of an organization at all."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from muster.base.clock import Clock
from muster.base.signing import LinkClaim
from muster.features import delivery, journal, organizations
from muster.features.invitations import letters
from muster.features.invitations.facts import fact_of
from muster.features.invitations.model import Invitation
from muster.features.invitations.store import reading, reminders, writing
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database


class Stop(StrEnum):
    """Which reminders a candidate stops."""

    ONE = "one"
    """Those of this invitation, its stages included."""
    ALL = "all"
    """Those of the organization, now and later."""
    NONE = "none"
    """They may come again."""


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """What a candidate wants of reminders, as the page of their link shows it."""

    organization: Organization
    candidate_name: str
    locale: str | None
    title: str
    stopped_at: datetime | None
    refused_at: datetime | None


async def read_wish(database: Database, claim: LinkClaim) -> ReminderWish | None:
    """Return what a candidate wants of reminders; None when there is no such invitation."""

    async def work(connection: Connection) -> ReminderWish | None:
        owner = await organizations.organization_of_link.within(connection, claim.organization)
        found = await reading.select_by_ids(connection, claim.organization, [claim.subject])
        return await _wish(connection, owner, found[0]) if owner and found else None

    return await database.run(claim.organization, work)


async def stop_reminders(
    database: Database, claim: LinkClaim, stop: Stop, clock: Clock
) -> ReminderWish | None:
    """Stop reminders, or let them come again, as the holder of the link wants; twice is once.

    Nothing else changes: the invitation and its link stay what they are. A reminder that has not
    left does not leave. None when there is no such invitation.
    """

    async def work(connection: Connection) -> ReminderWish | None:
        owner = await organizations.organization_of_link.within(connection, claim.organization)
        found = await reading.select_by_ids(connection, claim.organization, [claim.subject])
        if owner is None or not found:
            return None
        invitation = found[0].invitation
        await writing.lock_for_change(connection, owner.id, invitation.candidate_id, invitation.id)
        await _apply(connection, owner.id, invitation, stop, clock.now())
        (view,) = await reading.select_by_ids(connection, owner.id, [invitation.id])
        return await _wish(connection, owner, view)

    return await database.run(claim.organization, work)


async def _apply(
    connection: Connection, organization: int, invitation: Invitation, stop: Stop, now: datetime
) -> None:
    known = await reminders.select_refusal(connection, organization, invitation.candidate_id)
    quiet: list[int] = []
    if stop is Stop.ALL or (stop is Stop.NONE and known is not None):
        quiet += await reminders.set_refused(
            connection, organization, invitation.candidate_id, now, refused=stop is Stop.ALL
        )
    stopped_at = None if stop is Stop.NONE else now
    changed = await reminders.set_stopped(connection, organization, invitation.id, stopped_at, now)
    if stop is not Stop.NONE:
        await delivery.cancel_waiting(
            connection, organization, kind=letters.REMINDER, references=changed + quiet, now=now
        )
    refused = {Stop.ALL: known is None, Stop.NONE: known is not None}.get(stop, False)
    if changed or refused:
        await _note(connection, organization, invitation, stop, now)


async def _note(
    connection: Connection, organization: int, invitation: Invitation, stop: Stop, now: datetime
) -> None:
    allowed = stop is Stop.NONE
    fact = fact_of(
        "invitation.reminders_allowed" if allowed else "invitation.reminders_stopped", invitation
    )
    if not allowed:
        fact = replace(fact, data={**fact.data, "scope": stop.value})
    await journal.record(connection, organization, [fact], actor=journal.CANDIDATE, now=now)


async def _wish(
    connection: Connection, organization: Organization, view: InvitationView
) -> ReminderWish:
    invitation, candidate = view.invitation, view.candidate
    return ReminderWish(
        organization,
        candidate.name,
        invitation.locale or candidate.locale,
        view.activity.title,
        invitation.reminders_stopped_at,
        await reminders.select_refusal(connection, organization.id, candidate.id),
    )
