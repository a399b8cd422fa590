"""Reports and recordings: what was answered, and where it can be seen for a day.

Muster rates nothing by machine: the vendor's evaluations are empty, null or left out.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Self

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.micro1.contents import plain
from muster.edges.dialects.micro1.envelope import (
    ACTIVE,
    Page,
    done,
    present,
    read_page,
    respond,
    stamp,
)
from muster.edges.dialects.micro1.interviews import interview_id
from muster.edges.dialects.micro1.invites import asked_for
from muster.edges.services import Services
from muster.features import catalog, jobs, reports
from muster.features.catalog import Activity, Kind
from muster.features.jobs import Applicant
from muster.features.media import Take
from muster.features.organizations import Caller, Scope
from muster.features.reports import Promise, QuestionView, ReportView, rounded

PURPOSE = "micro1"
_DAY = timedelta(hours=24)
_MOST_REPORTS = 50
_LEFT_TAB = "left_tab"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose reports are read, with what, and who asks for it.

    ``links``: whether links may be made, which show a report to whoever has them.
    """

    services: Services
    organization: int
    actor: str
    links: bool = True

    @classmethod
    def of(cls, services: Services, caller: Caller) -> Self:
        """Return the desk of a request."""
        return cls(
            services, caller.organization.id, caller.actor, links=caller.may(Scope.REPORTS_WRITE)
        )


