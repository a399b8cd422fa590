"""Reading what the scripts and forms of recordings and files send."""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from muster.base.errors import MusterError
from muster.base.ids import parse_uuid
from muster.edges.portal import forms
from muster.edges.portal.scripts import BadRequestError, integer_of
from muster.features import attempts, media

LONGEST_JSON = 512 * 1024
"""A manifest of 5,000 chunks, with room to spare."""
LARGEST_FORM = 51_000_000
"""A form with the largest file that a question may take, and what stands around it."""
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)")
_HEX = re.compile(r"[0-9a-f]{64}")


def epoch_of(said: Mapping[str, Any], name: str) -> int:
    """Return the epoch that a header (``X-Epoch``) or a field of a form (``epoch``) names.

    Raises:
        BadRequestError: there is none.
    """
    text = said.get(name)
    if not isinstance(text, str) or not forms.is_number(text):
        raise BadRequestError(f"{name} must be a whole number", field=name)
    return int(text)


def chunk_number(request: Request) -> int:
    """Return the number of a chunk in the path.

    Raises:
        ChunkNumberError: it is no number.
    """
    text = request.path_params["number"]
    if not forms.is_number(text):
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
        BadRequestError: a part of it has another form.
    """
    chunks, duration = body.get("chunks"), body.get("duration_ms")
    if not isinstance(chunks, list) or not all(
        isinstance(chunk, str) and _HEX.fullmatch(chunk) for chunk in chunks
    ):
        raise BadRequestError("chunks must be a list of SHA-256 in hex", field="chunks")
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
