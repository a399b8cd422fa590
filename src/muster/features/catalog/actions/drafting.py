"""Working on drafts, and publishing them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.features.catalog.actions.importing import publish
from muster.features.catalog.actions.listing import get_document
from muster.features.catalog.checking import check
from muster.features.catalog.drafts import Draft, DraftExistsError, UnknownDraftError
from muster.features.catalog.editing import (
    MOST_REMOVED,
    Removed,
    UnknownPartError,
    put_back,
    with_ids,
)
from muster.features.catalog.images import Image
from muster.features.catalog.model import Activity, ChangedMeanwhileError
from muster.features.catalog.problems import ActivityFileError, Problem
from muster.features.catalog.reading import ActivityFile
from muster.features.catalog.store import activities, drafts, images
from muster.storage.postgres import Connection, Database, action

Change: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
Removal: TypeAlias = Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], Removed]]

_MOST_NEW = 100


@dataclass(frozen=True, slots=True)
class Editor:
    """Who works on a draft, and when."""

    actor: str
    now: datetime


@action
async def begin_draft(
    connection: Connection, organization: int, document: Mapping[str, Any], by: Editor
) -> Draft:
    """Begin an activity that does not exist yet."""
    beginning = drafts.Beginning(new_uid(), None, None, with_ids(document))
    await drafts.insert_draft(connection, organization, beginning, by.now, by.actor)
    return await get_draft.within(connection, organization, beginning.uid)


@action
async def edit_activity(
    connection: Connection, organization: int, activity: Activity, by: Editor, version: int = 0
) -> Draft:
    """Return the open draft of an activity; else begin one from a version, or from the current.

    Raises:
        UnknownVersionError: there is none of that number.
    """
    number = version or activity.current_version
    document = await get_document.within(connection, organization, activity, number)
    beginning = drafts.Beginning(new_uid(), activity.id, number, with_ids(document))
    await drafts.insert_draft(connection, organization, beginning, by.now, by.actor)
    found = await drafts.select_draft_of(connection, organization, activity.id)
    if found is None:
        raise UnknownDraftError
    return found


@action
async def get_draft(connection: Connection, organization: int, uid: UUID) -> Draft:
    """Return an open draft.

    Raises:
        UnknownDraftError: there is none.
    """
    found = await drafts.select_draft(connection, organization, uid)
    if found is None:
        raise UnknownDraftError
    return found


@action
async def find_draft_of(connection: Connection, organization: int, activity: int) -> Draft | None:
    """Return the open draft of an activity, if it has one."""
    return await drafts.select_draft_of(connection, organization, activity)


@action
async def list_new_drafts(connection: Connection, organization: int) -> tuple[Draft, ...]:
    """Return the drafts of activities that were never published, the last changed first."""
    return tuple(await drafts.select_new_drafts(connection, organization, _MOST_NEW))


@action
async def change_draft(
    connection: Connection, organization: int, uid: UUID, change: Change, by: Editor
) -> Draft:
    """Change the document of a draft as it is now; nobody else does meanwhile.

    Raises:
        UnknownDraftError: there is no such draft.
        MusterError: whatever ``change`` raises; then nothing was changed.
    """
    draft = await _locked(connection, organization, uid)
    changed = replace(draft, document=change(draft.document))
    if changed.document == draft.document:
        return draft
    return await _write(connection, organization, changed, by)


@action
async def remove_part(
    connection: Connection, organization: int, uid: UUID, removal: Removal, by: Editor
) -> tuple[Draft, Removed]:
    """Take a part out of a draft; it can be put back.

    Raises:
        UnknownDraftError: there is no such draft.
        UnknownPartError: there is no such part.
    """
    draft = await _locked(connection, organization, uid)
    document, removed = removal(draft.document)
    kept = (*draft.removed, removed)[-MOST_REMOVED:]
    changed = replace(draft, document=document, removed=kept)
    return await _write(connection, organization, changed, by), removed


@action
async def put_part_back(
    connection: Connection, organization: int, uid: UUID, name: str, by: Editor
) -> Draft:
    """Put back the part of this name that was taken out last.

    Raises:
        UnknownDraftError: there is no such draft.
        UnknownPartError: nothing of this name was taken out lately.
    """
    draft = await _locked(connection, organization, uid)
    removed = next((one for one in reversed(draft.removed) if one.name == name), None)
    if removed is None:
        raise UnknownPartError
    rest = tuple(one for one in draft.removed if one is not removed)
    changed = replace(draft, document=put_back(draft.document, removed), removed=rest)
    return await _write(connection, organization, changed, by)


@action
async def discard_draft(connection: Connection, organization: int, uid: UUID, by: Editor) -> None:
    """Put a draft away; it can be taken up again until its activity is published anew.

    Raises:
        UnknownDraftError: there is no such draft.
    """
    if not await drafts.discard_draft(connection, organization, uid, by.now, by.actor):
        raise UnknownDraftError


@action
async def restore_draft(connection: Connection, organization: int, uid: UUID) -> Draft:
    """Take a draft that was put away up again.

    Raises:
        DraftExistsError: its activity has another draft by now, or it was deleted.
    """
    if not await drafts.restore_draft(connection, organization, uid):
        raise DraftExistsError
    return await get_draft.within(connection, organization, uid)


@action
async def keep_image(connection: Connection, organization: int, image: Image, now: datetime) -> str:
    """Keep an image that a draft shows; return its hexadecimal digest."""
    await images.insert_images(connection, organization, [image], now)
    return image.sha256.hex()


async def publish_draft(
    database: Database, organization: int, draft: Draft, clock: Clock, *, actor: str
) -> Activity:
    """Publish a draft as it was read; then it is gone.

    Raises:
        ActivityFileError: with everything that must be put right before.
        ChangedMeanwhileError: somebody has changed it since it was read.
        UnknownDraftError: it was published or discarded meanwhile.
    """
    checked = await asyncio.to_thread(check, draft.document)
    if checked.file is None:
        raise ActivityFileError(checked.problems)
    by = Editor(actor, clock.now())
    return await _publish(database, organization, draft, checked.file, by)


@action
async def _publish(
    connection: Connection, organization: int, draft: Draft, file: ActivityFile, by: Editor
) -> Activity:
    await activities.lock_catalog(connection, organization)
    present = await _locked(connection, organization, draft.uid)
    if present.revision != draft.revision:
        raise ChangedMeanwhileError
    known = await activities.select_known(connection, organization, [file.key])
    owner = known[file.key].activity.id if file.key in known else None
    if owner != draft.activity_id:
        message = f"{file.key!r} is the key of another activity"
        raise ActivityFileError([Problem("draft", 1, "key", message)])
    (made,) = await publish.within(connection, organization, [file], now=by.now, actor=by.actor)
    await drafts.delete_draft(connection, organization, draft.id, made.activity.id)
    return made.activity


async def _locked(connection: Connection, organization: int, uid: UUID) -> Draft:
    found = await drafts.select_draft(connection, organization, uid, locked=True)
    if found is None:
        raise UnknownDraftError
    return found


async def _write(connection: Connection, organization: int, draft: Draft, by: Editor) -> Draft:
    await drafts.update_draft(connection, organization, draft, by.now, by.actor)
    revision = draft.revision + 1
    return replace(draft, revision=revision, changed_at=by.now, changed_by=by.actor)
