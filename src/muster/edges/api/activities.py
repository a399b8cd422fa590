"""The catalog: publishing, reading and archiving activities."""

import re
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from muster.edges.api import answers
from muster.edges.api.access import SECURITY, ActivityReader, ActivityWriter, Here
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described, invalid_activity
from muster.edges.api.shapes import Json, activity_json
from muster.edges.http import MEGABYTE, MalformedJsonError, MediaTypeError, json_response, read_body
from muster.features import catalog
from muster.features.catalog import ActivityFileError, Kind, SourceFile

router = APIRouter(tags=["Activities"], dependencies=SECURITY, responses=ERRORS)
_ACTIVITY = "/v1/activities/{activity}"
_YAML = re.compile(r"(?:application|text)/(?:x-)?yaml", re.IGNORECASE)
_JSON = re.compile(r"(?:application|text)/(?:[^;\s]+\+)?json", re.IGNORECASE)
# JSON writes a character beyond the first plane as two escapes, of which YAML makes two halves.
_TWINS = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "object", "description": "See docs/activities.md."}}
            for media_type in ("application/yaml", "application/json")
        },
    }
}


@router.post(
    "/v1/activities",
    summary="Publish an activity",
    responses=described(answers.PublishedActivity)
    | {201: {"model": answers.PublishedActivity, "description": "A new activity."}},
    openapi_extra=_DOCUMENT,
)
async def publish_activity(services: Here, caller: ActivityWriter, request: Request) -> Response:
    """Make or change one activity, given as an activity file in YAML or the same in JSON.

    Its `key` names it: another body with the same key publishes the next version, and the same
    body changes nothing. Every fault is told with its line and field. Files with images are
    imported by the command `muster activity import`.
    """
    source = await _read_source(request)
    try:
        (imported,) = await catalog.import_files(
            services.database,
            caller.organization.id,
            [source],
            services.clock,
            actor=caller.actor,
        )
    except ActivityFileError as error:
        return invalid_activity(error)
    created = imported.change is catalog.Change.CREATED
    status = HTTPStatus.CREATED if created else HTTPStatus.OK
    return json_response(
        activity_json(imported.activity) | {"change": imported.change.value}, status
    )


async def _read_source(request: Request) -> SourceFile:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    as_json = _JSON.fullmatch(media_type) is not None
    if media_type and not as_json and not _YAML.fullmatch(media_type):
        raise MediaTypeError("The body must be YAML or JSON, and Content-Type must say so")
    try:
        text = (await read_body(request, MEGABYTE)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedJsonError("The body is not UTF-8") from error
    if as_json:  # YAML but for two habits: indenting by tabs, and escapes in pairs
        text = _TWINS.sub(_character, text.replace("\t", " "))
    return SourceFile("activity", text)


def _character(pair: re.Match[str]) -> str:
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be")


@router.get("/v1/activities", summary="List activities", responses=described(answers.ActivityPage))
async def list_activities(
    services: Here,
    caller: ActivityReader,
    kind: Literal["assessment", "interview", "track"] | None = None,
    archived: Annotated[bool, Query(description="Show archived ones, too.")] = False,
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
        archived=archived,
    )
    return page_of(found, limit, lambda activity: activity.id, activity_json)


@router.get(_ACTIVITY, summary="Read an activity", responses=described(answers.Activity))
async def read_activity(services: Here, caller: ActivityReader, activity: str) -> Json:
    """Return one activity by id or key."""
    found = await catalog.get(services.database, caller.organization.id, activity)
    return activity_json(found)


@router.post(
    _ACTIVITY + "/archive",
    summary="Archive an activity",
    responses=described(answers.Activity),
)
async def archive_activity(services: Here, caller: ActivityWriter, activity: str) -> Json:
    """Leave it out of lists and invite nobody new to it. Who was invited goes on."""
    changed = await catalog.archive(
        services.database,
        caller.organization.id,
        activity,
        now=services.clock.now(),
        actor=caller.actor,
    )
    return activity_json(changed)


@router.post(
    _ACTIVITY + "/restore",
    summary="Restore an archived activity",
    responses=described(answers.Activity),
)
async def restore_activity(services: Here, caller: ActivityWriter, activity: str) -> Json:
    """Make it one that people can be invited to again."""
    changed = await catalog.restore(
        services.database,
        caller.organization.id,
        activity,
        now=services.clock.now(),
        actor=caller.actor,
    )
    return activity_json(changed)
