"""Xobin's reports: of an assessment, of an AI interview, of an automated one; shared or as PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPMethod

from fastapi import FastAPI
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.surface import Endpoint, admit, require_object
from muster.edges.dialects.xobin.reading import read_path_id
from muster.edges.dialects.xobin.results import (
    Addresses,
    Invited,
    Json,
    as_automated,
    assessment_report,
    assessment_status,
    interview_report,
    interview_status,
)
from muster.edges.dialects.xobin.sharing import MINUTE, QUARTER, Floor, life_of, read_hours, stamp
from muster.edges.http import MEGABYTE, EmptyBodyError, json_response, read_json
from muster.edges.reports import make_pdf
from muster.edges.services import Services
from muster.features import catalog, invitations, organizations, reports
from muster.features.catalog import Kind
from muster.features.invitations import InvitationView, UnknownInvitationError
from muster.features.organizations import Caller, Scope
from muster.features.reports import NotSubmittedError, Promise, ReportView, UnknownReportError

KEPT = timedelta(days=7)
"""How long the link in a report works from completion on, as the vendor promises."""
PURPOSE = "xobin"
_TRUE = frozenset({"true", "1", "yes"})
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of report: its addresses, what its ids are called, and how short a link may live."""

    kind: Kind
    report: str
    shares: str
    field: str
    activity: str
    floor: Floor
    automated: bool = False

    def told(self, invited: Invited, report: ReportView | None, addresses: Addresses) -> Json:
        """Return what is said of an invitation, with its report or without."""
        if self.kind is Kind.ASSESSMENT:
            if report is None:
                return assessment_status(invited)
            return assessment_report(invited, report, addresses)
        if report is None:
            reference = invited.view.invitation.external_id or ""
            told = {**interview_status(invited), "custom_field_id": reference}
        else:
            told = interview_report(invited, report, addresses)
        return as_automated(told) if self.automated else told


ASSESSMENTS = Resource(
    Kind.ASSESSMENT,
    "/api/v2/assessments/report",
    "/api/v2/assessments/reports",
    "report_id",
    "assessment_id",
    QUARTER,
)
AI_INTERVIEWS = Resource(
    Kind.INTERVIEW,
    "/api/v2/ai-interviews/report",
    "/api/v2/ai-interviews/report",
    "response_id",
    "ai_interview_id",
    MINUTE,
)
AUTOMATED = Resource(
    Kind.INTERVIEW,
    "/api/v2/automated-interviews/report",
    "/api/v2/automated-interviews/report",
    "interview_response_id",
    "interview_id",
    MINUTE,
    automated=True,
)


def route(app: FastAPI, services: Services) -> None:
    """Add the calls to Xobin's surface."""
    for resource in (ASSESSMENTS, AI_INTERVIEWS, AUTOMATED):
        one, of = f"{resource.report}/{{number}}", f"{resource.shares}/{{number}}"
        app.add_route(one, _read(services, resource), methods=[HTTPMethod.GET])
        app.add_route(f"{of}/share", _share(services, resource), methods=[HTTPMethod.POST])
        app.add_route(f"{of}/download", _download(services, resource), methods=[HTTPMethod.POST])
    app.add_route(
        AI_INTERVIEWS.report, _read_by_reference(services, AI_INTERVIEWS), methods=[HTTPMethod.GET]
    )


def _read(services: Services, resource: Resource) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller = await admit(services, request, Scope.REPORTS_READ)
        view = await _find(services, caller, resource, request)
        return await _tell(services, caller, resource, view, request.query_params)

    return answer


def _read_by_reference(services: Services, resource: Resource) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller = await admit(services, request, Scope.REPORTS_READ)
        reference = request.query_params.get("custom_field_id", "").strip()
        if not reference:
            raise InvalidError(
                f"{resource.field} or custom_field_id is required", field="custom_field_id"
            )
        view = await _find_by_reference(services, caller, resource, reference)
        return await _tell(services, caller, resource, view, request.query_params)

    return answer


async def _find(
    services: Services, caller: Caller, resource: Resource, request: Request
) -> InvitationView:
    number = read_path_id(request.path_params["number"], resource.field)
    try:
        view = await invitations.find_invitation(
            services.database, caller.organization.id, str(number)
        )
    except UnknownInvitationError as error:
        raise _unknown(resource.field) from error
    if view.activity.kind is not resource.kind:
        raise _unknown(resource.field)
    return view


