"""What the children of a track's invitation share with it: window, link, end, and letters.

A child is the invitation by which a stage is taken. It has no letter and no link of its own: the
letter of a stage carries the track's link, so that a candidate has one link for all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from muster.features import delivery
from muster.features.catalog import Activity
from muster.features.invitations import letters
from muster.features.invitations.model import Invitation, State
from muster.features.invitations.store import stages, writing
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection

STAGE = "stage"
TEMPLATE = "stage.1"
_KINDS = (STAGE, letters.REMINDER)
"""Kinds of letters whose reference is a child."""


@dataclass(frozen=True, slots=True)
class Step:
    """The stage that a letter announces: what it is, and its place in the track."""

    activity: Activity
    number: int
    count: int


async def follow_parent(
    connection: Connection, organization: int, parent: Invitation, now: datetime
) -> None:
    """Let the children say what their parent says now; completed ones stay as they are."""
    unfinished = await _unfinished(connection, organization, parent)
    await _write(
        connection, organization, parent, [like_parent(child, parent, now) for child in unfinished]
    )


async def restore(
    connection: Connection, organization: int, parent: Invitation, now: datetime
) -> None:
    """Make what was revoked with the parent valid again, where it stood."""
    unfinished = await _unfinished(connection, organization, parent)
    await _write(
        connection,
        organization,
        parent,
        [like_parent(standing(child), parent, now) for child in unfinished],
    )


def like_parent(child: Invitation, parent: Invitation, now: datetime) -> Invitation:
    """Return a child with its parent's window and link, and revoked if the parent is."""
    changed = replace(
        child,
        expires_at=parent.expires_at,
        time_zone=parent.time_zone,
        remind_before=parent.remind_before,
        link_version=parent.link_version,
        updated_at=now,
    )
    if parent.stored_state is State.REVOKED and child.stored_state is not State.REVOKED:
        return replace(changed, stored_state=State.REVOKED, revoked_at=parent.revoked_at)
    return changed


def standing(child: Invitation) -> Invitation:
    """Return a child as it stood before it was revoked."""
    state = State.STARTED if child.started_at else State.PENDING
    return replace(child, stored_state=state, revoked_at=None)


async def _unfinished(
    connection: Connection, organization: int, parent: Invitation
) -> list[Invitation]:
    children = await stages.select_children(connection, organization, parent.id)
    return [child for child in children if child.stored_state is not State.COMPLETED]


async def _write(
    connection: Connection, organization: int, parent: Invitation, changed: list[Invitation]
) -> None:
    if not changed:
        return
    now = changed[0].updated_at
    await writing.update_invitations(connection, organization, changed, now)
    gone = [child.id for child in changed if child.stored_state is State.REVOKED]
    await cancel_letters(connection, organization, gone, now=now)
    await _refresh_letters(connection, organization, parent, changed)


def letter(
    organization: Organization, parent: InvitationView, child: Invitation, step: Step
) -> delivery.Draft:
    """Return the letter that a stage is open."""
    sheet = letters.Sheet.of(organization, step.activity, bulk=False)
    draft = sheet.letter(parent.candidate, parent.invitation)
    track = {"title": parent.activity.title, "number": step.number, "count": step.count}
    return replace(
        draft,
        kind=STAGE,
        reference=child.id,
        template=TEMPLATE,
        variables={**draft.variables, "track": track, "opens_at": None},
        send_before=child.expires_at,
    )


async def cancel_letters(
    connection: Connection, organization: int, children: Sequence[int], *, now: datetime
) -> None:
    """Let no letter about these children leave any more."""
    for kind in _KINDS if children else ():
        await delivery.cancel_waiting(
            connection, organization, kind=kind, references=children, now=now
        )


async def _refresh_letters(
    connection: Connection, organization: int, parent: Invitation, children: Sequence[Invitation]
) -> None:
    alive = [child for child in children if child.stored_state is not State.REVOKED]
    link = {"link": letters.link_variable(parent.claim(organization))}
    # The window is the track's, and so is its one entry in the candidate's calendar.
    variables = letters.window_variables(parent) | {"opens_at": None} | link
    for kind in _KINDS if alive else ():
        await delivery.update_waiting(
            connection,
            organization,
            kind=kind,
            references=[child.id for child in alive],
            variables=variables,
            send_before=[child.expires_at for child in alive],
        )
