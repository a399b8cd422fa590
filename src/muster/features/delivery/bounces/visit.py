"""Visiting the folder of reports: fetch, take (commit), put away. Nothing is put away untaken."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from muster.base.clock import Clock
from muster.base.errors import UnavailableError
from muster.base.return_path import ReturnPath
from muster.features.delivery.bounces.actions import Arrival, note_trouble, take, take_turn
from muster.features.delivery.bounces.folder import BounceFolderError, Folder, FolderAddress
from muster.features.delivery.bounces.model import Taken, Way
from muster.features.delivery.model import BounceKind
from muster.storage.postgres import Database, Role

_log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)
"""How often a folder is looked into, by whichever worker comes first."""
_MOST = 200
"""Mails of one visit; the next ones are those that are left."""


async def visit_in_turn(
    database: Database,
    address: FolderAddress,
    paths: ReturnPath,
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """Visit the folder unless a worker did so within a minute; keep what troubles it.

    Raises:
        BounceFolderError, DatabaseUnavailableError: as for ``visit``.
    """
    worker = database.acting_as(Role.WORKER)
    if not await take_turn(worker, EVERY, now=clock.now()):
        return
    try:
        taken = await visit(database, address, paths, clock, stop)
    except BounceFolderError as error:
        await note_trouble(worker, error.message)
        raise
    await note_trouble(worker, "")
    for one in taken:
        _tell(one)


async def visit(
    database: Database,
    address: FolderAddress,
    paths: ReturnPath,
    clock: Clock,
    stop: asyncio.Event | None = None,
) -> list[Taken]:
    """Take what waits in the folder until ``stop`` is set, and return what became of each.

    Raises:
        BounceFolderError: the mail server does not let us, or went away.
        DatabaseUnavailableError: what was not committed stays as it was.
    """

    async def take_one(content: bytes) -> Taken:
        return await take(database, Arrival(content, Way.FOLDER), paths, clock)

    folder = await asyncio.to_thread(Folder.open, address)
    try:
        waiting = await asyncio.to_thread(folder.waiting)
        found = [
            await _handle(folder, uid, take_one)
            for uid in waiting[:_MOST]
            if not (stop and stop.is_set())
        ]
    finally:
        await asyncio.to_thread(folder.close)
    return [taken for taken in found if taken is not None]


async def _handle(
    folder: Folder, uid: str, take_one: Callable[[bytes], Awaitable[Taken]]
) -> Taken | None:
    content = await asyncio.to_thread(folder.fetch, uid)
    if content is None:
        return None
    try:
        taken = await take_one(content)
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 -- one mail must not stop the others
        _log.error("report failed", error=type(error).__name__)
        await asyncio.to_thread(folder.set_aside, uid)
        return None
    await asyncio.to_thread(folder.put_away, uid)
    return taken


def _tell(taken: Taken) -> None:
    """Write to the log what came, without a word of it: it quotes addresses."""
    if taken.ignored:
        _log.info("report ignored", why=taken.ignored.name.lower())
        return
    where = {"organization": taken.organization_id, "message": taken.message_id}
    if taken.kind is BounceKind.POLICY and not taken.again:
        _log.error("letter refused by policy", reason=taken.reason, **where)
    else:
        _log.info("letter came back", kind=taken.kind, again=taken.again, **where)
