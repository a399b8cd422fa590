"""``/connect/v1/assessment``: the assessments that candidates can be invited to, with their ids.

The vendor's authentication page calls it, with POST, and nothing describes it. The names are
those that its score has.
"""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.dialects.hiringbranch.reading import check_instance
from muster.edges.dialects.surface import Endpoint, admit
from muster.edges.http import json_response
from muster.edges.services import Services
from muster.features import catalog
from muster.features.catalog import Activity, Dialect, Kind
from muster.features.organizations import Scope

PATH = "/connect/v1/assessment"
_PAGE = 500


def build_assessments(services: Services) -> Endpoint:
    """Return the call, which is the same by GET and by POST; a body is not read."""

    async def answer(request: Request) -> Response:
        caller = await admit(services, request, Scope.ACTIVITIES_READ)
        check_instance(request, caller.organization, required=False)
        found = await _all(services, caller.organization.id)
        return json_response([_row(activity) for activity in found])

    return answer


async def _all(services: Services, organization: int) -> list[Activity]:
    found: list[Activity] = []
    while True:
        after = found[-1].id if found else None
        page = await catalog.list_activities(
            services.database, organization, Kind.ASSESSMENT, after, _PAGE
        )
        found.extend(page)
        if len(page) < _PAGE:
            return found


def _row(activity: Activity) -> dict[str, str]:
    known = activity.vendor_ids.get(Dialect.HIRINGBRANCH, activity.object_id)
    return {"assessmentId": known, "assessmentName": activity.title}
