"""Changing many invitations in one transaction: a set-based step each, and an outcome for each.

The rules are those of ``change.py``, which changes one; what it refuses with an error is an outcome
here, so that one that was finished meanwhile never fails the others. ``former`` is what an undo
needs: the ends as they were.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from muster.features import delivery, journal
from muster.features.invitations import children, followups, letters
from muster.features.invitations.facts import fact_of
from muster.features.invitations.model import Invitation, State
from muster.features.invitations.store import reading, reminders, writing
from muster.features.invitations.store import together as store
from muster.features.invitations.together import (
    Changes,
    More,
    Together,
    refuse_end,
    refuse_ended,
    refuse_reviving,
)
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts, when, and for whom."""

    organization: Organization
    actor: str
    now: datetime


async def revoke_together(connection: Connection, ids: Sequence[int], by: Doer) -> Changes:
    """Take invitations back, in the caller's transaction."""
    views, changes = await _lock(connection, ids, by, refuse_ended)
    revoked = [
        replace(
            view.invitation,
            stored_state=State.REVOKED,
            revoked_at=by.now,
            updated_at=by.now,
        )
        for view in views
    ]
    revoked = await _write(connection, revoked, by)
    await letters.cancel_waiting(
        connection, by.organization.id, [one.id for one in revoked], now=by.now
    )
    await _follow(connection, views, revoked, by)
    await _note(connection, revoked, "invitation.revoked", by)
    await _clear_calendars(connection, views, revoked, by)
    return changes


async def revive_together(connection: Connection, ids: Sequence[int], by: Doer) -> Changes:
    """Make revoked invitations valid again under the same links, in the caller's transaction.

    Letters that were stopped by the revoking, and those who were told that they are not needed
    any more, get another letter.
    """
    organization = by.organization.id
    views, changes = await _lock(connection, ids, by, refuse_reviving)
    alive = [view.invitation.id for view in views]
    await delivery.cancel_waiting(
        connection, organization, kind=letters.WITHDRAWAL, references=alive, now=by.now
    )
    silenced = await store.select_silenced(connection, organization, alive)
    revived = await _write(
        connection,
        [replace(children.standing(view.invitation), updated_at=by.now) for view in views],
        by,
    )
    for one in await _parents(connection, revived, by):
        await children.restore(connection, organization, one, by.now)
    await _note(connection, revived, "invitation.revived", by)
    again = [replace(view, invitation=one) for view, one in zip(views, revived, strict=True)]
    await _send(connection, [one for one in again if one.invitation.id in silenced], by)
    return changes


async def extend_together(
    connection: Connection, ids: Sequence[int], more: More, by: Doer
) -> Changes:
    """Give invitations a later end, in the caller's transaction.

    Raises:
        UntilError: the instant has passed, or the days are not 1 to 365.
    """
    more.check(by.now)

    def refuse(invitation: Invitation) -> Together | None:
        refused = refuse_ended(invitation)
        return refused or refuse_end(invitation, more.end_of(invitation, by.now))

    views, changes = await _lock(connection, ids, by, refuse)
    ends = {view.invitation.id: more.end_of(view.invitation, by.now) for view in views}
    await _set_ends(connection, views, ends, changes, by)
    return changes


async def restore_ends(
    connection: Connection, ends: Mapping[int, tuple[datetime, datetime]], by: Doer
) -> Changes:
    """Put former ends back, which may have passed, in the caller's transaction.

    ``ends`` are the former one and the one that took its place; whoever was given a later one
    since keeps it.
    """

    def refuse(invitation: Invitation) -> Together | None:
        given = ends[invitation.id][1]
        later = Together.LATER if invitation.expires_at > given else None
        return refuse_ended(invitation) or later

    views, changes = await _lock(connection, list(ends), by, refuse)
    former = {number: end for number, (end, _) in ends.items()}
    await _set_ends(connection, views, former, changes, by)
    return changes


async def resend_together(connection: Connection, ids: Sequence[int], by: Doer) -> Changes:
    """Queue the letters of invitations again, in the caller's transaction."""

    def refuse(invitation: Invitation) -> Together | None:
        refused = refuse_ended(invitation)
        usable = invitation.can_be_mailed(by.now)
        return refused or (None if usable else Together.EXPIRED)

    views, changes = await _lock(connection, ids, by, refuse)
    held = await _send(connection, views, by)
    changes.outcomes.update(dict.fromkeys(held, Together.SUPPRESSED))
    await _note(connection, [view.invitation for view in views], "invitation.resent", by)
    return changes


