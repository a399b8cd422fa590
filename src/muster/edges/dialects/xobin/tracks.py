"""Xobin's track calls: on to the next stage, who applies, and how many."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPMethod

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import NotFoundError
from muster.edges.dialects.surface import (
    REFUSED,
    Endpoint,
    Mail,
    Wanted,
    admit,
    find_activities,
    require_object,
)
from muster.edges.dialects.xobin.queries import WORDS, Word, read_applicants, read_period
from muster.edges.dialects.xobin.reading import read_id, read_path_id, read_switch
from muster.edges.http import MEGABYTE, json_response, read_json
from muster.edges.services import Services
from muster.features import catalog, tracks
from muster.features.catalog import Activity, Dialect, Kind
from muster.features.invitations import RevokedError, State, UnknownInvitationError
from muster.features.organizations import Caller, Scope
from muster.features.tracks import (
    ApplicantPage,
    Moved,
    NoTrackError,
    NotStartedError,
    Progress,
    SortBy,
    StageUnfinishedError,
    StageView,
    Verdict,
)

TRACK = Wanted(Dialect.XOBIN, Kind.TRACK, "track_id")
_PATH = "/api/v2/tracks"
_TYPES = {Kind.ASSESSMENT: "Assessment", Kind.INTERVIEW: "Automated Interview"}
_REVIEW = "Review"
_RESPONSES = {Kind.ASSESSMENT: "report_id", Kind.INTERVIEW: "interview_response_id"}
Json = dict[str, object]


class UnknownApplicationError(NotFoundError):
    """application_id: the track has no such application."""

    code = "unknown_application"


@dataclass(frozen=True, slots=True)
class _Told:
    """What an answer is made of: the application, and the track's id as the client knows it."""

    progress: Progress
    track: int
    now: datetime


def route(app: FastAPI, services: Services) -> None:
    """Add the calls to Xobin's surface."""
    app.add_route(f"{_PATH}/candidate/advance", _advance(services), methods=[HTTPMethod.PUT])
    app.add_route(f"{_PATH}/{{track}}/applicants", _applicants(services), methods=[HTTPMethod.GET])
    app.add_route(f"{_PATH}/{{track}}/stats", _stats(services), methods=[HTTPMethod.GET])


def _advance(services: Services) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller = await admit(services, request)
        body = require_object(await read_json(request, MEGABYTE))
        number, application = read_id(body, TRACK.field), read_id(body, "application_id")
        send = read_switch(body)
        (track,) = await find_activities(services, caller, [str(number)], TRACK)
        progress = await _find(services, caller, track, application)
        verdict = Verdict(str(application), tracks.Decision.ADVANCE, send=send)
        try:
            moved = await tracks.decide(
                services.database,
                caller.organization.id,
                verdict,
                actor=caller.actor,
                clock=services.clock,
            )
        except (NotStartedError, StageUnfinishedError):
            return json_response(_pending(_Told(progress, number, services.clock.now())))
        return await _moved(services, caller, moved, number)

    return answer


async def _find(services: Services, caller: Caller, track: Activity, application: int) -> Progress:
    try:
        progress = await tracks.read_progress(
            services.database, caller.organization.id, str(application)
        )
    except (UnknownInvitationError, NoTrackError) as error:
        raise UnknownApplicationError from error
    if progress.track.id != track.id:
        raise UnknownApplicationError
    if progress.invitation.invitation.stored_state is State.REVOKED:
        raise RevokedError
    return progress


async def _moved(services: Services, caller: Caller, moved: Moved, number: int) -> Response:
    """Answer that the candidate's stage was completed, and what the next one is."""
    told = _Told(moved.progress, number, services.clock.now())
    view = moved.progress.invitation
    link = services.links.url(view.invitation.claim(caller.organization.id))
    body = _person(told) | {
        "stage_moved": "",
        "candidate_id": view.candidate.id,
        "application_id": view.invitation.id,
        "module_id": 0,
        "response_id": 0,
        "invite_link": link,
        "status": WORDS[moved.progress.status(told.now)],
        "track_id": number,
    }
    if moved.progress.application and moved.progress.application.outcome is None:
        body |= await _present(services, caller, moved.progress.present)
    return json_response(body, headers={"Muster-Mail": _mail(services, moved)})


async def _present(services: Services, caller: Caller, present: StageView) -> Json:
    """Return what names the stage that the candidate has reached."""
    stage = present.stage
    if stage.key is None or stage.kind is None:
        return {"stage_moved": stage.title, "response_id": stage.id, "review_id": stage.id}
    activity = await catalog.get(services.database, caller.organization.id, stage.key)
    response = stage.invitation_id or 0
    return {
        "stage_moved": stage.title,
        "module_id": int(activity.vendor_ids.get(Dialect.XOBIN, activity.id)),
        "response_id": response,
        _RESPONSES[stage.kind]: response,
    }


