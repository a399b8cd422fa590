"""``muster candidate change``: putting an address or a name right."""

from typing import Annotated

import typer

from muster.base.ids import to_typeid
from muster.features import invitations
from muster.features.invitations import Corrected, Correction
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
)
from muster.run.house import House


def change(
    candidate: Who,
    organization: OrganizationSlug,
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help="The right address.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The right name.")
    ] = None,
    resend: Annotated[
        bool, typer.Option("--resend", help="Write the letters of open invitations anew.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Correct a candidate; with another address every earlier link is void."""
    correction = Correction(email, name, resend)

    async def work(house: House, tenant: Organization) -> Corrected:
        found = await candidate_named(house, tenant.id, candidate)
        return await invitations.correct_candidate(
            house.database, tenant, str(found.id), correction, actor="cli", clock=house.clock
        )

    done = run_for(organization, work, data, database_url)
    sent = [
        {"invitation": to_typeid("inv", one.uid), "letter": letter.state.value}
        for one, letter in done.letters
    ]
    said = {
        "number": done.candidate.id,
        "email": done.candidate.address,
        "name": done.candidate.name,
        "letters": sent,
    }
    text = f"{done.candidate.name} <{done.candidate.address}>; letters: {len(sent)}"
    answer(said, as_json=as_json, text=text)
