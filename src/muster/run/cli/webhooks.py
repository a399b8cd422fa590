"""``muster webhook``: addresses of other systems that are told what happens."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from muster.base.errors import InvalidError
from muster.features import webhooks
from muster.features.organizations import Organization
from muster.features.webhooks import (
    AuthKind,
    Change,
    Endpoint,
    NewEndpoint,
    StaticAuth,
    Style,
    Wanted,
)
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    run_for,
    table,
)
from muster.run.cli.webhook_facts import endpoint_facts, endpoint_text, moment
from muster.run.house import House
from muster.run.webhook_terms import terms_of

app = typer.Typer(help="Tell other systems what happens.", no_args_is_help=True)
_ACTOR = "cli"
Webhook = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Any id of the webhook.")]
Events = Annotated[
    list[str] | None,
    typer.Option("--event", metavar="TYPE", help="Repeat for several; invitation.* is a kind."),
]
Description = Annotated[
    str | None, typer.Option("--description", metavar="TEXT", help="A note for people.")
]
User = Annotated[
    str | None, typer.Option("--auth-user", metavar="NAME", help="User name of HTTP Basic.")
]
Header = Annotated[
    str | None, typer.Option("--auth-header", metavar="NAME", help="Name of one fixed header.")
]
SecretFile = Annotated[
    Path | None,
    typer.Option("--auth-secret-file", metavar="FILE", help="Has the password or the value."),
]


@app.command()
def create(
    url: Annotated[str, typer.Argument(metavar="URL", help="Public https address.")],
    organization: OrganizationSlug,
    event: Events = None,
    description: Description = None,
    style: Annotated[Style, typer.Option("--style", help="Whose bodies are sent.")] = Style.MUSTER,
    slot: Annotated[str, typer.Option("--slot", metavar="WORD", help="The vendor's word.")] = "",
    auth_user: User = None,
    auth_header: Header = None,
    auth_secret_file: SecretFile = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Have an address told what happens from now on; print its secret, once."""
    wanted = Wanted(
        url=url,
        style=style,
        slot=slot,
        events=frozenset(event or ()),
        description=description or "",
        auth=_auth(auth_user, auth_header, auth_secret_file),
    )

    async def work(house: House, tenant: Organization) -> NewEndpoint:
        return await webhooks.create(
            house.database, tenant.id, wanted, actor=_ACTOR, terms=terms_of(house)
        )

    _say_new(run_for(organization, work, data, database_url), as_json=as_json)


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List webhooks, newest first."""

    async def work(house: House, tenant: Organization) -> list[Endpoint]:
        return await webhooks.list_endpoints(house.database, tenant.id, house.clock)

    found = run_for(organization, work, data, database_url)
    lines = table(
        "id",
        "state",
        "url",
        "style",
        "events",
        "failing since",
        empty="No webhooks yet: “muster webhook create URL” makes one.",
    )
    for one in found:
        state = one.state.value + (f" ({one.disabled_reason.value})" if one.disabled_reason else "")
        events = " ".join(sorted(one.events)) or "all"
        lines.add_row(one.typeid, state, one.url, one.style, events, moment(one.failing_since))
    answer([endpoint_facts(one) for one in found], as_json=as_json, text=lines)


@app.command()
def show(
    webhook: Webhook,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Show a webhook, without its secrets."""

    async def work(house: House, tenant: Organization) -> Endpoint:
        return await webhooks.find_endpoint(house.database, tenant.id, webhook, house.clock)

    _say(run_for(organization, work, data, database_url), as_json=as_json)


@app.command()
def change(
    webhook: Webhook,
    organization: OrganizationSlug,
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Another address.")
    ] = None,
    event: Events = None,
    all_events: Annotated[bool, typer.Option("--all-events", help="Tell it everything.")] = False,
    description: Description = None,
    auth_user: User = None,
    auth_header: Header = None,
    auth_secret_file: SecretFile = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Take its fixed words away.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Change what is said, and keep the rest."""
    wish = Change(
        url=url,
        events=frozenset(event or ()) if event or all_events else None,
        description=description,
        auth=_auth(auth_user, auth_header, auth_secret_file),
        drop_auth=no_auth,
    )

    async def work(house: House, tenant: Organization) -> Endpoint:
        return await webhooks.change(
            house.database, tenant.id, webhook, wish, actor=_ACTOR, terms=terms_of(house)
        )

    _say(run_for(organization, work, data, database_url), as_json=as_json)


@app.command()
def remove(
    webhook: Webhook,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Remove a webhook with its calls; what waits is not told any more."""

    async def work(house: House, tenant: Organization) -> Endpoint:
        found = await webhooks.find_endpoint(house.database, tenant.id, webhook, house.clock)
        await webhooks.remove(house.database, tenant.id, webhook, actor=_ACTOR, clock=house.clock)
        return found

    gone = run_for(organization, work, data, database_url)
    answer({"removed": gone.typeid}, as_json=as_json, text=f"Removed {gone.typeid}: {gone.url}")


@app.command()
def roll(
    webhook: Webhook,
    organization: OrganizationSlug,
    grace_hours: Annotated[
        float, typer.Option("--grace-hours", min=0, max=168, help="Both secrets sign so long.")
    ] = 24,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Replace a webhook's secret and print the new one, once."""

    async def work(house: House, tenant: Organization) -> NewEndpoint:
        return await webhooks.roll_secret(
            house.database,
            tenant.id,
            webhook,
            timedelta(hours=grace_hours),
            actor=_ACTOR,
            terms=terms_of(house),
        )

    _say_new(run_for(organization, work, data, database_url), as_json=as_json)


@app.command()
def enable(
    webhook: Webhook,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Call a webhook again from now on, beginning with a test."""

    async def work(house: House, tenant: Organization) -> Endpoint:
        return await webhooks.enable(
            house.database, tenant.id, webhook, actor=_ACTOR, clock=house.clock
        )

    _say(run_for(organization, work, data, database_url), as_json=as_json)


@app.command()
def disable(
    webhook: Webhook,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Call a webhook no more; what waits is dead, and can be replayed."""

    async def work(house: House, tenant: Organization) -> Endpoint:
        return await webhooks.disable(
            house.database, tenant.id, webhook, actor=_ACTOR, clock=house.clock
        )

    _say(run_for(organization, work, data, database_url), as_json=as_json)


def _auth(user: str | None, header: str | None, file: Path | None) -> StaticAuth | None:
    if user is None and header is None and file is None:
        return None
    if (user is None) == (header is None) or file is None:
        raise InvalidError("Give --auth-user or --auth-header, and --auth-secret-file")
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(f"{file} cannot be read") from error
    kind = AuthKind.HEADER if user is None else AuthKind.BASIC
    return StaticAuth(kind, user or header or "", secret)


def _say(endpoint: Endpoint, *, as_json: bool) -> None:
    answer(endpoint_facts(endpoint), as_json=as_json, text=endpoint_text(endpoint))


def _say_new(new: NewEndpoint, *, as_json: bool) -> None:
    facts = endpoint_facts(new.endpoint) | {"secret": new.secret}
    answer(facts, as_json=as_json, text=f"{new.endpoint.typeid}\n{new.secret}")
