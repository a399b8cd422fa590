"""``muster candidate change``: putting an address or a name right."""

from typing import Annotated

import typer

from muster.base.ids import to_typeid
from muster.features import invitations
from muster.features.invitations import Corrected, Correction
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    Who,
    answer,
    candidate_named,
    opened,
    organization_named,
    run,
    settings_of,
)


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

    async def work() -> Corrected:
        async with opened(settings_of(data, database_url)) as house:
            owner = await organization_named(house, organization)
            found = await candidate_named(house, owner.id, candidate)
            return await invitations.correct_candidate(
                house.database, owner, str(found.id), correction, actor="cli", clock=house.clock
            )

    done = run(work())
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
