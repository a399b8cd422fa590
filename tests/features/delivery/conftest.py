"""What tests of whole workers share: a lane of their own, organizations that are committed."""

import asyncio
import inspect
import time
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest
from delivery_samples import draft, render
from delivery_verbs import Worker

from muster.base.clock import SystemClock
from muster.features import delivery
from muster.features.delivery import Dispatcher, Pace
from muster.features.delivery.senders.relay import Relay
from muster.features.delivery.senders.smtp import SmtpSender

_CLEAR = """
delete from event where organization_id in (select id from organization where slug like 'post-%');
delete from organization where slug like 'post-%';
delete from message; delete from suppression; delete from ready; delete from domain_pause;
update lane set paused_at = null, reason = null, words = '', probe_at = null, strikes = 0,
    tokens = 0, refilled_at = null, worker_seen_at = null, relay_seen_at = null"""


class Post:
    """A lane with nothing in it, and what tests do around it."""

    def __init__(self, server, database, admin):
        self.server, self.database, self.admin = server, database, admin
        self.clock = SystemClock()

    async def organization(self):
        return await self.admin.fetchval(
            "insert into organization (uid, slug, name, created_at) "
            "values (gen_random_uuid(), $1, $1, now()) returning id",
            f"post-{uuid4().hex[:12]}",
        )

    async def owe(self, organization, count=1, *, first=1, **parts):
        drafts = [draft(number, **parts) for number in range(first, first + count)]
        async with self.database.transaction(organization) as connection:
            return await delivery.enqueue(connection, organization, drafts, now=self.clock.now())

    async def states(self):
        rows = await self.admin.fetch("select state, count(*) from message group by state")
        return {row["state"]: row["count"] for row in rows}

    async def until(self, arrived, seconds=60.0):
        """Wait until ``arrived()``, or what it returns to be awaited, is true."""
        deadline = time.monotonic() + seconds
        while not (await found if inspect.isawaitable(found := arrived()) else found):
            assert time.monotonic() < deadline, await self.states()
            await asyncio.sleep(0.02)

    async def until_states(self, seconds=60.0, **wanted):
        async def arrived():
            return await self.states() == wanted

        await self.until(arrived, seconds)

    async def until_lane(self, reason):
        """Wait until the lane gives this reason for not sending, or None for sending."""

        async def arrived():
            health = await delivery.lane_health(self.database, now=self.clock.now())
            return health.reason == reason

        await self.until(arrived)

    async def hurry(self):
        """Make due what waits for a retry, as if time had passed."""
        await self.admin.execute("delete from domain_pause")
        await self.admin.execute("update lane set probe_at = now() where probe_at is not null")
        await self.admin.execute(
            "update message set due_at = now() where state in ('deferred', 'unknown')"
        )
        await self.admin.execute("update ready set awake_until = now() + interval '1 minute'")

    def dispatcher(self, relay, *, clock=None, **pace):
        sender = relay and SmtpSender(Relay.parse(relay.url), hostname="worker.example")
        return Dispatcher(
            self.database,
            {"invitation": render},
            sender,
            clock or self.clock,
            pace=Pace(**pace),
        )

    @asynccontextmanager
    async def working(self, dispatcher):
        """Run a worker for the length of the block."""
        stop = asyncio.Event()
        task = asyncio.create_task(dispatcher.run(stop))
        try:
            yield dispatcher
        finally:
            stop.set()
            await task


@pytest.fixture
async def post(server, committing_database):
    admin = await asyncpg.connect(server.url)
    await admin.execute(_CLEAR)
    yield Post(server, committing_database, admin)
    await admin.execute(_CLEAR)
    await admin.close()


@pytest.fixture
def worker(database, clock):
    return Worker(database, clock)


@pytest.fixture
def owe(database, clock):
    async def enqueue(organization, *drafts):
        async with database.transaction(organization) as connection:
            return await delivery.enqueue(connection, organization, drafts, now=clock.now())

    return enqueue


@pytest.fixture
def look(database):
    async def views(organization):
        return await delivery.messages_of(database, organization, ["invitation"], range(2000))

    return views
