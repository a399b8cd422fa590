"""Reading scores, and rating what rules cannot mark."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from muster.edges.api import score_shapes
from muster.edges.api.access import SECURITY, Here, ReportReader, ReportWriter
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.filters import NobodyMeantError, activity_meant, candidate_meant
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.score_shapes import RateBody, attempt_json, ratings_json, score_json
from muster.edges.api.shapes import Json
from muster.edges.http import MEGABYTE, read_json
from muster.edges.services import Services
from muster.features import reports, tracks
from muster.features.attempts import AttemptState
from muster.features.organizations import Caller
from muster.features.reports import Filter, Rate, Rating

router = APIRouter(tags=["Scores"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/attempts/{attempt}"
_RATINGS = _PATH + "/ratings/{question}"


class AttemptQuery(BaseModel):
    """Which attempts, and which page of them."""

    state: Literal["running", "submitted"] | None = None
    unrated: bool = Field(
        default=False, description="Only those with an answer that waits for its points."
    )
    activity: str | None = Field(None, description="Id or key.")
    candidate: str | None = Field(None, description="Id.")
    cursor: Cursor = None
    limit: Limit = ROWS


@router.get("/v1/attempts", summary="List attempts", responses=described(score_shapes.AttemptPage))
async def list_attempts(
    services: Here, caller: ReportReader, query: Annotated[AttemptQuery, Query()]
) -> Json:
    """Return attempts, newest first, with the outcome of those that have one."""
    try:
        wanted = await _filter(services, caller, query)
    except NobodyMeantError:
        return empty_page()
    found = await reports.list_attempts(
        services.database,
        caller.organization.id,
        wanted,
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    return page_of(found, query.limit, lambda line: line.id, attempt_json)


async def _filter(services: Services, caller: Caller, query: AttemptQuery) -> Filter:
    return Filter(
        state=AttemptState(query.state) if query.state else None,
        unrated=query.unrated,
        activity_id=await activity_meant(services, caller, query.activity),
        candidate_id=await candidate_meant(services, caller, query.candidate),
    )


@router.get(_PATH + "/score", summary="Read a score", responses=described(score_shapes.Score))
async def read_score(services: Here, caller: ReportReader, attempt: str) -> Json:
    """Return the points of each question with the line that explains them, and their sums.

    Every number of points is there twice: rounded to be shown, and exact. The lines name right
    answers: they are not for candidates.
    """
    report = await reports.read_score(services.database, caller.organization.id, attempt)
    return score_json(report)


@router.get(_RATINGS, summary="Read an answer's ratings", responses=described(score_shapes.Ratings))
async def read_ratings(services: Here, caller: ReportReader, attempt: str, question: str) -> Json:
    """Return an answer with its rubric and what every reviewer gave, earlier revisions too."""
    return await _ratings(services, caller, attempt, question)


@router.put(
    _RATINGS,
    summary="Rate an answer",
    responses=described(score_shapes.Ratings),
    openapi_extra=body_of(RateBody),
)
async def rate_answer(
    services: Here, caller: ReportWriter, attempt: str, question: str, request: Request
) -> Json:
    """Give or change one reviewer's own rating; the score follows at once.

    Of several reviewers the exact mean counts. Say the `revision` that you read: when somebody
    has changed the same reviewer's rating meanwhile, nothing is written. The same rating again
    changes nothing.
    """
    body = read_model(RateBody, await read_json(request, MEGABYTE))
    rating = Rating(criteria=body.criteria, points=body.points, comment=body.comment)
    reviewer = caller.actor if body.reviewer is None else body.reviewer
    organization = caller.organization.id
    report = await reports.rate(
        services.database,
        organization,
        Rate(attempt, question, reviewer, body.revision, rating),
        actor=caller.actor,
        clock=services.clock,
    )
    await tracks.follow_up(services.database, organization, report.attempt_id, services.clock)
    return await _ratings(services, caller, attempt, question)


async def _ratings(services: Services, caller: Caller, attempt: str, question: str) -> Json:
    sheet = await reports.read_ratings(services.database, caller.organization.id, attempt, question)
    return ratings_json(sheet)
