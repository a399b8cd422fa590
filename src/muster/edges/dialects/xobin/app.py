"""Xobin's invite calls: many candidates to one assessment, or one to anything; and its tracks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.surface import (
    Endpoint,
    UnknownActivityError,
    Wanted,
    admit,
    find_activities,
    headers_of,
    mail_of,
    open_surface,
    refusal_of,
    repeat_of,
    require_object,
)
from muster.edges.dialects.xobin import reports, settings, tracks
from muster.edges.dialects.xobin.answers import (
    Place,
    Writer,
    as_ai_interview,
    as_application,
    as_interview,
    as_report,
    tell,
)
from muster.edges.dialects.xobin.reading import (
    Entry,
    read_date,
    read_entries,
    read_entry,
    read_id,
    read_reference,
    read_start,
    read_switch,
)
from muster.edges.dialects.xobin.tracks import TRACK
from muster.edges.http import MEGABYTE, Refusal, Statuses, json_response, read_json
from muster.edges.services import Services
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import Call, Window
from muster.features.organizations import Organization

_LIMIT = 4 * MEGABYTE
_ASSESSMENT = Wanted(Dialect.XOBIN, Kind.ASSESSMENT, "assessment_id")
_INTERVIEW = Wanted(Dialect.XOBIN, Kind.INTERVIEW, "interview_id")
_AI_INTERVIEW = Wanted(Dialect.XOBIN, Kind.INTERVIEW, "ai_interview_id")
_GMT = "UTC"
_STATUSES: Statuses = {UnknownActivityError: HTTPStatus.NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what its id names, and how an invitation is written in its answer."""

    path: str
    wanted: Wanted
    write: Writer
    bulk: bool = False
    ai: bool = False
    """Dates are GMT; the call may say when the link opens, and have an id of its own."""


OPERATIONS = (
    Operation("/api/v2/assessment/invite", _ASSESSMENT, as_report, bulk=True),
    Operation("/api/v2/assessments/invite", _ASSESSMENT, as_report),
    Operation("/api/v2/automated-interviews/invite", _INTERVIEW, as_interview),
    Operation("/api/v2/ai-interviews/invite", _AI_INTERVIEW, as_ai_interview, ai=True),
    Operation("/api/v2/tracks/invite", TRACK, as_application),
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a body asks for; ``number`` is the activity's id as the client knows it."""

    number: int
    send: bool
    window: Window
    entries: list[Entry]


def build(services: Services) -> FastAPI:
    """Return the surface; its paths begin with ``/api/v2``."""
    app = open_surface(services, __package__ or "", "/api/v2", _shape, _STATUSES)
    for operation in OPERATIONS:
        app.add_route(operation.path, _endpoint(services, operation), methods=["POST"])
    tracks.route(app, services)
    reports.route(app, services)
    settings.route(app, services)
    return app


def _endpoint(services: Services, operation: Operation) -> Endpoint:
    async def answer(request: Request) -> Response:
        return await _invite(services, operation, request)

    return answer


async def _invite(services: Services, operation: Operation, request: Request) -> Response:
    caller = await admit(services, request)
    body = require_object(await read_json(request, _LIMIT))
    wish = _read(body, operation, caller.organization)
    activities = await find_activities(services, caller, [str(wish.number)], operation.wanted)
    call = Call(
        activities=activities,
        guests=tuple(entry.guest for entry in wish.entries),
        send=wish.send,
        actor=caller.actor,
        window=wish.window,
        repeat=repeat_of(request, operation.path, body),
    )
    invited = await services.invite(caller.organization, call)
    if not operation.bulk and not invited.good:
        raise refusal_of(invited.rows[0])
    place = Place(services.links, caller.organization.id, wish.number, services.clock.now())
    facts = [tell(*pair, place) for pair in zip(wish.entries, invited.rows, strict=True)]
    rows = [operation.write(one) for one in facts]
    mail = mail_of(services, invited, asked=wish.send)
    return json_response(
        {"invites": rows} if operation.bulk else rows[0], headers=headers_of(invited, mail)
    )


def _read(body: Mapping[str, object], operation: Operation, organization: Organization) -> _Wish:
    number, send = read_id(body, operation.wanted.field), read_switch(body)
    if operation.ai:
        entry = replace(_sound(read_entry(body)), reference=read_reference(body))
        window = Window(read_start(body, _GMT), read_date(body, _GMT))
        return _Wish(number, send, window, [entry])
    window = Window(expires_at=read_date(body, organization.time_zone))
    entries = read_entries(body) if operation.bulk else [_sound(read_entry(body))]
    return _Wish(number, send, window, entries)


def _sound(entry: Entry) -> Entry:
    if entry.fault is not None:
        raise InvalidError(entry.fault)
    return entry


def _shape(refusal: Refusal) -> Response:
    return json_response({"error": refusal.message}, refusal.status, refusal.headers)
