"""Jobs: openings, and who applies for them until they are invited and after."""

from muster.features.jobs.actions import (
    applicants_of_invitations,
    apply,
    change_job,
    create_job,
    find_applicant,
    find_job,
    list_applicants,
    list_jobs,
    note_invited,
    remove_applicant,
)
from muster.features.jobs.forgetting import copy_of, forget, let_go
from muster.features.jobs.model import (
    Applicant,
    ApplicantState,
    Details,
    Job,
    JobClosedError,
    JobState,
    Opening,
    Page,
    UnknownApplicantError,
    UnknownJobError,
)

__all__ = [
    "Applicant",
    "ApplicantState",
    "Details",
    "Job",
    "JobClosedError",
    "JobState",
    "Opening",
    "Page",
    "UnknownApplicantError",
    "UnknownJobError",
    "applicants_of_invitations",
    "apply",
    "change_job",
    "copy_of",
    "create_job",
    "find_applicant",
    "find_job",
    "forget",
    "let_go",
    "list_applicants",
    "list_jobs",
    "note_invited",
    "remove_applicant",
]
