"""What Xobin's webhooks say: of assessments, and of AI interviews.

An endpoint has one of the vendor's slots, and hears what is said in it. The bodies are those of
the vendor's samples; a submission is told when its evaluation is complete, as the vendor does,
and once more when a person's rating changes it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from muster.edges.dialects.xobin.reports import addresses_of, invited_to
from muster.edges.dialects.xobin.results import (
    Invited,
    Json,
    assessment_report,
    interview_report,
    interview_status,
)
from muster.edges.services import Services
from muster.features import catalog, invitations, reports
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import UnknownInvitationError
from muster.features.journal import Event
from muster.features.organizations import Organization
from muster.features.reports import NotSubmittedError, ReportView, UnknownReportError
from muster.features.webhooks import Body, Endpoint

START, SUBMISSION, UPDATES = "start", "submission", "updates"
EVENTS: Mapping[str, frozenset[str]] = {
    START: frozenset({"invitation.started"}),
    SUBMISSION: frozenset({"report.scored", "report.changed"}),
    UPDATES: frozenset({"activity.created", "activity.published", "activity.updated",
                        "activity.archived", "activity.restored"}),
}  # fmt: skip
"""Which events an endpoint of each slot has to hear of."""
ACTOR = "delivery"
Maker = Callable[[Event, Organization], Awaitable[Body | None]]


class AssessmentHooks:
    """Forms the bodies of webhooks about assessments."""

    def __init__(self, services: Services) -> None:
        """Take what reports are read with."""
        self._services = services
        self._makers: Mapping[str, Maker] = {
            START: self._started,
            SUBMISSION: self._submitted,
            UPDATES: self._updated,
        }

    async def __call__(
        self, endpoint: Endpoint, event: Event, organization: Organization
    ) -> Body | None:
        """Return what to say about an event, or None if it is nothing to this endpoint."""
        return await _formed(self._makers, endpoint, event, organization)

    async def _started(self, event: Event, organization: Organization) -> Body | None:
        invited = await _invited(self._services, event, organization, Kind.ASSESSMENT)
        if invited is None:
            return None
        view = invited.view
        begun = view.invitation.started_at or event.occurred_at
        told: Json = {
            "id": view.invitation.id,
            "assessment_id": invited.activity,
            "started_at": int(begun.timestamp() * 1000),
            "name": view.candidate.name,
            "email": view.candidate.address,
        }
        return _body("assessment.start", told, view.candidate.id)

    async def _submitted(self, event: Event, organization: Organization) -> Body | None:
        found = await _report(self._services, event, organization, Kind.ASSESSMENT)
        if found is None:
            return None
        invited, report = found
        addresses = await addresses_of(self._services, report, ACTOR, recorded=False)
        told = assessment_report(invited, report, addresses)
        return _body("assessment.submission", told, report.candidate.id)

    async def _updated(self, event: Event, organization: Organization) -> Body | None:
        first = event.type == "activity.published" and event.data.get("version") == 1
        if event.type not in EVENTS[UPDATES] or first:
            return None  # what is new is told once, as created
        activity = await catalog.get(self._services.database, organization.id, event.data["key"])
        if activity.kind is not Kind.ASSESSMENT:
            return None
        kind = "create" if event.type == "activity.created" else "updates"
        told: Json = {
            "event": f"assessments.{kind}",
            "timestamp": _seconds(event.occurred_at),
            "data": {
                "assessment_id": int(activity.vendor_ids.get(Dialect.XOBIN, activity.id)),
                "assessment_name": activity.title,
                "status": "archived" if activity.archived_at else "live",
                "created_by": _nobody(),
                "updated_by": _nobody(),
            },
        }
        return _body(f"assessments.{kind}", told, None)


class InterviewHooks:
    """Forms the bodies of webhooks about AI interviews."""

    def __init__(self, services: Services) -> None:
        """Take what reports are read with."""
        self._services = services
        self._makers: Mapping[str, Maker] = {START: self._started, SUBMISSION: self._submitted}

    async def __call__(
        self, endpoint: Endpoint, event: Event, organization: Organization
    ) -> Body | None:
        """Return what to say about an event, or None if it is nothing to this endpoint."""
        return await _formed(self._makers, endpoint, event, organization)

    async def _started(self, event: Event, organization: Organization) -> Body | None:
        invited = await _invited(self._services, event, organization, Kind.INTERVIEW)
        if invited is None:
            return None
        told = {**interview_status(invited), "invite_status": "Started"}
        return _body("ai_interview.start", told, invited.view.candidate.id)

    async def _submitted(self, event: Event, organization: Organization) -> Body | None:
        found = await _report(self._services, event, organization, Kind.INTERVIEW)
        if found is None:
            return None
        invited, report = found
        addresses = await addresses_of(self._services, report, ACTOR, recorded=True)
        told = interview_report(invited, report, addresses)
        return _body("ai_interview.submission", told, report.candidate.id)


async def _formed(
    makers: Mapping[str, Maker], endpoint: Endpoint, event: Event, organization: Organization
) -> Body | None:
    if endpoint.slot not in makers or event.type not in EVENTS[endpoint.slot]:
        return None
    return await makers[endpoint.slot](event, organization)


async def _invited(
    services: Services, event: Event, organization: Organization, kind: Kind
) -> Invited | None:
    """Return the invitation that an event is about; None if it is of another kind, or erased."""
    try:
        view = await invitations.find_invitation(
            services.database, organization.id, str(event.subject_id)
        )
    except UnknownInvitationError:
        return None
    if view.activity.kind is not kind:
        return None
    return await invited_to(services, organization.id, view)


async def _report(
    services: Services, event: Event, organization: Organization, kind: Kind
) -> tuple[Invited, ReportView] | None:
    """Return the report that an event is about, if it is complete and of that kind."""
    try:
        report = await reports.read_report(
            services.database, organization.id, str(event.subject_id), services.clock
        )
    except (UnknownReportError, NotSubmittedError):
        return None
    if report.kind is not kind or not report.report.score.complete:
        return None
    view = invitations.InvitationView(report.invitation, report.candidate, report.activity)
    return await invited_to(services, organization.id, view), report


def _nobody() -> Json:
    """Return the vendor's member about a user; Muster does not know one who imported a file."""
    return {"name": None, "id": None, "email": None}


def _seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _body(kind: str, told: Json, candidate: int | None) -> Body:
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Body(kind, content.encode("utf-8", "replace"), candidate)
