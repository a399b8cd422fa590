"""Job openings and their applicants."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.api import answers, job_shapes
from muster.edges.api.access import SECURITY, Here, JobReader, JobWriter
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.job_shapes import (
    ApplicantBody,
    InviteApplicantBody,
    JobBody,
    JobChangeBody,
    applicant_json,
    job_json,
)
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, invitation_json
from muster.edges.http import MEGABYTE, json_response, read_json
from muster.edges.services import Services
from muster.features import catalog, invitations, jobs
from muster.features.catalog import Activity
from muster.features.invitations import Call, Guest
from muster.features.jobs import Applicant, Job, JobState, Page, UnknownApplicantError
from muster.features.organizations import Caller, Scope

router = APIRouter(tags=["Jobs"], dependencies=SECURITY, responses=ERRORS)
_JOB = "/v1/jobs/{job}"
_APPLICANTS = _JOB + "/applicants"
_APPLICANT = _APPLICANTS + "/{applicant}"


@router.get("/v1/jobs", summary="List jobs", responses=described(job_shapes.JobPage))
async def list_jobs(
    services: Here,
    caller: JobReader,
    state: Literal["open", "closed"] | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Json:
    """Return job openings, newest first."""
    found = await jobs.list_jobs(
        services.database,
        caller.organization.id,
        Page(limit + 1, read_cursor(cursor)),
        JobState(state) if state else None,
    )
    shapes = await _shapes(services, caller, found)
    return page_of(found, limit, lambda job: job.id, lambda job: shapes[job.id])


@router.post(
    "/v1/jobs",
    summary="Make a job",
    status_code=HTTPStatus.CREATED,
    responses=described(job_shapes.Job, HTTPStatus.CREATED),
    openapi_extra=body_of(JobBody),
)
async def create_job(services: Here, caller: JobWriter, request: Request) -> Json:
    """Make a job opening that people can apply for."""
    body = read_model(JobBody, await read_json(request, MEGABYTE))
    made = await jobs.create_job(
        services.database,
        caller.organization.id,
        body.opening(),
        actor=caller.actor,
        clock=services.clock,
    )
    return await _shape(services, caller, made)


@router.get(_JOB, summary="Read a job", responses=described(job_shapes.Job))
async def read_job(services: Here, caller: JobReader, job: str) -> Json:
    """Return one job by any id."""
    found = await jobs.find_job(services.database, caller.organization.id, job)
    return await _shape(services, caller, found)


@router.patch(
    _JOB,
    summary="Change, close or open a job",
    responses=described(job_shapes.Job),
    openapi_extra=body_of(JobChangeBody),
)
async def change_job(services: Here, caller: JobWriter, job: str, request: Request) -> Json:
    """Say something else of a job. Nobody new can apply for a closed one; who applied goes on."""
    body = read_model(JobChangeBody, await read_json(request, MEGABYTE))
    changed = await jobs.change_job(
        services.database,
        caller.organization.id,
        job,
        body.opening(),
        actor=caller.actor,
        clock=services.clock,
    )
    return await _shape(services, caller, changed)


async def _shape(services: Services, caller: Caller, job: Job) -> Json:
    return (await _shapes(services, caller, [job]))[job.id]


async def _shapes(services: Services, caller: Caller, found: Sequence[Job]) -> dict[int, Json]:
    named = [job.activity_id for job in found if job.activity_id]
    known = await catalog.find_by_ids(services.database, caller.organization.id, named)
    return {job.id: job_json(job, known.get(job.activity_id or 0)) for job in found}


@router.get(
    _APPLICANTS, summary="List applicants", responses=described(job_shapes.JobApplicantPage)
)
async def list_job_applicants(
    services: Here, caller: JobReader, job: str, cursor: Cursor = None, limit: Limit = ROWS
) -> Json:
    """Return who applied for a job, newest first."""
    found = await jobs.find_job(services.database, caller.organization.id, job)
    page = Page(limit + 1, read_cursor(cursor))
    rows = await jobs.list_applicants(services.database, caller.organization.id, found.id, page)
    return page_of(rows, limit, lambda one: one.id, applicant_json)


@router.post(
    _APPLICANTS,
    summary="Let somebody apply",
    responses=described(job_shapes.JobApplicant),
    openapi_extra=body_of(ApplicantBody),
)
async def apply(services: Here, caller: JobWriter, job: str, request: Request) -> Json:
    """Write down who applies. The same address again is the same applicant, brought up to date."""
    body = read_model(ApplicantBody, await read_json(request, MEGABYTE))
    applicant = await jobs.apply(
        services.database,
        caller.organization.id,
        job,
        body.details(),
        actor=caller.actor,
        clock=services.clock,
    )
    return applicant_json(applicant)


@router.get(_APPLICANT, summary="Read an applicant", responses=described(job_shapes.JobApplicant))
async def read_applicant(services: Here, caller: JobReader, job: str, applicant: str) -> Json:
    """Return one applicant by any id."""
    return applicant_json(await _find(services, caller, job, applicant))


@router.delete(
    _APPLICANT, summary="Forget an applicant", status_code=HTTPStatus.NO_CONTENT, responses=ERRORS
)
async def remove_applicant(services: Here, caller: JobWriter, job: str, applicant: str) -> Response:
    """Delete what is known of an applicant. A candidate that they became stays."""
    found = await _find(services, caller, job, applicant)
    await jobs.remove_applicant(
        services.database,
        caller.organization.id,
        str(found.id),
        actor=caller.actor,
        clock=services.clock,
    )
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    _APPLICANT + "/invite",
    summary="Invite an applicant",
    responses=described(answers.Invitation),
    openapi_extra=body_of(InviteApplicantBody),
)
async def invite_applicant(
    services: Here, caller: JobWriter, job: str, applicant: str, request: Request
) -> Response:
    """Invite them to the job's activity or another one, and remember that they were.

    The key needs `invitations:write`, too. Again, it is the same invitation.
    """
    caller.require(Scope.INVITATIONS_WRITE)
    body = read_model(InviteApplicantBody, await read_json(request, MEGABYTE))
    found = await _find(services, caller, job, applicant)
    activity = await _activity(services, caller, found, body.activity)
    return json_response(await _invite(services, caller, found, activity, send=body.send))


async def _activity(
    services: Services, caller: Caller, applicant: Applicant, named: str | None
) -> Activity:
    """Return what is named, else what the applicant's job is for."""
    tenant = caller.organization.id
    if named is not None:
        return await catalog.get(services.database, tenant, named)
    job = await jobs.find_job(services.database, tenant, str(applicant.job_id))
    if job.activity_id is None:
        raise InvalidError("The job has no activity: say which", field="activity")
    return (await catalog.find_by_ids(services.database, tenant, [job.activity_id]))[
        job.activity_id
    ]


async def _invite(
    services: Services, caller: Caller, applicant: Applicant, activity: Activity, *, send: bool
) -> Json:
    tenant = caller.organization
    guest = Guest(applicant.address, applicant.name)
    call = Call((activity,), (guest,), send=send, actor=caller.actor)
    (row,) = (await services.invite(tenant, call)).rows
    if row.invitation is None:
        raise InvalidError(row.problems[0].message, field=row.problems[0].field)
    await jobs.note_invited(
        services.database,
        tenant.id,
        applicant.id,
        row.invitation.id,
        actor=caller.actor,
        clock=services.clock,
    )
    view = await invitations.find_invitation(services.database, tenant.id, str(row.invitation.id))
    return invitation_json(services, tenant, view)


async def _find(services: Services, caller: Caller, job: str, applicant: str) -> Applicant:
    opening = await jobs.find_job(services.database, caller.organization.id, job)
    found = await jobs.find_applicant(services.database, caller.organization.id, applicant)
    if found.job_id != opening.id:
        raise UnknownApplicantError
    return found
