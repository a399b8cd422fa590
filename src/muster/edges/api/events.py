"""The feed of events."""

from typing import Annotated

from fastapi import APIRouter, Query

from muster.edges.api import answers
from muster.edges.api.access import SECURITY, Here, Reader
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, event_json
from muster.features import journal

router = APIRouter(tags=["Events"], dependencies=SECURITY, responses=ERRORS)


@router.get("/v1/events", summary="Follow what happens", responses=described(answers.EventFeed))
async def read_events(
    services: Here,
    caller: Reader,
    after: Annotated[
        int, Query(ge=0, le=2**63 - 1, description="`next_after` of the last answer; 0 begins.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Json:
    """Return events in the order in which they became visible: complete, nothing twice.

    Keep `next_after` and ask again; an empty `data` means that nothing happened since.
    """
    events = await journal.read_feed(
        services.database, caller.organization.id, after=after, limit=limit
    )
    return {
        "data": [event_json(event) for event in events],
        "next_after": events[-1].sequence if events else after,
    }
