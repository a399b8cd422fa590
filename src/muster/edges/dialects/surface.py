"""What is the same in every dialect, before and after the words of a vendor."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from fastapi import FastAPI
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.http import (
    Shape,
    Statuses,
    canonical,
    fingerprint,
    idempotency_key,
    json_response,
    presented_key,
    refuse_in_shape,
)
from muster.edges.services import Services
from muster.features import catalog, organizations
from muster.features.catalog import Activity, Dialect, Kind
from muster.features.delivery import MessageState
from muster.features.invitations import Invited, Repeat, Row
from muster.features.organizations import Caller, Scope

MOST_CANDIDATES = 500
"""Candidates in one call of a dialect; Xobin's document names the number."""


REFUSED = frozenset(
    {
        MessageState.BOUNCED,
        MessageState.SUPPRESSED,
        MessageState.CANCELLED,
        MessageState.DEAD,
    }
)
"""How a letter ends that nobody gets."""


class UnknownActivityError(InvalidError):
    """The organization has no activity of this id."""

    code = "unknown_activity"


class WrongKindError(InvalidError):
    """The activity is of another kind."""

    code = "wrong_kind"


class RefusedGuestError(InvalidError):
    """The candidate cannot be invited."""

    code = "refused"


class Mail(StrEnum):
    """What the header Muster-Mail says of the letters of a call."""

    NONE = "none"
    """No mail was asked for, or nobody needs one: all have completed the activity."""
    QUEUED = "queued"
    """Written down; it leaves in a moment."""
    WAITING = "waiting"
    """Written down, but nothing leaves now: no relay is configured, or it is paused."""
    ACCEPTED = "accepted"
    """The relay has taken every letter: this call waited for it, or repeats an earlier one."""
    FAILED = "failed"
    """A letter was refused or its address is suppressed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an id of a request must name; ``field`` is where it stands."""

    dialect: Dialect
    kind: Kind
    field: str


Endpoint = Callable[[Request], Awaitable[Response]]


def open_surface(
    services: Services, package: str, prefix: str, shape: Shape, statuses: Statuses | None = None
) -> FastAPI:
    """Return an app that refuses in one shape and publishes its package's ``openapi.yaml``.

    Routes read bodies themselves and answer bytes: the framework's models would cost a batch
    of five hundred more than everything else in Python together.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)

    def openapi() -> dict[str, object]:
        return {**_read_document(package), "servers": [{"url": services.links.public_url}]}

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to replace it

    async def describe(_: Request) -> Response:
        return json_response(openapi())

    app.add_route(f"{prefix}/openapi.json", describe)
    refuse_in_shape(app, shape, statuses)
    return app


@cache
def _read_document(package: str) -> dict[str, object]:
    """Read it when it is asked for first: a start takes a tenth less time without."""
    text = (files(package) / "openapi.yaml").read_text("utf-8")
    document: dict[str, object] = yaml.safe_load(text)
    return document


async def admit(
    services: Services, request: Request, scope: Scope = Scope.INVITATIONS_WRITE
) -> Caller:
    """Return who calls, if the key has the scope; without one said, if it may invite.

    Raises:
        KeyRefusedError: the key is missing or not good.
        ScopeError: it lacks the scope.
    """
    caller = await organizations.authenticate(
        services.database, presented_key(request), services.clock
    )
    caller.require(scope)
    return caller


def require_object(body: object) -> Mapping[str, object]:
    """Return the body of a request as an object.

    Raises:
        InvalidError: it is another JSON value.
    """
    if not isinstance(body, Mapping):
        raise InvalidError("The body must be a JSON object")
    return body


async def find_activities(
    services: Services, caller: Caller, references: Sequence[str], wanted: Wanted
) -> tuple[Activity, ...]:
    """Return the activities that ids name, each once, in order.

    Raises:
        UnknownActivityError: an id names nothing in the caller's organization.
        WrongKindError: an id names an activity of another kind.
    """
    found = await catalog.find_many(
        services.database, caller.organization.id, references, wanted.dialect
    )
    activities: dict[int, Activity] = {}
    for activity in found:
        if activity is None:
            raise UnknownActivityError(
                f"{wanted.field}: there is no {wanted.kind} with this id", field=wanted.field
            )
        if activity.kind is not wanted.kind:
            raise WrongKindError(
                f"{wanted.field}: this id belongs to a different kind of activity, not to an"
                f" invitable {wanted.kind}",
                field=wanted.field,
            )
        activities[activity.id] = activity
    return tuple(activities.values())


def repeat_of(request: Request, route: str, body: object, *query: bytes) -> Repeat | None:
    """Return the Idempotency-Key of a request with what must be the same when it comes again.

    Raises:
        IdempotencyKeyError: the header cannot be used.
    """
    key = idempotency_key(request)
    if key is None:
        return None
    return Repeat(key, f"POST {route}", fingerprint(canonical(body), *query))


def refusal_of(row: Row) -> RefusedGuestError:
    """Return the error of a call whose only candidate was refused."""
    return RefusedGuestError(reasons(row), field=row.problems[0].field)


def reasons(row: Row) -> str:
    """Return why a row was refused, in one line without personal data."""
    return "; ".join(problem.message for problem in row.problems)


def mail_of(services: Services, invited: Invited, *, asked: bool) -> Mail:
    """Return what is known of the letters of a call without waiting for any."""
    states = {row.letter.state for row in invited.rows if row.letter is not None}
    if not asked or not states:
        return Mail.NONE
    if states & REFUSED:
        return Mail.FAILED
    if states == {MessageState.ACCEPTED}:
        return Mail.ACCEPTED
    return Mail.QUEUED if services.mail_configured else Mail.WAITING


def headers_of(invited: Invited, mail: Mail) -> dict[str, str]:
    """Return the headers that tell more than a vendor's body has words for."""
    headers = {"Muster-Mail": mail.value}
    if invited.replayed:
        headers["Idempotent-Replayed"] = "true"
    return headers


def read_words(query: QueryParams, name: str, longest: int) -> str | None:
    """Return a part of a name, an address or a title to look for; None where nothing is said.

    Raises:
        InvalidError: it is longer than ``longest`` characters, or contains a NUL.
    """
    words = query.get(name, "").strip()
    if len(words) > longest or "\0" in words:
        raise InvalidError(f"{name} is too long, or contains a NUL", field=name)
    # What UTF-8 has no bytes for is in nobody's name.
    return words.encode("utf-8", "replace").decode() or None
