"""What the native API takes and gives."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from muster.base.ids import to_typeid
from muster.base.zones import parse_beginning, parse_instant
from muster.edges.services import Services
from muster.features.candidates import Candidate
from muster.features.catalog import Activity
from muster.features.delivery import Bounce, MessageState, MessageView, Queued
from muster.features.invitations import MOST_PEOPLE, ActivityLine, InvitationView
from muster.features.journal import Event
from muster.features.organizations import Organization

Json = dict[str, Any]
Before: TypeAlias = tuple[timedelta, ...]


class RemindersBody(BaseModel):
    """When reminders of an invitation come."""

    model_config = ConfigDict(extra="forbid")

    before: list[timedelta] = Field(
        max_length=10,
        description="So long before the end: ISO 8601 durations, an hour to a year.",
        examples=[["P3D", "P1D"]],
    )


Reminders = Annotated[
    Literal["none"] | RemindersBody | None,
    Field(
        description="`none`, or times of its own; without it the organization's rule counts, and"
        " only those are reminded who were invited by a letter."
    ),
]


class GuestBody(BaseModel):
    """One person to invite."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(examples=["amara@example.com"])
    name: str = Field(examples=["Amara Nwosu"])
    external_id: str | None = Field(None, description="Your own reference; echoed and searchable.")
    metadata: dict[str, Any] | None = Field(None, description="Your own data, 8 kB of JSON.")
    locale: str | None = Field(None, description="Language of letter and pages.", examples=["fr"])
    redirect_url: str | None = Field(None, description="Where the candidate goes afterwards.")
    opens_at: str | None = None
    expires_at: str | None = None
    time_zone: str | None = Field(
        None,
        description="The person's own, an IANA name: letters tell times in it, and no reminder"
        " leaves at night there.",
        examples=["America/Bogota"],
    )
    reminders: Reminders = None


class InviteBody(BaseModel):
    """Whom to invite to what, and how."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "activity": "customer-support-english",
                    "candidates": [{"email": "amara@example.com", "name": "Amara Nwosu"}],
                    "expires_at": "2027-01-31T18:00:00+01:00",
                }
            ]
        },
    )

    activity: str = Field(
        description="Id (`act_…`), key, or UUID of the activity.",
        examples=["customer-support-english"],
    )
    candidates: list[GuestBody] = Field(min_length=1, max_length=MOST_PEOPLE)
    send: StrictBool = Field(default=True, description="Mail the link; otherwise only return it.")
    opens_at: str | None = Field(
        None,
        description="RFC 3339, or `YYYY-MM-DD HH:MM` in the organization's time zone.",
    )
    expires_at: str | None = Field(
        None,
        description="As `opens_at`; a date alone is the end of that day. Without it the"
        " organization's window counts, from now or from `opens_at`.",
    )
    on_completed: Literal["return", "new_attempt"] = Field(
        "return", description="What happens with those who have completed the activity already."
    )
    reminders: Reminders = None


class ChangeBody(BaseModel):
    """What to change of an invitation; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    opens_at: str | None = None
    expires_at: str | None = Field(None, examples=["2027-02-14"])
    may_shorten: StrictBool = Field(
        default=False, description="Allow an earlier end than the present one."
    )
    external_id: str | None = None
    metadata: dict[str, Any] | None = None
    redirect_url: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    reminders: Reminders = None


