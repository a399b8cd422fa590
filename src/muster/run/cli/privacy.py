"""``muster privacy``: for how long people are kept, who would go, and who has gone."""

from datetime import datetime
from typing import Annotated, Any

import typer

from muster.base.errors import InvalidError
from muster.base.zones import parse_beginning
from muster.features import organizations, privacy
from muster.features.organizations import Organization
from muster.features.privacy import Outlook, Retention, Tombstone
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    Listing,
    OrganizationSlug,
    answer,
    opened,
    organization_named,
    progress_bar,
    run,
    run_for,
    settings_of,
    table,
)
from muster.run.cli.people import tombstone_json
from muster.run.house import House

app = typer.Typer(help="Say how long people are kept, and let them go.", no_args_is_help=True)
_BEGINNING = "1970-01-01T00:00:00Z"


class TwoWishesError(InvalidError):
    """Say either --months or --forever."""

    code = "two_wishes"


@app.command()
def retention(
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    months: Annotated[
        int | None, typer.Option("--months", help="After the last contact: 1 to 600.")
    ] = None,
    forever: Annotated[
        bool, typer.Option("--forever", help="Keep people until somebody says otherwise.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Show or set for how long an organization keeps people after the last contact."""
    if forever and months is not None:
        raise TwoWishesError

    async def work(house: House, tenant: Organization) -> Retention | None:
        if not forever and months is None:
            return await privacy.read_retention(house.database, tenant.id)
        return await privacy.set_retention(
            house.database,
            tenant.id,
            months,
            time_zone=tenant.time_zone,
            actor="cli",
            clock=house.clock,
        )

    kept = run_for(slug, work, data, database_url)
    text = f"{kept.months} months after the last contact" if kept else "for ever"
    said = {
        "organization": slug,
        "months": kept and kept.months,
        "next_sweep_at": kept and kept.sweep_at.isoformat(),
    }
    answer(said, as_json=as_json, text=f"{slug} keeps candidates {text}")


@app.command()
def sweep(
    organization: Annotated[
        str | None,
        typer.Option("--organization", metavar="SLUG", help="This one only, and not all."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who would go.")] = False,
    months: Annotated[
        int | None,
        typer.Option("--months", help="With --dry-run: as if people were kept so long."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Erase whoever was kept for long enough, now and not at night; or say who that is."""
    if months is not None and not dry_run:
        raise InvalidError("--months is for --dry-run; set it with muster privacy retention")

    async def work() -> list[tuple[Organization, int | None, Outlook | None]]:
        async with opened(settings_of(data, database_url)) as house:
            rows = [
                await _look(house, tenant, months) for tenant in await _tenants(house, organization)
            ]
            if not dry_run:
                await _sweep(house, rows)
            return rows

    rows = run(work())
    answer([_json(*row) for row in rows], as_json=as_json, text=_table(rows, dry_run=dry_run))


@app.command()
def erased(
    organization: OrganizationSlug,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="RFC 3339; from the beginning.")
    ] = _BEGINNING,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List who was erased: numbers only. Whoever restores a backup erases these again."""

    async def work(house: House, tenant: Organization) -> list[Tombstone]:
        instant = parse_beginning(since, tenant.time_zone, field="--since")
        return await privacy.list_erased(house.database, tenant.id, instant)

    stones = run_for(organization, work, data, database_url)
    lines = table(
        "candidate",
        "number",
        "basis",
        "erased",
        "by",
        empty="Nobody was erased.",
    )
    for stone in stones:
        when = stone.erased_at.isoformat(" ", "minutes")
        number = str(stone.candidate_id)
        lines.add_row(stone.typeid, number, stone.basis.value, when, stone.erased_by)
    answer([tombstone_json(stone) for stone in stones], as_json=as_json, text=lines)


_Row = tuple[Organization, int | None, Outlook | None]
"""An organization, for how many months it keeps people, and what a sweep would erase."""


async def _tenants(house: House, slug: str | None) -> list[Organization]:
    if slug is not None:
        return [await organization_named(house, slug)]
    return await organizations.list_organizations(house.database)


async def _look(house: House, tenant: Organization, months: int | None) -> _Row:
    if months is None:
        kept = await privacy.read_retention(house.database, tenant.id)
        months = kept.months if kept else None
    if months is None:
        return tenant, None, None
    return tenant, months, await privacy.look_ahead(house.database, tenant.id, months, house.clock)


async def _sweep(house: House, rows: list[_Row]) -> None:
    from muster.run.wiring import removers_of

    kept = [(tenant, months) for tenant, months, _ in rows if months is not None]
    total = sum(outlook.people for _, _, outlook in rows if outlook)
    with progress_bar() as progress:
        task = progress.add_task("Erasing", total=total)
        for tenant, months in kept:
            async for _ in privacy.sweep(
                house.database, tenant.id, months, actor="cli", clock=house.clock
            ):
                progress.advance(task)
    await privacy.remove_doomed(house.database, removers_of(house))


def _table(rows: list[_Row], *, dry_run: bool) -> Listing:
    lines = table(
        "organization",
        "months",
        "no contact since",
        "would go" if dry_run else "went",
        "held",
        "invitations",
        "attempts",
        "recordings",
        "files",
        "applicants",
        "oldest contact",
    )
    for tenant, months, outlook in rows:
        if outlook is None:
            lines.add_row(tenant.slug, "for ever")
            continue
        counts = (outlook.people, outlook.held, outlook.invitations, outlook.attempts)
        lines.add_row(
            tenant.slug,
            str(months),
            _day(outlook.before),
            *map(str, counts),
            str(outlook.recordings),
            str(outlook.files),
            str(outlook.applicants),
            _day(outlook.oldest),
        )
    return lines


def _json(tenant: Organization, months: int | None, outlook: Outlook | None) -> dict[str, Any]:
    said: dict[str, Any] = {"organization": tenant.slug, "months": months}
    if outlook is not None:
        said |= {
            "before": outlook.before.isoformat(),
            "people": outlook.people,
            "held": outlook.held,
            "invitations": outlook.invitations,
            "attempts": outlook.attempts,
            "recordings": outlook.recordings,
            "files": outlook.files,
            "applicants": outlook.applicants,
            "oldest": outlook.oldest and outlook.oldest.isoformat(),
        }
    return said


def _day(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d}" if instant else "–"
