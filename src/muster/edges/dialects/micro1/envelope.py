"""What all of micro1's answers share: the envelope, the header for browsers, dates, pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.edges.dialects.surface import read_words, require_object
from muster.edges.http import MEGABYTE, Refusal, json_response, read_json

LIMIT = 4 * MEGABYTE
ROWS = 50
MOST_ROWS = 200
ACTIVE = "active"
"""The vendor's only word for how a row does."""
_LONGEST_KEYWORD = 200
_FARTHEST = 1_000_000
_UNAUTHORIZED = "Unauthorized: API key is missing or invalid."
# Any page may read an answer, because it must know the key to get one. The vendor also allows
# credentials, which browsers refuse beside a star and which would say nothing here.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Muster-Mail, Idempotent-Replayed, Request-Id, Retry-After",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a list: ``page`` from 1 and ``limit``, and a part of what they are called."""

    offset: int
    limit: int
    keyword: str | None = None


def done(message: str, data: object = None) -> Response:
    """Return the envelope of what went well; without data it has none."""
    envelope: dict[str, object] = {"status": True, "message": message}
    return respond(envelope if data is None else {**envelope, "data": data})


def respond(
    envelope: Mapping[str, object],
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer as it is, with the header for browsers."""
    return json_response(envelope, status, {**CORS, **(headers or {})})


def refuse(refusal: Refusal) -> Response:
    """Return a refusal in the vendor's shape."""
    message = _UNAUTHORIZED if refusal.status == HTTPStatus.UNAUTHORIZED else refusal.message
    return respond({"status": False, "message": message}, refusal.status, refusal.headers)


async def read_object(request: Request) -> Mapping[str, object]:
    """Return the body, which the vendor's document nowhere requires: without one, nothing is said.

    Raises:
        MediaTypeError: Content-Type says that it is not JSON.
        BodyTooLargeError: it has more than 4 MB.
        InvalidError: it is no JSON object.
    """
    headers = request.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return {}
    return require_object(await read_json(request, LIMIT))


def read_page(request: Request, most: int = MOST_ROWS) -> Page:
    """Return which rows a query asks for: the first 50 unless it says otherwise, ``most`` at most.

    Raises:
        InvalidError: a number is none, or the keyword is too long.
    """
    query = request.query_params
    numbers = {"page": 1, "limit": ROWS}
    for name in numbers:
        if given := query.get(name):
            number = parse_integer(given)
            if number is None:
                raise InvalidError(f"{name} must be a whole number from 1", field=name)
            numbers[name] = min(number, _FARTHEST)
    limit = min(numbers["limit"], most)
    keyword = read_words(query, "keyword", _LONGEST_KEYWORD)
    return Page((numbers["page"] - 1) * limit, limit, keyword)


def read_text(body: Mapping[str, object], field: str, *, required: bool = False) -> str | None:
    """Return a text of a body; an empty one says nothing.

    Raises:
        InvalidError: it is no text, or is missing.
    """
    value = body.get(field)
    if value is None or value == "":
        if required:
            raise InvalidError(f"{field} is required", field=field)
        return None
    if not isinstance(value, str):
        raise InvalidError(f"{field} must be a string", field=field)
    return value.strip()


def read_switch(body: Mapping[str, object], field: str) -> bool | None:
    """Return a switch of a body.

    Raises:
        InvalidError: it is neither true nor false.
    """
    value = body.get(field)
    if value is not None and not isinstance(value, bool):
        raise InvalidError(f"{field} must be true or false", field=field)
    return value


def stamp(moment: datetime) -> str:
    """Return ``YYYY-MM-DD HH:MM:SS`` in UTC; the vendor has no zones."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def present(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row without what there is nothing to say of, where the schema allows no null."""
    return {name: value for name, value in row.items() if value is not None}
