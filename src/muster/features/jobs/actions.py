"""Verbs of jobs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.base.ids import from_typeid, new_uid, parse_integer
from muster.features import catalog, journal, webhooks
from muster.features.jobs import store
from muster.features.jobs.model import (
    Applicant,
    Details,
    Job,
    JobClosedError,
    JobState,
    Opening,
    Page,
    UnknownApplicantError,
    UnknownJobError,
    checked_opening,
    checked_person,
)
from muster.storage.postgres import Connection, action


@action
async def create_job(
    connection: Connection, organization: int, said: Opening, *, actor: str, clock: Clock
) -> Job:
    """Make a job opening.

    Raises:
        InvalidError: it has no title, or something said of it cannot be kept.
        UnknownActivityError: the activity is not there.
    """
    opening = checked_opening(said)
    if opening.title is None:
        raise InvalidError("title is required", field="title")
    row = await _row(connection, organization, opening, None)
    job = await store.insert_job(connection, organization, new_uid(), row, clock.now())
    await _record(connection, organization, "job.created", job.id, actor=actor, now=clock.now())
    return job


@action
async def change_job(
    connection: Connection,
    organization: int,
    reference: str,
    said: Opening,
    *,
    actor: str,
    clock: Clock,
) -> Job:
    """Say something else of a job, or close or open it.

    Raises:
        UnknownJobError: there is no such job.
        InvalidError: something said of it cannot be kept.
        UnknownActivityError: the activity is not there.
    """
    opening = checked_opening(said)
    found = await find_job.within(connection, organization, reference)
    before = await store.lock_job(connection, organization, found.id)
    row = await _row(connection, organization, opening, before)
    job = await store.update_job(connection, organization, before.id, row, clock.now())
    if job is None:
        return before
    steps = {JobState.OPEN: "job.opened", JobState.CLOSED: "job.closed"}
    name = "job.changed" if job.state is before.state else steps[job.state]
    await _record(connection, organization, name, job.id, actor=actor, now=clock.now())
    return job


async def _row(
    connection: Connection, organization: int, said: Opening, before: Job | None
) -> dict[str, Any]:
    """Return a job's row: what is said, and what was where nothing is."""
    row: dict[str, Any] = {name: value or None for name, value in asdict(said).items()}
    row["description"] = said.description or ""
    row["state"] = said.state or JobState.OPEN
    row["activity_id"] = None
    if said.activity:
        row["activity_id"] = (await catalog.get.within(connection, organization, said.activity)).id
    del row["activity"]
    if before is None:
        return row
    kept = {name: getattr(before, name) for name in row}
    spoken = {name for name, value in asdict(said).items() if value is not None}
    spoken |= {"activity_id"} if said.activity is not None else set()
    return {name: row[name] if name in spoken else kept[name] for name in row}


@action
async def find_job(connection: Connection, organization: int, reference: str) -> Job:
    """Return a job by TypeID, UUID or integer.

    Raises:
        UnknownJobError: there is none of that name.
    """
    uid = from_typeid(Job.TYPE_PREFIX, reference)
    found = await store.select_job(connection, organization, parse_integer(reference), uid)
    if found is None:
        raise UnknownJobError
    return found


@action
async def list_jobs(
    connection: Connection, organization: int, page: Page, state: JobState | None = None
) -> list[Job]:
    """Return a page of jobs, newest first."""
    return await store.select_jobs(connection, organization, state, page)


@action
async def apply(
    connection: Connection,
    organization: int,
    reference: str,
    said: Details,
    *,
    actor: str,
    clock: Clock,
) -> Applicant:
    """Let somebody apply for a job; who has applied for it already is the same applicant.

    Raises:
        UnknownJobError: there is no such job.
        JobClosedError: it is closed, and the person is new.
        AddressError: nobody can be written to at the address.
        InvalidError: something else that is said cannot be kept.
    """
    person, now = checked_person(said), clock.now()
    found = await find_job.within(connection, organization, reference)
    job = await store.lock_job(connection, organization, found.id)
    new = None
    changed = await store.update_applicant(connection, organization, job.id, person, now)
    if changed is None:
        new = await store.insert_applicant(connection, organization, job.id, new_uid(), person, now)
    if new is not None and job.state is JobState.CLOSED:
        raise JobClosedError
    for name, applicant in (("applicant.created", new), ("applicant.updated", changed)):
        if applicant is not None:
            await _record(
                connection, organization, name, applicant, actor=actor, now=now, job_id=job.id
            )
    return await store.select_by_address(connection, organization, job.id, person.address.key)


@action
async def find_applicant(connection: Connection, organization: int, reference: str) -> Applicant:
    """Return an applicant by TypeID, UUID or integer.

    Raises:
        UnknownApplicantError: there is none of that name.
    """
    uid = from_typeid(Applicant.TYPE_PREFIX, reference)
    found = await store.select_applicant(connection, organization, parse_integer(reference), uid)
    if found is None:
        raise UnknownApplicantError
    return found


@action
async def list_applicants(
    connection: Connection, organization: int, job: int, page: Page
) -> list[Applicant]:
    """Return a page of a job's applicants, newest first."""
    return await store.select_applicants(connection, organization, job, page)


@action
async def applicants_of_invitations(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> dict[int, tuple[Applicant, str | None]]:
    """Return who was invited as an applicant, with the job's external id, by invitation."""
    return await store.select_of_invitations(connection, organization, invitations)


@action
async def note_invited(
    connection: Connection,
    organization: int,
    applicant: int,
    invitation: int,
    *,
    actor: str,
    clock: Clock,
) -> None:
    """Say by which invitation an applicant is invited; again, it changes nothing.

    Their later completion of it is noted by the database, in the transaction that completes.
    """
    now = clock.now()
    linked = await store.link_invitation(connection, organization, applicant, invitation, now)
    if linked is None:
        return
    names = ["applicant.invited"]
    if linked["completed_at"] is not None:
        names.append("applicant.completed")
    data = {"job_id": linked["job_id"], "invitation_id": invitation}
    for name in names:
        await _record(connection, organization, name, applicant, actor=actor, now=now, **data)


@action
async def remove_applicant(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> None:
    """Forget an applicant, and what webhooks said of them before they became a candidate, who stays.

    Raises:
        UnknownApplicantError: there is none of that name.
    """
    found = await find_applicant.within(connection, organization, reference)
    await store.delete_applicant(connection, organization, found.id)
    await webhooks.forget(connection, organization, -found.id)
    await _record(
        connection,
        organization,
        "applicant.removed",
        found.id,
        actor=actor,
        now=clock.now(),
        job_id=found.job_id,
    )


async def _record(
    connection: Connection,
    organization: int,
    name: str,
    subject: int,
    *,
    actor: str,
    now: datetime,
    **data: int,
) -> None:
    fact = journal.Fact(name, name.partition(".")[0], subject, data)
    await journal.record(connection, organization, [fact], actor=actor, now=now)
