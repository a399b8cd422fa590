"""``muster suppression``: addresses that an organization no longer writes to."""

from typing import Annotated

import typer

from muster.base.addresses import parse_address
from muster.features import delivery
from muster.features.delivery import Suppression
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    opened,
    organization_named,
    run,
    settings_of,
    table,
)

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

    async def work() -> list[Suppression]:
        async with opened(settings_of(data, database_url)) as house:
            tenant = (await organization_named(house, organization)).id
            found: list[Suppression] = []
            while True:
                after = found[-1].id if found else 0
                page = await delivery.list_suppressions(
                    house.database, tenant, after_id=after, limit=_PAGE
                )
                found += page
                if len(page) < _PAGE:
                    return found

    found = run(work())
    lines = table("address", "since", "reason", "in the other side's words")
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

    async def work() -> int:
        async with opened(settings_of(data, database_url)) as house:
            tenant = (await organization_named(house, organization)).id
            return await delivery.suppress(
                house.database,
                tenant,
                [key],
                reason="manual",
                actor="cli",
                now=house.clock.now(),
            )

    made = run(work())
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

    async def work() -> bool:
        async with opened(settings_of(data, database_url)) as house:
            tenant = (await organization_named(house, organization)).id
            return await delivery.lift_suppression(
                house.database, tenant, key, actor="cli", now=house.clock.now()
            )

    lifted = run(work())
    said = "gets letters again" if lifted else "was not suppressed"
    answer({"email": key, "lifted": lifted}, as_json=as_json, text=f"{key} {said}.")
