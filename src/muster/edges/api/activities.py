"""Reading the catalog."""

from typing import Literal

from fastapi import APIRouter

from muster.edges.api import answers
from muster.edges.api.access import SECURITY, ActivityReader, Here
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, activity_json
from muster.features import catalog
from muster.features.catalog import Kind

router = APIRouter(tags=["Activities"], dependencies=SECURITY, responses=ERRORS)


@router.get("/v1/activities", summary="List activities", responses=described(answers.ActivityPage))
async def list_activities(
    services: Here,
    caller: ActivityReader,
    kind: Literal["assessment", "interview", "track"] | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Json:
    """Return what candidates can be invited to, oldest first, with every id it goes by."""
    found = await catalog.list_activities(
        services.database,
        caller.organization.id,
        Kind(kind) if kind else None,
        read_cursor(cursor),
        limit + 1,
    )
    return page_of(found, limit, lambda activity: activity.id, activity_json)


@router.get(
    "/v1/activities/{activity}", summary="Read an activity", responses=described(answers.Activity)
)
async def read_activity(services: Here, caller: ActivityReader, activity: str) -> Json:
    """Return one activity by id or key."""
    found = await catalog.get(services.database, caller.organization.id, activity)
    return activity_json(found)
