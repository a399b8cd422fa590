"""SQL of job openings and applicants."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.jobs.model import Applicant, Job, JobState, Page, Person
from muster.storage.postgres import Connection

INSERT_JOB: LiteralString = """
-- A new job opening.
insert into job (organization_id, uid, title, description, activity_id, external_id, apply_url,
                 state, created_at)
select $1, $2, said.title, said.description, said.activity_id, said.external_id, said.apply_url,
       said.state, $4
from jsonb_to_record($3::jsonb) as said
    (title text, description text, activity_id bigint, external_id text, apply_url text, state text)
returning *"""

UPDATE_JOB: LiteralString = """
-- What is said of a job, whole; a row that says so already is not touched.
update job set title = said.title, description = said.description,
    activity_id = said.activity_id, external_id = said.external_id, apply_url = said.apply_url,
    state = said.state, changed_at = $4
from jsonb_to_record($3::jsonb) as said
    (title text, description text, activity_id bigint, external_id text, apply_url text, state text)
where job.organization_id = $1 and job.id = $2
  and (job.title, job.description, job.activity_id, job.external_id, job.apply_url, job.state)
      is distinct from (said.title, said.description, said.activity_id, said.external_id,
                        said.apply_url, said.state)
returning job.*"""

SELECT_JOB: LiteralString = """
-- One job by integer or UUID.
select * from job where organization_id = $1 and (id = $2 or uid = $3)"""

LOCK_JOB: LiteralString = """
-- One job by id, until the transaction ends.
select * from job where organization_id = $1 and id = $2 for update"""

SELECT_JOBS: LiteralString = """
-- A page of jobs, newest first: of a state or of all, after an id or a number of rows; $4 is a part
-- of the title in lower case.
select * from job
where organization_id = $1 and ($2::bigint is null or id < $2)
  and ($3::text is null or state = $3)
  and ($4::text is null or strpos(lower(title), $4) > 0)
order by id desc offset $5 limit $6"""

INSERT_APPLICANT: LiteralString = """
-- A new applicant; nothing when the person has applied for the job already.
insert into job_applicant (organization_id, uid, job_id, address_key, address, first_name,
                           last_name, phone, resume_url, external_id, created_at)
select $1, $2, $3, $4, $5, said.first_name, said.last_name, said.phone, said.resume_url,
       said.external_id, $7
from jsonb_to_record($6::jsonb) as said
    (first_name text, last_name text, phone text, resume_url text, external_id text)
on conflict (organization_id, job_id, address_key) do nothing
returning id"""

UPDATE_APPLICANT: LiteralString = """
-- What is said anew of whom applied already: what is left out stays.
update job_applicant set address = $4,
    first_name = said.first_name, last_name = said.last_name,
    phone = coalesce(said.phone, job_applicant.phone),
    resume_url = coalesce(said.resume_url, job_applicant.resume_url),
    external_id = coalesce(said.external_id, job_applicant.external_id), changed_at = $6
from jsonb_to_record($5::jsonb) as said
    (first_name text, last_name text, phone text, resume_url text, external_id text)
where job_applicant.organization_id = $1 and job_id = $2 and address_key = $3
  and (address, job_applicant.first_name, job_applicant.last_name, job_applicant.phone,
       job_applicant.resume_url, job_applicant.external_id)
      is distinct from ($4, said.first_name, said.last_name,
                        coalesce(said.phone, job_applicant.phone),
                        coalesce(said.resume_url, job_applicant.resume_url),
                        coalesce(said.external_id, job_applicant.external_id))
returning id"""

SELECT_APPLICANT: LiteralString = """
-- One applicant by integer or UUID, or by job and address.
select person.*, job.uid as job_uid, job.title as job_title
from job_applicant as person
join job on job.organization_id = $1 and job.id = person.job_id
where person.organization_id = $1
  and (person.id = $2 or person.uid = $3 or (person.job_id = $4 and person.address_key = $5))"""

SELECT_APPLICANTS: LiteralString = """
-- A page of a job's applicants, newest first, after an id or a number of rows; $4 is a part of name
-- or address in lower case.
select person.*, job.uid as job_uid, job.title as job_title
from job_applicant as person
join job on job.organization_id = $1 and job.id = person.job_id
where person.organization_id = $1 and person.job_id = $2
  and ($3::bigint is null or person.id < $3)
  and ($4::text is null
       or strpos(lower(concat_ws(' ', person.first_name, person.last_name, person.address)), $4) > 0)
order by person.id desc offset $5 limit $6"""

SELECT_OF_INVITATIONS: LiteralString = """
-- Who was invited to these as an applicant.
select person.*, job.uid as job_uid, job.title as job_title, job.external_id as job_external_id
from job_applicant as person
join job on job.organization_id = $1 and job.id = person.job_id
where person.organization_id = $1 and person.invitation_id = any($2::bigint[])"""

LINK_INVITATION: LiteralString = """
-- An applicant is invited; one whose invitation was completed before has completed it.
update job_applicant set candidate_id = invitation.candidate_id, invitation_id = invitation.id,
    invited_at = $4, completed_at = invitation.completed_at