class CorrectBody(BaseModel):
    """What is right about a candidate; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "amara.nwosu@example.com", "resend": True}]},
    )

    email: str | None = None
    name: str | None = None
    resend: StrictBool = Field(
        default=False, description="Write the letters of all open invitations anew."
    )


def component_schemas(*models: type[BaseModel]) -> Json:
    """Return the JSON Schemas of models and all they name, as OpenAPI components."""
    schemas: Json = {}
    for model in models:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    return schemas


def invitation_json(services: Services, organization: Organization, view: InvitationView) -> Json:
    """Return an invitation; ``link`` is its personal address, the one thing to keep private."""
    one = view.invitation
    return {
        "id": to_typeid("inv", one.uid),
        "number": one.id,
        "state": one.state(services.clock.now()).value,
        "round": one.round,
        "parent": one.parent_id,
        "link": services.links.url(one.claim(organization.id)),
        "activity": activity_line_json(view.activity),
        "candidate": candidate_json(view.candidate),
        "opens_at": stamp(one.opens_at),
        "expires_at": stamp(one.expires_at),
        "time_zone": one.time_zone or organization.time_zone,
        "reminders": {
            "next_at": stamp(one.reminder_at),
            "sent": one.reminders_sent,
            "stopped_at": stamp(one.reminders_stopped_at),
        },
        "external_id": one.external_id,
        "metadata": dict(one.metadata),
        "redirect_url": one.redirect_url,
        "locale": one.locale,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "started_at": stamp(one.started_at),
        "completed_at": stamp(one.completed_at),
        "revoked_at": stamp(one.revoked_at),
    }


def candidate_json(candidate: Candidate) -> Json:
    """Return a candidate."""
    return {
        "id": to_typeid("cand", candidate.uid),
        "number": candidate.id,
        "email": candidate.address,
        "name": candidate.name,
        "locale": candidate.locale,
        "created_at": stamp(candidate.created_at),
    }


def activity_line_json(activity: ActivityLine | Activity) -> Json:
    """Return as much of an activity as stands beside an invitation."""
    return {
        "id": to_typeid("act", activity.uid),
        "number": activity.id,
        "key": activity.key,
        "kind": activity.kind.value,
        "title": activity.title,
    }


def activity_json(activity: Activity) -> Json:
    """Return an activity."""
    return activity_line_json(activity) | {
        "summary": activity.summary,
        "language": activity.language,
        "minutes": activity.minutes,
        "have_ready": list(activity.have_ready),
        "retake_after_days": activity.retake_after_days,
        "version": activity.current_version,
        "object_id": activity.object_id,
        "uid": str(activity.uid),
        "vendor_ids": {dialect.value: name for dialect, name in activity.vendor_ids.items()},
        "created_at": stamp(activity.created_at),
        "changed_at": stamp(activity.changed_at),
        "archived_at": stamp(activity.archived_at),
    }


def letter_state(services: Services, letter: Queued) -> str:
    """Return the state of a letter, or that it waits because no relay is configured."""
    waits = letter.state is MessageState.QUEUED and not services.mail_configured
    return "waiting_for_relay" if waits else letter.state.value


def message_json(message: MessageView) -> Json:
    """Return a letter with its tries and the relay's own words."""
    return {
        "id": to_typeid("msg", message.uid),
        "kind": message.kind,
        "state": message.state.value,
        "reason": message.reason,
        "created_at": stamp(message.created_at),
        "ended_at": stamp(message.ended_at),
        "next_try_at": stamp(message.next_try_at),
        "tries": [
            {
                "number": one.number,
                "started_at": stamp(one.started_at),
                "ended_at": stamp(one.ended_at),
                "phase": one.phase,
                "outcome": one.outcome,
                "code": one.code,
                "enhanced": one.enhanced,
                "words": one.words,
            }
            for one in message.tries
        ],
        "bounces": [bounce_json(one) for one in message.bounces],
    }


def bounce_json(bounce: Bounce) -> Json:
    """Return what came back about a letter."""
    return {
        "kind": bounce.kind.value,
        "reason": bounce.reason,
        "status": bounce.status,
        "words": bounce.words,
        "received_at": stamp(bounce.received_at),
    }


def event_json(event: Event) -> Json:
    """Return an event of the journal."""
    return {
        "id": to_typeid("evt", event.uid),
        "sequence": event.sequence,
        "type": event.type,
        "occurred_at": stamp(event.occurred_at),
        "actor": event.actor,
        "subject": {"kind": event.subject_kind, "number": event.subject_id},
        "data": dict(event.data),
    }


def read_reminders(reminders: Literal["none"] | RemindersBody | None) -> Before | None:
    """Return when reminders come before the end; None leaves it to the organization's rule."""
    if reminders is None:
        return None
    return () if reminders == "none" else tuple(reminders.before)


def read_instant(text: str | None, zone: str, field: str) -> datetime | None:
    """Return the instant that a client wrote, if any.

    Raises:
        LocalTimeError: it cannot be understood.
    """
    return parse_instant(text, zone, field=field) if text else None


def read_beginning(text: str | None, zone: str, field: str) -> datetime | None:
    """Read as ``read_instant`` does from when on a client asks; a date is its first minute."""
    return parse_beginning(text, zone, field=field) if text else None


def stamp(moment: datetime | None) -> str | None:
    """Return an instant in RFC 3339, UTC."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None