async def _find_by_reference(
    services: Services, caller: Caller, resource: Resource, reference: str
) -> InvitationView:
    """Return the newest invitation to an interview that was made with the caller's own id."""
    wanted = invitations.Filter(external_id=reference, stages=True)
    after: int | None = None
    while True:
        page = await invitations.list_invitations(
            services.database,
            caller.organization.id,
            wanted,
            services.clock,
            after=after,
            limit=_PAGE,
        )
        for view in page:
            if view.activity.kind is resource.kind:
                return view
        if len(page) < _PAGE:
            raise _unknown("custom_field_id")
        after = page[-1].invitation.id


def _unknown(field: str) -> UnknownReportError:
    return UnknownReportError(f"{field}: there is no such report")


async def _tell(
    services: Services,
    caller: Caller,
    resource: Resource,
    view: InvitationView,
    query: QueryParams,
) -> Response:
    organization = caller.organization.id
    invited = await invited_to(services, organization, view)
    report = await reports.report_of_invitation(
        services.database, organization, str(view.invitation.id), services.clock
    )
    addresses = Addresses()
    # A link shows the report to whoever has it, so that a key that only reads makes none.
    if report is not None and caller.may(Scope.REPORTS_WRITE):
        recorded = query.get("is_downloadable", "").lower() in _TRUE
        addresses = await addresses_of(services, report, caller.actor, recorded=recorded)
    return json_response(resource.told(invited, report, addresses))


async def invited_to(services: Services, organization: int, view: InvitationView) -> Invited:
    """Return an invitation with its activity's id as Xobin's clients know it."""
    activity = await catalog.get(services.database, organization, view.activity.key)
    return Invited.to(view, activity)


async def addresses_of(
    services: Services, report: ReportView, actor: str, *, recorded: bool
) -> Addresses:
    """Return where a report can be seen for seven days; nowhere, once they are over.

    It is one link a report, however often it is read; recordings are added when asked for.
    """
    completed_at = report.report.completed_at or report.report.settled_at
    share = await reports.lasting_share(
        services.database,
        report.organization.id,
        str(report.attempt.uid),
        Promise(PURPOSE, completed_at + KEPT),
        actor=actor,
        clock=services.clock,
    )
    if share is None:
        return Addresses()
    page = services.links.url(share.claim)
    takes = _answers(report) if recorded else ()
    return Addresses(page, f"{page}/report.pdf", tuple(f"{page}/recordings/{one}" for one in takes))


def _answers(report: ReportView) -> tuple[str, ...]:
    """Return the names of the recordings that are answers and can be watched, in order."""
    return tuple(
        take.typeid
        for question in report.questions
        for take in question.recordings
        if question.value == {"take": str(take.uid)} and take.state.shown
    )


def _share(services: Services, resource: Resource) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller = await admit(services, request, Scope.REPORTS_WRITE)
        view = await _find(services, caller, resource, request)
        hours = read_hours(await _body(request), resource.floor)
        report = await _report_of(services, caller, view)
        share = await reports.share_briefly(
            services.database,
            caller.organization.id,
            str(report.attempt.uid),
            life_of(hours),
            actor=caller.actor,
            clock=services.clock,
        )
        invited = await invited_to(services, caller.organization.id, view)
        return json_response(
            {
                "signed_url": services.links.url(share.claim),
                "expires_at": stamp(share.expires_at),
                "expiration_hours": hours,
                resource.field: view.invitation.id,
                resource.activity: invited.activity,
            }
        )

    return answer


def _download(services: Services, resource: Resource) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller = await admit(services, request, Scope.REPORTS_READ)
        view = await _find(services, caller, resource, request)
        read_hours(await _body(request), resource.floor)
        report = await _report_of(services, caller, view)
        find_image = partial(catalog.get_image, services.database, caller.organization.id)
        find_logo = partial(organizations.find_logo, services.database, caller.organization.id)
        content = await make_pdf(report, find_image, find_logo)
        name = f'attachment; filename="report-{view.invitation.id}.pdf"'
        return Response(
            content, headers={"Content-Disposition": name}, media_type="application/pdf"
        )

    return answer


async def _report_of(services: Services, caller: Caller, view: InvitationView) -> ReportView:
    report = await reports.report_of_invitation(
        services.database, caller.organization.id, str(view.invitation.id), services.clock
    )
    if report is None:
        raise NotSubmittedError("The candidate has not completed it; there is no report yet")
    return report


async def _body(request: Request) -> Mapping[str, object]:
    """Return the body, which may be left out."""
    try:
        return require_object(await read_json(request, MEGABYTE))
    except EmptyBodyError:
        return {}
