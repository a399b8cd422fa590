"""Links that show a report: made, looked after, revoked."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from muster.edges.api.access import SECURITY, Here, ReportReader, ReportWriter
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.report_shapes import (
    ShareAnswer,
    ShareBody,
    SharePage,
    ShareWithViews,
    share_json,
    view_json,
)
from muster.edges.api.shapes import Json
from muster.edges.http import MEGABYTE, json_response, read_json
from muster.features import reports

router = APIRouter(tags=["Reports"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/reports/{report}/shares"
_SHARE = _PATH + "/{share}"


class ShareQuery(BaseModel):
    """Which page of links."""

    cursor: Cursor = None
    limit: Limit = ROWS


@router.post(
    _PATH,
    status_code=201,
    summary="Share a report",
    responses={201: {"model": ShareAnswer, "description": "The link."}, **ERRORS},
    openapi_extra=body_of(ShareBody),
)
async def share_report(
    services: Here, caller: ReportWriter, report: str, request: Request
) -> Response:
    """Make a link that shows the report to whoever has it, for 15 minutes to 24 hours.

    It shows the page and the PDF, and plays recordings; every view is noted.
    """
    body = read_model(ShareBody, await read_json(request, MEGABYTE))
    share = await reports.share(
        services.database,
        caller.organization.id,
        report,
        reports.lifetime_of(body.minutes),
        actor=caller.actor,
        clock=services.clock,
    )
    return json_response(share_json(services, share), 201)


@router.get(_PATH, summary="List a report's links", responses=described(SharePage))
async def list_shares(
    services: Here, caller: ReportReader, report: str, query: Annotated[ShareQuery, Query()]
) -> Json:
    """Return the links that were made to a report, newest first, ended ones too."""
    found = await reports.list_shares(
        services.database,
        caller.organization.id,
        report,
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    return page_of(
        found, query.limit, lambda share: share.id, lambda share: share_json(services, share)
    )


@router.get(_SHARE, summary="Read who looked", responses=described(ShareWithViews))
async def read_share(services: Here, caller: ReportReader, report: str, share: str) -> Json:
    """Return a link with everybody who looked: when, with what kind of program, at what."""
    found, latest = await reports.read_share(
        services.database, caller.organization.id, report, share
    )
    return share_json(services, found) | {"latest": [view_json(view) for view in latest]}


@router.delete(_SHARE, summary="Revoke a link", responses=described(ShareAnswer))
async def revoke_share(services: Here, caller: ReportWriter, report: str, share: str) -> Json:
    """End a link at once; again, it changes nothing."""
    found = await reports.revoke_share(
        services.database,
        caller.organization.id,
        report,
        share,
        actor=caller.actor,
        clock=services.clock,
    )
    return share_json(services, found)
