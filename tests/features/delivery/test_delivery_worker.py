"""The worker with a real database and a real relay, in this process."""

import asyncio
import time
from datetime import timedelta

import pytest
from delivery_relay import Relay, Script, copies, slow
from delivery_samples import render

from muster.features import delivery
from muster.features.delivery import RenderError
from muster.features.delivery.dispatch import actions
from muster.storage.postgres import Database, DatabaseUnavailableError, Role


async def test_every_letter_arrives_once(post):
    organizations = [await post.organization() for _ in range(3)]
    for organization in organizations:
        await post.owe(organization, 40)
    async with Relay() as relay, post.working(post.dispatcher(relay)) as dispatcher:
        await post.until_states(accepted=120)

    assert len(relay.mails) == len(copies(relay)) == 120
    assert relay.connections <= 4
    assert dispatcher.stats.verdicts == {"accepted": 120}
    assert sum(dispatcher.stats.time_to_relay) == 120


async def test_a_woken_worker_does_not_wait_for_its_next_look(post):
    organization = await post.organization()
    async with Relay() as relay, post.working(post.dispatcher(relay)) as dispatcher:
        await asyncio.sleep(0.3)
        await post.owe(organization)
        dispatcher.wake()
        await post.until_states(accepted=1)

    assert len(relay.mails) == 1


async def test_the_next_final_dot_waits_for_the_commit_of_the_last_acceptance(post):
    organization = await post.organization()
    await post.owe(organization, 50)
    async with Relay() as relay, post.working(post.dispatcher(relay, connections=3)):
        await post.until(lambda: relay.mails)
        # From here on no outcome can be committed.
        async with post.admin.transaction():
            await post.admin.execute("lock table message_try in exclusive mode")
            held = len(relay.mails)
            await asyncio.sleep(0.5)
            sent_meanwhile = len(relay.mails) - held
        await post.until_states(accepted=50)

    assert sent_meanwhile <= 3
    assert len(relay.mails) == 50


async def test_a_bulk_of_one_organization_does_not_delay_a_single_mail_of_another(post):
    crowd, person = await post.organization(), await post.organization()
    await post.owe(crowd, 5000, bulk=True)
    async with Relay(slow(0.01)) as relay, post.working(post.dispatcher(relay)):
        await post.until(lambda: len(relay.mails) > 100)
        before = len(relay.mails)
        await post.owe(person, first=1, recipient="single@example.org")
        await post.until(lambda: _single(relay))
        after = next(
            place
            for place, mail in enumerate(relay.mails)
            if mail.recipient == "single@example.org"
        )

    assert after - before < 400


def _single(relay):
    return any(mail.recipient == "single@example.org" for mail in relay.mails)


async def test_the_rate_is_kept(post):
    await post.owe(await post.organization(), 100)
    async with Relay() as relay, post.working(post.dispatcher(relay, rate=20)):
        began = time.monotonic()
        await post.until(lambda: len(relay.mails) >= 40)
        lasted = time.monotonic() - began

    assert lasted > 0.9


async def test_what_cannot_be_rendered_is_dead_and_what_fails_is_tried_again(post):
    def stubborn(message):
        if message.reference == 1:
            raise RenderError("the template needs a name")
        if message.reference == 2:
            raise KeyError("name")
        return render(message)

    organization = await post.organization()
    await post.owe(organization, 3)
    async with Relay() as relay:
        dispatcher = post.dispatcher(relay)
        dispatcher._office._render = {"invitation": stubborn}
        async with post.working(dispatcher):
            await post.until_states(accepted=1, dead=1, deferred=1)

    views = await delivery.messages_of(post.database, organization, ["invitation"], [1])
    assert views[0].reason == "render"
    assert views[0].tries[0].words == "the template needs a name"


async def test_without_a_sender_messages_wait_and_the_lane_says_so(post):
    await post.owe(await post.organization(), 3)
    async with post.working(post.dispatcher(None)):
        await post.until_lane("no_relay")
        await asyncio.sleep(0.3)

    assert await post.states() == {"queued": 3}


async def test_an_idle_worker_stops_at_once(post):
    async with Relay() as relay:
        stop = asyncio.Event()
        running = asyncio.create_task(post.dispatcher(relay).run(stop))
        await post.until_lane(None)
        began = time.monotonic()
        stop.set()
        await running

    assert time.monotonic() - began < 4  # half of what it would wait for letters that are out


