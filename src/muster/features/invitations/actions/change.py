"""Changing an invitation after it was made: extend, resend, rotate, revoke.

Waiting letters follow in the same transaction: an extended deadline stands in the letter that
has not left yet, a rotated link too, and a revoked invitation's letter does not leave. So does
the letter to the candidate's home, which may list it among others. The stages of a track follow
its invitation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from muster.base.clock import Clock
from muster.features import candidates, delivery, journal, organizations
from muster.features.invitations import children, followups, letters
from muster.features.invitations.actions.read import find_invitation
from muster.features.invitations.deciding import raise_link_version
from muster.features.invitations.facts import fact_of
from muster.features.invitations.guests import (
    check_locale,
    check_metadata,
    check_redirect,
    check_zone,
    clean_external_id,
)
from muster.features.invitations.model import (
    FinishedError,
    Invitation,
    RevokedError,
    StageOfTrackError,
    State,
    WindowError,
)
from muster.features.invitations.store import reading, reminders, writing
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization, check_before
from muster.storage.postgres import Connection, Database, action


@dataclass(frozen=True, slots=True)
class Change:
    """What a caller wants changed; None keeps a value."""

    opens_at: datetime | None = None
    expires_at: datetime | None = None
    may_shorten: bool = False
    external_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    redirect_url: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    remind_before: tuple[timedelta, ...] | None = None


@dataclass(frozen=True, slots=True)
class _By:
    """Who acts, and when."""

    actor: str
    now: datetime


@action
async def extend(
    connection: Connection,
    organization: int,
    reference: str,
    change: Change,
    *,
    actor: str,
    clock: Clock,
) -> InvitationView:
    """Change the window and the caller's own fields; an expired invitation is pending again.

    Raises:
        UnknownInvitationError: there is no such invitation.
        StageOfTrackError: it is a stage of a track.
        FinishedError: it is completed.
        WindowError: the new end has passed, lies before the opening, or is earlier than the
            present one without ``may_shorten``.
        InvalidError: another value cannot be used.
    """
    view = await _lock(connection, organization, reference)
    if change == Change():
        return view
    now = clock.now()
    changed = apply(view.invitation, change, now)
    (changed,) = await writing.update_invitations(connection, organization, [changed], now)
    if changed.stored_state is not State.REVOKED:  # its letter was stopped, and stays so
        await letters.refresh_waiting(connection, organization, [changed])
        await letters.refresh_homes(connection, organization, [view.candidate.id], now=now)
    await children.follow_parent(connection, organization, changed, now)
    await _note(connection, organization, changed, "invitation.changed", _By(actor, now))
    return replace(view, invitation=changed)


def apply(invitation: Invitation, change: Change, now: datetime) -> Invitation:
    """Return the invitation with a change; see ``extend`` for what is refused."""
    if invitation.stored_state is State.COMPLETED:
        raise FinishedError
    end = change.expires_at or invitation.expires_at
    opening = change.opens_at or invitation.opens_at
    if change.expires_at is not None:
        if end <= now:
            raise WindowError("The expiry date has passed", field="expires_at")
        if end < invitation.expires_at and not change.may_shorten:
            raise WindowError(
                "This would shorten the invitation; say may_shorten to do so", field="expires_at"
            )
    if opening is not None and opening >= end:
        raise WindowError("The invitation would expire before it opens", field="opens_at")
    _check_fields(change)
    return replace(
        invitation,
        opens_at=opening,
        expires_at=end,
        external_id=invitation.external_id
        if change.external_id is None
        else clean_external_id(change.external_id),
        metadata=invitation.metadata if change.metadata is None else change.metadata,
        redirect_url=change.redirect_url or invitation.redirect_url,
        locale=change.locale or invitation.locale,
        time_zone=change.time_zone or invitation.time_zone,
        remind_before=invitation.remind_before
        if change.remind_before is None
        else check_before(change.remind_before),
        updated_at=now,
    )


def _check_fields(change: Change) -> None:
    if change.metadata is not None:
        check_metadata(change.metadata)
    if change.redirect_url is not None:
        check_redirect(change.redirect_url)
    if change.locale is not None:
        check_locale(change.locale)
    if change.time_zone is not None:
        check_zone(change.time_zone)


async def resend(
    database: Database, organization: Organization, reference: str, *, actor: str, clock: Clock
) -> tuple[InvitationView, delivery.Queued]:
    """Queue the letter again; the link stays, an expired or revoked one must be revived first.

    Raises:
        UnknownInvitationError: there is no such invitation.
        StageOfTrackError: it is a stage of a track.
        FinishedError: it is completed.
        RevokedError: it is revoked.
        WindowError: its time has passed.
    """

    async def work(connection: Connection) -> tuple[InvitationView, delivery.Queued]:
        view = await _lock(connection, organization.id, reference)
        now = clock.now()
        state = view.invitation.state(now)
        if state is State.COMPLETED:
            raise FinishedError
        if state is State.REVOKED:
            raise RevokedError
        if not view.invitation.can_be_mailed(now):
            raise WindowError(
                "The time of the invitation has passed; extend it first", field="expires_at"
            )
        sheet = letters.Sheet.of(organization, view.activity, bulk=False)
        draft = sheet.letter(view.candidate, view.invitation)
        (queued,) = await letters.queue_once(connection, organization.id, [draft], now=now)
        await reminders.wake(connection, organization.id, [view.invitation.id], now)
        await _note(
            connection, organization.id, view.invitation, "invitation.resent", _By(actor, now)
        )
        return view, queued

    return await database.run(organization.id, work)


@action
async def rotate(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> InvitationView:
    """Make the invitation's link and its candidate's home link void; new ones are valid at once.

    Raises:
        UnknownInvitationError: there is no such invitation.
        StageOfTrackError: it is a stage of a track.
        LinksUsedUpError: the token has no room for another version.
    """
    view = await _lock(connection, organization, reference)
    now = clock.now()
    rotated = replace(
        view.invitation,
        link_version=raise_link_version(view.invitation.link_version),
        updated_at=now,
    )
    (rotated,) = await writing.update_invitations(connection, organization, [rotated], now)
    await candidates.void_home_links(connection, organization, [view.candidate.id])
    await letters.refresh_waiting(connection, organization, [rotated])
    await letters.refresh_homes(connection, organization, [view.candidate.id], now=now)
    await children.follow_parent(connection, organization, rotated, now)
    await _note(connection, organization, rotated, "invitation.rotated", _By(actor, now))
    return replace(view, invitation=rotated)


@action
async def revoke(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> InvitationView:
    """Take an invitation back; its link stops at the next request. Twice is the same as once.

    Raises:
        UnknownInvitationError: there is no such invitation.
        StageOfTrackError: it is a stage of a track.
        FinishedError: it is completed.
    """
    view = await _lock(connection, organization, reference)
    if view.invitation.stored_state is State.COMPLETED:
        raise FinishedError
    if view.invitation.stored_state is State.REVOKED:
        return view
    now = clock.now()
    revoked = replace(view.invitation, stored_state=State.REVOKED, revoked_at=now, updated_at=now)
    (revoked,) = await writing.update_invitations(connection, organization, [revoked], now)
    await letters.cancel_waiting(connection, organization, [revoked.id], now=now)
    await letters.refresh_homes(connection, organization, [view.candidate.id], now=now)
    await children.follow_parent(connection, organization, revoked, now)
    await _note(connection, organization, revoked, "invitation.revoked", _By(actor, now))
    taken_back = replace(view, invitation=revoked)
    await _clear_calendar(connection, organization, taken_back, now)
    return taken_back


async def _clear_calendar(
    connection: Connection, organization: int, view: InvitationView, now: datetime
) -> None:
    """Tell the candidate that it is no longer needed, where a calendar still says it is."""
    owner = await organizations.organization_of_link.within(connection, organization)
    if owner is None or view.invitation.expires_at <= now:
        return
    if await reading.has_calendar(connection, organization, view.invitation):
        draft = followups.withdrawal(owner, view)
        await delivery.enqueue(connection, organization, [draft], now=now)


async def _lock(connection: Connection, organization: int, reference: str) -> InvitationView:
    # Inviting locks candidates before invitations; so does this, or the two could deadlock.
    view = await find_invitation.within(connection, organization, reference)
    await writing.lock_for_change(connection, organization, view.candidate.id, view.invitation.id)
    (locked,) = await reading.select_by_ids(connection, organization, [view.invitation.id])
    if locked.invitation.parent_id is not None:
        raise StageOfTrackError
    return locked


async def _note(
    connection: Connection, organization: int, invitation: Invitation, fact: str, by: _By
) -> None:
    await journal.record(
        connection,
        organization,
        [fact_of(fact, invitation)],
        actor=by.actor,
        now=by.now,
    )
