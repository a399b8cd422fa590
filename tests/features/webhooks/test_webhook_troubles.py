"""Endpoints in trouble: gone, failing, busy, dead; and bodies that cannot be made."""

import asyncio

import asyncpg
import pytest
from webhook_samples import BROKEN, FINE, GONE, SILENT, until

from muster.features import webhooks
from muster.features.webhooks import (
    Body,
    CallState,
    DisabledReason,
    EndpointDisabledError,
    EndpointState,
)
from muster.features.webhooks.schedule import Answer

ONE, TWO = "https://one.example.com/in", "https://two.example.com/in"


async def test_an_endpoint_that_says_gone_is_disabled_at_once_and_everybody_is_told(bench):
    endpoint = await bench.create(ONE)
    other = await bench.create(TWO, events=frozenset({"webhook.*"}))
    bench.receivers.script[ONE] = [GONE]
    await bench.happen(*range(300))
    await bench.work()

    found = await bench.find(endpoint)
    assert (found.state, found.disabled_reason) == (EndpointState.DISABLED, DisabledReason.GONE)
    assert len(bench.receivers.of(ONE)) <= 5
    assert await bench.calls(endpoint, CallState.WAITING) == []
    letters = await bench.employer.fetch("select kind, recipient, variables from message")
    assert [(one["kind"], one["recipient"]) for one in letters] == [("notice", "staff@example.com")]
    assert "endpoint_disabled" in letters[0]["variables"]
    await bench.work()
    assert [call.type for call in await bench.calls(other)] == ["webhook.disabled"]
    with pytest.raises(EndpointDisabledError):
        await webhooks.ping(bench.database, bench.organization, endpoint.typeid, bench.clock)


async def test_days_of_nothing_but_failures_warn_once_and_then_disable(bench):
    endpoint = await bench.create(ONE)
    bench.receivers.script[ONE] = BROKEN
    await bench.happen(*range(4))
    for hours in (0, 1, 8, 16):
        await bench.work(seconds=hours * 3600)
    assert await bench.employer.count("message") == 1
    for _ in range(20):
        await bench.work(seconds=5 * 3600)
    found = await bench.find(endpoint)
    assert (found.state, found.disabled_reason) == (
        EndpointState.DISABLED,
        DisabledReason.FAILING,
    )
    types = await bench.employer.fetch(
        "select type from event where type like 'webhook.%' order by id"
    )
    assert [row["type"] for row in types] == [
        "webhook.created",
        "webhook.failing",
        "webhook.disabled",
    ]
    assert await bench.employer.count("message") == 2


async def test_retry_after_leaves_the_whole_endpoint_alone(bench):
    endpoint = await bench.create(ONE)
    bench.receivers.script[ONE] = [Answer(429, retry_after="120")]
    await bench.happen(1)
    await bench.work()
    await bench.happen(2)
    bench.receivers.script[ONE] = FINE
    await bench.work(seconds=119)
    assert len(bench.receivers.took) == 1
    await bench.work(seconds=2)
    assert len(bench.receivers.took) == 3
    assert await bench.calls(endpoint, CallState.WAITING) == []


async def test_one_that_fails_in_a_row_rests_and_is_then_asked_by_one_call(bench):
    await bench.create(ONE)
    bench.receivers.script[ONE] = SILENT
    await bench.happen(*range(50))
    await bench.work()
    assert len(bench.receivers.took) <= 9  # those in flight when the fifth failed
    before = len(bench.receivers.took)
    await bench.work(seconds=6.1)
    assert len(bench.receivers.took) == before + 1
    bench.receivers.script[ONE] = FINE
    await bench.work(seconds=15)
    assert len({one.content for one in bench.receivers.took[before + 1 :]}) >= 40


async def test_a_dead_endpoint_delays_nobody_and_five_at_once_are_five(bench):
    good = await bench.create(TWO)
    await bench.create(ONE)
    bench.receivers.script[ONE] = "hang"
    bench.receivers.held.clear()
    await bench.happen(*range(30))
    await bench.announce()
    try:
        async with bench.working(stop_seconds=0.05), bench.working(stop_seconds=0.05):
            async with asyncio.timeout(60):
                while bench.receivers.most[ONE] < 5 or (  # noqa: ASYNC110 -- receivers have no Event
                    len(await bench.calls(good, CallState.DELIVERED)) < 30
                ):
                    await asyncio.sleep(0.01)
            assert bench.receivers.most == {ONE: 5, TWO: 5}
    finally:
        bench.receivers.held.set()


