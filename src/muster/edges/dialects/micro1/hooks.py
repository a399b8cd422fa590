"""What webhooks say in micro1's words: ``{event, data}``, data as the lists have it.

An endpoint has one of the vendor's ten events, and hears of the facts of the journal that it
means. Two of them never happen: Muster records no second camera and computes no score of
proctoring.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from muster.edges.dialects.micro1.applicants import applicant_row
from muster.edges.dialects.micro1.envelope import stamp
from muster.edges.dialects.micro1.interviews import interview_id
from muster.edges.dialects.micro1.results import (
    Desk,
    address_of,
    answers_of,
    find_report,
    page_of,
    report_row,
)
from muster.edges.services import Services
from muster.features import attempts, catalog, invitations, jobs
from muster.features.attempts import UnknownAttemptError
from muster.features.catalog import Kind
from muster.features.invitations import InvitationView, UnknownInvitationError
from muster.features.jobs import UnknownApplicantError
from muster.features.journal import Event
from muster.features.organizations import Organization
from muster.features.webhooks import Body, Endpoint

ACTOR = "delivery"
Told = tuple[Mapping[str, Any], int]
"""The data of a body, and the candidate who is in it, or the applicant who is none yet."""
_Teller = Callable[[Desk, Event], Awaitable[Told | None]]


async def _session(desk: Desk, event: Event) -> Told | None:
    """Tell of an interview that began or ended."""
    found = await _invited(desk, event.subject_id)
    if found is None:
        return None
    session, view = found
    return {
        **await _facts(desk, view, session),
        "date": stamp(event.occurred_at),
    }, view.candidate.id


async def _recording(desk: Desk, event: Event) -> Told | None:
    """Tell of one recording that can be watched, where it is an answer."""
    found = await _invited(desk, int(event.data["attempt_id"]))
    if found is None:
        return None
    session, view = found
    report = await find_report(desk, session)
    page = await page_of(desk, report) if report else None
    takes = {take.id: take for _, take in answers_of(report)} if report else {}
    take = takes.get(event.subject_id)
    video = {"video_url": address_of(page, take)} if page and take else {}
    facts = await _facts(desk, view, session)
    return {**facts, **video, "date": stamp(event.occurred_at)}, view.candidate.id


async def _report(desk: Desk, event: Event) -> Told | None:
    """Tell of a report that is complete, as the list of reports has it."""
    view = await find_report(desk, str(event.subject_id))
    if view is None:
        return None
    return await report_row(desk, view), view.candidate.id


async def _applicant(desk: Desk, event: Event) -> Told | None:
    """Tell of an applicant, as the list of applicants has them."""
    try:
        found = await jobs.find_applicant(
            desk.services.database, desk.organization, str(event.subject_id)
        )
    except UnknownApplicantError:
        return None
    return applicant_row(found), found.person


_MEANINGS: Mapping[str, tuple[frozenset[str], _Teller]] = {
    "interview.started": (frozenset({"attempt.started"}), _session),
    "interview.completed": (frozenset({"attempt.submitted"}), _session),
    "interview_recording.completed": (
        frozenset({"recording.ready", "recording.unchecked"}),
        _recording,
    ),
    "interview_report.created": (frozenset({"report.scored"}), _report),
    "applicant.created": (frozenset({"applicant.created"}), _applicant),
    "applicant.invited": (frozenset({"applicant.invited"}), _applicant),
    "applicant.updated": (frozenset({"applicant.updated"}), _applicant),
    "applicant.completed": (frozenset({"applicant.completed"}), _applicant),
}
NEVER = ("interview_webcam_recording.completed", "proctoring_score.completed")
"""Events that can be asked for and never happen here."""
EVENTS: Mapping[str, frozenset[str]] = {
    **{name: types for name, (types, _) in _MEANINGS.items()},
    # A filter without a type would hear of everything.
    **{name: frozenset({name}) for name in NEVER},
}
"""The vendor's events, and the types of the journal that each of them means."""


class Hooks:
    """Forms the bodies of this vendor's webhooks."""

    def __init__(self, services: Services) -> None:
        """Take what reports are read with."""
        self._services = services

    async def __call__(
        self, endpoint: Endpoint, event: Event, organization: Organization
    ) -> Body | None:
        """Return what to say about an event, or None if it is nothing to this endpoint."""
        types, tell = _MEANINGS.get(endpoint.slot, (frozenset(), _session))
        if event.type not in types:
            return None
        told = await tell(Desk(self._services, organization.id, ACTOR), event)
        if told is None:
            return None
        data, candidate = told
        said = {"event": endpoint.slot, "data": data}
        content = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return Body(endpoint.slot, content.encode("utf-8", "replace"), candidate)


async def _invited(desk: Desk, attempt: int) -> tuple[str, InvitationView] | None:
    """Return an attempt's UUID and its invitation; None if it is no interview, or was erased."""
    database, tenant = desk.services.database, desk.organization
    try:
        found = await attempts.find_attempt(database, tenant, str(attempt))
        view = await invitations.find_invitation(database, tenant, str(found.invitation_id))
    except (UnknownAttemptError, UnknownInvitationError):
        return None
    return (str(found.uid), view) if view.activity.kind is Kind.INTERVIEW else None


async def _facts(desk: Desk, view: InvitationView, session: str) -> Mapping[str, Any]:
    database, tenant = desk.services.database, desk.organization
    known = await catalog.find_by_ids(database, tenant, [view.activity.id])
    return {
        "session_id": session,
        "interview_id": interview_id(known[view.activity.id]),
        "interview_name": view.activity.title,
        "candidate_id": str(view.candidate.uid),
        "candidate_name": view.candidate.name,
        "candidate_email_id": view.candidate.address,
    }
