"""What the native API answers, described for its readers.

Answers are built as plain JSON in ``shapes``; validating them again would cost a batch more
than making it. A test compares the two.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from muster.edges.api.problems import Fault

Stamp = Annotated[str, Field(examples=["2027-01-31T17:00:00Z"])]
"""An instant in RFC 3339, UTC."""


class ActivityLine(BaseModel):
    """As much of an activity as stands beside an invitation."""

    id: str = Field(examples=["act_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(description="Xobin's form of the id.", examples=[1])
    key: str = Field(examples=["customer-support-english"])
    kind: Literal["assessment", "interview", "track"]
    title: str = Field(examples=["Customer support in written English"])


class Activity(ActivityLine):
    """What candidates can be invited to."""

    summary: str
    language: str | None = Field(examples=["en"])
    minutes: int | None = Field(examples=[45])
    have_ready: list[str]
    retake_after_days: int | None
    version: int = Field(examples=[1])
    object_id: str = Field(
        description="HiringBranch's form of the id.", examples=["6b0095640000000000000001"]
    )
    uid: str = Field(
        description="micro1's form of the id.", examples=["01a1fa47-5d31-7b0e-9c64-2f1b8e0d7a95"]
    )
    vendor_ids: dict[str, str] = Field(description="Ids that the activity had with vendors.")
    created_at: Stamp
    changed_at: Stamp | None
    archived_at: Stamp | None = Field(
        description="Since when nobody new is invited to it; null when it is in use."
    )


class PublishedActivity(Activity):
    """An activity, and what publishing did to it."""

    change: Literal["created", "published", "updated", "unchanged"] = Field(
        description="`published` is a new version; `updated` changes vendor ids or retakes only."
    )


class Candidate(BaseModel):
    """A person, unique in the organization by address."""

    id: str = Field(examples=["cand_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[7])
    email: str = Field(examples=["amara@example.com"])
    name: str = Field(examples=["Amara Nwosu"])
    locale: str | None
    created_at: Stamp


class ReminderStanding(BaseModel):
    """Reminders of an invitation."""

    next_at: Stamp | None = Field(
        description="When the next one comes; null when none does, and for some seconds after a"
        " change, until it is planned."
    )
    sent: int = Field(examples=[1])
    stopped_at: Stamp | None = Field(description="When the candidate said: no more.")


class Invitation(BaseModel):
    """One candidate, one activity, one window of time."""

    id: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(description="The dialects' report or application id.", examples=[42])
    state: Literal["pending", "started", "completed", "expired", "revoked"]
    round: int = Field(description="1, and one more for each new attempt.", examples=[1])
    parent: int | None = Field(
        description="Number of the track's invitation, when this is one of its stages."
    )
    link: str = Field(
        description="The personal address: whoever has it can open the invitation.",
        examples=["https://muster.example.com/i/20800000200000000100024g8xexjkcpf72nx9bn2zx46dxj"],
    )
    activity: ActivityLine
    candidate: Candidate
    opens_at: Stamp | None
    expires_at: Stamp
    time_zone: str = Field(
        description="The candidate's where it was given, else the organization's.",
        examples=["Europe/Berlin"],
    )
    reminders: ReminderStanding
    external_id: str | None
    metadata: dict[str, Any]
    redirect_url: str | None
    locale: str | None
    created_at: Stamp
    updated_at: Stamp
    started_at: Stamp | None
    completed_at: Stamp | None
    revoked_at: Stamp | None


class Try(BaseModel):
    """One try to deliver a letter."""

    number: int
    started_at: Stamp
    ended_at: Stamp
    phase: str | None
    outcome: str = Field(examples=["accepted"])
    code: int | None = Field(examples=[250])
    enhanced: str | None = Field(examples=["2.0.0"])
    words: str = Field(description="The relay's own.")


class Bounce(BaseModel):
    """What came back about a letter."""

    kind: Literal["hard", "soft", "policy", "complaint"] = Field(
        description="About the address, the moment, us, or from a recipient who calls it spam."
    )
    reason: str = Field(examples=["address"])
    status: str | None = Field(
        description="The other side's enhanced status code (RFC 3463).", examples=["5.1.1"]
    )
    words: str = Field(description="The other side's own.")
    received_at: Stamp


class Mail(BaseModel):
    """How the newest letter of an invitation stands."""

    state: str = Field(description="As of a letter, or `waiting_for_relay`.", examples=["bounced"])
    reason: str | None = Field(examples=["address"])
    explanation: str | None = Field(
        description="What went wrong, in a sentence; null while nothing has.",
        examples=["The address does not exist or takes no mail."],
    )
    at: Stamp
    bounce: Bounce | None = Field(description="What came back about it last.")


class InvitationWithMail(Invitation):
    """An invitation, and how its newest letter stands."""

    mail: Mail | None = Field(description="Null when no letter was ever asked for.")


class Letter(BaseModel):
    """A letter on its way."""

    id: str = Field(examples=["msg_01jz8x4c6kefx8v1ta6d9m5w2r"])
    kind: str
    state: Literal[
        "queued",
        "sending",
        "accepted",
        "deferred",
        "unknown",
        "bounced",
        "suppressed",
        "cancelled",
        "dead",
    ]
    reason: str | None
    created_at: Stamp
    ended_at: Stamp | None
    next_try_at: Stamp | None
    tries: list[Try]
    bounces: list[Bounce]


class InvitationWithLetters(InvitationWithMail):
    """An invitation with every letter that was owed for it."""

    letters: list[Letter]


class ResentInvitation(Invitation):
    """An invitation whose letter was queued again."""

    letter: str = Field(examples=["queued"])


class InvitedRow(BaseModel):
    """What became of one row of the request."""

    index: int = Field(description="Place of the row in the request, from 0.")
    outcome: Literal[
        "created",
        "renewed",
        "revived",
        "unchanged",
        "already_completed",
        "new_attempt",
        "refused",
    ]
    invitation: Invitation | None
    letter: str | None = Field(
        description="`queued`, `suppressed`, `waiting_for_relay`, or how it is by now.",
        examples=["queued"],
    )
    errors: list[Fault]


class Invited(BaseModel):
    """A result for each row, in the order of the request."""

    activity: ActivityLine
    data: list[InvitedRow]
    summary: dict[str, int] = Field(examples=[{"created": 1}])


class InvitationPage(BaseModel):
    """A page of invitations."""

    data: list[InvitationWithMail]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class AskedLetter(BaseModel):
    """A letter that was asked for again."""

    invitation: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    letter: str = Field(examples=["queued"])


class CorrectedCandidate(Candidate):
    """A candidate after a correction, with the letters that it asked for."""

    letters: list[AskedLetter]


class CandidatePage(BaseModel):
    """A page of candidates."""

    data: list[Candidate]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class ActivityPage(BaseModel):
    """A page of activities."""

    data: list[Activity]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class Subject(BaseModel):
    """What an event is about."""

    kind: str = Field(examples=["invitation"])
    number: int = Field(examples=[42])


class Event(BaseModel):
    """A fact of the journal."""

    id: str = Field(examples=["evt_01jz8x4c6kefx8v1ta6d9m5w2r"])
    sequence: int
    type: str = Field(examples=["invitation.created"])
    occurred_at: Stamp
    actor: str = Field(examples=["key:etuRLamt"])
    subject: Subject
    data: dict[str, Any]


class EventFeed(BaseModel):
    """Events in the order in which they became visible."""

    data: list[Event]
    next_after: int = Field(description="Give it as `after` next time.")
