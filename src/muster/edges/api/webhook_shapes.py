"""What the native API takes and gives about webhooks."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from muster.base.errors import InvalidError
from muster.base.ids import to_typeid
from muster.edges.api.answers import Stamp
from muster.edges.api.shapes import Json, stamp
from muster.features.webhooks import (
    AuthKind,
    Call,
    Change,
    Endpoint,
    NewEndpoint,
    SecretHint,
    StaticAuth,
    Style,
    Wanted,
)

StyleWord = Literal["muster", "xobin", "xobin_interviews", "micro1"]
CallWord = Literal["waiting", "delivered", "dead"]
_EVENTS = "Types to be told of; `invitation.*` is all of a kind, and none at all is everything."


class AuthBody(BaseModel):
    """What a receiver wants to see with every call, beside the signature."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["basic", "header"]
    name: str = Field(description="The user name, or the header's name.", examples=["X-Token"])
    secret: str = Field(description="The password, or the header's value; never shown again.")


class WebhookBody(BaseModel):
    """An address that wants to be told what happens."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "url": "https://ats.example.com/hooks/muster",
                    "events": ["invitation.completed", "report.*"],
                    "description": "Our applicant tracking system",
                }
            ]
        },
    )

    url: str = Field(description="Public https address, at port 443 or 8443.")
    events: list[str] = Field(default_factory=list, description=_EVENTS)
    description: str = ""
    style: StyleWord = Field(
        "muster", description="Whose bodies are sent; the dialects' own have their words."
    )
    slot: str = Field("", description="The vendor's word for the webhook; empty for Muster's.")
    auth: AuthBody | None = None


class WebhookChangeBody(BaseModel):
    """What to change of a webhook; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = None
    events: list[str] | None = Field(None, description=_EVENTS)
    description: str | None = None
    slot: str | None = None
    auth: AuthBody | None = Field(None, description="null takes it away.")


class RollBody(BaseModel):
    """How a secret is replaced."""

    model_config = ConfigDict(extra="forbid")

    grace_hours: float = Field(
        24, ge=0, le=168, description="How long the old secret signs beside the new one."
    )


class ReplayBody(BaseModel):
    """What is told again."""

    model_config = ConfigDict(extra="forbid")

    since: str | None = Field(
        None,
        description="RFC 3339, or local time in your zone, at most 30 days ago: everything that"
        " happened since, delivered or not. Without it all that died.",
        examples=["2027-01-31T18:00:00+01:00"],
    )
    only_dead: StrictBool = Field(default=False, description="Leave out what was delivered.")


class WebhookAuth(BaseModel):
    """How calls say who they come from, without the secret."""

    type: Literal["basic", "header"]
    name: str


class WebhookSecret(BaseModel):
    """A secret that signs now, without the secret."""

    hint: str = Field(examples=["whsec_…Lw4="])
    created_at: Stamp
    expires_at: Stamp | None = Field(description="Set once it has a successor.")