async def _lock(
    connection: Connection,
    ids: Sequence[int],
    by: Doer,
    refuse: Callable[[Invitation], Together | None],
) -> tuple[list[InvitationView], Changes]:
    """Lock invitations; return those that can be changed, and what becomes of each."""
    organization = by.organization.id
    await store.lock_together(connection, organization, ids)
    found = await reading.select_by_ids(connection, organization, ids)
    changes = Changes(dict.fromkeys(ids, Together.GONE))
    good = []
    for view in sorted(found, key=lambda one: one.invitation.id):
        invitation = view.invitation
        refused = Together.STAGE if invitation.parent_id is not None else refuse(invitation)
        changes.outcomes[invitation.id] = refused or Together.DONE
        if refused is None:
            good.append(view)
    return good, changes


async def _set_ends(
    connection: Connection,
    views: Sequence[InvitationView],
    ends: Mapping[int, datetime],
    changes: Changes,
    by: Doer,
) -> None:
    changes.former.update({one.invitation.id: one.invitation.expires_at for one in views})
    changed = await _write(
        connection,
        [
            replace(one.invitation, expires_at=ends[one.invitation.id], updated_at=by.now)
            for one in views
        ],
        by,
    )
    if changed:
        await letters.refresh_waiting(connection, by.organization.id, changed)
    await _follow(connection, views, changed, by)
    await _note(connection, changed, "invitation.changed", by)


async def _write(
    connection: Connection, invitations: list[Invitation], by: Doer
) -> list[Invitation]:
    if not invitations:
        return []
    return await writing.update_invitations(connection, by.organization.id, invitations, by.now)


async def _follow(
    connection: Connection,
    views: Sequence[InvitationView],
    changed: Sequence[Invitation],
    by: Doer,
) -> None:
    """Let letters to homes, and the stages of tracks, say what the invitations say now."""
    organization = by.organization.id
    people = sorted({view.candidate.id for view in views})
    await letters.refresh_waiting_homes(connection, organization, people, now=by.now)
    for parent in await _parents(connection, changed, by):
        await children.follow_parent(connection, organization, parent, by.now)


async def _parents(
    connection: Connection, invitations: Sequence[Invitation], by: Doer
) -> list[Invitation]:
    ids = [one.id for one in invitations]
    parents = await store.select_parents(connection, by.organization.id, ids)
    return [one for one in invitations if one.id in parents]


async def _send(connection: Connection, views: Sequence[InvitationView], by: Doer) -> list[int]:
    """Queue the letters of those that can be mailed; many yield to single ones.

    Returns the ids of those whose letter does not leave, because the address is suppressed.
    """
    usable = [view for view in views if view.invitation.can_be_mailed(by.now)]
    bulk = len(usable) > letters.BULK
    drafts = []
    sheets: dict[int, letters.Sheet] = {}
    for view in usable:
        sheet = sheets.get(view.activity.id)
        if sheet is None:
            sheet = letters.Sheet.of(by.organization, view.activity, bulk=bulk)
            sheets[view.activity.id] = sheet
        drafts.append(sheet.letter(view.candidate, view.invitation))
    if not drafts:
        return []
    queued = await letters.queue_once(connection, by.organization.id, drafts, now=by.now)
    ids = [view.invitation.id for view in usable]
    await reminders.wake(connection, by.organization.id, ids, by.now)
    states = zip(ids, (letter.state for letter in queued), strict=True)
    return [number for number, state in states if state is delivery.MessageState.SUPPRESSED]


async def _clear_calendars(
    connection: Connection,
    views: Sequence[InvitationView],
    revoked: Sequence[Invitation],
    by: Doer,
) -> None:
    """Tell candidates that it is no longer needed, where a calendar still says it is."""
    ahead = [one for one in revoked if one.expires_at > by.now]
    noted = await store.select_calendars(
        connection, by.organization.id, [(one.id, one.uid) for one in ahead]
    )
    drafts = [
        followups.withdrawal(by.organization, replace(view, invitation=one))
        for view, one in zip(views, revoked, strict=True)
        if one.id in noted
    ]
    await delivery.enqueue(connection, by.organization.id, drafts, now=by.now)


async def _note(
    connection: Connection, invitations: Sequence[Invitation], fact: str, by: Doer
) -> None:
    await journal.record(
        connection,
        by.organization.id,
        [fact_of(fact, one) for one in invitations],
        actor=by.actor,
        now=by.now,
    )
