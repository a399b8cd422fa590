"""What tracks do with invitations: begin and end the track's own, open and close its children.

All of it runs in the caller's transaction, under the lock of the track's invitation.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from muster.features import delivery, journal
from muster.features.catalog import Activity
from muster.features.invitations import children, letters
from muster.features.invitations.actions.read import find_invitation
from muster.features.invitations.facts import fact_of
from muster.features.invitations.model import Invitation, State
from muster.features.invitations.store import reading, stages, writing
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection


@dataclass(frozen=True, slots=True)
class Opening:
    """A stage to open: the activity, its place in the track, and when it closes."""

    activity: Activity
    number: int
    count: int
    expires_at: datetime
    send: bool | None
    """Mail it; None mails it where the track's invitation was mailed."""
    child: int | None = None
    """Its invitation, if it was open before."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when."""

    actor: str
    now: datetime


async def lock_track(connection: Connection, organization: int, reference: str) -> InvitationView:
    """Return an invitation once nobody else changes it; waits for who does.

    Raises:
        UnknownInvitationError: there is no such invitation.
    """
    view = await find_invitation.within(connection, organization, reference)
    await writing.lock_for_change(connection, organization, view.candidate.id, view.invitation.id)
    (locked,) = await reading.select_by_ids(connection, organization, [view.invitation.id])
    return locked


async def begin_track(
    connection: Connection, organization: int, track: Invitation, by: By
) -> Invitation:
    """Mark the track's invitation started; what was revoked with it is valid again."""
    started = replace(track, stored_state=State.STARTED, started_at=track.started_at or by.now)
    await _progress(connection, organization, started, "invitation.started", by)
    await children.restore(connection, organization, started, by.now)
    return started


async def end_track(
    connection: Connection, organization: int, track: Invitation, by: By
) -> Invitation:
    """Mark the track's invitation completed; a stage that was still open is closed."""
    ended = replace(track, stored_state=State.COMPLETED, completed_at=by.now)
    await _progress(connection, organization, ended, "invitation.completed", by)
    closed = replace(ended, stored_state=State.REVOKED, revoked_at=by.now)
    await children.follow_parent(connection, organization, closed, by.now)
    return ended


async def reopen_track(
    connection: Connection, organization: int, track: Invitation, by: By
) -> Invitation:
    """Take the end of a track back; a stage that was closed by it is open again."""
    reopened = replace(track, stored_state=State.STARTED, completed_at=None)
    await _progress(connection, organization, reopened, "invitation.reopened", by)
    await children.restore(connection, organization, reopened, by.now)
    return reopened


async def open_stage(
    connection: Connection,
    organization: Organization,
    track: InvitationView,
    opening: Opening,
    by: By,
) -> tuple[Invitation, delivery.Queued | None]:
    """Make the invitation to a stage, and queue its letter where letters are wanted."""
    if opening.expires_at > track.invitation.expires_at:
        track = await _prolong(connection, organization.id, track, opening.expires_at, by)
    child = await _child_of(connection, organization.id, track.invitation, opening, by)
    if not await _wants_letter(connection, organization.id, track, opening, by.now):
        return child, None
    step = children.Step(opening.activity, opening.number, opening.count)
    draft = children.letter(organization, track, child, step)
    (queued,) = await letters.queue_once(connection, organization.id, [draft], now=by.now)
    return child, queued


async def close_stage(connection: Connection, organization: int, child: int, by: By) -> None:
    """Take the invitation to a stage back that nobody has started; its letter does not leave."""
    (view,) = await reading.select_by_ids(connection, organization, [child])
    if view.invitation.stored_state is State.REVOKED:
        return
    closed = replace(
        view.invitation, stored_state=State.REVOKED, revoked_at=by.now, updated_at=by.now
    )
    await writing.update_invitations(connection, organization, [closed], by.now)
    await children.cancel_letters(connection, organization, [child], now=by.now)
    await _note(connection, organization, closed, "invitation.revoked", by)


async def _child_of(
    connection: Connection, organization: int, track: Invitation, opening: Opening, by: By
) -> Invitation:
    """Return the invitation to a stage, new or valid again."""
    if opening.child is None:
        child = await stages.insert_child(
            connection, organization, track.id, opening.activity.id, by.now
        )
        await _note(connection, organization, child, "invitation.created", by)
        return child
    (view,) = await reading.select_by_ids(connection, organization, [opening.child])
    again = children.like_parent(children.standing(view.invitation), track, by.now)
    await writing.update_invitations(connection, organization, [again], by.now)
    await _note(connection, organization, again, "invitation.revived", by)
    return again


async def leave_stage(connection: Connection, organization: int, child: int, by: By) -> None:
    """Stop the letter about a stage that is left before it could leave."""
    await children.cancel_letters(connection, organization, [child], now=by.now)


async def _prolong(
    connection: Connection, organization: int, track: InvitationView, end: datetime, by: By
) -> InvitationView:
    longer = replace(track.invitation, expires_at=end, updated_at=by.now)
    (longer,) = await writing.update_invitations(connection, organization, [longer], by.now)
    await _note(connection, organization, longer, "invitation.changed", by)
    return replace(track, invitation=longer)


async def _wants_letter(
    connection: Connection,
    organization: int,
    track: InvitationView,
    opening: Opening,
    now: datetime,
) -> bool:
    if not track.invitation.can_be_mailed(now):
        return False
    if opening.send is not None:
        return opening.send
    # Whoever asked for the link only delivers it, and does so for all stages.
    subjects = ((letters.INVITATION, track.invitation.id), (letters.HOME, track.candidate.id))
    for kind, subject in subjects:
        if await delivery.messages_of.within(connection, organization, [kind], [subject]):
            return True
    return False


async def _progress(
    connection: Connection, organization: int, invitation: Invitation, fact: str, by: By
) -> None:
    await stages.update_progress(connection, organization, invitation, by.now)
    await _note(connection, organization, invitation, fact, by)


async def _note(
    connection: Connection, organization: int, invitation: Invitation, fact: str, by: By
) -> None:
    facts = [fact_of(fact, invitation)]
    await journal.record(connection, organization, facts, actor=by.actor, now=by.now)
