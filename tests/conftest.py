"""What every ring of tests shares: a real PostgreSQL, a transaction that is undone, a clock."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from hypothesis import settings
from playwright.async_api import Browser, async_playwright, expect

from muster.storage.embedded import EmbeddedServer
from muster.storage.migrate import migrate
from muster.storage.postgres import Database, Role

# How many examples a property is tried with that names no number of its own.
settings.register_profile("quick", max_examples=25)
settings.register_profile("deep", max_examples=300)


# A page of a busy machine takes its time; what comes is waited for no longer than it takes.
expect.set_options(timeout=30_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also what repeats exhaustively")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "deep: repeats exhaustively; `make test-deep` runs it")
    settings.load_profile("deep" if config.getoption("deep") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the stories, which mostly wait, so that the others fill the processors meanwhile."""
    if not config.getoption("deep"):
        deep = [item for item in items if item.get_closest_marker("deep")]
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if not item.get_closest_marker("deep")]
    items.sort(key=lambda item: not item.nodeid.startswith("tests/stories/"))


COMMITTED = """
select relname from pg_class join pg_attribute on attrelid = pg_class.oid
where relnamespace = current_schema()::regnamespace and relkind = 'r'
and attname = 'organization_id'"""


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (wanted) => (await axe.run(document, wanted)).violations.flatMap(
  (one) => one.nodes.map((node) => `${one.id}: ${node.html}`)
)"""


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def advance(self, **parts: float) -> None:
        self.instant += timedelta(**parts)


class SavepointDatabase(Database):
    """A Database whose transactions are savepoints on one connection."""

    def __init__(self, connection: asyncpg.Connection, role: Role) -> None:
        self.connection = connection
        self.role = role

    def acting_as(self, role: Role) -> "SavepointDatabase":
        return SavepointDatabase(self.connection, role)

    async def look_up(self, statement: str, *values: object) -> asyncpg.Record | None:
        async with self.transaction() as connection:
            return await connection.fetchrow(statement, *values)

    @asynccontextmanager
    async def transaction(self, organization: int | None = None) -> AsyncIterator:
        scope = "" if organization is None else str(organization)
        await self.connection.execute(
            f"savepoint work; set local role {self.role.value}; "
            f"select set_config('muster.organization', '{scope}', true)"
        )
        try:
            yield self.connection
        except BaseException:
            await self.connection.execute("rollback to savepoint work; release savepoint work")
            raise
        await self.connection.execute("release savepoint work")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
async def server(tmp_path_factory) -> AsyncIterator[EmbeddedServer]:
    """A PostgreSQL of this test process's own, migrated; fsync is off because nothing survives."""
    folder = tmp_path_factory.mktemp("postgres")
    server = await EmbeddedServer.start(folder, settings={"fsync": "off"})
    await migrate(server.url)
    yield server
    await server.stop()


@pytest.fixture(scope="session")
async def idle_connection(server) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.url)
    yield connection
    await connection.close()


@pytest.fixture
async def database(idle_connection) -> AsyncIterator[SavepointDatabase]:
    """A database in which whatever the test does is undone; one task at a time."""
    await idle_connection.execute("begin")
    yield SavepointDatabase(idle_connection, Role.APP)
    await idle_connection.execute("rollback")


@pytest.fixture(scope="session")
async def caretaker(server) -> AsyncIterator[asyncpg.Connection]:
    """A connection to clear up with: it may do everything, and minds neither keys nor triggers."""
    connection = await asyncpg.connect(server.url)
    await connection.execute("set session_replication_role = replica")
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def sweep(caretaker) -> Callable[[], Awaitable[None]]:
    """Return a function that deletes whatever organizations have, and what workers said of themselves.

    Workers look at the rows of all organizations, those of other tests as well.
    """
    names = [row["relname"] for row in await caretaker.fetch(COMMITTED)]
    statement = "; ".join(f"delete from {name}" for name in [*names, "organization"])
    seen = "update lane set worker_seen_at = null, relay_seen_at = null"

    async def sweep() -> None:
        await caretaker.execute(f"{statement}; {seen}")

    return sweep


@pytest.fixture
async def committing_database(server, sweep) -> AsyncIterator[Database]:
    """A pool whose transactions commit, for tests with several connections; nothing stays."""
    database = await Database.connect(server.url, size=20)
    yield database
    await database.close()
    await sweep()


DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""Chromium makes up a camera and a microphone."""


@pytest.fixture(scope="session")
def whole_chromium() -> dict[str, object]:
    """How Chromium is started whole: it keeps a profile, and the names of devices."""
    return {"executable_path": shutil.which("chromium"), "args": DEVICES}


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The one Chromium of this test process; tests open contexts of their own.

    It is the one without a window, which draws the same pages in half the time.
    """
    async with async_playwright() as playwright:
        shell = shutil.which("chromium-headless-shell")
        browser = await playwright.chromium.launch(executable_path=shell, args=DEVICES)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def complaints_of_axe():
    """Return a function that lists what axe finds on a page, by all rules or by some."""
    axe = Path(AXE_FILE_PATH).read_text(encoding="utf-8")

    async def complaints_of_axe(page, *rules: str) -> list[str]:
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(axe)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        # Of what is in order nothing is told, which takes half the time.
        return await page.evaluate(LOOK, {"runOnly": only, "resultTypes": ["violations"]})

    return complaints_of_axe


@pytest.fixture(scope="session")
def check_page(complaints_of_axe):
    """Return a function that checks a page of the console as ``page`` shows it.

    No barrier, contrast at night too, and nothing scrolls sideways at 320 pixels.
    """

    async def check_page(page) -> None:
        await page.wait_for_load_state()  # keys that are pressed next are heard by its scripts
        assert await complaints_of_axe(page) == []
        await page.emulate_media(color_scheme="dark")
        assert await complaints_of_axe(page, "color-contrast") == []
        await page.emulate_media(color_scheme="light")
        size = page.viewport_size
        await page.set_viewport_size({"width": 320, "height": 640})
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wider) == 0
        await page.set_viewport_size(size)

    return check_page
