"""Who calls, and what a page of a list begins with."""

import base64
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Query, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import Request

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.edges.http import presented_key
from muster.edges.services import Services
from muster.features import organizations
from muster.features.organizations import Caller, Scope

_SCHEMES = (
    Security(HTTPBearer(auto_error=False, scheme_name="bearer")),
    Security(APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="apiKey")),
)


class CursorError(InvalidError):
    """This cursor does not come from a list of ours."""

    code = "bad_cursor"


def services_of(request: Request) -> Services:
    """Return the collaborators that the app was built with."""
    services: Services = request.app.state.services
    return services


async def admit(request: Request, scope: Scope) -> Caller:
    """Return who calls.

    Raises:
        KeyRefusedError: the key is missing or not good.
        ScopeError: it may not do this.
    """
    services = services_of(request)
    caller = await organizations.authenticate(
        services.database, presented_key(request), services.clock
    )
    caller.require(scope)
    return caller


def caller_with(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """Return a dependency that admits keys with a scope."""

    async def dependency(request: Request) -> Caller:
        return await admit(request, scope)

    return dependency


Here = Annotated[Services, Depends(services_of)]
Reader = Annotated[Caller, Depends(caller_with(Scope.INVITATIONS_READ))]
Writer = Annotated[Caller, Depends(caller_with(Scope.INVITATIONS_WRITE))]
ActivityReader = Annotated[Caller, Depends(caller_with(Scope.ACTIVITIES_READ))]
ReportReader = Annotated[Caller, Depends(caller_with(Scope.REPORTS_READ))]
ReportWriter = Annotated[Caller, Depends(caller_with(Scope.REPORTS_WRITE))]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]
SECURITY = list(_SCHEMES)


def read_cursor(cursor: str | None) -> int | None:
    """Return the row id of a cursor.

    Raises:
        CursorError: it is not one of ours.
    """
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise CursorError(field="cursor") from error
    head, _, number = text.partition(":")
    row = parse_integer(number) if head == "after" else None
    if row is None:
        raise CursorError(field="cursor")
    return row


def write_cursor(row: int) -> str:
    """Return the cursor of the page after a row."""
    return base64.urlsafe_b64encode(f"after:{row}".encode()).decode().rstrip("=")