class Webhook(BaseModel):
    """An address that is told what happens."""

    id: str = Field(examples=["whe_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[42])
    url: str
    style: StyleWord
    slot: str
    events: list[str]
    description: str
    auth: WebhookAuth | None
    state: Literal["active", "disabled"]
    disabled_reason: Literal["operator", "gone", "failing"] | None
    failing_since: Stamp | None = Field(description="The first failure after the last success.")
    secrets: list[WebhookSecret]
    created_at: Stamp
    changed_at: Stamp


class NewWebhook(Webhook):
    """A webhook with its secret, which is said here and never again."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class WebhookPage(BaseModel):
    """All webhooks, newest first."""

    data: list[Webhook]
    next_cursor: None


class WebhookTry(BaseModel):
    """One go at a call."""

    number: int
    started_at: Stamp
    ended_at: Stamp
    outcome: Literal[
        "delivered",
        "refused",
        "redirected",
        "throttled",
        "gone",
        "timeout",
        "unreachable",
        "blocked",
    ]
    status: int | None = Field(description="Of the answer, if there was one.")
    words: str = Field(description="The first kilobyte of the answer, or what went wrong.")


class WebhookCall(BaseModel):
    """One event told to one webhook; its id is the `webhook-id` of every try."""

    id: str = Field(examples=["whc_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int
    type: str = Field(examples=["invitation.completed"])
    event: str | None = Field(description="Null for a test.")
    state: CallWord
    reason: str | None
    created_at: Stamp
    next_try_at: Stamp | None
    ended_at: Stamp | None
    body: str | None = Field(description="What every try sends, to the byte.")
    tries: list[WebhookTry]


class WebhookCallPage(BaseModel):
    """A page of calls, newest first."""

    data: list[WebhookCall]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class Replayed(BaseModel):
    """How much is told again."""

    calls: int = Field(
        description="Calls that had ended; events that had no call yet come in addition."
    )


class WebhookRemoved(BaseModel):
    """A webhook that is gone."""

    removed: str = Field(examples=["whe_01jz8x4c6kefx8v1ta6d9m5w2r"])


def wanted_of(body: WebhookBody) -> Wanted:
    """Return the endpoint that somebody wants."""
    return Wanted(
        url=body.url,
        style=Style(body.style),
        slot=body.slot,
        events=frozenset(body.events),
        description=body.description,
        auth=_auth(body.auth),
    )


def change_of(body: WebhookChangeBody) -> Change:
    """Return what somebody wants otherwise.

    Raises:
        InvalidError: a value that is not optional is null.
    """
    for name in body.model_fields_set - {"auth"}:
        if getattr(body, name) is None:
            raise InvalidError(f"{name} cannot be null", field=name)
    return Change(
        url=body.url,
        slot=body.slot,
        events=None if body.events is None else frozenset(body.events),
        description=body.description,
        auth=_auth(body.auth),
        drop_auth="auth" in body.model_fields_set and body.auth is None,
    )


def endpoint_json(endpoint: Endpoint) -> Json:
    """Return a webhook without its secrets."""
    auth = endpoint.auth
    return {
        "id": endpoint.typeid,
        "number": endpoint.id,
        "url": endpoint.url,
        "style": endpoint.style.value,
        "slot": endpoint.slot,
        "events": sorted(endpoint.events),
        "description": endpoint.description,
        "auth": auth and {"type": auth.kind.value, "name": auth.name},
        "state": endpoint.state.value,
        "disabled_reason": endpoint.disabled_reason and endpoint.disabled_reason.value,
        "failing_since": stamp(endpoint.failing_since),
        "secrets": [_secret_json(secret) for secret in endpoint.secrets],
        "created_at": stamp(endpoint.created_at),
        "changed_at": stamp(endpoint.changed_at),
    }


def new_json(new: NewEndpoint) -> Json:
    """Return a webhook with its secret."""
    return endpoint_json(new.endpoint) | {"secret": new.secret}


def call_json(call: Call) -> Json:
    """Return a call with its tries."""
    return {
        "id": call.typeid,
        "number": call.id,
        "type": call.type,
        "event": call.event and to_typeid("evt", call.event),
        "state": call.state.value,
        "reason": call.reason,
        "created_at": stamp(call.created_at),
        "next_try_at": stamp(call.next_try_at),
        "ended_at": stamp(call.ended_at),
        "body": None if call.body is None else call.body.decode("utf-8", "replace"),
        "tries": [
            {
                "number": one.number,
                "started_at": stamp(one.started_at),
                "ended_at": stamp(one.ended_at),
                "outcome": one.outcome,
                "status": one.status,
                "words": one.words,
            }
            for one in call.tries
        ],
    }


def _secret_json(secret: SecretHint) -> Json:
    return {
        "hint": secret.hint,
        "created_at": stamp(secret.created_at),
        "expires_at": stamp(secret.expires_at),
    }


def _auth(body: AuthBody | None) -> StaticAuth | None:
    return StaticAuth(AuthKind(body.type), body.name, body.secret) if body else None
