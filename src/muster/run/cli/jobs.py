"""``muster job``: openings that people apply for."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from muster.features import jobs
from muster.features.jobs import Job, JobState, Opening, Page
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
from muster.run.house import House

app = typer.Typer(help="Make, list and close job openings.", no_args_is_help=True)
_MOST = 1000


@app.command()
def create(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the job is called.")],
    organization: OrganizationSlug,
    description: Annotated[
        str, typer.Option("--description", metavar="TEXT", help="What it is about.")
    ] = "",
    activity: Annotated[
        str | None,
        typer.Option("--activity", metavar="ACTIVITY", help="What applicants are invited to."),
    ] = None,
    external_id: Annotated[
        str | None, typer.Option("--external-id", metavar="ID", help="Its id in your own system.")
    ] = None,
    apply_url: Annotated[
        str | None, typer.Option("--apply-url", metavar="URL", help="Your page to apply on.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Make a job opening."""
    said = Opening(
        title=title,
        description=description,
        activity=activity,
        external_id=external_id,
        apply_url=apply_url,
    )

    async def work(house: House, tenant: int) -> Job:
        return await jobs.create_job(house.database, tenant, said, actor="cli", clock=house.clock)

    _show(_at(work, organization, data, database_url), as_json=as_json)


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List jobs, newest first, 1000 at most."""

    async def work(house: House, tenant: int) -> list[Job]:
        return await jobs.list_jobs(house.database, tenant, Page(_MOST))

    found = _at(work, organization, data, database_url)
    lines = table("title", "state", "id", "uid")
    for job in found:
        lines.add_row(job.title, job.state.value, job.typeid, str(job.uid))
    answer([_facts(job) for job in found], as_json=as_json, text=lines)


@app.command()
def close(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Any id of the job.")],
    organization: OrganizationSlug,
    reopen: Annotated[bool, typer.Option("--reopen", help="Open it again instead.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Close a job: nobody new can apply. Who applied goes on."""
    said = Opening(state=JobState.OPEN if reopen else JobState.CLOSED)

    async def work(house: House, tenant: int) -> Job:
        return await jobs.change_job(
            house.database, tenant, job, said, actor="cli", clock=house.clock
        )

    _show(_at(work, organization, data, database_url), as_json=as_json)


def _at(
    work: Callable[[House, int], Coroutine[Any, Any, Any]],
    organization: str,
    data: Any,
    database_url: str | None,
) -> Any:
    """Do the work in an organization."""

    async def inside() -> Any:
        async with opened(settings_of(data, database_url)) as house:
            tenant = await organization_named(house, organization)
            return await work(house, tenant.id)

    return run(inside())


def _show(job: Job, *, as_json: bool) -> None:
    answer(_facts(job), as_json=as_json, text=f"{job.title} is {job.state.value}: {job.typeid}")


def _facts(job: Job) -> dict[str, object]:
    return {
        "id": job.typeid,
        "number": job.id,
        "uid": str(job.uid),
        "title": job.title,
        "state": job.state.value,
        "external_id": job.external_id,
    }
