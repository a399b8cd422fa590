"""``muster webhook``: what became of each call, and calling again."""

from typing import Annotated

import typer

from muster.base.zones import parse_beginning
from muster.features import webhooks
from muster.features.organizations import Organization
from muster.features.webhooks import CallState
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    run_for,
    table,
)
from muster.run.cli.webhook_facts import call_facts, moment
from muster.run.cli.webhooks import Webhook, app
from muster.run.house import House

__all__ = ["app"]
_MOST = 1000


@app.command()
def ping(
    webhook: Webhook,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Have a worker call a webhook with a test."""

    async def work(house: House, tenant: Organization) -> webhooks.Call:
        return await webhooks.ping(house.database, tenant.id, webhook, house.clock)

    call = run_for(organization, work, data, database_url)
    text = f"{call.typeid} waits for a worker; “muster webhook calls” shows what came back"
    answer(call_facts(call), as_json=as_json, text=text)


@app.command()
def calls(
    webhook: Webhook,
    organization: OrganizationSlug,
    state: Annotated[
        CallState | None, typer.Option("--state", help="Only those in this state.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=_MOST, help="How many.")] = 50,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List a webhook's calls of the last 30 days, newest first, with what came back."""

    async def work(house: House, tenant: Organization) -> list[webhooks.Call]:
        found = await webhooks.find_endpoint(house.database, tenant.id, webhook, house.clock)
        return await webhooks.list_calls(house.database, tenant.id, found, state=state, limit=limit)

    found = run_for(organization, work, data, database_url)
    lines = table(
        "id",
        "type",
        "state",
        "tries",
        "last",
        "next try",
        "what came back",
        empty="There are no such calls; “muster webhook ping” makes one.",
    )
    for one in found:
        last = one.tries[-1] if one.tries else None
        came = f"{last.status or ''} {last.outcome} {last.words[:60]}".strip() if last else ""
        times = (moment(last.ended_at if last else None), moment(one.next_try_at))
        lines.add_row(one.typeid, one.type, one.state, str(len(one.tries)), *times, came)
    answer([call_facts(one) for one in found], as_json=as_json, text=lines)


@app.command()
def replay(
    webhook: Webhook,
    organization: OrganizationSlug,
    call: Annotated[
        str | None, typer.Option("--call", metavar="CALL", help="Only this one.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="WHEN", help="All since then: RFC 3339 or a local time."),
    ] = None,
    only_dead: Annotated[
        bool, typer.Option("--only-dead", help="Leave out what was delivered.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Make calls again: one, all since an instant, or without either all that died."""

    async def work(house: House, tenant: Organization) -> int:
        found = await webhooks.find_endpoint(house.database, tenant.id, webhook, house.clock)
        if call is not None:
            await webhooks.replay(house.database, tenant.id, found, call, house.clock)
            return 1
        begin = parse_beginning(since, tenant.time_zone, field="--since") if since else None
        return await webhooks.replay_since(
            house.database, tenant.id, found, begin, only_dead=only_dead, clock=house.clock
        )

    number = run_for(organization, work, data, database_url)
    text = f"{number} calls are made again; events that had no call yet follow"
    answer({"calls": number}, as_json=as_json, text=text if since else f"{number} calls again")
