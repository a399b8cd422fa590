"""HiringBranch's calls: one candidate to one or more assessments, scores, assessments."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from muster.base.signing import LinkClaim, LinkKind
from muster.edges.dialects.hiringbranch import assessments, scores
from muster.edges.dialects.hiringbranch.mail import letter_of
from muster.edges.dialects.hiringbranch.reading import check_instance, read_invite, read_switch
from muster.edges.dialects.surface import (
    Wanted,
    admit,
    find_activities,
    headers_of,
    open_surface,
    refusal_of,
    repeat_of,
)
from muster.edges.http import MEGABYTE, Refusal, json_response, read_json
from muster.edges.services import Services
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import Call, Row
from muster.features.organizations import Caller

_INVITE = "/connect/v1/invite"
_ASSESSMENT = Wanted(Dialect.HIRINGBRANCH, Kind.ASSESSMENT, "assessments")


def build(services: Services) -> FastAPI:
    """Return the surface; its paths begin with ``/connect``."""
    app = open_surface(services, __package__ or "", "/connect", _shape)

    async def answer(request: Request) -> Response:
        return await _invite(services, request)

    app.add_route(_INVITE, answer, methods=["POST"])
    app.add_route(scores.PATH, scores.build_scores(services), methods=["GET"])
    listing = assessments.build_assessments(services)
    app.add_route(assessments.PATH, listing, methods=["GET", "POST"])
    return app


async def _invite(services: Services, request: Request) -> Response:
    caller = await admit(services, request)
    check_instance(request, caller.organization, required=True)
    send = read_switch(request.query_params.get("sendInvite"))
    body = await read_json(request, MEGABYTE)
    wish = read_invite(body)
    activities = await find_activities(services, caller, wish.assessments, _ASSESSMENT)
    call = Call(
        activities=activities,
        guests=(wish.guest,),
        send=send,
        actor=caller.actor,
        together=len(activities) > 1,
        repeat=repeat_of(request, _INVITE, body, str(send).encode()),
    )
    invited = await services.invite(caller.organization, call)
    item = _item(services, caller, invited.rows)
    mail, status = await letter_of(services, caller, invited, asked=send)
    if status is not None:
        item["invitationStatus"] = status.value
    return json_response([item], headers=headers_of(invited, mail))


def _item(services: Services, caller: Caller, rows: tuple[Row, ...]) -> dict[str, str]:
    first = rows[0]
    if first.candidate is None or first.invitation is None:
        raise refusal_of(first)
    organization, candidate = caller.organization, first.candidate
    claim = first.invitation.claim(organization.id)
    if len(rows) > 1:
        claim = LinkClaim(LinkKind.HOME, organization.id, candidate.id, candidate.home_version)
    links = services.links
    link = links.fragment_url(claim) if organization.fragment_links else links.url(claim)
    return {"link": link, "candidateId": candidate.object_id}


def _shape(refusal: Refusal) -> Response:
    """Return a problem of RFC 9457; the vendor's document says 400 and nothing of its body."""
    known = refusal.status == HTTPStatus.BAD_REQUEST
    problem: dict[str, object] = {
        "title": "Validation failed" if known else HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message,
        "code": refusal.code,
    }
    if refusal.field is not None:
        problem["errors"] = {refusal.field: [refusal.message]}
    return json_response(problem, refusal.status, refusal.headers, "application/problem+json")