async def list_all(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``GET /interview/reports``; ``report_id`` filters, as the vendor's text says."""
    page = read_page(request, _MOST_REPORTS)
    desk, found = Desk.of(services, caller), []
    if one := request.query_params.get("report_id"):
        view = await find_report(desk, one)
        found = [view] if view else []
    elif (wanted := await asked_for(services, caller, request, page)) is not None:
        lines = await reports.search_reports(services.database, caller.organization.id, wanted)
        found = [view for line in lines if (view := await find_report(desk, line.report.typeid))]
    return done("Reports fetched successfully", [await report_row(desk, view) for view in found])


async def recording(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``GET /interview/recording``: the first recording, and beside it all of them.

    Raises:
        ScopeError: the key may make no link, without which there is no address.
    """
    caller.require(Scope.REPORTS_WRITE)
    query = request.query_params
    reference = query.get("report_id") or query.get("session_id")
    if reference is None and not query.get("candidate_id"):
        raise InvalidError("report_id is required", field="report_id")
    desk = Desk.of(services, caller)
    view = await find_report(desk, reference or await _latest(services, caller, request))
    page = await page_of(desk, view) if view else None
    takes = answers_of(view) if view else []
    if page is None or not takes:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    rows = [{"question": number, "video_url": address_of(page, take)} for number, take in takes]
    return respond({"status": True, "video_url": rows[0]["video_url"], "recordings": rows})


async def _latest(services: Services, caller: Caller, request: Request) -> str | None:
    wanted = await asked_for(services, caller, request, Page(0, 1))
    if wanted is None:
        return None
    lines = await reports.search_reports(services.database, caller.organization.id, wanted)
    return lines[0].report.typeid if lines else None


async def find_report(desk: Desk, reference: str | None) -> ReportView | None:
    """Return the report of an interview by any name of it or of its attempt; None if there is none."""
    if reference is None:
        return None
    try:
        view = await reports.read_report(
            desk.services.database, desk.organization, reference, desk.services.clock
        )
    except (reports.UnknownReportError, reports.NotSubmittedError):
        return None
    return view if view.kind is Kind.INTERVIEW else None


async def report_row(desk: Desk, view: ReportView) -> Mapping[str, Any]:
    """Return a report in the vendor's words."""
    database = desk.services.database
    known = await catalog.find_by_ids(database, desk.organization, [view.activity.id])
    applied = await jobs.applicants_of_invitations(
        database, desk.organization, [view.invitation.id]
    )
    applicant, ats_job = applied.get(view.invitation.id, (None, None))
    return {
        **_facts(view, known[view.activity.id]),
        **_addresses(view, await page_of(desk, view)),
        **_application(applicant, ats_job),
        **_evaluations(view),
    }


async def page_of(desk: Desk, view: ReportView) -> str | None:
    """Return the address of a report's page for a day: one link a report, however often it is read.

    It is made longer in steps of an hour, so that reading a list again writes nothing. None when
    somebody has revoked it, and for a key that only reads.
    """
    if not desk.links:
        return None
    hour = desk.services.clock.now().replace(minute=0, second=0, microsecond=0)
    share = await reports.lasting_share(
        desk.services.database,
        desk.organization,
        view.report.typeid,
        Promise(PURPOSE, hour + _DAY),
        actor=desk.actor,
        clock=desk.services.clock,
    )
    return desk.services.links.url(share.claim) if share else None


def _facts(view: ReportView, activity: Activity) -> Mapping[str, Any]:
    report = view.report
    moment = report.completed_at or report.settled_at
    return {
        "report_id": report.typeid,
        "session_id": str(view.attempt.uid),
        "interview_id": interview_id(activity),
        "interview_name": view.title,
        "candidate_id": str(view.candidate.uid),
        "candidate_name": view.candidate.name,
        "candidate_email_id": view.candidate.address,
        "report_date": stamp(moment)[:10],
        "date_created": stamp(view.attempt.submitted_at or moment),
        "date_modified": stamp(report.settled_at),
        "status": ACTIVE,
    }


def _addresses(view: ReportView, page: str | None) -> Mapping[str, Any]:
    if page is None:
        return {}
    takes = answers_of(view)
    return present(
        {
            "report_url": f"{page}/report.pdf",
            "interview_recording_url": address_of(page, takes[0][1]) if takes else None,
            "interview_recording_player_url": page if takes else None,
        }
    )


def _application(applicant: Applicant | None, ats_job: str | None) -> Mapping[str, Any]:
    own = {"job_applicant_id": str(applicant.uid)} if applicant else {}
    application = applicant.external_id if applicant else None
    return {**own, "ats_job_application_id": application, "ats_job_id": ats_job}


def _evaluations(view: ReportView) -> Mapping[str, Any]:
    """Return what there is of the vendor's evaluations, and Muster's own score beside it."""
    score = view.report.score
    percent = score.overall.percent if score.complete else None
    return {
        "proctoring_violations": _left_tabs(view),
        "interview_transcript": [],
        "technical_skills_evaluation": [],
        "soft_skills_evaluation": [],
        "custom_exercise_evaluation": None,
        "custom_question_evaluation": [_answer(one) for one in view.questions],
        "muster": {
            "complete": score.complete,
            "percent": None if percent is None else float(rounded(percent)),
            "passed": score.passed if score.complete else None,
            "invitation_number": view.invitation.id,
        },
    }


def _left_tabs(view: ReportView) -> list[Mapping[str, Any]]:
    """Return the one thing that both call by a word: context for a person, and no verdict."""
    count = Counter(signal.kind for signal in view.signals)[_LEFT_TAB]
    words = "time" if count == 1 else "times"
    said = f"The page was not in front {count} {words}; this is context, and no verdict."
    return [{"type": "tab_switch", "value": str(count), "description": said}] if count else []


def _answer(question: QuestionView) -> Mapping[str, Any]:
    written = question.value if isinstance(question.value, str) else None
    return present({"question_text": plain(question.question.prompt), "answer_text": written})


def answers_of(view: ReportView) -> list[tuple[int, Take]]:
    """Return the recordings that are answers and can be watched, with their questions' numbers."""
    return [
        (question.number, take)
        for question in view.questions
        for take in question.recordings
        if take.state.shown and question.value == {"take": str(take.uid)}
    ]


def address_of(page: str, take: Take) -> str:
    """Return where a recording of a report is shown."""
    return f"{page}/recordings/{take.typeid}"
