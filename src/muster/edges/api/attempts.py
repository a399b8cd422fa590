"""Reading attempts: the answers, every text that was sent, and the signals around them."""

from typing import Annotated

from fastapi import APIRouter, Query

from muster.edges.api import attempt_shapes
from muster.edges.api.access import SECURITY, Here, ReportReader
from muster.edges.api.attempt_shapes import attempt_json, place_json, signal_json
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json
from muster.features import attempts, invitations

router = APIRouter(tags=["Attempts"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/attempts/{attempt}"
History = Annotated[
    bool, Query(description="Add every text that was sent, conflicts too; oldest first.")
]


@router.get(_PATH, summary="Read an attempt", responses=described(attempt_shapes.AttemptAnswer))
async def read_attempt(services: Here, caller: ReportReader, attempt: str) -> Json:
    """Return how far an attempt is, whose it is and what for."""
    organization = caller.organization.id
    found = await attempts.find_attempt(services.database, organization, attempt)
    view = await invitations.find_invitation(
        services.database, organization, str(found.invitation_id)
    )
    return attempt_json(found, view)


@router.get(
    _PATH + "/answers",
    summary="Read an attempt's answers",
    responses=described(attempt_shapes.Answers),
)
async def read_answers(
    services: Here,
    caller: ReportReader,
    attempt: str,
    history: History = False,
) -> Json:
    """Return what stands as the answer to each question, as the candidate wrote it.

    While the attempt runs, it is what was saved so far. Of an essay's drafts one a minute is
    kept after Submit, and both sides of every conflict.
    """
    organization = caller.organization.id
    found = await attempts.find_attempt(services.database, organization, attempt)
    places = await attempts.answers_of(services.database, organization, found.id, history=history)
    return {"data": [place_json(place) for place in places]}


@router.get(
    _PATH + "/signals",
    summary="Read what was noticed around an attempt",
    responses=described(attempt_shapes.Signals),
)
async def read_signals(services: Here, caller: ReportReader, attempt: str) -> Json:
    """Return facts with times: a left tab, a paste, another device, a gap in the network.

    They are the browser's account, and context for a person who reads the answers. None of them
    is proof of anything, and no score counts them.
    """
    organization = caller.organization.id
    found = await attempts.find_attempt(services.database, organization, attempt)
    noted = await attempts.signals_of(services.database, organization, found.id)
    return {"data": [signal_json(signal) for signal in noted]}
