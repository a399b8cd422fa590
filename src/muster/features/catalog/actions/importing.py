"""Making activities and their next versions, of files and by programs."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.features import journal
from muster.features.catalog.actions.reading import show
from muster.features.catalog.model import (
    Activity,
    Change,
    ChangedMeanwhileError,
    Imported,
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
from muster.features.catalog.revising import Revision
from muster.features.catalog.store import activities as store
from muster.features.catalog.store import images, living
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
    await _write(connection, organization, _rows(files, known), changes, (now, actor))
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
    published: tuple[datetime, str],
) -> None:
    now = published[0]
    changed = [row for row in rows if changes[row.file.key] is not Change.UNCHANGED]
    versioned = [row for row in rows if changes[row.file.key] in _VERSIONED]
    ids = await store.upsert_activities(connection, organization, changed, now)
    await store.insert_versions(connection, organization, versioned, ids, published)
    for row in versioned:  # one by one: each may bring megabytes
        if row.file.images:
            await images.insert_images(connection, organization, row.file.images, now)
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
