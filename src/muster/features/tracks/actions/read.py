"""Showing applications: how far a candidate has come, who is in a track, and its numbers."""

from collections.abc import Mapping, Sequence

from muster.base.clock import Clock
from muster.features import catalog, invitations
from muster.features.catalog import Activity, ActivityStage, Advance, Track
from muster.features.invitations import InvitationView
from muster.features.tracks.actions.moving import require_track
from muster.features.tracks.model import Stage, StageState
from muster.features.tracks.store import lists, reading
from muster.features.tracks.views import ApplicantPage, Progress, StageView, Stats
from muster.features.tracks.wanted import Applicants, Period
from muster.storage.postgres import Connection, action

Plan = Sequence[tuple[Activity | None, str, Advance]]
"""The stages of a track's present version: activity, title, what opens the next."""


@action
async def read_progress(connection: Connection, organization: int, reference: str) -> Progress:
    """Return an application by any name of the track's invitation, started or not.

    Raises:
        UnknownInvitationError: there is no such invitation.
        NoTrackError: it is not to a track.
    """
    view = await invitations.find_invitation.within(connection, organization, reference)
    return await progress_of(connection, organization, require_track(view))


@action
async def read_started(
    connection: Connection, organization: int, invitation_ids: Sequence[int]
) -> Mapping[int, Progress]:
    """Return how far a candidate has come in those tracks that are started, by invitation."""
    started = {}
    for one in invitation_ids:
        if await reading.select_application(connection, organization, one) is not None:
            started[one] = await read_progress.within(connection, organization, str(one))
    return started


@action
async def read_of_attempt(
    connection: Connection, organization: int, attempt: int
) -> Progress | None:
    """Return the application that an attempt belongs to; None outside of tracks."""
    found = await reading.select_of_attempt(connection, organization, attempt)
    if found is None:
        return None
    return await read_progress.within(connection, organization, str(found[0]))


async def progress_of(connection: Connection, organization: int, view: InvitationView) -> Progress:
    """Return how far an invitation's candidate has come."""
    track = await catalog.get.within(connection, organization, view.activity.key)
    application = await reading.select_application(connection, organization, view.invitation.id)
    if application is None:
        plan = await plan_of(connection, organization, track)
        ahead = tuple(StageView(stage, None) for stage in _ahead(plan))
        return Progress(view, track, None, ahead)
    children = await reading.select_children(connection, organization, application.id)
    stages = tuple(
        StageView(stage, children.get(stage.invitation_id or 0)) for stage in application.stages
    )
    return Progress(view, track, application, stages)


async def plan_of(connection: Connection, organization: int, track: Activity) -> Plan:
    """Return what a track asks for in its present version."""
    version = await catalog.get_version.within(
        connection, organization, track.id, track.current_version
    )
    stages = version.content.stages if isinstance(version.content, Track) else ()
    keys = [stage.activity for stage in stages if isinstance(stage, ActivityStage)]
    found = await catalog.find_many.within(connection, organization, keys)
    activities = {one.key: one for one in found if one is not None}
    return [
        (activities[stage.activity], activities[stage.activity].title, stage.advance)
        if isinstance(stage, ActivityStage)
        else (None, stage.title, Advance.DECIDED)
        for stage in stages
    ]


@action
async def read_plan(
    connection: Connection, organization: int, track: Activity
) -> tuple[Stage, ...]:
    """Return the stages that a track has in its present version."""
    return tuple(_ahead(await plan_of(connection, organization, track)))


def _ahead(plan: Plan) -> list[Stage]:
    return [
        Stage(
            id=0,
            number=number,
            title=title,
            kind=activity.kind if activity else None,
            activity_id=activity.id if activity else None,
            key=activity.key if activity else None,
            minutes=activity.minutes if activity else None,
            advance=advance,
            state=StageState.AHEAD,
        )
        for number, (activity, title, advance) in enumerate(plan, 1)
    ]


@action
async def list_applicants(
    connection: Connection, organization: int, track: Activity, wanted: Applicants, clock: Clock
) -> ApplicantPage:
    """Return a page of those who were invited to a track, and how many match in all."""
    plan = await plan_of(connection, organization, track)
    return await lists.select_applicants(
        connection, organization, lists.scope_of(track, plan[0], clock.now()), wanted
    )


@action
async def read_stats(
    connection: Connection, organization: int, track: Activity, period: Period, clock: Clock
) -> Stats:
    """Return a track in numbers, of those who were added or last changed in a period."""
    plan = await plan_of(connection, organization, track)
    scope = lists.scope_of(track, plan[0], clock.now())
    totals = await lists.select_totals(connection, organization, scope, period)
    stages = await lists.select_stages(connection, organization, scope, period)
    return lists.to_stats(totals, stages, _ahead(plan))
