"""``muster suppression``: addresses that an organization no longer writes to."""

from typing import Annotated

import typer

from muster.base.addresses import parse_address
from muster.features import delivery
from muster.features.delivery import Suppression
from muster.features.organizations import Organization
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    run_for,
    table,
)
from muster.run.house import House

app = typer.Typer(help="Stop writing to addresses, or write again.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Mail address.")]
_PAGE = 1000


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List addresses that get no letters, in the order they were suppressed."""

    async def work(house: House, tenant: Organization) -> list[Suppression]:
        found: list[Suppression] = []
        while True:
            after = found[-1].id if found else 0
            page = await delivery.list_suppressions(
                house.database, tenant.id, after_id=after, limit=_PAGE
            )
            found += page
            if len(page) < _PAGE:
                return found

    found = run_for(organization, work, data, database_url)
    lines = table(
        "address",
        "since",
        "reason",
        "in the other side's words",
        empty="No address is suppressed: everybody gets their letters.",
    )
    for one in found:
        lines.add_row(
            one.recipient_key, one.created_at.isoformat(" ", "minutes"), one.reason, one.words
        )
    answer(
        [
            {
                "number": one.id,
                "email": one.recipient_key,
                "reason": one.reason,
                "words": one.words,
                "created_at": one.created_at.isoformat(),
            }
            for one in found
        ],
        as_json=as_json,
        text=lines,
    )


@app.command()
def add(
    address: Address,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Write no more to an address; what waits for it will not leave."""
    key = parse_address(address).key

    async def work(house: House, tenant: Organization) -> int:
        return await delivery.suppress(
            house.database,
            tenant.id,
            [key],
            reason="manual",
            actor="cli",
            now=house.clock.now(),
        )

    made = run_for(organization, work, data, database_url)
    said = "gets no letters any more" if made else "got none already"
    answer({"email": key, "added": bool(made)}, as_json=as_json, text=f"{key} {said}.")


@app.command()
def lift(
    address: Address,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Write to an address again; letters that ended meanwhile stay ended: resend them."""
    key = parse_address(address).key

    async def work(house: House, tenant: Organization) -> bool:
        return await delivery.lift_suppression(
            house.database, tenant.id, key, actor="cli", now=house.clock.now()
        )

    lifted = run_for(organization, work, data, database_url)
    said = "gets letters again" if lifted else "was not suppressed"
    answer({"email": key, "lifted": lifted}, as_json=as_json, text=f"{key} {said}.")