from invitation
where job_applicant.organization_id = $1 and job_applicant.id = $2
  and invitation.organization_id = $1 and invitation.id = $3
  and job_applicant.invitation_id is distinct from invitation.id
returning job_applicant.job_id, job_applicant.completed_at"""

DELETE_APPLICANT: LiteralString = """
-- An applicant is forgotten; the candidate, if there is one, stays.
delete from job_applicant where organization_id = $1 and id = $2"""


async def insert_job(
    connection: Connection, organization: int, uid: UUID, said: Mapping[str, Any], now: datetime
) -> Job:
    """Write a new job."""
    row = await connection.fetchrow(INSERT_JOB, organization, uid, json.dumps(said), now)
    return _job(row)


async def update_job(
    connection: Connection, organization: int, job: int, said: Mapping[str, Any], now: datetime
) -> Job | None:
    """Write what is said of a job; None when it says so already."""
    row = await connection.fetchrow(UPDATE_JOB, organization, job, json.dumps(said), now)
    return _job(row) if row else None


async def select_job(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> Job | None:
    """Return a job by its id or uid."""
    found = await connection.fetchrow(SELECT_JOB, organization, row, uid)
    return _job(found) if found else None


async def lock_job(connection: Connection, organization: int, job: int) -> Job:
    """Return a job that nobody else changes until the transaction ends."""
    return _job(await connection.fetchrow(LOCK_JOB, organization, job))


async def select_jobs(
    connection: Connection, organization: int, state: JobState | None, page: Page
) -> list[Job]:
    """Return a page of jobs."""
    rows = await connection.fetch(
        SELECT_JOBS, organization, page.after, state, _lower(page), page.offset, page.limit
    )
    return [_job(row) for row in rows]


async def insert_applicant(
    connection: Connection,
    organization: int,
    job: int,
    uid: UUID,
    person: Person,
    now: datetime,
) -> int | None:
    """Write a new applicant and return the id; None for whom applied already."""
    key, given = person.address.key, person.address.given
    said = json.dumps(dict(person.said))
    found: int | None = await connection.fetchval(
        INSERT_APPLICANT, organization, uid, job, key, given, said, now
    )
    return found


async def update_applicant(
    connection: Connection, organization: int, job: int, person: Person, now: datetime
) -> int | None:
    """Write what is said anew; return the id, or None when nothing of it is new."""
    key, given = person.address.key, person.address.given
    said = json.dumps(dict(person.said))
    found: int | None = await connection.fetchval(
        UPDATE_APPLICANT, organization, job, key, given, said, now
    )
    return found


async def select_applicant(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> Applicant | None:
    """Return an applicant by id or uid."""
    found = await connection.fetchrow(SELECT_APPLICANT, organization, row, uid, None, None)
    return _applicant(found) if found else None


async def select_by_address(
    connection: Connection, organization: int, job: int, address_key: str
) -> Applicant:
    """Return the applicant of a job with an address, who must be there."""
    return _applicant(
        await connection.fetchrow(SELECT_APPLICANT, organization, None, None, job, address_key)
    )


async def select_applicants(
    connection: Connection, organization: int, job: int, page: Page
) -> list[Applicant]:
    """Return a page of a job's applicants."""
    rows = await connection.fetch(
        SELECT_APPLICANTS, organization, job, page.after, _lower(page), page.offset, page.limit
    )
    return [_applicant(row) for row in rows]


async def select_of_invitations(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> dict[int, tuple[Applicant, str | None]]:
    """Return applicants and their jobs' external ids by invitation."""
    rows = await connection.fetch(SELECT_OF_INVITATIONS, organization, invitations)
    return {row["invitation_id"]: (_applicant(row), row["job_external_id"]) for row in rows}


async def link_invitation(
    connection: Connection, organization: int, applicant: int, invitation: int, now: datetime
) -> Record | None:
    """Say by which invitation an applicant is invited; None when that is said already."""
    return await connection.fetchrow(LINK_INVITATION, organization, applicant, invitation, now)


async def delete_applicant(connection: Connection, organization: int, applicant: int) -> None:
    """Forget an applicant."""
    await connection.execute(DELETE_APPLICANT, organization, applicant)


def _lower(page: Page) -> str | None:
    return page.keyword.lower() if page.keyword else None


def _job(row: Record) -> Job:
    return Job(
        id=row["id"],
        uid=row["uid"],
        title=row["title"],
        description=row["description"],
        activity_id=row["activity_id"],
        external_id=row["external_id"],
        apply_url=row["apply_url"],
        state=JobState(row["state"]),
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def _applicant(row: Record) -> Applicant:
    names = Applicant.__dataclass_fields__
    return Applicant(**{name: row[name] for name in names if name != "TYPE_PREFIX"})
