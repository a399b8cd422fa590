"""``POST /interview/invite``: candidates to an interview, or the letter to one of them again."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from muster.edges.dialects.micro1.reading import Entry, read_wish
from muster.edges.dialects.surface import (
    Mail,
    Wanted,
    admit,
    find_activities,
    headers_of,
    mail_of,
    open_surface,
    reasons,
    repeat_of,
    require_object,
)
from muster.edges.http import MEGABYTE, Refusal, json_response, read_json
from muster.edges.services import Services
from muster.features import candidates
from muster.features.candidates import UnknownCandidateError
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import Call, Guest, Invited
from muster.features.organizations import Caller

_INVITE = "/interview/invite"
_LIMIT = 4 * MEGABYTE
_INTERVIEW = Wanted(Dialect.MICRO1, Kind.INTERVIEW, "interview_id")

_UNAUTHORIZED = "Unauthorized: API key is missing or invalid."
# Any page may read an answer, because it must know the key to get one. The vendor also allows
# credentials, which browsers refuse beside a star and which would say nothing here.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Muster-Mail, Idempotent-Replayed, Request-Id, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "x-api-key, apikey, authorization, content-type, idempotency-key",
    "Access-Control-Max-Age": "86400",
}


def build(services: Services) -> FastAPI:
    """Return the surface; its paths begin with ``/interview``."""
    app = open_surface(services, __package__ or "", "/interview", _shape)

    async def answer(request: Request) -> Response:
        return await _invite(services, request)

    app.add_route(_INVITE, answer, methods=["POST"])
    app.add_route(_INVITE, _allow, methods=["OPTIONS"])
    return app


async def _allow(_: Request) -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**_CORS, **_PREFLIGHT})


async def _invite(services: Services, request: Request) -> Response:
    caller = await admit(services, request)
    body = require_object(await read_json(request, _LIMIT))
    wish = read_wish(body)
    activities = await find_activities(services, caller, [wish.interview], _INTERVIEW)
    entries = wish.entries
    if wish.candidate is not None:
        entries += (await _known(services, caller, wish.candidate),)
    call = Call(
        activities=activities,
        guests=tuple(entry.guest for entry in entries),
        send=wish.send,
        actor=caller.actor,
        repeat=repeat_of(request, _INVITE, body),
    )
    invited = await services.invite(caller.organization, call)
    mail = mail_of(services, invited, asked=wish.send)
    good, bad = _sort(services, caller, entries, invited)
    envelope = {
        "status": bool(good),
        "message": _message(good, bad, mail),
        "data": {"invitations": good, **({"errors": bad} if bad else {})},
    }
    status = HTTPStatus.OK if good else HTTPStatus.BAD_REQUEST
    return _respond(envelope, status, headers_of(invited, mail))


async def _known(services: Services, caller: Caller, reference: str) -> Entry:
    """Return the candidate whom ``candidate_id`` names, as one more row of the call."""
    try:
        known = await candidates.get(services.database, caller.organization.id, reference)
    except UnknownCandidateError:
        return Entry.faulty(None, "candidate_id: there is no candidate with this id")
    return Entry(Guest(known.address, known.name), None)


def _sort(
    services: Services, caller: Caller, entries: tuple[Entry, ...], invited: Invited
) -> tuple[list[dict[str, str]], list[dict[str, int | str]]]:
    """Return the vendor's rows of the good and our own rows of the refused."""
    good: list[dict[str, str]] = []
    bad: list[dict[str, int | str]] = []
    for entry, row in zip(entries, invited.rows, strict=True):
        if row.candidate is None or row.invitation is None:
            message = entry.fault or reasons(row)
            place = {} if entry.index is None else {"index": entry.index}
            bad.append({**place, "message": message})
            continue
        good.append(
            {
                "candidate_id": str(row.candidate.uid),
                "candidate_email": row.candidate.address,
                "invite_url": services.links.url(row.invitation.claim(caller.organization.id)),
            }
        )
    return good, bad


_DONE = {
    # NONE: none was asked for, or nobody needs one.
    Mail.NONE: "Invitations created successfully",
    Mail.WAITING: "Invitations created; their mail waits, because no relay is configured",
    Mail.FAILED: "Invitations created; mail to an address among them was refused",
}


def _message(good: Sequence[object], bad: Sequence[object], mail: Mail) -> str:
    if not good:
        return "No candidate could be invited, see data.errors"
    done = _DONE.get(mail, "Invitations sent successfully")
    return f"{done}; {len(bad)} refused, see data.errors" if bad else done


def _shape(refusal: Refusal) -> Response:
    message = _UNAUTHORIZED if refusal.status == HTTPStatus.UNAUTHORIZED else refusal.message
    envelope = {"status": False, "message": message}
    return _respond(envelope, refusal.status, refusal.headers or {})


def _respond(envelope: Mapping[str, object], status: int, headers: Mapping[str, str]) -> Response:
    return json_response(envelope, status, {**_CORS, **headers})
