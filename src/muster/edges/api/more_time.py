"""Candidates who ask for more time, and the answers they get."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from muster.base.ids import to_typeid
from muster.edges.api.access import SECURITY, Here, Reader, Writer
from muster.edges.api.answers import Invitation, Stamp
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, invitation_json, stamp
from muster.edges.http import MEGABYTE, read_json
from muster.edges.services import Services
from muster.features import invitations
from muster.features.invitations import MoreTimeRequest, RequestState
from muster.features.organizations import Organization

router = APIRouter(tags=["Invitations"], dependencies=SECURITY, responses=ERRORS)


class MoreTimeBody(BaseModel):
    """How many days more, or a refusal."""

    model_config = ConfigDict(extra="forbid")

    grant: Annotated[int, Field(strict=True, ge=1, le=30)] | Literal["refuse"] = Field(
        description="Days more, from the end or from now if it has passed; or `refuse`.",
        examples=[3],
    )


class MoreTime(BaseModel):
    """A candidate's request for more time."""

    id: str = Field(examples=["mtr_01jz8x4c6kefx8v1ta6d9m5w2r"])
    state: Literal["waiting", "granted", "refused"]
    sentence: str = Field(description="In the candidate's own words; perhaps empty.")
    days: int | None = Field(description="What was granted.")
    asked_at: Stamp
    answered_at: Stamp | None
    answered_by: str | None = Field(description="`rule`, or who answered.")
    invitation: Invitation


class MoreTimePage(BaseModel):
    """Requests for more time, newest first."""

    data: list[MoreTime]
    next: str | None


class ListQuery(BaseModel):
    """Which requests, and which page of them."""

    state: Literal["waiting", "granted", "refused"] | None = None
    cursor: Cursor = None
    limit: Limit = ROWS


@router.get(
    "/v1/more-time-requests",
    summary="List requests for more time",
    responses=described(MoreTimePage),
)
async def list_more_time_requests(
    services: Here, caller: Reader, query: Annotated[ListQuery, Query()]
) -> Json:
    """Return what candidates asked for on their page, newest first."""
    found = await invitations.list_requests(
        services.database,
        caller.organization.id,
        RequestState(query.state) if query.state else None,
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    return page_of(
        found,
        query.limit,
        lambda one: one.id,
        lambda one: request_json(services, caller.organization, one),
    )


@router.post(
    "/v1/invitations/{invitation}/more-time",
    summary="Answer a request for more time",
    responses=described(MoreTime),
    openapi_extra=body_of(MoreTimeBody),
)
async def answer_more_time(
    services: Here, caller: Writer, invitation: str, request: Request
) -> Json:
    """Grant days or refuse. The candidate gets a letter: the new end, or a friendly no."""
    body = read_model(MoreTimeBody, await read_json(request, MEGABYTE))
    answered = await invitations.answer_request(
        services.database,
        caller.organization,
        invitation,
        None if body.grant == "refuse" else body.grant,
        actor=caller.actor,
        clock=services.clock,
    )
    return request_json(services, caller.organization, answered)


def request_json(services: Services, organization: Organization, one: MoreTimeRequest) -> Json:
    """Return a request with its invitation as it is now."""
    return {
        "id": to_typeid(invitations.REQUEST_PREFIX, one.uid),
        "state": one.state.value,
        "sentence": one.sentence,
        "days": one.days,
        "asked_at": stamp(one.asked_at),
        "answered_at": stamp(one.answered_at),
        "answered_by": one.answered_by,
        "invitation": invitation_json(services, organization, one.view),
    }
