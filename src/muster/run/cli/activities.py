"""``muster activity``: what candidates can be invited to."""

from pathlib import Path
from typing import Annotated

import typer

from muster.features import catalog
from muster.features.catalog import Activity, Imported
from muster.features.organizations import Organization
from muster.run.activity_files import read_source
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

app = typer.Typer(help="Import and list activities.", no_args_is_help=True)


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="YAML files, any order.")],
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Import activity files: all of them, or none if one has a problem.

    Images that their texts show are read from the folder of each file.
    """
    sources = [read_source(file) for file in files]

    async def work(house: House, tenant: Organization) -> tuple[Imported, ...]:
        return await catalog.import_files(house.database, tenant.id, sources, house.clock)

    imported = run_for(organization, work, data, database_url)
    lines = table("key", "kind", "title", "id", "version", "")
    for one in imported:
        activity = one.activity
        lines.add_row(
            activity.key,
            activity.kind.value,
            activity.title,
            str(activity.id),
            str(activity.current_version),
            one.change.value,
        )
    answer([activity_facts(one.activity) for one in imported], as_json=as_json, text=lines)


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    archived: Annotated[bool, typer.Option("--archived", help="Also those archived.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List activities with the ids that each dialect calls them by."""

    async def work(house: House, tenant: Organization) -> tuple[Activity, ...]:
        return await catalog.list_activities(
            house.database, tenant.id, limit=1000, archived=archived
        )

    found = run_for(organization, work, data, database_url)
    lines = table(
        "key",
        "kind",
        "title",
        "id",
        "uid",
        "object id",
        empty="No activities yet: “muster activity import FILE” takes YAML files.",
    )
    for one in found:
        lines.add_row(one.key, one.kind.value, one.title, str(one.id), str(one.uid), one.object_id)
    answer([activity_facts(one) for one in found], as_json=as_json, text=lines)


@app.command("archive")
def archive(
    activity: Annotated[str, typer.Argument(metavar="ACTIVITY", help="Key or id.")],
    organization: OrganizationSlug,
    restore: Annotated[
        bool, typer.Option("--restore", help="Take it back: people can be invited again.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Archive an activity: nobody new is invited to it, and lists leave it out."""

    async def work(house: House, tenant: Organization) -> Activity:
        verb = catalog.restore if restore else catalog.archive
        return await verb(house.database, tenant.id, activity, now=house.clock.now(), actor="cli")

    changed = run_for(organization, work, data, database_url)
    state = "archived" if changed.archived_at else "in use"
    answer(activity_facts(changed), as_json=as_json, text=f"{changed.key} is {state}.")


def activity_facts(activity: Activity) -> dict[str, object]:
    """Return an activity with its three names."""
    return {
        "key": activity.key,
        "kind": activity.kind.value,
        "title": activity.title,
        "id": activity.id,
        "uid": str(activity.uid),
        "object_id": activity.object_id,
        "version": activity.current_version,
        "archived": activity.archived_at is not None,
    }
