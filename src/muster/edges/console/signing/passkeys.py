"""Signing in by a passkey: what the page's script asks for, and what it brings back, as JSON."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from muster.base.errors import MusterError
from muster.edges.console.forms import SMALL
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.words import words_of
from muster.edges.http import read_body
from muster.features import members
from muster.features.members import Party, PasskeyError, TooManyTriesError, Way


class Passkeys:
    """The two calls of the script, for signing in and for confirming."""

    def __init__(self, entrance: Entrance) -> None:
        """Take what all ways in share."""
        self._entrance = entrance
        self._services = entrance.services

    async def ask(self, request: Request) -> Response:
        """Answer ``POST /console/sign-in/passkey/options``."""
        try:
            await self._entrance.take_turn(request)
            party = party_of(self._entrance)
            secret = self._entrance.known(request)
            options = await members.ask_to_sign_in(
                self._services.database, party, secret, self._services.clock
            )
        except MusterError as error:
            return problem(self._entrance, request, error)
        headers = self._entrance.desk.headers
        response = Response(options, media_type="application/json", headers=headers)
        return self._entrance.keep(response, secret)

    async def enter(self, request: Request) -> Response:
        """Answer ``POST /console/sign-in/passkey``."""
        try:
            await self._entrance.take_turn(request)
            body = await read_json(request)
            membership = await members.sign_in_by_passkey(
                self._services.database,
                party_of(self._entrance),
                self._entrance.browser_of(request),
                body.get("credential") or {},
                self._services.clock,
            )
            present = await self._entrance.present(request)
            if body.get("confirm") and present and present.member.uid != membership.member.uid:
                raise PasskeyError("This is another member's passkey")
            place = str(body.get("next") or "")
            entry = await self._entrance.let_in(request, membership, Way.PASSKEY, place)
        except MusterError as error:
            return problem(self._entrance, request, error)
        return self._entrance.tell(entry)


def party_of(entrance: Entrance) -> Party:
    """Return whom passkeys are for.

    Raises:
        PasskeyError: browsers allow none at this address.
    """
    if entrance.party is None:
        raise PasskeyError("Passkeys need an address with a name and https")
    return entrance.party


async def read_json(request: Request) -> dict[str, Any]:
    """Return the object that a script sent.

    Raises:
        PasskeyError: it is none.
    """
    try:
        found = json.loads(await read_body(request, SMALL))
    except (ValueError, RecursionError) as error:
        raise PasskeyError from error
    if not isinstance(found, dict) or not isinstance(found.get("credential", {}), dict):
        raise PasskeyError
    return found


def problem(entrance: Entrance, request: Request, error: MusterError) -> Response:
    """Tell a script what was refused, in words that it can show."""
    headers = dict(entrance.desk.headers)
    status = 422
    if isinstance(error, TooManyTriesError):
        status, headers["Retry-After"] = 429, str(error.seconds)
    return JSONResponse({"message": words_of(request, None).why(error)}, status, headers)
