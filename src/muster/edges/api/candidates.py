"""Reading candidates."""

from fastapi import APIRouter

from muster.base.addresses import AddressError, parse_address
from muster.edges.api import answers
from muster.edges.api.access import SECURITY, Here, Reader
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, candidate_json
from muster.features import candidates

router = APIRouter(tags=["Candidates"], dependencies=SECURITY, responses=ERRORS)


@router.get("/v1/candidates", summary="List candidates", responses=described(answers.CandidatePage))
async def list_candidates(
    services: Here,
    caller: Reader,
    email: str | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Json:
    """Return candidates, newest first, or the one with an address."""
    address_key = None
    if email is not None:
        try:
            address_key = parse_address(email).key
        except AddressError:
            return empty_page()
    found = await candidates.list_candidates(
        services.database,
        caller.organization.id,
        after=read_cursor(cursor),
        address_key=address_key,
        limit=limit + 1,
    )
    return page_of(found, limit, lambda candidate: candidate.id, candidate_json)


@router.get(
    "/v1/candidates/{candidate}", summary="Read a candidate", responses=described(answers.Candidate)
)
async def read_candidate(services: Here, caller: Reader, candidate: str) -> Json:
    """Return one candidate."""
    found = await candidates.get(services.database, caller.organization.id, candidate)
    return candidate_json(found)
