"""Reading what the scripts of recordings and files send, and saying in JSON what is refused."""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from muster.base.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    MusterError,
    NotFoundError,
    UnavailableError,
)
from muster.base.ids import parse_uuid
from muster.edges.http import BodyTooLargeError, MediaTypeError, json_response, read_json
from muster.features import attempts, media

_LONGEST_JSON = 512 * 1024
LARGEST_FORM = 51_000_000
"""A form with the largest file that a question may take, and what stands around it."""
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)")
_HEX = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,9}")
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


class FieldError(InvalidError):
    """A part of the request is missing or has another form."""

    code = "bad_request"


HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def answer(value: Mapping[str, Any], status: int = HTTPStatus.OK) -> Response:
    """Return a value as JSON that nobody keeps."""
    return json_response(value, status, HEADERS)


def problem(error: MusterError) -> Response:
    """Return a refusal: its code and its sentence, and which chunks are missing."""
    status = next(_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)
    said: dict[str, Any] = {"code": error.code, "message": error.message}
    if isinstance(error, media.ChunksMissingError):
        said["missing"] = error.missing
    response = answer(said, status)
    if isinstance(error, UnavailableError):
        response.headers["Retry-After"] = "5"
    return response


async def read_object(request: Request) -> Mapping[str, Any]:
    """Return the JSON object of a body.

    Raises:
        FieldError, MediaTypeError, MalformedJsonError, BodyTooLargeError: it is none.
    """
    value = await read_json(request, _LONGEST_JSON)
    if not isinstance(value, dict):
        raise FieldError("The body must be a JSON object")
    return value


def integer_of(body: Mapping[str, Any], field: str) -> int:
    """Return a number from 0 of a JSON object, or of the text of a form.

    Raises:
        FieldError: there is none.
    """
    value = body.get(field)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
        raise FieldError(f"{field} must be a number", field=field)
    return value


def text_of(body: Mapping[str, Any], field: str) -> str:
    """Return a line of text.

    Raises:
        FieldError: there is none.
    """
    value = body.get(field)
    if not isinstance(value, str) or not value.isprintable():
        raise FieldError(f"{field} must be text", field=field)
    return value


def header_integer(request: Request, name: str) -> int:
    """Return the number of a header.

    Raises:
        FieldError: there is none.
    """
    return integer_of({name: request.headers.get(name, "")}, name)


def chunk_number(request: Request) -> int:
    """Return the number of a chunk in the path.

    Raises:
        ChunkNumberError: it is no number.
    """
    text = request.path_params["number"]
    if not _NUMBER.fullmatch(text):
        raise media.ChunkNumberError(field="number")
    return int(text)


def uid_of(request: Request, name: str, unknown: type[MusterError]) -> UUID:
    """Return the UUID of a part of the path; ``unknown`` is raised where it is none."""
    uid = parse_uuid(request.path_params[name])
    if uid is None:
        raise unknown
    return uid


def item_of(request: Request) -> str:
    """Return the question in the path.

    Raises:
        UnknownQuestionError: no question is called like that.
    """
    item: str = request.path_params["item"]
    if not item.isprintable():  # PostgreSQL has no NUL in its texts
        raise attempts.UnknownQuestionError
    return item


def digest_of(request: Request) -> bytes:
    """Return the SHA-256 of Content-Digest (RFC 9530, 2; RFC 8941, 3.3.5).

    Raises:
        WrongDigestError: it has none.
    """
    found = _DIGEST.search(request.headers.get("content-digest", ""))
    if found is None:
        raise media.WrongDigestError("Content-Digest must have sha-256", field="Content-Digest")
    try:
        return base64.b64decode(found[1], validate=True)
    except binascii.Error as error:
        raise media.WrongDigestError(field="Content-Digest") from error


def manifest_of(body: Mapping[str, Any]) -> media.Manifest:
    """Return what a recorder says of its recording.

    Raises:
        FieldError: a part of it has another form.
    """
    chunks, duration = body.get("chunks"), body.get("duration_ms")
    if not isinstance(chunks, list) or not all(
        isinstance(chunk, str) and _HEX.fullmatch(chunk) for chunk in chunks
    ):
        raise FieldError("chunks must be a list of SHA-256 in hex", field="chunks")
    length = None if duration is None else integer_of(body, "duration_ms")
    return media.Manifest(tuple(map(bytes.fromhex, chunks)), length)


def capped(request: Request, most: int) -> Request:
    """Return the same request, whose body ends in an error when it grows too large."""
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > most:
            raise media.TooLargeError(f"The form is larger than {most // 1_000_000} MB")
        return message

    return Request(request.scope, receive)


async def blocks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """Yield the bytes of a file of a form."""
    while block := await file.read(1024 * 1024):
        yield block
