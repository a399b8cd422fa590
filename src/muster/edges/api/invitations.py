"""Reading invitations and changing them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from muster.edges.api import answers
from muster.edges.api.access import SECURITY, Here, Reader, Writer
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.filters import NobodyMeantError, activity_meant, candidate_meant
from muster.edges.api.mail_shapes import mail_json, things_of
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import (
    ChangeBody,
    Json,
    invitation_json,
    letter_state,
    message_json,
    read_instant,
    read_reminders,
)
from muster.edges.http import MEGABYTE, read_json
from muster.edges.services import Services
from muster.features import delivery, invitations
from muster.features.delivery import Standing
from muster.features.invitations import Change, Filter, InvitationView, State
from muster.features.organizations import Caller

router = APIRouter(tags=["Invitations"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/invitations/{invitation}"


class ListQuery(BaseModel):
    """Which invitations, and which page of them."""

    state: Literal["pending", "started", "completed", "expired", "revoked"] | None = None
    activity: str | None = Field(None, description="Id or key.")
    candidate: str | None = Field(None, description="Id.")
    email: str | None = None
    external_id: str | None = None
    stages: bool = Field(
        default=False, description="Show the stages of tracks, too: each has the track's as parent."
    )
    cursor: Cursor = None
    limit: Limit = ROWS


@router.get(
    "/v1/invitations", summary="List invitations", responses=described(answers.InvitationPage)
)
async def list_invitations(
    services: Here, caller: Reader, query: Annotated[ListQuery, Query()]
) -> Json:
    """Return invitations, newest first. Filters narrow the list together."""
    try:
        wanted = await _filter(services, caller, query)
    except NobodyMeantError:
        return empty_page()
    views = await invitations.list_invitations(
        services.database,
        caller.organization.id,
        wanted,
        services.clock,
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    standings = await _standings(services, caller, views)
    return page_of(
        views,
        query.limit,
        lambda view: view.invitation.id,
        lambda view: (
            invitation_json(services, caller.organization, view)
            | {"mail": mail_json(services, view, standings)}
        ),
    )


async def _filter(services: Services, caller: Caller, query: ListQuery) -> Filter:
    return Filter(
        State(query.state) if query.state else None,
        await activity_meant(services, caller, query.activity),
        await candidate_meant(services, caller, query.candidate),
        query.email,
        query.external_id,
        query.stages,
    )


@router.get(
    _PATH,
    summary="Read an invitation and its letters",
    responses=described(answers.InvitationWithLetters),
)
async def read_invitation(services: Here, caller: Reader, invitation: str) -> Json:
    """Return an invitation with every letter, its tries and the relay's own words.

    Letters to the candidate's home page, which lists the invitation among others, are included.
    """
    view = await invitations.find_invitation(services.database, caller.organization.id, invitation)
    return await _with_letters(services, caller, view)


@router.patch(
    _PATH,
    summary="Change an invitation: extend it, say more about it",
    responses=described(answers.Invitation),
    openapi_extra=body_of(ChangeBody),
)
async def change_invitation(
    services: Here, caller: Writer, invitation: str, request: Request
) -> Json:
    """Change the window or your own fields. An expired invitation is pending again.

    An earlier end than the present one needs `may_shorten`. A letter that has not left yet
    will say the new deadline.
    """
    body = read_model(ChangeBody, await read_json(request, MEGABYTE))
    zone = caller.organization.time_zone
    change = Change(
        opens_at=read_instant(body.opens_at, zone, "opens_at"),
        expires_at=read_instant(body.expires_at, zone, "expires_at"),
        may_shorten=body.may_shorten,
        external_id=body.external_id,
        metadata=body.metadata,
        redirect_url=body.redirect_url,
        locale=body.locale,
        time_zone=body.time_zone,
        remind_before=read_reminders(body.reminders),
    )
    view = await invitations.extend(
        services.database,
        caller.organization.id,
        invitation,
        change,
        actor=caller.actor,
        clock=services.clock,
    )
    return invitation_json(services, caller.organization, view)


@router.post(
    _PATH + "/resend",
    summary="Send the letter again",
    responses=described(answers.ResentInvitation),
)
async def resend_invitation(services: Here, caller: Writer, invitation: str) -> Json:
    """Queue the letter again. The link stays the same, so that an older letter still works."""
    view, queued = await invitations.resend(
        services.database,
        caller.organization,
        invitation,
        actor=caller.actor,
        clock=services.clock,
    )
    return invitation_json(services, caller.organization, view) | {
        "letter": letter_state(services, queued)
    }


@router.post(_PATH + "/rotate", summary="Replace the link", responses=described(answers.Invitation))
async def rotate_invitation(services: Here, caller: Writer, invitation: str) -> Json:
    """Make the present link void at once, sessions that came from it too, and return a new one.

    The new link is not mailed; resend to do so.
    """
    view = await invitations.rotate(
        services.database,
        caller.organization.id,
        invitation,
        actor=caller.actor,
        clock=services.clock,
    )
    return invitation_json(services, caller.organization, view)


@router.post(
    _PATH + "/revoke", summary="Take an invitation back", responses=described(answers.Invitation)
)
async def revoke_invitation(services: Here, caller: Writer, invitation: str) -> Json:
    """Stop the link at the next request and the letter if it has not left. Twice is once."""
    view = await invitations.revoke(
        services.database,
        caller.organization.id,
        invitation,
        actor=caller.actor,
        clock=services.clock,
    )
    return invitation_json(services, caller.organization, view)


async def _with_letters(services: Services, caller: Caller, view: InvitationView) -> Json:
    kinds = ("invitation", "stage", "reminder", "deadline", "refusal", "withdrawal")
    subjects = ((kinds, view.invitation.id), (("home",), view.candidate.id))
    messages = [
        message
        for each, subject in subjects
        for message in await delivery.messages_of(
            services.database, caller.organization.id, each, [subject]
        )
    ]
    messages.sort(key=lambda message: message.id)
    standings = await _standings(services, caller, [view])
    return invitation_json(services, caller.organization, view) | {
        "mail": mail_json(services, view, standings),
        "letters": [message_json(message) for message in messages],
    }


async def _standings(
    services: Services, caller: Caller, views: Sequence[InvitationView]
) -> Mapping[tuple[str, int], Standing]:
    things = [thing for view in views for thing in things_of(view)]
    return await delivery.standings(services.database, caller.organization.id, things)
