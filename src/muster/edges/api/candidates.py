"""Reading candidates, and correcting them."""

from fastapi import APIRouter
from starlette.requests import Request

from muster.base.addresses import AddressError, parse_address
from muster.base.ids import to_typeid
from muster.edges.api import answers
from muster.edges.api.access import SECURITY, Here, Reader, Writer
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import CorrectBody, Json, candidate_json, letter_state
from muster.edges.http import MEGABYTE, read_json
from muster.features import candidates, invitations
from muster.features.invitations import Correction

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


@router.patch(
    "/v1/candidates/{candidate}",
    summary="Correct a candidate's address or name",
    responses=described(answers.CorrectedCandidate),
    openapi_extra=body_of(CorrectBody),
)
async def correct_candidate(
    services: Here, caller: Writer, candidate: str, request: Request
) -> Json:
    """Give a candidate another address or name. An attempt that runs goes on.

    Another address makes every link that was ever sent void at once, because whoever got it may be
    somebody else; letters that wait go to the new address. With `resend` the letters of all open
    invitations are written anew. An address that another candidate has is refused with 409.
    """
    body = read_model(CorrectBody, await read_json(request, MEGABYTE))
    done = await invitations.correct_candidate(
        services.database,
        caller.organization,
        candidate,
        Correction(body.email, body.name, body.resend),
        actor=caller.actor,
        clock=services.clock,
    )
    return candidate_json(done.candidate) | {
        "letters": [
            {
                "invitation": to_typeid("inv", invitation.uid),
                "letter": letter_state(services, letter),
            }
            for invitation, letter in done.letters
        ]
    }
