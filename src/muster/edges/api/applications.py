"""Applications: how far candidates have come in a track, and who decides that they go on."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from muster.edges.api import application_shapes
from muster.edges.api.access import SECURITY, Here, Reader, Writer
from muster.edges.api.application_shapes import (
    DecisionBody,
    StatusWord,
    applicant_json,
    application_json,
    decided_json,
    stats_json,
)
from muster.edges.api.bodies import body_of, read_optional
from muster.edges.api.filters import NobodyMeantError, candidate_meant
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, read_cursor, write_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, activity_line_json, read_beginning, read_instant
from muster.edges.services import Services
from muster.features import catalog, tracks
from muster.features.catalog import Activity, Kind, UnknownActivityError
from muster.features.organizations import Caller, Scope
from muster.features.tracks import (
    Applicants,
    Decision,
    Period,
    SortBy,
    Status,
    Timeframe,
    Verdict,
)

router = APIRouter(tags=["Tracks"], dependencies=SECURITY, responses=ERRORS)
_APPLICATION = "/v1/applications/{application}"
_TRACK = "/v1/tracks/{track}"


class PeriodQuery(BaseModel):
    """Applicants of which period."""

    timeframe: Literal["added_at", "updated_at"] = Field(
        "added_at", description="Which time `since` and `before` are about."
    )
    since: str | None = Field(None, description="RFC 3339, or local time in your zone.")
    before: str | None = Field(None, description="The same; this instant is not included.")


class ApplicantQuery(PeriodQuery):
    """Which applicants, in what order, and which page of them."""

    name: str | None = Field(None, description="A part of the name, in any case.", max_length=200)
    email: str | None = Field(
        None, description="A part of the address, in any case.", max_length=320
    )
    stage: int | None = Field(None, ge=1, le=2**31 - 1, description="Number of the stage reached.")
    status: list[StatusWord] | None = Field(None, description="One of these; give it repeatedly.")
    candidate: str | None = Field(None, description="Id.")
    sort_by: Literal[
        "application_id",
        "candidate_id",
        "name",
        "email",
        "stage",
        "status",
        "score",
        "added_at",
        "updated_at",
    ] = "added_at"
    order: Literal["asc", "desc"] = "desc"
    cursor: Cursor = None
    limit: Limit = ROWS


@router.get(
    _APPLICATION,
    summary="Read an application",
    responses=described(application_shapes.Application),
)
async def read_application(services: Here, caller: Reader, application: str) -> Json:
    """Return how far a candidate has come in a track, by any id of the invitation to it."""
    progress = await tracks.read_progress(services.database, caller.organization.id, application)
    return application_json(services, caller, progress)


@router.post(
    _APPLICATION + "/advance",
    summary="Let a candidate go on",
    responses=described(application_shapes.DecidedApplication),
    openapi_extra=body_of(DecisionBody, required=False),
)
async def advance(services: Here, caller: Writer, application: str, request: Request) -> Json:
    """Leave the present stage and open the next one, or end the track with its last.

    Possible once the candidate has finished the stage, whatever its rule says. Of a candidate
    who was rejected it takes the rejection back. Pressed twice, or by two at once, it moves one
    stage.
    """
    return await _decide(services, caller, application, Decision.ADVANCE, request)


@router.post(
    _APPLICATION + "/reject",
    summary="Reject a candidate",
    responses=described(application_shapes.DecidedApplication),
    openapi_extra=body_of(DecisionBody, required=False),
)
async def reject(services: Here, caller: Writer, application: str, request: Request) -> Json:
    """End the application. A stage that is still open closes; nobody is mailed."""
    return await _decide(services, caller, application, Decision.REJECT, request)


async def _decide(
    services: Services, caller: Caller, application: str, decision: Decision, request: Request
) -> Json:
    body = await read_optional(DecisionBody, request)
    moved = await tracks.decide(
        services.database,
        caller.organization.id,
        Verdict(application, decision, body.stage, body.reason, body.send),
        actor=caller.actor,
        clock=services.clock,
    )
    return decided_json(services, caller, moved)


@router.get(
    _TRACK + "/applicants",
    summary="List a track's applicants",
    responses=described(application_shapes.ApplicantPage),
)
async def list_applicants(
    services: Here, caller: Reader, track: str, query: Annotated[ApplicantQuery, Query()]
) -> Json:
    """Return those who were invited to a track with the stage that they have reached."""
    activity = await _find_track(services, caller, track)
    if SortBy(query.sort_by) is SortBy.SCORE:
        caller.require(Scope.REPORTS_READ)
    try:
        wanted = await _wanted(services, caller, query)
    except NobodyMeantError:
        return empty_page() | {"total": 0}
    page = await tracks.list_applicants(
        services.database, caller.organization.id, activity, wanted, services.clock
    )
    end = wanted.offset + len(page.rows)
    return {
        "data": [applicant_json(caller, one) for one in page.rows],
        "total": page.total,
        "next_cursor": write_cursor(end) if 0 < end < page.total and page.rows else None,
    }


async def _wanted(services: Services, caller: Caller, query: ApplicantQuery) -> Applicants:
    return Applicants(
        name=query.name or None,
        email=query.email or None,
        stage=query.stage,
        statuses=None if query.status is None else tuple(map(Status, query.status)),
        candidate=await candidate_meant(services, caller, query.candidate),
        period=_period(caller, query),
        sort_by=SortBy(query.sort_by),
        descending=query.order == "desc",
        offset=read_cursor(query.cursor) or 0,
        limit=query.limit,
    )


@router.get(
    _TRACK + "/stats",
    summary="Read a track's numbers",
    responses=described(application_shapes.TrackStats),
)
async def read_stats(
    services: Here, caller: Reader, track: str, query: Annotated[PeriodQuery, Query()]
) -> Json:
    """Return how many applicants there are, in which stage and how they stand."""
    activity = await _find_track(services, caller, track)
    stats = await tracks.read_stats(
        services.database,
        caller.organization.id,
        activity,
        _period(caller, query),
        services.clock,
    )
    return stats_json(activity_line_json(activity), stats)


async def _find_track(services: Services, caller: Caller, reference: str) -> Activity:
    activity = await catalog.get(services.database, caller.organization.id, reference)
    if activity.kind is not Kind.TRACK:
        raise UnknownActivityError("This activity is not a track")
    return activity


def _period(caller: Caller, query: PeriodQuery) -> Period:
    zone = caller.organization.time_zone
    return Period(
        Timeframe(query.timeframe),
        read_beginning(query.since, zone, "since"),
        read_instant(query.before, zone, "before"),
    )
