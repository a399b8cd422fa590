"""A workbench for webhooks: endpoints, events, receivers that answer by script, a worker."""

import asyncio
import json
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from muster.features import journal, webhooks
from muster.features.journal import Fact
from muster.features.webhooks import Announcer, Body, Dispatcher, Pace, Style, Wanted
from muster.features.webhooks.schedule import Answer, Outcome
from muster.features.webhooks.senders import Parcel
from muster.storage.postgres import Role

FINE = Answer(200, "thanks")
BROKEN = Answer(500, "sorry")
GONE = Answer(410)
SILENT = Answer(None, "no connection", trouble=Outcome.UNREACHABLE)


class Receivers:
    """A sender whose answers are scripts by URL; without one everything is fine."""

    def __init__(self) -> None:
        self.script = defaultdict(lambda: FINE)
        self.took: list[Parcel] = []
        self.running = defaultdict(int)
        self.most = defaultdict(int)
        self.held = asyncio.Event()
        self.held.set()

    async def send(self, parcel: Parcel) -> Answer:
        self.took.append(parcel)
        self.running[parcel.url] += 1
        self.most[parcel.url] = max(self.most[parcel.url], self.running[parcel.url])
        try:
            answer = self.script[parcel.url]
            if answer == "hang":
                await self.held.wait()
                return FINE
            await asyncio.sleep(0)
            if isinstance(answer, list):
                return answer.pop(0) if len(answer) > 1 else answer[0]
            return answer
        finally:
            self.running[parcel.url] -= 1

    def of(self, url: str) -> list[Parcel]:
        return [parcel for parcel in self.took if parcel.url == url]


async def until(arrived, seconds: float = 60) -> None:
    """Wait for what a worker does meanwhile, in a task of its own."""
    async with asyncio.timeout(seconds):
        while not arrived():  # noqa: ASYNC110 -- receivers have no Event
            await asyncio.sleep(0.01)


async def small_body(_endpoint, event, _organization) -> Body | None:
    """A body that names the event's subject."""
    content = json.dumps({"type": event.type, "subject": event.subject_id}).encode()
    return Body(event.type, content, event.data.get("candidate_id"))


@dataclass
class Bench:
    database: object
    clock: object
    terms: webhooks.Terms
    employer: object
    receivers: Receivers = field(default_factory=Receivers)
    maker: object = small_body

    @property
    def organization(self) -> int:
        return self.employer.organization.id

    async def create(self, url: str = "https://one.example.com/in", **wanted):
        new = await webhooks.create(
            self.database, self.organization, Wanted(url, **wanted), actor="test", terms=self.terms
        )
        return new.endpoint

    async def happen(self, *subjects: int, kind: str = "invitation.created", **data) -> None:
        """Let something happen to subjects."""
        async with self.database.transaction(self.organization) as connection:
            facts = [Fact(kind, "invitation", subject, data) for subject in subjects]
            await journal.record(
                connection, self.organization, facts, actor="test", now=self.clock.now()
            )
        await journal.sequence(self.database, self.organization)

    async def announce(self) -> int:
        await journal.sequence(self.database, self.organization)
        makers = dict.fromkeys(Style, self.maker)
        announcer = Announcer(self.database, makers, self.clock)
        return await announcer.announce(asyncio.Event())

    def dispatcher(self, **pace) -> Dispatcher:
        pace = Pace(**{"poll_seconds": 0.02, "keep_seconds": 0.1, "stop_seconds": 0.2, **pace})
        return Dispatcher(self.database, self.receivers, self.terms.sealer, self.clock, pace=pace)

    @asynccontextmanager
    async def working(self, **pace):
        """A worker for a while."""
        stop = asyncio.Event()
        dispatcher = self.dispatcher(**pace)
        running = asyncio.create_task(dispatcher.run(stop))
        try:
            yield dispatcher
        finally:
            stop.set()
            async with asyncio.timeout(60):
                await running

    async def work(self, seconds: float = 0.0) -> None:
        """Move the clock, make calls of events, and call until nothing is due."""
        self.clock.advance(seconds=seconds)
        await self.announce()
        async with self.working():
            await self.settled()

    async def settled(self) -> None:
        """Wait until nothing can be taken any more."""
        async with asyncio.timeout(60):
            while await self.fetch(  # noqa: ASYNC110 -- the database tells nobody
                "select 1 from webhook_endpoint e where state = 'active' and (held_until > $1 or"
                " rests_until <= $1 and exists (select from webhook_call c"
                " where c.organization_id = e.organization_id and c.endpoint_id = e.id"
                " and due_at <= $1))",
                self.clock.now(),
            ):
                await asyncio.sleep(0.01)

    async def fetch(self, statement: str, *values) -> list:
        async with self.database.acting_as(Role.WORKER).transaction() as connection:
            return await connection.fetch(statement, *values)

    async def calls(self, endpoint, state=None) -> list[webhooks.Call]:
        return await webhooks.list_calls(
            self.database, self.organization, endpoint, state=state, limit=500
        )

    async def find(self, endpoint) -> webhooks.Endpoint:
        return await webhooks.find_endpoint(
            self.database, self.organization, endpoint.typeid, self.clock
        )
