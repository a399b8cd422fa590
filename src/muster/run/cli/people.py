"""``muster candidate``: a copy of everything, erasure, legal holds."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muster.features import privacy
from muster.features.candidates import UnknownCandidateError
from muster.features.organizations import Organization
from muster.features.privacy import Basis, Hold, Order, PersonalCopy, Tombstone
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    OrganizationSlug,
    Who,
    answer,
    candidate_named,
    progress_bar,
    run_for,
    whole_file,
)
from muster.run.house import House

app = typer.Typer(
    help="Correct, hand out, erase or keep what is known of a person.", no_args_is_help=True
)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def export(
    candidate: Who,
    organization: OrganizationSlug,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="The archive; cand_….zip unless said otherwise."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Write everything about a candidate into a ZIP archive, for that person."""

    async def work(house: House, tenant: Organization) -> tuple[PersonalCopy, Path]:
        found = await candidate_named(house, tenant.id, candidate)
        copy = await privacy.export(
            house.database, tenant.id, str(found.id), actor="cli", clock=house.clock
        )
        target = to or Path(copy.name)
        await _write(house, copy, target)
        return copy, target

    copy, target = run_for(organization, work, data, database_url)
    said = {
        "file": str(target),
        "recordings": len(copy.document["recordings"]),
        "files": len(copy.document["files"]),
    }
    text = "Wrote {file}: {recordings} recordings, {files} files, and data.json".format(**said)
    answer(said, as_json=as_json, text=text)


@app.command()
def erase(
    candidate: Who,
    organization: OrganizationSlug,
    yes: Yes = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Erase everything about a candidate for good; a number and a date are left."""

    async def work(house: House, tenant: Organization) -> Tombstone:
        reference = await _reference(house, tenant.id, candidate)
        if not yes:
            question = f"Erase {candidate} and all their answers for good?"
            typer.confirm(question, abort=True, err=True)
        order = Order(Basis.REQUEST, "cli")
        stone = await privacy.erase(house.database, tenant.id, reference, order, house.clock)
        await _remove(house)
        return stone

    stone = run_for(organization, work, data, database_url)
    text = f"Erased candidate {stone.candidate_id} on {stone.erased_at:%Y-%m-%d %H:%M} UTC"
    answer(tombstone_json(stone), as_json=as_json, text=text)


@app.command()
def hold(
    candidate: Who,
    organization: OrganizationSlug,
    reason: Annotated[str, typer.Option("--reason", help="Why; for the staff only.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Let nobody erase a candidate until the hold is released."""

    async def work(house: House, tenant: Organization) -> Hold:
        found = await candidate_named(house, tenant.id, candidate)
        return await privacy.hold(
            house.database, tenant.id, str(found.id), reason, actor="cli", clock=house.clock
        )

    held = run_for(organization, work, data, database_url)
    said = {"reason": held.reason, "held_at": held.held_at.isoformat(), "held_by": held.held_by}
    answer(said, as_json=as_json, text=f"Held: {held.reason}")


@app.command()
def release(
    candidate: Who,
    organization: OrganizationSlug,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Let a candidate be erased again."""

    async def work(house: House, tenant: Organization) -> None:
        found = await candidate_named(house, tenant.id, candidate)
        await privacy.release(
            house.database, tenant.id, str(found.id), actor="cli", clock=house.clock
        )

    run_for(organization, work, data, database_url)
    answer({"held": False}, as_json=as_json, text="Released")


async def _reference(house: House, organization: int, candidate: str) -> str:
    """Return an id: that of an address, or what was given, which may have been erased before."""
    if "@" not in candidate:
        return candidate
    try:
        return str((await candidate_named(house, organization, candidate)).id)
    except UnknownCandidateError as error:
        raise UnknownCandidateError(
            "There is no such candidate; who was erased is known by an id only"
        ) from error


async def _write(house: House, copy: PersonalCopy, target: Path) -> None:
    with whole_file(target) as part:
        await privacy.check_enclosures(copy, house.blobs)
        part.chmod(0o600)
        with progress_bar() as progress, part.open("wb") as file:
            task = progress.add_task("Writing", total=None)
            async for block in privacy.archive(copy, house.blobs):
                file.write(block)
                progress.advance(task, len(block))


async def _remove(house: House) -> None:
    from muster.run.wiring import removers_of

    await privacy.remove_doomed(house.database, removers_of(house))


def tombstone_json(stone: Tombstone) -> dict[str, Any]:
    """Return what is left of somebody."""
    return {
        "candidate": stone.typeid,
        "number": stone.candidate_id,
        "basis": stone.basis.value,
        "erased_at": stone.erased_at.isoformat(),
        "erased_by": stone.erased_by,
    }
