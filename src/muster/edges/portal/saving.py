"""What the scripts of the pages send: answers as they are given, the clock, signals. JSON both ways."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import ConflictError, InvalidError, MusterError, NotFoundError
from muster.edges.http import json_response, read_json
from muster.edges.portal import forms, standing
from muster.edges.portal.guards import Visitors
from muster.edges.portal.guests import Endpoint, Guests
from muster.edges.services import Services
from muster.features import attempts
from muster.features.attempts import (
    AnswerError,
    ConflictingSaveError,
    OverError,
    Run,
    Save,
    Signal,
    SignalKind,
)

# A hundred thousand characters, each escaped as JSON may.
_LONGEST_JSON = 1_300_000
_MOST_INTEGER = 2**31 - 1
_STATUSES: Mapping[type[MusterError], int] = {
    AnswerError: 422,
    InvalidError: 400,
    NotFoundError: 404,
    OverError: 410,
    ConflictError: 409,
}
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class BadRequestError(InvalidError):
    """A part of the request is missing or has another form."""

    code = "bad_request"


class Saving:
    """The endpoints of scripts; refusals are ``{"code", "message"}``."""

    def __init__(self, services: Services, visitors: Visitors, guests: Guests) -> None:
        """Take the collaborators."""
        self._services = services
        self._visitors = visitors
        self._guests = guests

    def script(self, endpoint: Endpoint) -> Endpoint:
        """Return an endpoint that other sites cannot call, whose refusals are JSON."""

        async def answer(request: Request) -> Response:
            if request.method != "GET" and self._visitors.from_elsewhere(request):
                return _json({"code": "from_elsewhere", "message": "Open the page again"}, 403)
            try:
                return await endpoint(request)
            except ConflictingSaveError as error:
                current = error.current
                said = {"code": "conflict", "revision": current.revision, "value": current.value}
                return _json(said | {"message": error.message}, HTTPStatus.CONFLICT)
            except (InvalidError, NotFoundError, ConflictError) as error:
                status = next(_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)
                return _json({"code": error.code, "message": error.message}, status)

        return answer

    async def save(self, request: Request) -> Response:
        """Answer ``PUT answers/ITEM``: {"epoch", "revision", "value"}; 200 is on the disk."""
        body = await self._body(request)
        wish = Save(
            self._guests.session(request),
            self._guests.uid(request),
            request.path_params["item"],
            _whole(body, "epoch"),
            _whole(body, "revision"),
            body.get("value"),
        )
        saved = await attempts.save(self._services.database, wish, self._services.clock)
        at = saved.saved_at.isoformat()
        return _json({"revision": saved.revision, "saved_at": at, "late": saved.late})

    async def clock(self, request: Request) -> Response:
        """Answer ``GET clock``: the seconds left of what runs, null for what does not."""
        run = await attempts.read_run(
            self._services.database,
            self._guests.session(request),
            self._guests.uid(request),
            self._services.clock,
        )
        section = standing.running_section(run)
        return _json(
            {
                "now": run.now.isoformat(),
                "left": run.seconds_left,
                "section_left": _until(run, section.ends_at if section else None),
                "place_left": _place_left(run, request.query_params.get("place", "")),
                "state": run.attempt.state,
                "epoch": run.attempt.epoch,
                "mine": run.mine,
            }
        )

    async def note(self, request: Request) -> Response:
        """Answer ``POST signals``: {"signals": [{"kind", "at", "seconds", "item", "length"}]}."""
        body = await self._body(request)
        signals = body.get("signals")
        if not isinstance(signals, list):
            raise BadRequestError("signals must be a list", field="signals")
        await attempts.note_signals(
            self._services.database,
            self._guests.session(request),
            self._guests.uid(request),
            [_signal(one) for one in signals],
            self._services.clock,
        )
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_HEADERS)

    async def _body(self, request: Request) -> Mapping[str, Any]:
        body = await read_json(request, _LONGEST_JSON)
        if not isinstance(body, dict):
            raise BadRequestError("The body must be a JSON object")
        return body


def _place_left(run: Run, number: str) -> float | None:
    if not forms.is_number(number):
        return None
    return _until(run, run.place(int(number)).ends_at)


def _until(run: Run, end: datetime | None) -> float | None:
    return None if end is None else max(0.0, (end - run.now).total_seconds())


def _signal(said: object) -> Signal:
    if not isinstance(said, dict):
        raise BadRequestError("A signal must be a JSON object", field="signals")
    try:
        kind = SignalKind(str(said.get("kind")))
        at = datetime.fromisoformat(str(said.get("at")))
    except ValueError as error:
        raise BadRequestError("A signal needs a kind and a time", field="signals") from error
    if at.tzinfo is None:
        raise BadRequestError("A signal's time needs its offset from UTC", field="signals")
    item = said.get("item")
    length = said.get("length")
    return Signal(
        kind=kind,
        at=at,
        seconds=_seconds(said.get("seconds")),
        item=item if isinstance(item, str) else None,
        length=length if isinstance(length, int) and 0 <= length <= _MOST_INTEGER else None,
    )


def _seconds(said: object) -> float | None:
    return float(said) if isinstance(said, int | float) and 0 <= said <= _MOST_INTEGER else None


def _whole(body: Mapping[str, Any], field: str) -> int:
    value = body.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_INTEGER:
        raise BadRequestError(f"{field} must be a whole number", field=field)
    return value


def _json(value: object, status: int = HTTPStatus.OK) -> Response:
    return json_response(value, status, _HEADERS)
