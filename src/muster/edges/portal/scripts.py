"""What the scripts of the pages send and hear: JSON both ways, refusals as ``{"code", "message"}``."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from muster.base.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    MusterError,
    NotFoundError,
    UnavailableError,
)
from muster.edges.http import BodyTooLargeError, MediaTypeError, json_response, read_json
from muster.edges.portal.guards import Visitors
from muster.edges.portal.guests import Endpoint
from muster.features import attempts, media

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_READING = frozenset({"GET", "HEAD"})
_MOST_INTEGER = 2**31 - 1
_STATUSES: Mapping[type[MusterError], int] = {
    MusterError: 500,
    InvalidError: 400,
    attempts.AnswerError: 422,
    media.EmptyError: 422,
    media.FileTypeError: 422,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    attempts.OverError: 410,
    media.TooLargeError: 413,
    BodyTooLargeError: 413,
    MediaTypeError: 415,
    UnavailableError: 503,
}


class ElsewhereError(ForbiddenError):
    """Another site made the browser send this; open the page again."""

    code = "from_elsewhere"


class BadRequestError(InvalidError):
    """A part of the request is missing or has another form."""

    code = "bad_request"


def guarded(endpoint: Endpoint, visitors: Visitors) -> Endpoint:
    """Return an endpoint that no other site can make write, and whose refusals are JSON."""

    async def guard(request: Request) -> Response:
        try:
            if request.method not in _READING and visitors.from_elsewhere(request):
                raise ElsewhereError
            return await endpoint(request)
        except MusterError as error:
            return problem(error)
        except ClientDisconnect:
            # Nobody hears the answer; what was begun of a chunk or a file is gone already.
            return Response(status_code=HTTPStatus.BAD_REQUEST)

    return guard


def answer(value: Mapping[str, Any], status: int = HTTPStatus.OK) -> Response:
    """Return a value as JSON that nobody keeps."""
    return json_response(value, status, HEADERS)


def nothing() -> Response:
    """Return that it is done, and that there is nothing to say."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=HEADERS)


def problem(error: MusterError) -> Response:
    """Return a refusal: its code and its sentence, and what a script needs to go on."""
    status = next(_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)
    response = answer({"code": error.code, "message": error.message} | _more(error), status)
    if isinstance(error, UnavailableError):
        response.headers["Retry-After"] = "5"
    return response


def _more(error: MusterError) -> dict[str, Any]:
    if isinstance(error, media.ChunksMissingError):
        return {"missing": error.missing}
    return {}


async def read_object(request: Request, limit: int) -> Mapping[str, Any]:
    """Return the JSON object of a body of ``limit`` bytes at most.

    Raises:
        BadRequestError, MediaTypeError, MalformedJsonError, BodyTooLargeError: it is none.
    """
    value = await read_json(request, limit)
    if not isinstance(value, dict):
        raise BadRequestError("The body must be a JSON object")
    return value


def integer_of(body: Mapping[str, Any], field: str) -> int:
    """Return a whole number from 0.

    Raises:
        BadRequestError: there is none.
    """
    value = body.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_INTEGER:
        raise BadRequestError(f"{field} must be a whole number", field=field)
    return value


def text_of(body: Mapping[str, Any], field: str) -> str:
    """Return a line of text.

    Raises:
        BadRequestError: there is none.
    """
    value = body.get(field)
    if not isinstance(value, str) or not value.isprintable():
        raise BadRequestError(f"{field} must be text", field=field)
    return value
