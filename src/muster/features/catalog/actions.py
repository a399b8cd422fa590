"""Verbs of the catalog."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.features import journal
from muster.features.catalog.content import Kind
from muster.features.catalog.documents import content_of
from muster.features.catalog.images import Image, UnknownImageError
from muster.features.catalog.model import (
    Activity,
    Change,
    ChangedMeanwhileError,
    Dialect,
    Imported,
    UnknownActivityError,
    UnknownVersionError,
    Version,
    parse_reference,
)
from muster.features.catalog.problems import ActivityFileError
from muster.features.catalog.publishing import (
    Known,
    Surroundings,
    change_of,
    connection_problems,
    named_keys,
    named_vendor_ids,
    version_after,
)
from muster.features.catalog.reading import ActivityFile, SourceFile, read_files
from muster.features.catalog.revising import Revision, Search, Shown
from muster.features.catalog.store import activities as store
from muster.features.catalog.store import living
from muster.storage.postgres import Connection, Database, action

_VERSIONED = (Change.CREATED, Change.PUBLISHED)
_STEPS = {
    Change.CREATED: ("created", "published"),
    Change.PUBLISHED: ("published",),
    Change.UPDATED: ("updated",),
    Change.UNCHANGED: (),
}


async def import_files(
    database: Database,
    organization: int,
    sources: Sequence[SourceFile],
    clock: Clock,
    *,
    actor: str = "operator",
) -> tuple[Imported, ...]:
    """Import activity files, given in any order: all of them or none.

    Reading is done before the transaction and in a thread: a megabyte of YAML takes seconds.

    Raises:
        ActivityFileError: with every problem of the files; when each is sound by itself, with
            every problem between them or with what the organization has.
    """
    files = await asyncio.to_thread(read_files, sources)
    return await publish(database, organization, files, now=clock.now(), actor=actor)


@action
async def publish(
    connection: Connection,
    organization: int,
    files: Sequence[ActivityFile],
    *,
    now: datetime,
    actor: str,
) -> tuple[Imported, ...]:
    """Make the catalog say what the files say; content that did not change gets no new version.

    Raises:
        ActivityFileError: the files contradict each other or what the organization has.
    """
    await store.lock_catalog(connection, organization)
    known = await store.select_known(connection, organization, named_keys(files))
    owners = await store.select_owners(connection, organization, named_vendor_ids(files))
    if problems := connection_problems(files, Surroundings(known, owners)):
        raise ActivityFileError(problems)
    changes = {file.key: change_of(file, known.get(file.key)) for file in files}
    await _write(connection, organization, _rows(files, known), changes, now)
    after = await store.select_known(connection, organization, list(changes))
    imported = [Imported(after[file.key].activity, changes[file.key]) for file in files]
    await journal.record(connection, organization, _facts(imported), actor=actor, now=now)
    return tuple(imported)


def _rows(files: Sequence[ActivityFile], known: dict[str, Known]) -> list[store.Row]:
    return [
        store.Row(file, version_after(file, known.get(file.key)), new_uid())
        for file in sorted(files, key=lambda file: file.key)
    ]


async def _write(
    connection: Connection,
    organization: int,
    rows: Sequence[store.Row],
    changes: dict[str, Change],
    now: datetime,
) -> None:
    changed = [row for row in rows if changes[row.file.key] is not Change.UNCHANGED]
    versioned = [row for row in rows if changes[row.file.key] in _VERSIONED]
    ids = await store.upsert_activities(connection, organization, changed, now)
    await store.insert_versions(connection, organization, versioned, ids, now)
    for row in versioned:  # one by one: each may bring megabytes
        if row.file.images:
            await store.insert_images(connection, organization, row.file.images, now)
    await store.replace_vendor_ids(connection, organization, changed, ids)


def _facts(imported: Sequence[Imported]) -> list[journal.Fact]:
    return [
        journal.Fact(
            type=f"activity.{step}",
            subject_kind="activity",
            subject_id=outcome.activity.id,
            data={"key": outcome.activity.key, "version": outcome.activity.current_version},
        )
        for outcome in imported
        for step in _STEPS[outcome.change]
    ]


@action
async def find(
    connection: Connection, organization: int, reference: str, dialect: Dialect | None = None
) -> Activity | None:
    """Return the activity that one reference means; see ``find_many``."""
    return (await find_many.within(connection, organization, [reference], dialect))[0]


@action
async def get(connection: Connection, organization: int, reference: str) -> Activity:
    """Return the activity of a TypeID, UUID or key.

    Raises:
        UnknownActivityError: there is none.
    """
    found = await find.within(connection, organization, reference)
    if found is None:
        raise UnknownActivityError
    return found


@action
async def find_many(
    connection: Connection,
    organization: int,
    references: Sequence[str],
    dialect: Dialect | None = None,
) -> tuple[Activity | None, ...]:
    """Return what each reference means, in the order given; None where it means nothing.

    A dialect's references are the vendor's own ids or the form that the dialect emits; without
    a dialect they are TypeIDs, UUIDs or keys.
    """
    parsed = [parse_reference(reference, dialect) for reference in references]
    found = await store.select_referenced(connection, organization, dialect, parsed)
    return tuple(found.get(place) for place in range(len(references)))


@action
async def list_activities(
    connection: Connection,
    organization: int,
    kind: Kind | None = None,
    after_id: int | None = None,
    limit: int = 50,
    *,
    archived: bool = False,
) -> tuple[Activity, ...]:
    """Return activities in the order in which they were made, after the one with that id.

    Archived ones are among them only when ``archived`` says so.
    """
    page = (after_id or 0, limit, archived)
    return tuple(await store.select_page(connection, organization, kind, *page))


@action
async def find_by_ids(
    connection: Connection, organization: int, ids: Sequence[int]
) -> dict[int, Activity]:
    """Return activities by their rows, archived ones too."""
    return await living.select_by_ids(connection, organization, ids) if ids else {}


@action
async def search(connection: Connection, organization: int, wanted: Search) -> tuple[Shown, ...]:
    """Return activities that are not archived with their content, newest first."""
    return tuple(await living.select_shown(connection, organization, wanted))


@action
async def show(connection: Connection, organization: int, activity: int) -> Shown:
    """Return an activity by its row with its current content.

    Raises:
        UnknownActivityError: there is none.
    """
    found = await living.select_current(connection, organization, activity)
    if found is None:
        raise UnknownActivityError
    return found


@action
async def revise(
    connection: Connection, organization: int, revision: Revision, *, now: datetime, actor: str
) -> Activity:
    """Publish one activity that a program made, and keep its settings.

    Raises:
        ActivityFileError: the file contradicts what the organization has.
        ChangedMeanwhileError: it is no longer the activity that the revision was made from.
    """
    await store.lock_catalog(connection, organization)
    basis = revision.of
    if basis is not None:
        present = await living.select_current(connection, organization, basis.id)
        if present is None or present.activity != basis:
            raise ChangedMeanwhileError
    files = [revision.file]
    (made,) = await publish.within(connection, organization, files, now=now, actor=actor)
    activity = made.activity.id
    await living.write_settings(connection, organization, activity, revision.settings, now)
    return (await show.within(connection, organization, activity)).activity


@action
async def archive(
    connection: Connection, organization: int, reference: str, *, now: datetime, actor: str
) -> Activity:
    """Leave an activity out of lists and invite nobody new to it; who was invited goes on.

    Raises:
        UnknownActivityError: there is none of this id or key.
    """
    return await _archive(connection, organization, reference, (now, now), actor)


@action
async def restore(
    connection: Connection, organization: int, reference: str, *, now: datetime, actor: str
) -> Activity:
    """Make an archived activity one that people can be invited to again.

    Raises:
        UnknownActivityError: there is none of this id or key.
    """
    return await _archive(connection, organization, reference, (None, now), actor)


async def _archive(
    connection: Connection,
    organization: int,
    reference: str,
    moments: tuple[datetime | None, datetime],
    actor: str,
) -> Activity:
    found = await get.within(connection, organization, reference)
    if not await living.archive(connection, organization, found.id, *moments):
        return found
    data = {"key": found.key, "version": found.current_version}
    step = "restored" if moments[0] is None else "archived"
    fact = journal.Fact(f"activity.{step}", "activity", found.id, data)
    await journal.record(connection, organization, [fact], actor=actor, now=moments[1])
    return (await show.within(connection, organization, found.id)).activity


@action
async def get_version(
    connection: Connection, organization: int, activity: int, number: int
) -> Version:
    """Return a version with its content.

    Raises:
        UnknownVersionError: there is none of that number, or no such activity.
    """
    found = await store.select_version(connection, organization, activity, number)
    if found is None:
        raise UnknownVersionError
    kind, document, published_at = found
    return Version(activity, number, published_at, content_of(kind, document))


@action
async def get_image(connection: Connection, organization: int, sha256: str) -> Image:
    """Return an image by its hexadecimal digest, as ``Content.images`` names it.

    Whether the reader may see the version that shows it is for the caller to say.

    Raises:
        UnknownImageError: there is none.
    """
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise UnknownImageError
    image = await store.select_image(connection, organization, bytes.fromhex(sha256))
    if image is None:
        raise UnknownImageError
    return image
