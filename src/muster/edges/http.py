"""What surfaces share about HTTP: keys, bodies, fingerprints, refusals. No words of any vendor."""

import hashlib
import json
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar, NoReturn, TypeAlias

import structlog
from fastapi import FastAPI
from pydantic_core import PydanticSerializationError, to_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster.base.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    MusterError,
    NotFoundError,
    UnavailableError,
)
from muster.features.invitations import IdempotencyBusyError, IdempotencyMismatchError
from muster.features.organizations import KeyRefusedError

MEGABYTE = 1024 * 1024
_LONGEST_IDEMPOTENCY_KEY = 255
# RFC 8259 and the structured suffix of RFC 6839; text/json is what .NET clients may send.
_JSON_TYPE = re.compile(r"(?:application|text)/(?:[^;\s]+\+)?json", re.IGNORECASE)
_log = structlog.get_logger(__name__)


class BodyTooLargeError(MusterError):
    """The request's body is larger than this address takes."""

    code: ClassVar[str] = "body_too_large"


class MediaTypeError(MusterError):
    """The body must be JSON, and Content-Type must say so."""

    code: ClassVar[str] = "unsupported_media_type"


class MalformedJsonError(InvalidError):
    """The body is not valid JSON."""

    code = "malformed_json"


class EmptyBodyError(MalformedJsonError):
    """The body is empty."""


class IdempotencyKeyError(InvalidError):
    """Idempotency-Key must have 1 to 255 printable ASCII characters."""

    code = "bad_idempotency_key"


def presented_key(request: Request) -> str | None:
    """Return the API key of X-API-Key, apiKey or Authorization: Bearer; never of the query."""
    for header in ("x-api-key", "apikey"):
        if value := request.headers.get(header):
            return value.strip()
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() or None if scheme.lower() == "bearer" else None


async def read_body(request: Request, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        BodyTooLargeError: it has, or announces, more than ``limit`` bytes.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise BodyTooLargeError(f"The body is larger than {limit // MEGABYTE} MB")
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise BodyTooLargeError(f"The body is larger than {limit // MEGABYTE} MB")
        parts.append(part)
    return b"".join(parts)


async def read_json(request: Request, limit: int) -> object:
    """Return the value of a JSON body in UTF-8 (a byte order mark is ignored), UTF-16 or UTF-32.

    A missing Content-Type counts as JSON.

    Raises:
        MediaTypeError: Content-Type says that it is something else.
        BodyTooLargeError: it has, or announces, more than ``limit`` bytes.
        EmptyBodyError: there is nothing in it.
        MalformedJsonError: it is not JSON (RFC 8259: no NaN, no Infinity).
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if media_type and not _JSON_TYPE.fullmatch(media_type):
        raise MediaTypeError
    body = await read_body(request, limit)
    if not body.strip():
        raise EmptyBodyError
    try:
        value: object = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError from error
    return value


def _refuse_constant(_: str) -> NoReturn:
    raise MalformedJsonError


def idempotency_key(request: Request) -> str | None:
    """Return the Idempotency-Key, with or without the quotes of a structured field.

    Source: draft-ietf-httpapi-idempotency-key-header-07; Stripe-style clients send it bare.

    Raises:
        IdempotencyKeyError: it is empty, too long or not printable ASCII.
    """
    value = request.headers.get("idempotency-key")
    if value is None:
        return None
    key = value.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not (0 < len(key) <= _LONGEST_IDEMPOTENCY_KEY and key.isascii() and key.isprintable()):
        raise IdempotencyKeyError
    return key


def fingerprint(*parts: bytes) -> bytes:
    """Return a SHA-256 over parts, each with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def canonical(value: object) -> bytes:
    """Return a JSON value as bytes that do not depend on spacing or the order of members."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def json_response(
    value: object,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """Return a value as JSON in UTF-8; an unpaired surrogate, which UTF-8 has no bytes for, is ?."""
    try:
        body = to_json(value)
    except PydanticSerializationError:
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )
    return Response(body, status, headers, media_type)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not served, before a surface gives it its own shape."""

    status: int
    code: str
    message: str
    field: str | None = None
    headers: Mapping[str, str] | None = None


Shape: TypeAlias = Callable[[Refusal], Response]
Statuses: TypeAlias = Mapping[type[MusterError], int]

_STATUSES: Statuses = {
    MusterError: 500,
    InvalidError: 400,
    KeyRefusedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    BodyTooLargeError: 413,
    MediaTypeError: 415,
    IdempotencyMismatchError: 422,
    UnavailableError: 503,
}
# RFC 9110: 401 names a way to authenticate (11.6.1); what passes says when to come back (10.2.3).
_HEADERS: Mapping[type[MusterError], Mapping[str, str]] = {
    KeyRefusedError: {"WWW-Authenticate": "Bearer"},
    IdempotencyBusyError: {"Retry-After": "1"},
    UnavailableError: {"Retry-After": "5"},
}


def refuse_in_shape(app: FastAPI, shape: Shape, statuses: Statuses | None = None) -> None:
    """Let every failure leave the app in its surface's shape.

    Ours, the framework's (404, 405 …) and unforeseen ones, which are logged. ``statuses`` are
    the surface's own, for an error's class or a class above it.
    """
    table = {**_STATUSES, **(statuses or {})}

    async def refused(_: Request, error: Exception) -> Response:
        return shape(_refusal(error, table))

    app.add_exception_handler(MusterError, refused)
    app.add_exception_handler(HTTPException, refused)
    app.add_middleware(_Shield, shape=shape)


def _refusal(error: Exception, table: Statuses) -> Refusal:
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "_").replace("-", "_")
        return Refusal(error.status_code, code, phrase, headers=error.headers)
    if not isinstance(error, MusterError):
        raise error
    status = next(table[kind] for kind in type(error).__mro__ if kind in table)
    place = getattr(error, "field", None)
    headers = next((said for kind, said in _HEADERS.items() if isinstance(error, kind)), None)
    return Refusal(status, error.code, error.message, place, headers)


class _Shield:
    """Answers what nobody foresaw, and writes it down without a word of the request.

    An exception's own text may quote an address, so that only its class and place are logged.
    """

    def __init__(self, app: ASGIApp, shape: Shape) -> None:
        self._app = app
        self._shape = shape

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            _log.error("request_failed", error=type(error).__name__, at=_place(error))
            if started:
                raise
            refusal = Refusal(500, "internal_error", "Muster failed; the operator's log says where")
            await self._shape(refusal)(scope, receive, send)


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
