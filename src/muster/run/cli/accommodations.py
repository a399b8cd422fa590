"""``muster accommodation``: what a candidate is given in all their attempts."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from muster.features import attempts
from muster.features.attempts import Accommodation, AccommodationError, AccommodationRequest
from muster.features.candidates import Candidate
from muster.features.organizations import Organization
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    Who,
    answer,
    candidate_named,
    run_for,
    table,
)
from muster.run.house import House

app = typer.Typer(help="Give candidates more time or breaks.", no_args_is_help=True)


@app.command("set")
def set_one(
    candidate: Who,
    organization: OrganizationSlug,
    time_factor: Annotated[
        str, typer.Option("--time-factor", metavar="FACTOR", help="Multiplies limits: 1 to 10.")
    ] = "1",
    untimed: Annotated[bool, typer.Option("--untimed", help="No limits at all.")] = False,
    break_minutes: Annotated[
        int, typer.Option("--break-minutes", metavar="MINUTES", help="Of breaks in an attempt.")
    ] = 0,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Set what a candidate is given; attempts that run get more at once, never less."""
    wanted = Accommodation(_factor(time_factor), untimed, break_minutes)

    async def work(house: House, tenant: Organization) -> tuple[Candidate, Accommodation]:
        found = await candidate_named(house, tenant.id, candidate)
        given = await attempts.set_accommodation(
            house.database, tenant.id, str(found.id), wanted, actor="cli", clock=house.clock
        )
        return found, given

    found, given = run_for(organization, work, data, database_url)
    answer(_json(found, given), as_json=as_json, text=f"{found.name}: {_words(given)}")


@app.command()
def show(
    candidate: Who,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Show what a candidate is given."""

    async def work(house: House, tenant: Organization) -> tuple[Candidate, Accommodation]:
        found = await candidate_named(house, tenant.id, candidate)
        return found, await attempts.get_accommodation(house.database, tenant.id, str(found.id))

    found, given = run_for(organization, work, data, database_url)
    answer(_json(found, given), as_json=as_json, text=f"{found.name}: {_words(given)}")


@app.command()
def requests(
    organization: OrganizationSlug,
    answered: Annotated[bool, typer.Option("--answered", help="Also those answered.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List what candidates asked for and nobody has answered, newest first."""

    async def work(house: House, tenant: Organization) -> list[AccommodationRequest]:
        return await attempts.list_accommodation_requests(
            house.database, tenant.id, answered=answered, limit=200
        )

    found = run_for(organization, work, data, database_url)
    lines = table(
        "candidate",
        "name",
        "asked",
        "in their words",
        empty="Nobody waits for an answer.",
    )
    for one in found:
        asked = one.asked_at.isoformat(" ", "minutes")
        lines.add_row(str(one.candidate_id), one.candidate_name, asked, one.text)
    answer(
        [
            {
                "candidate": one.candidate_id,
                "name": one.candidate_name,
                "text": one.text,
                "asked_at": one.asked_at.isoformat(),
                "answered_at": one.answered_at and one.answered_at.isoformat(),
            }
            for one in found
        ],
        as_json=as_json,
        text=lines,
    )


def _factor(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise AccommodationError(f"{text} is not a factor such as 1.5") from error


def _words(given: Accommodation) -> str:
    if given == Accommodation():
        return "nothing special"
    time = (
        "no time limits" if given.untimed else f"{given.time_factor.normalize():f} times the time"
    )
    return f"{time}, {given.break_minutes} minutes of breaks"


def _json(candidate: Candidate, given: Accommodation) -> dict[str, object]:
    return {
        "candidate": candidate.id,
        "time_factor": float(given.time_factor),
        "untimed": given.untimed,
        "break_minutes": given.break_minutes,
    }
