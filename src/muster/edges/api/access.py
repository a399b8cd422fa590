"""Who calls, and what they may do."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import Request

from muster.edges.http import presented_key
from muster.edges.services import Services
from muster.features import organizations
from muster.features.organizations import Caller, Scope

_SCHEMES = (
    Security(HTTPBearer(auto_error=False, scheme_name="bearer")),
    Security(APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="apiKey")),
)


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
ActivityWriter = Annotated[Caller, Depends(caller_with(Scope.ACTIVITIES_WRITE))]
ActivityReader = Annotated[Caller, Depends(caller_with(Scope.ACTIVITIES_READ))]
ReportReader = Annotated[Caller, Depends(caller_with(Scope.REPORTS_READ))]
ReportWriter = Annotated[Caller, Depends(caller_with(Scope.REPORTS_WRITE))]
JobReader = Annotated[Caller, Depends(caller_with(Scope.JOBS_READ))]
JobWriter = Annotated[Caller, Depends(caller_with(Scope.JOBS_WRITE))]
SECURITY = list(_SCHEMES)
