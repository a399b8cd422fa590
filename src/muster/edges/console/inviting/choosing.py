"""Choosing what people are invited to: one activity, or several under one letter."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import parse_integer
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query
from muster.features import catalog
from muster.features.catalog import Activity, Kind, Listing
from muster.features.members import Session

MOST = 5
"""Activities that people can be invited to at once."""
WAYS = ("", "/paste", "/file")
"""Where choosing leads back to, below ``/console/invite``."""
_PAGE = 20


class ChoosingPages:
    """The page on which an activity is found and chosen."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/activity``."""
        fields = of_query(request)
        back = fields.get("back")
        way = back if back in WAYS else ""
        return await show_choice(self._desk, request, session, way)


async def show_choice(desk: Desk, request: Request, session: Session, way: str) -> Response:
    """Return the page with activities to choose from, which leads on to one of the ways."""
    fields, tenant = of_query(request), session.organization.id
    kind = fields.get("kind")
    wanted = Listing(
        keyword=fields.get("q"),
        kind=Kind(kind) if kind in {one.value for one in Kind} else None,
        before=parse_integer(fields.get("before")),
        limit=_PAGE + 1,
    )
    found = await catalog.list_page(desk.services.database, tenant, wanted)
    chosen = await chosen_of(desk, session, fields)
    shown = found[:_PAGE]
    return desk.show(
        request,
        session,
        "inviting/activity.html",
        way=way,
        listed=shown,
        chosen=chosen,
        fields=fields,
        query=activity_query(chosen),
        more=shown[-1].activity.id if len(found) > _PAGE else None,
    )


async def chosen_of(desk: Desk, session: Session, fields: Fields) -> tuple[Activity, ...]:
    """Return the activities that an address or a form names, without archived ones."""
    names = list(dict.fromkeys(fields.all("activity")))[:MOST]
    found = await catalog.find_many(desk.services.database, session.organization.id, names)
    return tuple(one for one in found if one is not None and one.archived_at is None)


def activity_query(chosen: Sequence[Activity]) -> str:
    """Return the part of an address that names activities."""
    return urlencode([("activity", one.key) for one in chosen])
