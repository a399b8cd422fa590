"""The worker when its relay fails, refuses or goes away."""

import asyncio
import random

import pytest
from delivery_relay import HangUpError, Relay, Script, copies


async def test_an_unknown_letter_is_tried_again_with_the_same_bytes(post):
    organization = await post.organization()
    await post.owe(organization, 3)
    broken = {"p2@example.com"}

    def answer(verb, argument):
        if verb == "." and argument in broken:
            broken.clear()
            raise HangUpError

    async with Relay(Script(answer)) as relay, post.working(post.dispatcher(relay)):
        await post.until_states(accepted=2, unknown=1)
        await post.hurry()
        await post.until_states(accepted=3)

    assert sorted(copies(relay).values()) == [1, 1, 2]
    assert len({mail.content for mail in relay.mails}) == 3


@pytest.mark.slow
async def test_a_relay_that_says_421_to_a_third_of_all_commands_gets_all_in_the_end(post):
    organization = await post.organization()
    await post.owe(organization, 8)
    chance = random.Random(421)

    def answer(verb, _):
        return "421 4.3.2 not now" if verb != "QUIT" and chance.random() < 1 / 3 else None

    script = Script(answer, extensions=(), store_before_answer=False)
    async with Relay(script) as relay, post.working(post.dispatcher(relay, connections=2)):

        async def done():
            await post.hurry()
            await asyncio.sleep(0.05)
            return await post.states() == {"accepted": 8}

        await post.until(done)

    assert set(copies(relay).values()) == {1}
    assert len(relay.mails) == 8


async def test_while_the_relay_is_away_nothing_is_burnt_and_the_lane_says_so(post):
    organization = await post.organization()
    await post.owe(organization, 30)
    relay = Relay()
    async with relay:
        pass
    async with post.working(post.dispatcher(relay)):
        await post.until_lane("unreachable")
        async with relay:
            await post.until_states(accepted=30)
            await post.until_lane(None)

    failures = await post.admin.fetchval("select max(failures) from message")
    assert failures == 0
    assert set(copies(relay).values()) == {1}


async def test_a_relay_that_refuses_us_pauses_the_lane_and_burns_nothing(post):
    await post.owe(await post.organization(), 100)
    refusing = ["530 5.7.0 log in first"]
    script = Script(lambda verb, _: refusing[0] if refusing and verb == "MAIL" else None)
    async with Relay(script) as relay, post.working(post.dispatcher(relay)):
        await post.until_lane("configuration")
        await post.until_states(queued=100)
        asked = relay.verbs.count("MAIL")
        refusing.clear()
        await post.hurry()
        await post.until_states(accepted=100)

    assert asked <= 8
    assert set(copies(relay).values()) == {1}


async def test_a_relay_that_refuses_everybody_pauses_the_lane_after_a_few(post):
    organization = await post.organization()
    for number in range(60):
        await post.owe(organization, first=number, recipient=f"p@company{number}.example.org")
    script = Script(lambda verb, _: "554 5.7.1 relay access denied" if verb == "RCPT" else None)
    async with Relay(script) as relay, post.working(post.dispatcher(relay)):
        await post.until_lane("policy")
        await asyncio.sleep(0.2)
        states = await post.states()

    assert states["queued"] > 40
    assert await post.admin.fetchval("select count(*) from suppression") == 0


async def test_one_refused_connection_does_not_stop_the_others(post):
    await post.owe(await post.organization(), 200)
    greeted = iter(range(1000))

    def answer(verb, _):
        return "421 4.3.2 too many" if verb == "CONNECT" and next(greeted) == 1 else None

    async with Relay(Script(answer)) as relay, post.working(post.dispatcher(relay)) as dispatcher:
        await post.until_states(accepted=200)

    assert dispatcher.stats.pauses == {}


async def test_a_kept_connection_that_the_relay_closed_costs_nothing(post):
    organization = await post.organization()
    async with Relay() as relay, post.working(post.dispatcher(relay, connections=1)):
        await post.owe(organization)
        await post.until_states(accepted=1)
        for writer in set(relay._writers):
            writer.close()
        await post.owe(organization, first=2)
        await post.until_states(accepted=2)

    tries = await post.admin.fetchval("select count(*) from message_try")
    assert (tries, relay.connections) == (2, 2)


async def test_a_connection_that_breaks_while_the_next_letter_is_offered_costs_nothing(post):
    breaking = ["p3@example.com"]

    def answer(verb, argument):
        if verb == "RCPT" and breaking and breaking[0] in argument:
            breaking.clear()
            raise HangUpError

    await post.owe(await post.organization(), 10)
    async with Relay(Script(answer)) as relay, post.working(post.dispatcher(relay, connections=1)):
        await post.until_states(accepted=10)

    assert await post.admin.fetchval("select max(failures) from message") == 0
    assert set(copies(relay).values()) == {1}
