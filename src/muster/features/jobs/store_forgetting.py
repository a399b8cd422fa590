"""SQL of what jobs hold of a person."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

COPY_APPLICANTS: LiteralString = """
-- What a candidate applied for, invited or not, oldest first.
select to_jsonb(person) - 'organization_id' || jsonb_build_object('job', job.title) as line
from candidate
join job_applicant as person
  on person.organization_id = $1
 and (person.candidate_id = candidate.id or person.address_key = candidate.address_key)
join job on job.organization_id = $1 and job.id = person.job_id
where candidate.organization_id = $1 and candidate.id = $2
order by person.id"""

DELETE_APPLICANTS: LiteralString = """
-- Everything that a candidate applied for, invited or not.
delete from job_applicant using candidate
where candidate.organization_id = $1 and candidate.id = $2
  and job_applicant.organization_id = $1
  and (job_applicant.candidate_id = candidate.id
       or job_applicant.address_key = candidate.address_key)
returning job_applicant.id"""

DELETE_IDLE: LiteralString = """
-- Applicants who were never invited and of whom nothing was said since $2, a few at a time.
delete from job_applicant
where organization_id = $1 and id in (
    select id from job_applicant
    where organization_id = $1 and candidate_id is null
      and coalesce(changed_at, created_at) < $2
    order by id limit $3 for update skip locked)
returning id, job_id"""


async def copy_applicants(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return what a candidate applied for, as JSON has it."""
    rows = await connection.fetch(COPY_APPLICANTS, organization, candidate)
    return [json.loads(row["line"]) for row in rows]


async def delete_applicants(connection: Connection, organization: int, candidate: int) -> list[int]:
    """Forget what a candidate applied for; return the ids of those applicants."""
    rows = await connection.fetch(DELETE_APPLICANTS, organization, candidate)
    return [row["id"] for row in rows]


async def delete_idle(
    connection: Connection, organization: int, before: datetime, most: int
) -> list[Record]:
    """Delete applicants of whom nothing was said since an instant; return them and their jobs."""
    return await connection.fetch(DELETE_IDLE, organization, before, most)
