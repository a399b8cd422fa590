"""``POST /v1/invitations``: up to five thousand people in one call, a result for each.

The body is read by hand: one validation of the whole, one of each row, so that a row of the
wrong shape is refused like one with a bad address, and the rest is invited.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import MusterError
from muster.edges.api import answers
from muster.edges.api.access import SECURITY, admit, services_of
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.limits import charge
from muster.edges.api.problems import described
from muster.edges.api.shapes import (
    Before,
    GuestBody,
    InviteBody,
    Json,
    Reminders,
    activity_line_json,
    invitation_json,
    letter_state,
    read_instant,
    read_reminders,
)
from muster.edges.http import (
    MEGABYTE,
    canonical,
    fingerprint,
    idempotency_key,
    json_response,
    read_json,
)
from muster.edges.services import Services
from muster.features import catalog
from muster.features.invitations import (
    Call,
    Guest,
    InvitationView,
    Invited,
    OnCompleted,
    Problem,
    Repeat,
    Row,
    Window,
)
from muster.features.organizations import Caller, Scope

router = APIRouter(tags=["Invitations"], dependencies=SECURITY)
LIMIT = 16 * MEGABYTE
_ROUTE = "POST /v1/invitations"


class _Body(BaseModel):
    """``InviteBody`` with rows of any shape."""

    model_config = ConfigDict(extra="forbid")

    activity: str
    candidates: list[Any]
    send: StrictBool = True
    opens_at: str | None = None
    expires_at: str | None = None
    on_completed: OnCompleted = OnCompleted.RETURN
    reminders: Reminders = None


@router.post(
    "/v1/invitations",
    summary="Invite people to an activity",
    responses=described(answers.Invited),
    openapi_extra=body_of(InviteBody)
    | {
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": 255},
                "description": "Repeat a call with the same key and body for seven days:"
                " the answer is given again and nothing is done twice.",
            }
        ],
    },
)
async def invite(request: Request) -> Response:
    """Invite people. Asking again for the same person never invites twice: see `outcome`.

    `created`, `renewed` (was pending, window counted anew), `revived` (was expired or revoked),
    `unchanged` (has started), `already_completed`, `new_attempt`, or `refused` with `errors`.
    """
    services = services_of(request)
    caller = await admit(request, Scope.INVITATIONS_WRITE)
    document = await read_json(request, LIMIT)
    body = read_model(_Body, document)
    charge(request, len(body.candidates))
    call = await _call(services, caller, body)
    call = _with_repeat(request, document, call)
    invited = await services.invite(caller.organization, call)
    headers = {"Idempotent-Replayed": "true"} if invited.replayed else {}
    return json_response(_answer(services, caller, call, invited), headers=headers)


async def _call(services: Services, caller: Caller, body: _Body) -> Call:
    organization = caller.organization
    activity = await catalog.get(services.database, organization.id, body.activity)
    zone = organization.time_zone
    return Call(
        activities=(activity,),
        guests=tuple(_guest(row, zone, read_reminders(body.reminders)) for row in body.candidates),
        send=body.send,
        actor=caller.actor,
        window=_window(body.opens_at, body.expires_at, zone),
        on_completed=body.on_completed,
    )


def _with_repeat(request: Request, document: object, call: Call) -> Call:
    key = idempotency_key(request)
    if key is None:
        return call
    return replace(call, repeat=Repeat(key, _ROUTE, fingerprint(canonical(document))))


def _guest(row: object, zone: str, remind_before: Before | None) -> Guest:
    try:
        body = GuestBody.model_validate(row)
    except ValidationError as error:
        return Guest("", "", faults=tuple(_fault(fault) for fault in error.errors()))
    try:
        window = _window(body.opens_at, body.expires_at, zone)
    except MusterError as error:
        return Guest(body.email, body.name, faults=(Problem.of(error),))
    return Guest(
        body.email,
        body.name,
        external_id=body.external_id,
        metadata=body.metadata,
        locale=body.locale,
        redirect_url=body.redirect_url,
        window=window,
        time_zone=body.time_zone,
        remind_before=remind_before if body.reminders is None else read_reminders(body.reminders),
    )


def _fault(fault: Any) -> Problem:
    place = ".".join(str(step) for step in fault["loc"])
    return Problem("invalid", place or None, f"{place or 'row'}: {fault['msg']}")


def _window(opens_at: str | None, expires_at: str | None, zone: str) -> Window:
    return Window(
        read_instant(opens_at, zone, "opens_at"), read_instant(expires_at, zone, "expires_at")
    )


def _answer(services: Services, caller: Caller, call: Call, invited: Invited) -> Json:
    rows = [_row(services, caller, row, send=call.send) for row in invited.rows]
    return {
        "activity": activity_line_json(call.activities[0]),
        "data": rows,
        "summary": dict(Counter(row.outcome.value for row in invited.rows)),
    }


def _row(services: Services, caller: Caller, row: Row, *, send: bool) -> Json:
    return {
        "index": row.guest,
        "outcome": row.outcome.value,
        "invitation": _invitation(services, caller, row),
        "letter": _letter(services, row, send=send),
        "errors": [
            {"code": one.code, "field": one.field, "detail": one.message} for one in row.problems
        ],
    }


def _invitation(services: Services, caller: Caller, row: Row) -> Json | None:
    if row.invitation is None or row.candidate is None:
        return None
    view = InvitationView(row.invitation, row.candidate, row.activity)
    return invitation_json(services, caller.organization, view)


def _letter(services: Services, row: Row, *, send: bool) -> str | None:
    """Say what becomes of a row's letter; null when none was asked for or needed."""
    return letter_state(services, row.letter) if send and row.letter else None
