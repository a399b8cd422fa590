"""Requests that wait a moment for their letters."""

import asyncio
import time

from delivery_relay import Relay, Script

from muster.features.delivery import MessageState, OutcomeWatch
from muster.storage.postgres import Database, DatabaseUnavailableError, Role


async def test_a_request_can_wait_a_moment_for_its_letters(post):
    organization = await post.organization()
    queued = await post.owe(organization, 3)
    watch = OutcomeWatch(post.database)
    ids = [each.id for each in queued]
    impatient = await watch.wait(organization, ids, timeout=0.2)
    script = Script(lambda verb, text: "550 5.1.1 no" if verb == "RCPT" and "p2@" in text else None)
    async with Relay(script) as relay, post.working(post.dispatcher(relay)):
        states = await watch.wait(organization, ids, timeout=60)
        other = await watch.wait(await post.organization(), ids, timeout=0.2)

    assert list(impatient.values()) == [MessageState.QUEUED] * 3
    assert [states[each] for each in ids] == ["accepted", "bounced", "accepted"]
    assert list(other.values()) == [MessageState.QUEUED] * 3


async def test_many_requests_wait_on_one_query(post):
    organization = await post.organization()
    queued = await post.owe(organization, 50)
    queries = []

    class CountingDatabase(Database):
        def acting_as(self, role):
            return CountingDatabase(self._pool, role)

        def transaction(self, organization=None):
            queries.append(time.monotonic())
            return super().transaction(organization)

    watch = OutcomeWatch(CountingDatabase(post.database._pool, Role.APP))
    await asyncio.gather(*[watch.wait(organization, [each.id], timeout=0.55) for each in queued])

    assert len(queries) <= 7
    assert await watch.wait(organization, []) == {}


async def test_while_the_database_is_away_requests_wait_their_time_and_say_queued():
    class AwayDatabase(Database):
        def acting_as(self, _role):
            return self

        def transaction(self, _organization=None):
            raise DatabaseUnavailableError

    watch = OutcomeWatch(AwayDatabase(None, Role.WORKER))

    assert await watch.wait(1, [7], timeout=0.25) == {7: MessageState.QUEUED}
