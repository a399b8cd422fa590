"""What the native API takes and gives about attempts and accommodations."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from muster.base.ids import to_typeid
from muster.edges.api.answers import ActivityLine, Candidate, Stamp
from muster.edges.api.shapes import Json, activity_line_json, candidate_json, stamp
from muster.features.attempts import (
    Accommodation,
    AccommodationRequest,
    Attempt,
    NotedSignal,
    Place,
    Revision,
)
from muster.features.invitations import InvitationView


class AttemptAnswer(BaseModel):
    """One way of a candidate through an activity."""

    id: str = Field(examples=["att_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[42])
    state: Literal["running", "submitted"]
    ended_by: Literal["candidate", "time"] | None = Field(
        description="`time`: nobody submitted, and the server did with what was saved."
    )
    invitation: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    candidate: Candidate
    activity: ActivityLine
    version: int = Field(description="Of the activity; it was taken on this one.", examples=[1])
    started_at: Stamp
    submitted_at: Stamp | None


class RevisionAnswer(BaseModel):
    """A text that was sent once."""

    revision: int = Field(description="Of a conflict: the one that its writer saw.")
    side: Literal["saved", "conflict"] = Field(
        description="`conflict`: something else stood, or another device wrote."
    )
    value: Any
    saved_at: Stamp
    late: bool


class QuestionAnswer(BaseModel):
    """A question of an attempt and what was answered."""

    number: int = Field(description="Its place in the attempt, from 1.")
    section: int = Field(description="From 0.")
    question: str = Field(description="The question's id.", examples=["q7"])
    shown: list[str] = Field(description="The options in the order that the candidate saw.")
    answered: bool
    value: Any = Field(description="In the shape of the question's type; null without an answer.")
    revision: int = Field(description="0 when nothing was ever saved.")
    saved_at: Stamp | None
    late: bool = Field(description="It came after the end, within the grace of 30 seconds.")
    history: list[RevisionAnswer] = Field(description="Only with `history`; oldest first.")


class Answers(BaseModel):
    """Every question of an attempt, in the order in which it was asked."""

    data: list[QuestionAnswer]


class SignalAnswer(BaseModel):
    """Something that was noticed around an attempt. It proves nothing by itself."""

    kind: Literal["left_tab", "pasted", "network_gap", "second_device"]
    at: Stamp
    noted_at: Stamp
    seconds: float | None
    question: str | None = Field(description="At which question, by its id.")
    length: int | None = Field(description="Of what was pasted, in characters.")


class Signals(BaseModel):
    """What was noticed, in the order in which it was told: context for a reviewer, no verdict."""

    data: list[SignalAnswer]


class AccommodationBody(BaseModel):
    """What a candidate is given in all attempts from now on; what is left out is nothing."""

    model_config = ConfigDict(extra="forbid")

    time_factor: Decimal = Field(
        Decimal(1), description="Multiplies every time limit: 1 to 10.", examples=[1.5]
    )
    untimed: bool = Field(default=False, description="No limit but the invitation's end.")
    break_minutes: int = Field(0, description="Minutes of breaks in an attempt: 0 to 240.")


class AccommodationAnswer(BaseModel):
    """What a candidate is given. It is shown nowhere else, and never in a result."""

    candidate: str = Field(examples=["cand_01jz8x4c6kefx8v1ta6d9m5w2r"])
    time_factor: float = Field(examples=[1.5])
    untimed: bool
    break_minutes: int


class RequestAnswer(BaseModel):
    """What a candidate asked for, in their own words."""

    number: int
    candidate: int = Field(description="The candidate's number.", examples=[7])
    name: str = Field(examples=["Amara Nwosu"])
    text: str
    asked_at: Stamp
    answered_at: Stamp | None = Field(description="When an accommodation was set after it.")


class RequestPage(BaseModel):
    """A page of requests."""

    data: list[RequestAnswer]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


def attempt_json(attempt: Attempt, view: InvitationView) -> Json:
    """Return an attempt; nothing in it tells of an accommodation."""
    return {
        "id": attempt.typeid,
        "number": attempt.id,
        "state": attempt.state.value,
        "ended_by": attempt.ended_by and attempt.ended_by.value,
        "invitation": to_typeid("inv", view.invitation.uid),
        "candidate": candidate_json(view.candidate),
        "activity": activity_line_json(view.activity),
        "version": attempt.version,
        "started_at": stamp(attempt.started_at),
        "submitted_at": stamp(attempt.submitted_at),
    }


def place_json(place: Place) -> Json:
    """Return a question with its answer."""
    answer = place.answer
    return {
        "number": place.number,
        "section": place.section,
        "question": place.item.id,
        "shown": list(place.order),
        "answered": place.answered,
        "value": answer and answer.value,
        "revision": answer.revision if answer else 0,
        "saved_at": stamp(answer.saved_at) if answer else None,
        "late": bool(answer and answer.late),
        "history": [_revision_json(one) for one in place.history],
    }


def _revision_json(one: Revision) -> Json:
    return {
        "revision": one.revision,
        "side": one.side.value,
        "value": one.value,
        "saved_at": stamp(one.saved_at),
        "late": one.late,
    }


def signal_json(signal: NotedSignal) -> Json:
    """Return a signal."""
    return {
        "kind": signal.kind,
        "at": stamp(signal.at),
        "noted_at": stamp(signal.noted_at),
        "seconds": signal.seconds,
        "question": signal.item,
        "length": signal.length,
    }


def accommodation_json(candidate: str, given: Accommodation) -> Json:
    """Return an accommodation of the candidate with this TypeID."""
    return {
        "candidate": candidate,
        "time_factor": float(given.time_factor),
        "untimed": given.untimed,
        "break_minutes": given.break_minutes,
    }


def request_json(request: AccommodationRequest) -> Json:
    """Return what a candidate asked for."""
    return {
        "number": request.id,
        "candidate": request.candidate_id,
        "name": request.candidate_name,
        "text": request.text,
        "asked_at": stamp(request.asked_at),
        "answered_at": stamp(request.answered_at),
    }
