"""Starting a track: the candidate's first step, and the only one that is not a stage's own."""

from uuid import UUID

from muster.base.clock import Clock
from muster.features import attempts, catalog, invitations, journal
from muster.features.invitations import Access, Invitation, InvitationView, Landing, State
from muster.features.tracks.actions.follow_up import follow_up
from muster.features.tracks.actions.moving import (
    Scene,
    close_ahead,
    open_stage,
    require_track,
)
from muster.features.tracks.actions.read import plan_of, progress_of, read_progress
from muster.features.tracks.store import reading, writing
from muster.features.tracks.views import Progress
from muster.storage.postgres import Connection, Database, action

_STARTABLE = frozenset({Access.OPEN, Access.STARTED})


async def visit(
    database: Database, session: str, invitation_uid: UUID, clock: Clock
) -> tuple[Landing, Progress]:
    """Return the face of a track that a browser's session may see, and how far it has come.

    Raises:
        NoSeatError: the session may not see this invitation.
        NoTrackError: it is not to a track.
    """
    organization, invitation = await _admit(database, session, invitation_uid, clock)
    landing = await database.run(
        organization,
        lambda connection: invitations.show(connection, organization, invitation, clock.now()),
    )
    if landing is None:
        raise attempts.NoSeatError
    return landing, await read_progress(database, organization, str(invitation.id))


async def start(database: Database, session: str, invitation_uid: UUID, clock: Clock) -> Progress:
    """Start the track that a browser's session was let in to; twice is the same as once.

    Raises:
        NoSeatError: the session may not see this invitation.
        NotOpenError: it is too early, over or revoked.
        NoTrackError: it is not to a track.
    """
    organization, invitation = await _admit(database, session, invitation_uid, clock)
    return await begin(database, organization, str(invitation.id), clock=clock)


async def _admit(
    database: Database, session: str, invitation_uid: UUID, clock: Clock
) -> tuple[int, Invitation]:
    visitor = await invitations.find_visitor(database, session, clock)
    for organization in visitor.organizations:
        claims = visitor.claims_of(organization)
        async with database.transaction(organization) as connection:
            found = await invitations.admit(connection, organization, invitation_uid, claims)
        if found is not None:
            return organization, found.invitation
    raise attempts.NoSeatError


@action
async def begin(
    connection: Connection, organization: int, reference: str, *, clock: Clock
) -> Progress:
    """Begin an application: write its stages, open the first. What had begun is gone on with.

    Raises:
        UnknownInvitationError: there is no such invitation.
        NotOpenError: it is too early, over or revoked.
        NoTrackError: it is not to a track.
    """
    view = require_track(await invitations.lock_track(connection, organization, reference))
    now = clock.now()
    if view.invitation.stored_state is State.COMPLETED:
        return await progress_of(connection, organization, view)
    if invitations.access(view.invitation, now) not in _STARTABLE:
        raise attempts.NotOpenError
    if view.invitation.stored_state is not State.STARTED:
        view = await _begin(connection, organization, view, clock)
    return await progress_of(connection, organization, view)


async def _begin(
    connection: Connection, organization: int, view: InvitationView, clock: Clock
) -> InvitationView:
    now = clock.now()
    track = await catalog.get.within(connection, organization, view.activity.key)
    fresh = await writing.insert_application(
        connection, organization, view.invitation.id, track, now
    )
    by = invitations.By(journal.CANDIDATE, now)
    started = await invitations.begin_track(connection, organization, view.invitation, by)
    view = InvitationView(started, view.candidate, view.activity)
    if fresh:
        plan = await plan_of(connection, organization, track)
        await writing.insert_stages(connection, organization, started.id, plan)
        application = await reading.select_application(connection, organization, started.id)
        assert application is not None  # noqa: S101 -- it was written above
        scene = Scene(connection, organization, view, application, journal.CANDIDATE, now)
        await scene.note("application.started")
        await open_stage(scene, application.stages[0], send=False)
    else:
        application = await reading.select_application(connection, organization, started.id)
        assert application is not None  # noqa: S101 -- it had begun before
        await close_ahead(
            Scene(connection, organization, view, application, journal.CANDIDATE, now)
        )
        await _catch_up(connection, organization, started.id, clock)
    return view


async def _catch_up(
    connection: Connection, organization: int, application_id: int, clock: Clock
) -> None:
    """Follow up what was submitted while the track was revoked."""
    application = await reading.select_application(connection, organization, application_id)
    invitation = application.present.invitation_id if application else None
    if invitation is not None:
        attempt = await reading.select_reported(connection, organization, invitation)
        if attempt is not None:
            await follow_up.within(connection, organization, attempt, clock)
