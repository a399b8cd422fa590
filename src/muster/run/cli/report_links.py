"""``muster report``: links that show a report for a while."""

from typing import Annotated

import typer

from muster.features import reports
from muster.features.organizations import Organization
from muster.features.reports import Share, ShareState
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    answer,
    run_for,
    table,
)
from muster.run.cli.reports import Which, app
from muster.run.house import House

__all__ = ["app"]


@app.command()
def share(
    report: Which,
    organization: OrganizationSlug,
    minutes: Annotated[
        int, typer.Option("--minutes", metavar="N", help="How long it works: 15 to 1440.")
    ] = 1440,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Make a link that shows a report to whoever has it, for a while."""

    async def work(house: House, tenant: Organization) -> dict[str, object]:
        made = await reports.share(
            house.database,
            tenant.id,
            report,
            reports.lifetime_of(minutes),
            actor="cli",
            clock=house.clock,
        )
        return _share_json(house, made)

    made = run_for(organization, work, data, database_url)
    answer(made, as_json=as_json, text=str(made["url"]))


@app.command()
def shares(
    report: Which,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List the links that were made to a report, newest first, and how often each was opened."""

    async def work(house: House, tenant: Organization) -> list[dict[str, object]]:
        found = await reports.list_shares(house.database, tenant.id, report, limit=200)
        return [_share_json(house, one) for one in found]

    found = run_for(organization, work, data, database_url)
    lines = table(
        "link",
        "state",
        "expires",
        "views",
        "last view",
        empty="No links yet: “muster report share” makes one.",
    )
    for one in found:
        values = (one[name] for name in ("id", "state", "expires_at", "views", "viewed_at"))
        lines.add_row(*("" if value is None else str(value) for value in values))
    answer(found, as_json=as_json, text=lines)


@app.command()
def revoke(
    report: Which,
    link: Annotated[str, typer.Argument(metavar="LINK", help="Its id: shr_…")],
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """End a link to a report at once."""

    async def work(house: House, tenant: Organization) -> dict[str, object]:
        ended = await reports.revoke_share(
            house.database, tenant.id, report, link, actor="cli", clock=house.clock
        )
        return _share_json(house, ended)

    ended = run_for(organization, work, data, database_url)
    answer(ended, as_json=as_json, text=f"{ended['id']} shows nothing any more")


def _share_json(house: House, one: Share) -> dict[str, object]:
    state = one.state(house.clock.now())
    return {
        "id": one.typeid,
        "url": house.links.url(one.claim) if state is ShareState.OPEN else None,
        "state": state.value,
        "expires_at": one.expires_at.isoformat(timespec="seconds"),
        "views": one.views,
        "viewed_at": one.viewed_at and one.viewed_at.isoformat(timespec="seconds"),
    }