async def test_an_endpoint_that_somebody_changes_for_long_delays_no_other(bench):
    """Replaying a million calls lasts; the outcomes of others are written meanwhile."""
    busy, good = await bench.create(ONE), await bench.create(TWO)
    bench.receivers.script[ONE] = "hang"
    bench.receivers.held.clear()
    await bench.happen(1)
    await bench.announce()
    lock = "select from {} where organization_id = $1 and {} = $2 for update"
    async with bench.working(), bench.database.transaction(bench.organization) as other:
        await until(lambda: len(bench.receivers.of(ONE)) == 2)
        await other.fetch(lock.format("webhook_call", "endpoint_id"), bench.organization, busy.id)
        await other.fetch(lock.format("webhook_endpoint", "id"), bench.organization, busy.id)
        bench.receivers.held.set()
        await bench.happen(2, 3)
        async with asyncio.timeout(60):
            while len(await bench.calls(good, CallState.DELIVERED)) < 3:
                # An endpoint that the worker has in its hands just now is told in the next round.
                await bench.announce()
                await asyncio.sleep(0.02)
        assert await bench.calls(busy, CallState.DELIVERED) == []
    bench.receivers.script[ONE] = FINE
    await bench.work(seconds=31)
    assert len(await bench.calls(busy, CallState.DELIVERED)) == 4
    tries = [call.tries for call in await bench.calls(busy)]
    assert {len(one) for one in tries} == {1}


async def test_a_body_that_cannot_be_made_is_seen_and_holds_up_nothing(bench):
    endpoint = await bench.create(ONE)

    async def choosy(_endpoint, event, _organization):
        if event.subject_id == 2:
            raise KeyError("no such word")
        return None if event.subject_id == 3 else Body(event.type, b"{}", 5)

    sound, bench.maker = bench.maker, choosy
    await bench.happen(1, 2, 3, 4)
    await bench.work()
    (dead,) = await bench.calls(endpoint, CallState.DEAD)
    assert (dead.reason, dead.body) == ("no_body", None)
    assert len(bench.receivers.took) == 2

    bench.maker = sound
    await webhooks.replay_since(
        bench.database, bench.organization, endpoint, None, clock=bench.clock
    )
    await bench.work()
    told = [one.content for one in bench.receivers.took[2:]]
    assert b'{"type": "invitation.created", "subject": 2}' in told
    assert len(await bench.calls(endpoint, CallState.DEAD)) == 0


async def test_an_event_that_the_database_refuses_is_dead_and_one_endpoint_holds_up_no_other(bench):
    other = await bench.create(TWO)
    endpoint = await bench.create(ONE)

    async def torn(wanted, event, _organization):
        if wanted.url == ONE:
            raise asyncpg.DataError if event.subject_id == 2 else asyncpg.InternalServerError
        return Body(event.type, b"{}", 5)

    sound, bench.maker = bench.maker, torn
    await bench.happen(1, 2)
    await bench.work()
    assert len(await bench.calls(other, CallState.DELIVERED)) == 3
    assert await bench.calls(endpoint) == []

    async def picky(_endpoint, event, organization):
        if event.subject_id == 2:
            raise asyncpg.DataError
        return await sound(_endpoint, event, organization)

    bench.maker = picky
    await bench.work(seconds=31)
    (dead,) = await bench.calls(endpoint, CallState.DEAD)
    assert dead.reason == "no_body"
    assert len(await bench.calls(endpoint, CallState.DELIVERED)) == 1


async def test_a_crowd_of_events_is_told_in_one_go(bench):
    endpoint = await bench.create(ONE, events=frozenset({"invitation.*"}))
    await bench.happen(*range(450))
    assert await bench.announce() == 450
    assert await bench.announce() == 0
    assert len(await bench.calls(endpoint, CallState.WAITING)) == 450


async def test_nothing_is_owed_to_whom_was_disabled_while_bodies_were_made(bench):
    endpoint = await bench.create(ONE)

    async def slow(_endpoint, event, _organization):
        await webhooks.disable(
            bench.database, bench.organization, endpoint.typeid, actor="test", clock=bench.clock
        )
        return Body(event.type, b"{}", 5)

    bench.maker = slow
    await bench.happen(1)
    assert await bench.announce() == 0
    assert await bench.calls(endpoint) == []


async def test_a_worker_that_stops_gives_back_what_never_answers(bench):
    endpoint = await bench.create(ONE)
    bench.receivers.script[ONE] = "hang"
    bench.receivers.held.clear()
    await bench.happen(1)
    await bench.announce()
    async with bench.working(stop_seconds=0.05):
        await until(lambda: bench.receivers.took)

    bench.receivers.held.set()
    bench.receivers.script[ONE] = FINE
    await bench.work()
    (call,) = await bench.calls(endpoint, CallState.DELIVERED)
    assert len(bench.receivers.took) == 2
    assert len(call.tries) == 1


async def test_who_is_disabled_in_the_middle_gets_no_more_than_what_was_taken(bench):
    endpoint = await bench.create(ONE)
    bench.receivers.script[ONE] = "hang"
    bench.receivers.held.clear()
    await bench.happen(*range(300))
    await bench.announce()
    await bench.announce()
    async with bench.working():
        await until(lambda: len(bench.receivers.took) >= 5)
        await webhooks.disable(
            bench.database, bench.organization, endpoint.typeid, actor="test", clock=bench.clock
        )
        bench.receivers.held.set()
        await asyncio.sleep(0.3)
    assert len(bench.receivers.took) <= 200
    assert len(await bench.calls(endpoint, CallState.DEAD)) == 300
