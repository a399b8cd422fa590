"""``muster key``: API keys."""

from datetime import timedelta
from typing import Annotated

import typer

from muster.base.errors import InvalidError
from muster.base.zones import parse_instant
from muster.features import organizations
from muster.features.organizations import ApiKey, NewKey, Organization, parse_scopes
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

app = typer.Typer(help="Create, list, roll and revoke API keys.", no_args_is_help=True)
KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="The eight letters after the prefix.")]


@app.command()
def create(
    organization: OrganizationSlug,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="Repeat for several; none means all but candidates:erase."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="A note for people.")] = "",
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="WHEN", help="RFC 3339 or YYYY-MM-DD HH:MM.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Create a key and print it, once."""
    scopes = parse_scopes(scope or [])

    async def work(house: House, tenant: Organization) -> tuple[NewKey, ApiKey]:
        end = parse_instant(expires, tenant.time_zone, field="--expires") if expires else None
        if end is not None and end <= house.clock.now():
            raise InvalidError("--expires has passed already", field="--expires")
        return await organizations.create_key(
            house.database,
            tenant.id,
            organizations.WantedKey(scopes, name=name, expires_at=end),
            clock=house.clock,
        )

    new, key = run_for(organization, work, data, database_url)
    answer({"key": new.text, **_json(key)}, as_json=as_json, text=new.text)


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List the keys of an organization, without their secrets."""

    async def work(house: House, tenant: Organization) -> list[ApiKey]:
        return await organizations.list_keys(house.database, tenant.id)

    keys = run_for(organization, work, data, database_url)
    lines = table(
        "id",
        "name",
        "created",
        "expires",
        "revoked",
        "last used",
        "scopes",
        empty="No keys yet: “muster key create” makes one.",
    )
    for key in keys:
        moments = (key.created_at, key.expires_at, key.revoked_at, key.last_used_at)
        stamps = [moment.strftime("%Y-%m-%d %H:%M") if moment else "–" for moment in moments]
        lines.add_row(key.key_id, key.name, *stamps, " ".join(sorted(key.scopes)))
    answer([_json(key) for key in keys], as_json=as_json, text=lines)


@app.command()
def revoke(
    key_id: KeyId,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """End a key at once."""

    async def work(house: House, tenant: Organization) -> ApiKey:
        return await organizations.revoke_key(house.database, tenant.id, key_id, house.clock)

    key = run_for(organization, work, data, database_url)
    answer(_json(key), as_json=as_json, text=f"Revoked {key.key_id}")


@app.command()
def roll(
    key_id: KeyId,
    organization: OrganizationSlug,
    grace_hours: Annotated[
        float, typer.Option("--grace-hours", min=0, max=24 * 90, help="Life left to the old key.")
    ] = 24,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Replace a key by a new one with the same scopes, and print that one, once."""

    async def work(house: House, tenant: Organization) -> tuple[NewKey, ApiKey]:
        until = house.clock.now() + timedelta(hours=grace_hours)
        return await organizations.roll_key(house.database, tenant.id, key_id, until, house.clock)

    new, key = run_for(organization, work, data, database_url)
    answer({"key": new.text, **_json(key)}, as_json=as_json, text=new.text)


def _json(key: ApiKey) -> dict[str, object]:
    moments = {
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }
    return {
        "id": key.key_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }
