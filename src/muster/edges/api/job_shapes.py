"""What the native API takes and gives of jobs and applicants."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from muster.base.ids import to_typeid
from muster.edges.api.answers import ActivityLine, Stamp
from muster.edges.api.shapes import Json, activity_line_json, stamp
from muster.features.catalog import Activity
from muster.features.jobs import Applicant, Details, JobState, Opening
from muster.features.jobs import Job as JobOf


class JobChangeBody(BaseModel):
    """What to say anew of a job; what is left out stays, and an empty text takes away."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, examples=["Bookkeeper"])
    description: str | None = None
    activity: str | None = Field(
        None, description="Id or key of what applicants are invited to.", examples=["talk"]
    )
    external_id: str | None = Field(None, description="The job's id in your own system.")
    apply_url: str | None = Field(None, description="Your page where people apply.")
    state: Literal["open", "closed"] | None = None

    def opening(self) -> Opening:
        """Return it as the feature takes it."""
        return Opening(
            title=self.title,
            description=self.description,
            activity=self.activity,
            external_id=self.external_id,
            apply_url=self.apply_url,
            state=JobState(self.state) if self.state else None,
        )


class JobBody(JobChangeBody):
    """A new job opening."""

    title: str = Field(examples=["Bookkeeper"])


class ApplicantBody(BaseModel):
    """Somebody who applies. Who applied for the job before is the same applicant, brought up to date."""

    model_config = ConfigDict(extra="forbid")

    first_name: str = Field(examples=["Amara"])
    last_name: str = Field(examples=["Nwosu"])
    email: str = Field(examples=["amara@example.com"])
    phone: str | None = None
    resume_url: str | None = Field(None, description="Kept as a link; Muster never opens it.")
    external_id: str | None = Field(None, description="The application's id in your own system.")

    def details(self) -> Details:
        """Return it as the feature takes it."""
        return Details(
            first_name=self.first_name,
            last_name=self.last_name,
            email=self.email,
            phone=self.phone,
            resume_url=self.resume_url,
            external_id=self.external_id,
        )


class InviteApplicantBody(BaseModel):
    """What to invite an applicant to, and how."""

    model_config = ConfigDict(extra="forbid")

    activity: str | None = Field(None, description="Id or key; else the job's.")
    send: StrictBool = Field(default=True, description="Mail the link.")


class Job(BaseModel):
    """A job opening."""

    id: str = Field(examples=["job_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[3])
    uid: str = Field(
        description="micro1's form of the id.", examples=["01a1fa47-5d31-7b0e-9c64-2f1b8e0d7a95"]
    )
    title: str = Field(examples=["Bookkeeper"])
    description: str
    activity: ActivityLine | None
    external_id: str | None
    apply_url: str | None
    state: Literal["open", "closed"]
    created_at: Stamp
    changed_at: Stamp | None


class JobPage(BaseModel):
    """A page of jobs."""

    data: list[Job]
    next_cursor: str | None


class JobApplicant(BaseModel):
    """Who applies for a job."""

    id: str = Field(examples=["appl_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[12])
    uid: str = Field(description="micro1's form of the id.")
    job: str = Field(examples=["job_01jz8x4c6kefx8v1ta6d9m5w2r"])
    first_name: str = Field(examples=["Amara"])
    last_name: str = Field(examples=["Nwosu"])
    email: str = Field(examples=["amara@example.com"])
    phone: str | None
    resume_url: str | None
    external_id: str | None
    state: Literal["applied", "invited", "completed"]
    candidate: int | None = Field(description="Number of the candidate, once invited.")
    invitation: int | None = Field(description="Number of the invitation, once invited.")
    created_at: Stamp
    changed_at: Stamp | None
    invited_at: Stamp | None
    completed_at: Stamp | None


class JobApplicantPage(BaseModel):
    """A page of applicants."""

    data: list[JobApplicant]
    next_cursor: str | None


def job_json(job: JobOf, activity: Activity | None) -> Json:
    """Return a job."""
    return {
        "id": job.typeid,
        "number": job.id,
        "uid": str(job.uid),
        "title": job.title,
        "description": job.description,
        "activity": activity_line_json(activity) if activity else None,
        "external_id": job.external_id,
        "apply_url": job.apply_url,
        "state": job.state.value,
        "created_at": stamp(job.created_at),
        "changed_at": stamp(job.changed_at),
    }


def applicant_json(applicant: Applicant) -> Json:
    """Return an applicant."""
    return {
        "id": applicant.typeid,
        "number": applicant.id,
        "uid": str(applicant.uid),
        "job": to_typeid(JobOf.TYPE_PREFIX, applicant.job_uid),
        "first_name": applicant.first_name,
        "last_name": applicant.last_name,
        "email": applicant.address,
        "phone": applicant.phone,
        "resume_url": applicant.resume_url,
        "external_id": applicant.external_id,
        "state": applicant.state.value,
        "candidate": applicant.candidate_id,
        "invitation": applicant.invitation_id,
        "created_at": stamp(applicant.created_at),
        "changed_at": stamp(applicant.changed_at),
        "invited_at": stamp(applicant.invited_at),
        "completed_at": stamp(applicant.completed_at),
    }
