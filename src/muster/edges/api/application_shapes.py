"""What the native API takes and gives about applications: candidates on their way through tracks."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from muster.base.ids import to_typeid
from muster.edges.api import answers
from muster.edges.api.answers import Stamp
from muster.edges.api.shapes import (
    Json,
    activity_line_json,
    candidate_json,
    letter_state,
    stamp,
)
from muster.edges.services import Services
from muster.features.organizations import Caller, Scope
from muster.features.tracks import Applicant, Counts, Moved, Progress, StageView, Stats

StatusWord = Literal[
    "pending", "started", "submitted", "review", "completed", "rejected", "expired", "revoked"
]
StageType = Literal["assessment", "interview", "review"]
_REVIEW = "review"


class DecisionBody(BaseModel):
    """What a decision says beside yes or no."""

    model_config = ConfigDict(extra="forbid")

    stage: int | None = Field(
        None,
        ge=1,
        description="Number of the stage that you decide about. A decision about a stage that"
        " is left already changes nothing; without it the present stage is meant.",
    )
    reason: str | None = Field(
        None, description="One line for your colleagues; candidates do not see it."
    )
    send: StrictBool | None = Field(
        None,
        description="Mail the next stage, or do not; as the invitation to the track was, unless"
        " said otherwise.",
    )


class Stage(BaseModel):
    """One stage of an application."""

    number: int
    title: str
    type: StageType
    advance: Literal["finished", "passed", "decided"] = Field(
        description="What opens the next stage."
    )
    state: Literal["ahead", "open", "waiting", "done", "rejected"]
    invitation: str | None = Field(
        description="By which the stage is taken, once it was opened.",
        examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"],
    )
    opened_at: Stamp | None
    ended_at: Stamp | None
    by: Literal["rule", "person"] | None
    decided_by: str | None = Field(examples=["key:8fK2mQ1x"])
    reason: str | None


class Application(BaseModel):
    """A candidate's way through a track; its id is that of the invitation to the track."""

    id: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[42])
    status: StatusWord
    outcome: Literal["passed", "finished", "rejected"] | None
    current: int = Field(description="Number of the stage that the candidate has reached.")
    score: float | None = Field(
        description="Per cent of the last stage that was scored, with one decimal; null for keys"
        " without `reports:read`."
    )
    link: str
    track: answers.ActivityLine
    candidate: answers.Candidate
    stages: list[Stage]
    started_at: Stamp | None
    updated_at: Stamp
    ended_at: Stamp | None


class DecidedApplication(Application):
    """An application after a decision."""

    changed: bool = Field(description="False when the same had been decided already.")
    letter: str | None = Field(
        description="Of the stage that was opened: `queued`, `suppressed`, `waiting_for_relay`."
    )


class ApplicantRow(BaseModel):
    """One applicant in a track's list."""

    id: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int
    candidate: str = Field(examples=["cand_01jz8x4c6kefx8v1ta6d9m5w2r"])
    name: str
    email: str
    stage: int
    stage_title: str
    stage_type: StageType
    status: StatusWord
    score: float | None
    added_at: Stamp
    updated_at: Stamp


class ApplicantPage(BaseModel):
    """A page of a track's applicants."""

    data: list[ApplicantRow]
    total: int = Field(description="How many match in all.")
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class StageCounts(BaseModel):
    """How many applicants have reached a stage and not left it."""

    number: int
    title: str
    type: StageType
    count: int
    by_status: dict[str, int]


class TrackStats(BaseModel):
    """A track in numbers."""

    track: answers.ActivityLine
    applicants: int
    in_pipeline: int = Field(description="Not ended, expired or revoked.")
    hired: int = Field(description="Came through all stages.")
    rejected: int
    by_status: dict[str, int] = Field(examples=[{"pending": 2, "submitted": 1}])
    stages: list[StageCounts]
    first_added_at: Stamp | None
    last_added_at: Stamp | None
    first_updated_at: Stamp | None
    last_updated_at: Stamp | None


def application_json(services: Services, caller: Caller, progress: Progress) -> Json:
    """Return an application; ``link`` is the track's personal address."""
    invitation, application = progress.invitation.invitation, progress.application
    outcome = application.outcome if application else None
    return {
        "id": to_typeid("inv", invitation.uid),
        "number": invitation.id,
        "status": progress.status(services.clock.now()).value,
        "outcome": outcome and outcome.value,
        "current": application.current if application else 1,
        "score": _score(caller, application.score if application else None),
        "link": services.links.url(invitation.claim(caller.organization.id)),
        "track": activity_line_json(progress.track),
        "candidate": candidate_json(progress.invitation.candidate),
        "stages": [_stage_json(one) for one in progress.stages],
        "started_at": stamp(application.started_at if application else None),
        "updated_at": stamp(application.updated_at if application else invitation.updated_at),
        "ended_at": stamp(application.ended_at if application else None),
    }


def decided_json(services: Services, caller: Caller, moved: Moved) -> Json:
    """Return an application after a decision."""
    letter = letter_state(services, moved.letter) if moved.letter else None
    return application_json(services, caller, moved.progress) | {
        "changed": moved.changed,
        "letter": letter,
    }


def applicant_json(caller: Caller, one: Applicant) -> Json:
    """Return one line of a track's list."""
    return {
        "id": to_typeid("inv", one.uid),
        "number": one.application_id,
        "candidate": to_typeid("cand", one.candidate_uid),
        "name": one.name,
        "email": one.email,
        "stage": one.stage,
        "stage_title": one.stage_title,
        "stage_type": one.stage_kind.value if one.stage_kind else _REVIEW,
        "status": one.status.value,
        "score": _score(caller, one.score),
        "added_at": stamp(one.added_at),
        "updated_at": stamp(one.updated_at),
    }


def stats_json(track: Json, stats: Stats) -> Json:
    """Return a track's numbers."""
    return {
        "track": track,
        "applicants": stats.applicants,
        "in_pipeline": stats.in_pipeline,
        "hired": stats.hired,
        "rejected": stats.rejected,
        "by_status": _counts_json(stats.by_status),
        "stages": [
            {
                "number": one.number,
                "title": one.title,
                "type": one.kind.value if one.kind else _REVIEW,
                "count": one.count,
                "by_status": _counts_json(one.by_status),
            }
            for one in stats.stages
        ],
        "first_added_at": stamp(stats.first_added),
        "last_added_at": stamp(stats.last_added),
        "first_updated_at": stamp(stats.first_updated),
        "last_updated_at": stamp(stats.last_updated),
    }


def _counts_json(counts: Counts) -> dict[str, int]:
    return {status.value: count for status, count in counts.items()}


def _stage_json(view: StageView) -> Json:
    stage = view.stage
    return {
        "number": stage.number,
        "title": stage.title,
        "type": stage.kind.value if stage.kind else _REVIEW,
        "advance": stage.advance.value,
        "state": stage.state.value,
        "invitation": to_typeid("inv", view.child.uid) if view.child else None,
        "opened_at": stamp(stage.opened_at),
        "ended_at": stamp(stage.ended_at),
        "by": stage.by and stage.by.value,
        "decided_by": stage.decided_by,
        "reason": stage.reason,
    }


def _score(caller: Caller, score: Decimal | None) -> float | None:
    return float(score) if score is not None and caller.may(Scope.REPORTS_READ) else None
