"""``muster job``: openings that people apply for."""

from typing import Annotated

import typer

from muster.features import jobs
from muster.features.jobs import Job, JobState, Opening, Page
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

    async def work(house: House, tenant: Organization) -> Job:
        return await jobs.create_job(
            house.database, tenant.id, said, actor="cli", clock=house.clock
        )

    _show(run_for(organization, work, data, database_url), as_json=as_json)


@app.command("list")
def list_all(
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """List jobs, newest first, 1000 at most."""

    async def work(house: House, tenant: Organization) -> list[Job]:
        return await jobs.list_jobs(house.database, tenant.id, Page(_MOST))

    found = run_for(organization, work, data, database_url)
    lines = table(
        "title",
        "state",
        "id",
        "uid",
        empty="No jobs yet: “muster job create TITLE” makes one.",
    )
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

    async def work(house: House, tenant: Organization) -> Job:
        return await jobs.change_job(
            house.database, tenant.id, job, said, actor="cli", clock=house.clock
        )

    _show(run_for(organization, work, data, database_url), as_json=as_json)


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
