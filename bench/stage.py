"""Where everything is measured: one PostgreSQL, a fresh database a figure, programs beside it."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench.calls import Desk, Request
from bench.programs import Program
from bench.recording import Tape, ask, recording_pool
from bench.script import FIRST_ID, Script, Subject, write_script
from muster.base.settings import Settings
from muster.features import catalog, organizations
from muster.features.catalog import SourceFile
from muster.features.organizations import ALL_BUT_ERASE, Profile
from muster.run.house import House, house_of
from muster.run.secrets import generate_ring
from muster.run.wiring import build_site
from muster.storage.embedded import EmbeddedServer
from muster.storage.migrate import migrate
from muster.storage.postgres import Database, Role

_EXAMPLE = Path(__file__).parents[1] / "examples" / "bookkeeping-basics.yaml"
_PROFILE = Profile(
    name="Northwind Traders",
    time_zone="Europe/Berlin",
    locale="en",
    reply_to="hiring@example.com",
    contact="hiring@example.com",
    accent_color="#0b6e4f",
)
# Each table counts from a number of its own, so that a recording knows an id by its value.
_TABLES = ("candidate", "invitation", "message", "event", "attempt")


@dataclass(frozen=True, slots=True)
class Yard:
    """A database with an organization, an activity and a key."""

    settings: Settings
    desk: Desk

    @property
    def url(self) -> str:
        """Return the database's address."""
        return self.settings.database_url

    @asynccontextmanager
    async def serving(
        self, *, role: str = "web", processes: int = 1, relay: str = ""
    ) -> AsyncIterator[Program]:
        """Run ``muster serve`` as an operator would."""
        settings = replace(self.settings, role=role, processes=processes, smtp_url=relay)
        async with Program.started("muster", ["serve", "--json"], settings.environment()) as serve:
            yield serve

    @asynccontextmanager
    async def bare(
        self, script: Script, subjects: Sequence[Subject], body: bytes
    ) -> AsyncIterator[Program]:
        """Run the limit of a request: an ASGI function that plays its script."""
        async with Program.started_bare(self.url, script, subjects, body) as bare:
            yield bare

    async def analyze(self) -> None:
        """Take the statistics that autovacuum takes within a minute.

        Without them plans that were made for empty tables stay in use, and what is measured
        depends on how old a connection is.
        """
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute("analyze")
        finally:
            await connection.close()

    async def record(
        self,
        warm_up: Sequence[Request],
        request: Request,
        serials: range = range(0),
        named: Sequence[Any] = (),
    ) -> tuple[Script, bytes]:
        """Serve requests in this process; return the last one's script and answer.

        The script is for other people than those of ``serials``, and for other values than those
        that are ``named``.
        """
        tape = Tape()
        async with recording_pool(self.url, tape) as pool, house_of(self.settings) as house:
            site = build_site(replace(house, database=Database(pool, Role.APP)))
            for one in warm_up:
                await ask(site, one)
            tape.steps.clear()
            began = house.clock.now()
            answer = await ask(site, request)
        return write_script(tape.steps, began, serials, named), answer


class Stage:
    """The server and the folder of one run."""

    def __init__(self, folder: Path, server: EmbeddedServer) -> None:
        self._folder = folder
        self._server = server
        self._yards = 0

    @classmethod
    @asynccontextmanager
    async def opened(cls, *, durable: bool = True) -> AsyncIterator["Stage"]:
        """Start PostgreSQL as Muster ships it in a folder that is gone afterwards.

        Only a test of the benchmark itself is not ``durable``.
        """
        folder = _make_folder()
        try:
            server = await EmbeddedServer.start(
                folder / "postgres", settings={} if durable else {"fsync": "off"}
            )
            try:
                yield cls(folder, server)
            finally:
                await server.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def yard(self, activity: Path = _EXAMPLE) -> Yard:
        """Return a fresh database with an activity."""
        self._yards += 1
        url = await self._create_database(f"bench_{self._yards}")
        await migrate(url)
        await _count_from_high(url)
        settings = Settings(
            data=self._folder / f"data-{self._yards}",
            port=0,
            database_url=url,
            database_direct_url=url,
            secret_keys=generate_ring(),
        ).checked()
        async with house_of(settings) as house:
            return Yard(settings, await _furnish(house, _read(activity)))

    async def facts(self) -> dict[str, str]:
        """Return what the figures depend on."""
        connection = await asyncpg.connect(self._server.url)
        try:
            return {
                "postgresql": await connection.fetchval("show server_version"),
                "fsync": await connection.fetchval("show fsync"),
                "shared_buffers": await connection.fetchval("show shared_buffers"),
            }
        finally:
            await connection.close()

    async def _create_database(self, name: str) -> str:
        connection = await asyncpg.connect(self._server.url)
        try:
            await connection.execute(f"create database {name}")
        finally:
            await connection.close()
        return urlunsplit(urlsplit(self._server.url)._replace(path=f"/{name}"))


def _make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="muster-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user must pass through it
    return folder


async def _count_from_high(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for place, table in enumerate(_TABLES):
            await connection.execute(
                f"alter table {table} alter column id restart with {FIRST_ID + place * 10**9}"
            )
    finally:
        await connection.close()


def _read(file: Path) -> SourceFile:
    return SourceFile(file.name, file.read_text(encoding="utf-8"))


async def _furnish(house: House, source: SourceFile) -> Desk:
    organization = await organizations.create_organization(
        house.database, "bench", _PROFILE, house.clock
    )
    (imported,) = await catalog.import_files(house.database, organization.id, [source], house.clock)
    key, _ = await organizations.create_key(
        house.database,
        organization.id,
        organizations.WantedKey(ALL_BUT_ERASE, name="bench"),
        clock=house.clock,
    )
    activity = imported.activity
    return Desk(key.text, "bench", activity.id, activity.object_id, activity.key)
