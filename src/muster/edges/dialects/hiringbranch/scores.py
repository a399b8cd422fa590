"""``GET /connect/v1/score``: how candidates stand with assessments, in strings.

The vendor pages nothing, so that the rows are read and written a page at a time: an organization
with a million of them costs no more memory than one with five hundred.
"""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from muster.base.ids import from_object_id
from muster.edges.dialects.hiringbranch.reading import check_instance, read_ids
from muster.edges.dialects.surface import Endpoint, admit
from muster.edges.services import Services
from muster.features import catalog, reports
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import State
from muster.features.organizations import Caller, Scope
from muster.features.reports import PartScore, Score, Standing, Standings, rounded

PATH = "/connect/v1/score"
_PAGE = 500
Row = dict[str, object]


class AssessmentStatus(StrEnum):
    """Where the candidate is; the vendor has no word for an invitation that expired."""

    INVITED = "INVITED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class ScoreStatus(StrEnum):
    """What the score comes to; Muster has one cut-off, so that nobody passes low."""

    PENDING = "PENDING"
    PASS = "PASS"  # noqa: S105 -- no password
    FAIL = "FAIL"


_STATUSES = {
    State.STARTED: AssessmentStatus.IN_PROGRESS,
    State.COMPLETED: AssessmentStatus.COMPLETED,
}


def build_scores(services: Services) -> Endpoint:
    """Return the call."""

    async def answer(request: Request) -> Response:
        caller = await admit(services, request, Scope.REPORTS_READ)
        check_instance(request, caller.organization, required=False)
        candidates = read_ids(request.query_params.getlist("candidateIds"), "candidateIds")
        assessments = read_ids(request.query_params.getlist("assessmentIds"), "assessmentIds")
        named = await _named(services, caller, assessments or ())
        wanted = Standings(
            Kind.ASSESSMENT,
            Dialect.HIRINGBRANCH,
            None if candidates is None else _rows_of(candidates),
            None if assessments is None else tuple(named),
        )
        pages = _pages(services, caller.organization.id, wanted)
        # What can fail fails here, where it still has a shape of its own.
        first = await anext(pages)
        body = _written(first, pages, frozenset(candidates or ()), named)
        return StreamingResponse(body, media_type="application/json")

    return answer


async def _named(
    services: Services, caller: Caller, references: tuple[str, ...]
) -> Mapping[int, str]:
    """Return the assessments that ids name, with the id by which the client knows each."""
    found = await catalog.find_many(
        services.database, caller.organization.id, references, Dialect.HIRINGBRANCH
    )
    pairs = zip(found, references, strict=True)
    return {one.id: reference for one, reference in pairs if one and one.kind is Kind.ASSESSMENT}


def _rows_of(candidates: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(named[1] for one in candidates if (named := from_object_id(one)))


async def _pages(
    services: Services, organization: int, wanted: Standings
) -> AsyncIterator[list[Standing]]:
    after = 0
    while True:
        page = await reports.list_standings(
            services.database, organization, wanted, after=after, limit=_PAGE
        )
        yield page
        if len(page) < _PAGE:
            return
        after = page[-1].invitation_id


async def _written(
    first: list[Standing],
    rest: AsyncIterator[list[Standing]],
    candidates: frozenset[str],
    names: Mapping[int, str],
) -> AsyncIterator[bytes]:
    lead = b"["
    page: list[Standing] | None = first
    while page is not None:
        for one in page:
            # An id names a row and the second in which it was made; both must be right.
            if not candidates or one.candidate_object_id in candidates:
                yield lead + _encoded(_row(one, names))
                lead = b","
        page = await anext(rest, None)
    yield b"]" if lead == b"," else b"[]"


def _encoded(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _row(standing: Standing, names: Mapping[int, str]) -> Row:
    score = standing.score if standing.score and standing.score.complete else None
    known = names.get(standing.activity_id) or standing.vendor_id
    return {
        "candidateId": standing.candidate_object_id,
        "assessmentId": known or standing.activity_object_id,
        "assessmentName": standing.title,
        "assessmentStatus": _STATUSES.get(standing.state, AssessmentStatus.INVITED),
        "scoreStatus": _verdict(score),
        "completion": str(standing.answered * 100 // max(standing.asked, 1)),
        "totalScore": _percent(score.overall.percent) if score else None,
        "typingSpeed": None,
        "categoryScores": _categories(score) if score else [],
        "redFlag": False,
        "started": _stamp(standing.started_at),
        "finished": _stamp(standing.submitted_at),
    }


def _verdict(score: Score | None) -> ScoreStatus:
    """Return the vendor's word; without a cut-off nobody has said whether a score will do."""
    if score is None or score.passed is None:
        return ScoreStatus.PENDING
    return ScoreStatus.PASS if score.passed else ScoreStatus.FAIL


def _categories(score: Score) -> list[Row]:
    """Return the skills, or the sections of an assessment whose questions name none."""
    parts: tuple[PartScore, ...] = score.skills or score.sections
    return [
        {"name": part.name, "score": _percent(part.tally.percent)}
        for part in parts
        if part.tally.percent is not None
    ]


def _percent(value: Fraction | None) -> str | None:
    """Return per cent with one decimal where it needs one: 35, 66.7."""
    return None if value is None else f"{rounded(value).normalize():f}"


def _stamp(moment: datetime | None) -> str | None:
    """Return ISO 8601 with seven digits of a second, the seventh a zero, and the offset of UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0+00:00")
