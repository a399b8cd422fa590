"""The console's parts, put together."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from muster.edges.console import (
    account,
    activities,
    audit,
    home,
    integrations,
    inviting,
    lists,
    members,
    people,
    reviewing,
    settings,
    signing,
    suppressions,
)
from muster.edges.console.desk import Desk
from muster.edges.services import Services

_PARTS = (
    signing,
    account,
    home,
    inviting,
    lists,
    people,
    settings,
    suppressions,
    audit,
    members,
    integrations,
    activities,
    reviewing,
)


def build(services: Services) -> Starlette:
    """Return the console as an application whose routes carry their full paths."""
    desk = Desk(services)
    routes = [Route("/console/static/{name}", desk.assets.serve, methods=["GET"])]
    for part in _PARTS:
        routes += part.routes(desk)
    app = Starlette(routes=routes)
    app.state.desk = desk
    app.add_exception_handler(HTTPException, desk.missing)
    app.add_exception_handler(Exception, desk.trouble)
    return app
