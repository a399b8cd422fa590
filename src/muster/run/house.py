"""The house of one process: its settings, database, clock and counters, opened and closed.

Commands need no more than this; what serves and delivers is put together in ``wiring``.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
from prometheus_client import CollectorRegistry

from muster.base.clock import Clock, SystemClock
from muster.base.links import Links
from muster.base.return_path import ReturnPath
from muster.base.settings import Settings
from muster.run.secrets import check_ring, ring_of, with_ring
from muster.storage.blobs import BlobStore, LocalBlobs
from muster.storage.embedded import EmbeddedServer
from muster.storage.migrate import check_protection, migrate
from muster.storage.postgres import Database, DatabaseUnavailableError


@dataclass(frozen=True, slots=True)
class House:
    """One process's collaborators, ready to be used by its web and worker halves."""

    settings: Settings
    database: Database
    clock: Clock
    registry: CollectorRegistry

    @property
    def links(self) -> Links:
        """Return what makes personal links.

        Raises:
            KeyRingMissingError: no key ring is set.
        """
        return Links(ring_of(self.settings), self.settings.public_url)

    @property
    def return_paths(self) -> ReturnPath:
        """Return what makes and reads the addresses that letters come back to.

        Raises:
            KeyRingMissingError: no key ring is set.
        """
        return ReturnPath(ring_of(self.settings), self.settings.bounce_domain.lower())

    @property
    def blobs(self) -> BlobStore:
        """Return what keeps recordings and files."""
        return LocalBlobs(blobs_folder(self.settings))


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncIterator[Settings]:
    """Make sure that the database runs and is migrated; yield settings that name it and the ring.

    Raises:
        MusterError: it cannot be reached, is too old, or lacks row-level security.
    """
    settings = with_ring(settings)
    server = None
    if not settings.database_url:
        server = await EmbeddedServer.start(settings.data / "postgres")
    try:
        url = settings.database_url or (server.url if server else "")
        direct = settings.database_direct_url or url
        await _prepare(direct)
        yield replace(settings, database_url=url, database_direct_url=direct)
    finally:
        if server is not None:
            await server.stop()


async def _prepare(url: str) -> None:
    try:
        await migrate(url)
        await check_protection(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        said = str(error).partition("\n")[0]
        raise DatabaseUnavailableError(f"The database cannot be used: {said}") from error


@asynccontextmanager
async def house_of(settings: Settings) -> AsyncIterator[House]:
    """Open the pool of a process whose database runs; check that the key ring is its own.

    Raises:
        WrongKeyRingError: the database's links were signed with another ring.
        DatabaseUnavailableError: it does not answer.
    """
    database = await Database.connect(
        settings.database_url,
        size=settings.database_pool,
        prepared=settings.prepared_statements,
    )
    try:
        if settings.secret_keys:
            await check_ring(database, ring_of(settings))
        yield House(settings, database, SystemClock(), CollectorRegistry())
    finally:
        await database.close()


def blobs_folder(settings: Settings) -> Path:
    """Return where recordings and files are kept."""
    return Path(settings.blobs) if settings.blobs else settings.data / "blobs"
