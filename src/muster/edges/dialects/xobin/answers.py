"""Writing Xobin's answers: the names and types of its pages, the misspelt one included.

A refused row keeps the types, says ``Failed`` and has an ``error`` that the vendor has no
place for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from muster.base.links import Links
from muster.edges.dialects.surface import reasons
from muster.edges.dialects.xobin.reading import Entry
from muster.features.invitations import Row, State

FAILED = "Failed"
# Not started is all that the vendor says of the others; only a replay can meet them.
_STATUSES = {State.STARTED: "Started", State.COMPLETED: "Completed"}
_NOT_STARTED = "Pending"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an answer says of one row; ``activity`` is its id as the client knows it."""

    activity: int
    title: str
    name: str
    email: str
    invitation: int = 0
    candidate: int = 0
    link: str = ""
    status: str = FAILED
    reference: str = ""
    """The caller's own, where its call has one."""
    error: str | None = None


Answer: TypeAlias = dict[str, str | int]
Writer: TypeAlias = Callable[[Facts], Answer]


@dataclass(frozen=True, slots=True)
class Place:
    """What all rows of an answer share."""

    links: Links
    organization: int
    activity: int
    now: datetime


def tell(entry: Entry, row: Row, place: Place) -> Facts:
    """Return what an answer says of a row: as Muster holds it, or as it came if refused."""
    if row.candidate is None or row.invitation is None:
        error = entry.fault or reasons(row)
        return Facts(place.activity, row.activity.title, entry.name, entry.email, error=error)
    return Facts(
        place.activity,
        row.activity.title,
        row.candidate.name,
        row.candidate.address,
        row.invitation.id,
        row.candidate.id,
        place.links.url(row.invitation.claim(place.organization)),
        _STATUSES.get(row.invitation.state(place.now), _NOT_STARTED),
        row.invitation.external_id or "",
    )


def as_report(facts: Facts) -> Answer:
    """Return a row of the assessment calls."""
    answer: Answer = {
        "name": facts.name,
        "email": facts.email,
        "report_id": facts.invitation,
        "candidate_id": facts.candidate,
        "assessment_id": facts.activity,
        "invite_link": facts.link,
        "status": facts.status,
    }
    if facts.error is not None:
        answer["error"] = facts.error
    return answer


def as_interview(facts: Facts) -> Answer:
    """Return the answer of the interview call; its id is misspelt in the vendor's document."""
    return {
        "name": facts.name,
        "email": facts.email,
        "interview_name": facts.title,
        "interview_reponse_id": facts.invitation,
        "interview_id": facts.activity,
        "invite_link": facts.link,
        "status": facts.status,
    }


def as_ai_interview(facts: Facts) -> Answer:
    """Return the answer of the call for AI interviews."""
    return {
        "email": facts.email,
        "ai_interview_id": facts.activity,
        "ai_interview_name": facts.title,
        "response_id": facts.invitation,
        "invite_link": facts.link,
        "name": facts.name,
        "status": facts.status,
        "custom_field_id": facts.reference,
    }


def as_application(facts: Facts) -> Answer:
    """Return the answer of the track call, whose status has another name."""
    return {
        "application_id": facts.invitation,
        "email": facts.email,
        "invite_link": facts.link,
        "invite_status": facts.status,
        "name": facts.name,
        "track_id": facts.activity,
    }
