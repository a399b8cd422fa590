"""A copy of everything about a candidate, erasure, and legal holds."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from muster.edges.api.access import SECURITY, Here, caller_with
from muster.edges.api.answers import Stamp
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, stamp
from muster.edges.http import MEGABYTE, read_json
from muster.features import privacy
from muster.features.organizations import Caller, Scope
from muster.features.privacy import Basis, Order

router = APIRouter(tags=["Privacy"], dependencies=SECURITY, responses=ERRORS)
Exporter = Annotated[Caller, Depends(caller_with(Scope.CANDIDATES_EXPORT))]
Eraser = Annotated[Caller, Depends(caller_with(Scope.CANDIDATES_ERASE))]
_CANDIDATE = "/v1/candidates/{candidate}"
_HOLD = f"{_CANDIDATE}/hold"
_ARCHIVE: Json = {
    "content": {"application/zip": {}},
    "description": "`README.txt`, `data.json`, and recordings and files in folders.",
}


class Tombstone(BaseModel):
    """What is left of a candidate who was erased: no personal data."""

    id: str = Field(examples=["cand_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[7])
    basis: Literal["request", "retention"]
    erased_at: Stamp


class HoldBody(BaseModel):
    """Why a candidate is kept."""

    reason: str = Field(
        description="For the staff; neither events nor the candidate's copy show it.",
        examples=["Lawsuit 12 C 34/27"],
    )


class Hold(BaseModel):
    """A legal hold: nobody erases the candidate, and no retention does."""

    reason: str = Field(examples=["Lawsuit 12 C 34/27"])
    held_at: Stamp
    held_by: str = Field(description="As the actor in events.", examples=["key:7Jw0PqXe"])


@router.get(
    f"{_CANDIDATE}/export",
    summary="Export everything about a candidate",
    response_class=Response,
    responses={200: _ARCHIVE, **ERRORS},
)
async def export(services: Here, caller: Exporter, candidate: str) -> Response:
    """Return a ZIP archive for the candidate (GDPR, Articles 15 and 20). Needs `candidates:export`.

    It has everything that is kept: profile, invitations, letters, answers, recordings, files,
    scores, ratings, events. Exporting is an event, too.
    """
    copy = await privacy.export(
        services.database,
        caller.organization.id,
        candidate,
        actor=caller.actor,
        clock=services.clock,
    )
    await privacy.check_enclosures(copy, services.blobs)
    headers = {
        "Content-Disposition": f'attachment; filename="{copy.name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(
        privacy.archive(copy, services.blobs), media_type="application/zip", headers=headers
    )


@router.delete(
    _CANDIDATE,
    summary="Erase a candidate",
    status_code=202,
    response_model=Tombstone,
    responses=ERRORS,
)
async def erase(
    services: Here,
    caller: Eraser,
    candidate: str,
    basis: Annotated[Basis, Query(description="Why; the tombstone says it.")] = Basis.REQUEST,
) -> Json:
    """Erase everything about a candidate for good (GDPR, Article 17). Needs `candidates:erase`.

    Every row is gone when this is answered; bytes of recordings and files follow within seconds.
    The link opens nothing any more, a running attempt has ended, letters that wait never leave,
    and `candidate.erased` goes to all receivers of events. Again answers the same tombstone.
    Whoever is invited by this address later is a new candidate.
    """
    order = Order(basis, caller.actor)
    stone = await privacy.erase(
        services.database, caller.organization.id, candidate, order, services.clock
    )
    return _tombstone_json(stone)


@router.get(_HOLD, summary="Read a legal hold", responses=described(Hold))
async def read_hold(services: Here, caller: Eraser, candidate: str) -> Json:
    """Return why a candidate is kept; 404 when nobody holds them. Needs `candidates:erase`."""
    found = await privacy.find_hold(services.database, caller.organization.id, candidate)
    return _hold_json(found)


@router.put(
    _HOLD,
    summary="Put a candidate on hold",
    responses=described(Hold),
    openapi_extra=body_of(HoldBody),
)
async def hold(services: Here, caller: Eraser, candidate: str, request: Request) -> Json:
    """Keep a candidate: erasing answers 409 until the hold is released. The newest reason stands."""
    body = read_model(HoldBody, await read_json(request, MEGABYTE))
    held = await privacy.hold(
        services.database,
        caller.organization.id,
        candidate,
        body.reason,
        actor=caller.actor,
        clock=services.clock,
    )
    return _hold_json(held)


@router.delete(_HOLD, summary="Release a candidate", status_code=204, response_class=Response)
async def release(services: Here, caller: Eraser, candidate: str) -> Response:
    """Let the candidate be erased again. Whoever is not held stays so."""
    await privacy.release(
        services.database,
        caller.organization.id,
        candidate,
        actor=caller.actor,
        clock=services.clock,
    )
    return Response(status_code=204)


def _hold_json(held: privacy.Hold) -> Json:
    return {"reason": held.reason, "held_at": stamp(held.held_at), "held_by": held.held_by}


def _tombstone_json(stone: privacy.Tombstone) -> Json:
    return {
        "id": stone.typeid,
        "number": stone.candidate_id,
        "basis": stone.basis.value,
        "erased_at": stamp(stone.erased_at),
    }
