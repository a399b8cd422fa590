"""Jobs and applicants; what the vendor reads out of a résumé is null or left out."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.micro1.envelope import (
    ACTIVE,
    Page,
    done,
    present,
    read_object,
    read_page,
    read_text,
    stamp,
)
from muster.edges.dialects.micro1.interviews import interview_id
from muster.edges.services import Services
from muster.features import catalog, jobs
from muster.features.catalog import Activity
from muster.features.jobs import Applicant, Details, Job
from muster.features.organizations import Caller

_REQUIRED = ("first_name", "last_name", "email_id")


async def list_jobs(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``GET /jobs``."""
    found = await jobs.list_jobs(services.database, caller.organization.id, _rows(request))
    named = [job.activity_id for job in found if job.activity_id]
    known = await catalog.find_by_ids(services.database, caller.organization.id, named)
    rows = [_job(job, known.get(job.activity_id or 0)) for job in found]
    return done("Jobs fetched successfully", rows)


async def create(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``POST /job/{jobId}/applicant``; who applied for it before keeps the id."""
    body = await read_object(request)
    given = {name: read_text(body, name) for name in (*_REQUIRED, "phone_number", "resume_url")}
    missing = [name for name in _REQUIRED if given[name] is None]
    if missing:
        raise InvalidError(f"{', '.join(missing)}: required", field=missing[0])
    applicant = await jobs.apply(
        services.database,
        caller.organization.id,
        request.path_params["jobId"],
        Details(
            first_name=given["first_name"] or "",
            last_name=given["last_name"] or "",
            email=given["email_id"] or "",
            phone=given["phone_number"],
            resume_url=given["resume_url"],
        ),
        actor=caller.actor,
        clock=services.clock,
    )
    created = {"job_application_id": str(applicant.uid)}
    return done("Job applicant created successfully", created)


async def list_all(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``GET /job/{jobId}/applicants``."""
    tenant, page = caller.organization.id, _rows(request)
    job = await jobs.find_job(services.database, tenant, request.path_params["jobId"])
    found = await jobs.list_applicants(services.database, tenant, job.id, page)
    return done("Job applicants fetched successfully", [applicant_row(one) for one in found])


async def read(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``GET /job/applicant/{jobApplicantId}``."""
    reference = request.path_params["jobApplicantId"]
    found = await jobs.find_applicant(services.database, caller.organization.id, reference)
    row = {**applicant_row(found), "screening_question_answers": None}
    return done("Job applicant fetched successfully", row)


def applicant_row(applicant: Applicant) -> Mapping[str, Any]:
    """Return an applicant in the vendor's words."""
    row = present(
        {
            "job_applicant_id": str(applicant.uid),
            "job_id": str(applicant.job_uid),
            "job_title": applicant.job_title,
            "first_name": applicant.first_name,
            "last_name": applicant.last_name,
            "email_id": applicant.address,
            "phone_number": applicant.phone,
            "resume_url": applicant.resume_url,
        }
    )
    return {
        **row,
        "parsed_resume_data": None,
        "date_created": stamp(applicant.created_at),
        "date_modified": stamp(
            applicant.completed_at
            or applicant.invited_at
            or applicant.changed_at
            or applicant.created_at
        ),
        "status": ACTIVE,
    }


def _job(job: Job, activity: Activity | None) -> Mapping[str, Any]:
    row = present(
        {
            "job_id": str(job.uid),
            "job_title": job.title,
            "job_description": job.description,
            "job_code": f"M{job.id:07d}",
            "job_apply_url": job.apply_url,
        }
    )
    return {
        **row,
        "ats_job_id": job.external_id,
        "interview_id": interview_id(activity) if activity else None,
        "job_status": job.state.value,
        "date_created": stamp(job.created_at),
        "date_modified": stamp(job.changed_at) if job.changed_at else None,
    }


def _rows(request: Request) -> jobs.Page:
    page: Page = read_page(request)
    return jobs.Page(page.limit, offset=page.offset, keyword=page.keyword)