@pytest.mark.slow
async def test_a_stopped_worker_waits_eight_seconds_and_gives_back_the_rest(post):
    await post.owe(await post.organization(), 20)
    async with Relay(slow(60.0)) as relay:
        stop = asyncio.Event()
        running = asyncio.create_task(post.dispatcher(relay, connections=2).run(stop))
        await post.until(lambda: len(relay.mails) == 2)
        began = time.monotonic()
        stop.set()
        await running
        lasted = time.monotonic() - began

    assert 7.5 < lasted < 20  # and not the minute that the relay takes
    assert await post.states() == {"unknown": 2, "queued": 18}
    assert len(relay.mails) == 2
    assert await post.admin.fetchval("select bool_and(due_at <= now()) from message "
                                     "where state = 'queued'")  # fmt: skip


async def test_a_stopping_worker_finishes_the_letters_that_are_out(post):
    await post.owe(await post.organization(), 20)
    async with Relay(slow(0.4)) as relay, post.working(post.dispatcher(relay, connections=2)):
        await post.until(lambda: len(relay.mails) == 2)

    assert await post.states() == {"accepted": 2, "queued": 18}


class MovableClock:
    def __init__(self, clock):
        self.clock, self.ahead = clock, timedelta()

    def now(self):
        return self.clock.now() + self.ahead


async def _claim(post, clock):
    worker = post.database.acting_as(Role.WORKER)
    await actions.keep_watch(worker, "mail", relay=True, now=clock.now())
    return (await actions.claim(worker, "mail", most=10, rate=0, now=clock.now())).messages


async def test_a_worker_keeps_the_leases_of_what_it_sends_slowly(post):
    clock = MovableClock(post.clock)
    await post.owe(await post.organization(), 3)
    opened = asyncio.Event()
    async with Relay(Script(opened=opened)) as relay:
        dispatcher = post.dispatcher(relay, clock=clock, connections=1)
        async with post.working(dispatcher):
            await post.until(lambda: relay.mails)
            for _ in range(2):
                clock.ahead += timedelta(seconds=15)
                await dispatcher._renew()
            taken_over = await _claim(post, clock)
            opened.set()
            await post.until_states(accepted=3)

    assert taken_over == []
    assert set(copies(relay).values()) == {1}


async def test_a_worker_that_overslept_its_leases_sends_nothing_more_of_them(post):
    clock = MovableClock(post.clock)
    opened = asyncio.Event()
    await post.owe(await post.organization(), 5)
    async with Relay(Script(opened=opened)) as relay:
        dispatcher = post.dispatcher(relay, clock=clock, connections=1)
        dispatcher._batch = 10
        async with post.working(dispatcher):
            await post.until_states(sending=5)
            await post.until(lambda: relay.mails)
            later = MovableClock(post.clock)
            later.ahead = timedelta(seconds=21)
            # The other worker is the first to see that the leases are over.
            taken_over = await _claim(post, later)
            clock.ahead = later.ahead
            opened.set()
            await post.until(lambda: dispatcher.stats.fenced)
            await asyncio.sleep(0.3)

    assert len(taken_over) == 5
    assert len(relay.mails) == 1


async def test_a_message_that_was_erased_in_flight_stops_nothing(post):
    await post.owe(await post.organization(), 3)
    async with Relay(slow(0.3)) as relay, post.working(post.dispatcher(relay, connections=1)):
        await post.until(lambda: relay.mails)
        await post.admin.execute("delete from message where reference = 1")
        await post.until_states(accepted=2)

    assert len(relay.mails) == 3


class FlakyDatabase(Database):
    """Loses the connection a few times before it works."""

    def __init__(self, database, failures):
        super().__init__(database._pool, Role.WORKER)
        self.failures = failures

    async def run(self, organization, work):
        if self.failures:
            self.failures -= 1
            raise DatabaseUnavailableError
        return await super().run(organization, work)


async def test_outcomes_are_written_when_the_database_is_back(post):
    await post.owe(await post.organization(), 10)
    async with Relay() as relay:
        dispatcher = post.dispatcher(relay, connections=2)
        flaky = dispatcher._recorder._database = FlakyDatabase(post.database, 3)
        async with post.working(dispatcher):
            await post.until_states(accepted=10)

    assert flaky.failures == 0
    assert set(copies(relay).values()) == {1}
