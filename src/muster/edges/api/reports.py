"""Reports: whole ones, lists of them, and a table for spreadsheets."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from muster.base.spreadsheet import BYTE_ORDER_MARK
from muster.edges.api import report_shapes
from muster.edges.api.access import SECURITY, Here, ReportReader
from muster.edges.api.filters import NobodyMeantError, activity_meant, candidate_meant
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.report_shapes import report_json, report_row_json
from muster.edges.api.shapes import Json, read_beginning
from muster.edges.http import json_response
from muster.edges.reports import headers_of_pdf, make_pdf, table
from muster.edges.services import Services
from muster.features import catalog, organizations, reports
from muster.features.organizations import Caller
from muster.features.reports import Columns, ReportFilter

router = APIRouter(tags=["Reports"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/reports/{report}"
_PDF: Json = {"content": {"application/pdf": {}}, "description": "The pages."}
_TABLE: Json = {"content": {"text/csv": {}}, "description": "A line a report, with a heading."}
_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


class _Filters(BaseModel):
    candidate: str | None = Field(None, description="Id.")
    complete: bool | None = Field(None, description="Whether every question has its points.")
    passed: bool | None = None
    since: str | None = Field(
        None,
        description="RFC 3339: settled then or later, which is what is new and what has changed.",
        examples=["2027-01-31T17:00:00Z"],
    )


class ReportQuery(_Filters):
    """Which reports, and which page of them."""

    activity: str | None = Field(None, description="Id or key.")
    cursor: Cursor = None
    limit: Limit = ROWS


class TableQuery(_Filters):
    """Which reports a table has."""

    activity: str = Field(description="Id or key; its sections and skills are columns.")


@router.get("/v1/reports", summary="List reports", responses=described(report_shapes.ReportPage))
async def list_reports(
    services: Here, caller: ReportReader, query: Annotated[ReportQuery, Query()]
) -> Json:
    """Return reports, those of the newest attempts first."""
    try:
        activity = await activity_meant(services, caller, query.activity)
        wanted = await _filter(services, caller, query, activity)
    except NobodyMeantError:
        return empty_page()
    found = await reports.list_reports(
        services.database,
        caller.organization.id,
        wanted,
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    return page_of(found, query.limit, lambda line: line.report.attempt_id, report_row_json)


@router.get(
    "/v1/reports.csv",
    summary="Export reports",
    response_class=StreamingResponse,
    responses={200: _TABLE, **ERRORS},
)
async def export_reports(
    services: Here, caller: ReportReader, query: Annotated[TableQuery, Query()]
) -> StreamingResponse:
    """Return the reports of an activity as CSV (RFC 4180; UTF-8 with a byte order mark).

    Times are in UTC, per cent and points rounded to one decimal. No spreadsheet runs a cell.
    """
    organization = caller.organization.id
    activity = await catalog.get(services.database, organization, query.activity)
    try:
        wanted = await _filter(services, caller, query, activity.id)
    except NobodyMeantError:
        wanted = None
    columns = await reports.read_columns(services.database, organization, activity.id)
    return StreamingResponse(
        _table(services, organization, wanted, columns),
        media_type="text/csv; charset=utf-8",
        headers=_PRIVATE | {"Content-Disposition": f'attachment; filename="{activity.key}.csv"'},
    )


@router.get(_PATH, summary="Read a report", responses=described(report_shapes.FullReport))
async def read_report(services: Here, caller: ReportReader, report: str) -> Response:
    """Return everything that a report has: questions, answers, points and why, ratings, signals.

    Its name is its own id, or any id of its attempt. It names right answers: it is not for
    candidates. Its recordings and files are read by keys with `recordings:read`.
    """
    view = await reports.read_report(
        services.database, caller.organization.id, report, services.clock
    )
    return json_response(report_json(view))


@router.get(
    _PATH + "/pdf",
    summary="Print a report",
    response_class=Response,
    responses={200: _PDF, **ERRORS},
)
async def print_report(
    services: Here,
    caller: ReportReader,
    report: str,
    language: Annotated[
        str | None,
        Query(description="Of headings; the organization's unless given.", examples=["de"]),
    ] = None,
) -> Response:
    """Return the report as a PDF, to be saved or printed: what the page of a link shows."""
    organization = caller.organization.id
    view = await reports.read_report(services.database, organization, report, services.clock)
    find_image = partial(catalog.get_image, services.database, organization)
    find_logo = partial(organizations.find_logo, services.database, organization)
    content = await make_pdf(view, find_image, find_logo, language)
    headers = _PRIVATE | headers_of_pdf(view)
    return Response(content, media_type="application/pdf", headers=headers)


async def _filter(
    services: Services, caller: Caller, query: _Filters, activity: int | None
) -> ReportFilter:
    return ReportFilter(
        activity_id=activity,
        candidate_id=await candidate_meant(services, caller, query.candidate),
        complete=query.complete,
        passed=query.passed,
        since=read_beginning(query.since, caller.organization.time_zone, "since"),
    )


async def _table(
    services: Services, organization: int, wanted: ReportFilter | None, columns: Columns
) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + table.heading(columns)
    if wanted is None:
        return
    async for found in reports.pages_of_reports(services.database, organization, wanted):
        yield table.lines(found, columns, services.links.public_url)
