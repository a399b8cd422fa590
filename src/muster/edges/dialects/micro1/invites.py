"""``GET /interview/invites``: who was invited to which interview."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.dialects.micro1.envelope import ACTIVE, Page, done, read_page, stamp
from muster.edges.dialects.micro1.interviews import interview_id
from muster.edges.services import Services
from muster.features import candidates, catalog, invitations
from muster.features.catalog import Activity, Dialect, Kind
from muster.features.invitations import InvitationView, Search, State
from muster.features.organizations import Caller

# Ours: the vendor's document knows the first only.
_INACTIVE = "inactive"
_OVER = frozenset({State.REVOKED, State.EXPIRED})


async def list_all(services: Services, caller: Caller, request: Request) -> Response:
    """Answer the call; a filter that names nothing finds nobody."""
    page = read_page(request)
    wanted = await asked_for(services, caller, request, page)
    rows: list[Mapping[str, Any]] = []
    if wanted is not None:
        tenant = caller.organization.id
        found = await invitations.search_invitations(services.database, tenant, wanted)
        ids = [view.activity.id for view in found]
        known = await catalog.find_by_ids(services.database, tenant, ids)
        rows = [_row(services, view, known[view.activity.id]) for view in found]
    return done("Candidate invites fetched successfully", rows)


async def asked_for(
    services: Services, caller: Caller, request: Request, page: Page
) -> Search | None:
    """Return what a query with ``interview_id`` or ``candidate_id`` wants; None if one is unknown."""
    tenant, query = caller.organization.id, request.query_params
    activity = candidate = None
    if reference := query.get("interview_id"):
        found = await catalog.find(services.database, tenant, reference, Dialect.MICRO1)
        if found is None:
            return None
        activity = found.id
    if reference := query.get("candidate_id"):
        try:
            candidate = (await candidates.get(services.database, tenant, reference)).id
        except candidates.UnknownCandidateError:
            return None
    return Search(Kind.INTERVIEW, activity, candidate, page.keyword, page.offset, page.limit)


def _row(services: Services, view: InvitationView, activity: Activity) -> Mapping[str, Any]:
    one = view.invitation
    over = one.state(services.clock.now()) in _OVER
    return {
        "candidate_id": str(view.candidate.uid),
        "interview_id": interview_id(activity),
        "interview_name": activity.title,
        "candidate_name": view.candidate.name,
        "candidate_email_id": view.candidate.address,
        "date_created": stamp(one.created_at),
        "date_modified": stamp(one.updated_at),
        "status": _INACTIVE if over else ACTIVE,
    }