def _pending(told: _Told) -> Json:
    """Return that the candidate has not finished what was asked last."""
    view = told.progress.invitation
    started = view.invitation.stored_state is State.STARTED
    return _person(told) | {
        "candidate_id": view.candidate.id,
        "invite_status": Word.STARTED if started else Word.PENDING,
        "status": WORDS[told.progress.status(told.now)],
        "application_id": view.invitation.id,
        "track_id": told.track,
    }


def _person(told: _Told) -> Json:
    candidate = told.progress.invitation.candidate
    return {"name": candidate.name, "email": candidate.address}


def _mail(services: Services, moved: Moved) -> Mail:
    if moved.letter is None:
        return Mail.NONE
    if moved.letter.state in REFUSED:
        return Mail.FAILED
    return Mail.QUEUED if services.mail_configured else Mail.WAITING


def _applicants(services: Services) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller, track, _ = await _read_track(services, request)
        wanted, page = read_applicants(request.query_params, caller.organization.time_zone)
        if wanted.sort_by is SortBy.SCORE:
            caller.require(Scope.REPORTS_READ)
        found = await tracks.list_applicants(
            services.database, caller.organization.id, track, wanted, services.clock
        )
        return json_response(
            {
                "data": _rows(caller, found),
                "pagination": _pagination(found.total, page, wanted.limit),
            }
        )

    return answer


async def _read_track(services: Services, request: Request) -> tuple[Caller, Activity, int]:
    caller = await admit(services, request, Scope.INVITATIONS_READ)
    number = read_path_id(request.path_params["track"], TRACK.field)
    (track,) = await find_activities(services, caller, [str(number)], TRACK)
    return caller, track, number


def _rows(caller: Caller, page: ApplicantPage) -> list[Json]:
    scored = caller.may(Scope.REPORTS_READ)
    return [
        {
            "application_id": one.application_id,
            "candidate_id": one.candidate_id,
            "name": one.name,
            "email": one.email,
            "stage_id": str(one.stage),
            "stage_name": one.stage_title,
            "stage_type": _type(one.stage_kind),
            "stage_status": WORDS[one.status],
            "score": float(one.score) if scored and one.score is not None else None,
            "date_added": _stamp(one.added_at),
            "last_updated_at": _stamp(one.updated_at),
        }
        for one in page.rows
    ]


def _pagination(total: int, page: int, rows: int) -> Json:
    pages = -(-total // rows)
    return {
        "page": page,
        "per_page": rows,
        "total": total,
        "total_pages": pages,
        "has_next": page < pages,
        "has_prev": page > 1,
    }


def _stats(services: Services) -> Endpoint:
    async def answer(request: Request) -> Response:
        caller, track, number = await _read_track(services, request)
        organization = caller.organization
        period = read_period(request.query_params, organization.time_zone)
        version = await catalog.get_version(
            services.database, organization.id, track.id, track.current_version
        )
        stats = await tracks.read_stats(
            services.database, organization.id, track, period, services.clock
        )
        asked = {
            name: request.query_params.get(name, "")
            for name in ("timeframe_field", "from_date", "to_date")
        }
        face = {
            "track_id": number,
            "title": track.title,
            "active": True,
            "created_at": _stamp(track.created_at),
            "updated_at": _stamp(version.published_at),
        }
        return json_response(face | _numbers(stats) | {"filters_applied": asked})

    return answer


def _numbers(stats: tracks.Stats) -> Json:
    return {
        "totals": {
            "applicants": stats.applicants,
            "in_pipeline": stats.in_pipeline,
            "hired": stats.hired,
            "rejected": stats.rejected,
            "by_status": _in_words(stats.by_status),
        },
        "stages": [
            {
                "stage_id": str(one.number),
                "name": one.title,
                "type": _type(one.kind),
                "count": one.count,
                "status_counts": _in_words(one.by_status),
            }
            for one in stats.stages
        ],
        "applicant_timestamps": {
            "first_added": _stamp(stats.first_added),
            "last_added": _stamp(stats.last_added),
            "first_updated": _stamp(stats.first_updated),
            "last_updated": _stamp(stats.last_updated),
        },
    }


def _in_words(counts: tracks.Counts) -> dict[str, int]:
    words: dict[str, int] = {}
    for status, count in counts.items():
        words[WORDS[status]] = words.get(WORDS[status], 0) + count
    return words


def _type(kind: Kind | None) -> str:
    return _TYPES[kind] if kind else _REVIEW


def _stamp(moment: datetime | None) -> str:
    """Return an instant in ISO 8601, UTC; empty when there is none, because the type is a string."""
    return moment.isoformat().replace("+00:00", "Z") if moment else ""
