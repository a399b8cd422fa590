"""``muster more-time``: candidates who ask for it, and the answers they get."""

from typing import Annotated

import typer

from muster.base.ids import to_typeid
from muster.features import invitations
from muster.features.invitations import MoreTimeRequest, RequestState
from muster.features.organizations import Organization
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    Work,
    answer,
    run_for,
    table,
)
from muster.run.house import House

app = typer.Typer(help="Give candidates more time, or not.", no_args_is_help=True)

Invitation = Annotated[str, typer.Argument(metavar="INVITATION", help="Number or id.")]
_PAGE = 200


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    answered: Annotated[bool, typer.Option("--answered", help="Also those answered.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List who asked for more time and waits for an answer, newest first."""

    async def work(house: House, tenant: Organization) -> list[MoreTimeRequest]:
        state = None if answered else RequestState.WAITING
        return await invitations.list_requests(house.database, tenant.id, state, limit=_PAGE)

    found = run_for(organization, work, data, database_url)
    lines = table(
        "invitation",
        "name",
        "activity",
        "until",
        "state",
        "in their words",
        empty="Nobody waits for more time.",
    )
    for one in found:
        until = one.view.invitation.expires_at.isoformat(" ", "minutes")
        lines.add_row(
            str(one.view.invitation.id),
            one.view.candidate.name,
            one.view.activity.title,
            until,
            one.state.value,
            one.sentence,
        )
    answer([_json(one) for one in found], as_json=as_json, text=lines)


@app.command()
def grant(
    invitation: Invitation,
    organization: OrganizationSlug,
    days: Annotated[int, typer.Option("--days", metavar="DAYS", help="1 to 30.")] = 3,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Give more time: from the end on, or from now if it has passed. A letter says so."""
    one = run_for(organization, _answering(invitation, days), data, database_url)
    until = one.view.invitation.expires_at.isoformat(" ", "minutes")
    answer(_json(one), as_json=as_json, text=f"{one.view.candidate.name} has time until {until}")


@app.command()
def refuse(
    invitation: Invitation,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Give no more time. A friendly letter says so."""
    one = run_for(organization, _answering(invitation, None), data, database_url)
    answer(_json(one), as_json=as_json, text=f"{one.view.candidate.name} gets no more time")


def _answering(invitation: str, days: int | None) -> Work[MoreTimeRequest]:
    async def work(house: House, tenant: Organization) -> MoreTimeRequest:
        return await invitations.answer_request(
            house.database, tenant, invitation, days, actor="cli", clock=house.clock
        )

    return work


def _json(one: MoreTimeRequest) -> dict[str, object]:
    return {
        "id": to_typeid(invitations.REQUEST_PREFIX, one.uid),
        "state": one.state.value,
        "sentence": one.sentence,
        "days": one.days,
        "asked_at": one.asked_at.isoformat(),
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
        "invitation": one.view.invitation.id,
        "candidate": one.view.candidate.name,
        "expires_at": one.view.invitation.expires_at.isoformat(),
    }
