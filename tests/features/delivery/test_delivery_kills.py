"""Workers as processes, killed without warning while five hundred letters leave."""

import asyncio
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from delivery_relay import Relay, Script
from delivery_worker_process import CONNECTIONS, QuickClock

PROGRAM = Path(__file__).with_name("delivery_worker_process.py")
KILLS = 4


@dataclass
class Verdict:
    lost: int
    extra: int


class Workers:
    """Two processes; one that is killed is replaced."""

    def __init__(self, *arguments):
        self.arguments = arguments
        self.processes = []

    async def start(self):
        self.processes.append(
            await asyncio.create_subprocess_exec(sys.executable, PROGRAM, *self.arguments)
        )

    async def kill_oldest_and_replace(self):
        await self.kill_oldest()
        await self.start()

    async def kill_oldest(self):
        victim = self.processes.pop(0)
        victim.send_signal(signal.SIGKILL)
        await victim.wait()

    async def stop(self):
        for process in self.processes:
            process.terminate()
        async with asyncio.timeout(30):
            codes = await asyncio.gather(*[process.wait() for process in self.processes])
        assert set(codes) <= {0, -signal.SIGTERM}  # one may not have begun to listen yet


async def send_while_killing(post, letters):
    await post.owe(await post.organization(), letters)
    async with Relay(Script(hold=lambda verb, _: 0.03 * (verb == "."))) as relay:
        workers = Workers(post.server.url, relay.url, str(post.clock.epoch))
        for _ in range(2):
            await workers.start()
        for kill in range(1, KILLS + 1):
            await sent_at_least(relay, kill * letters // (KILLS + 2))
            await workers.kill_oldest_and_replace()
        await post.until_states(accepted=letters, seconds=90)
        await workers.stop()
    return await verdict_on(post, relay)


async def send_until_marked_and_kill(post, letters):
    """Kill a lone worker at the moment when the database knows more than the relay."""
    await post.owe(await post.organization(), letters)
    async with Relay(Script()) as relay:
        workers = Workers(
            post.server.url, relay.url, str(post.clock.epoch), "marks-before-it-sends"
        )
        await workers.start()

        async def ahead():
            return (await post.states()).get("accepted", 0) > len(relay.mails)

        await post.until(ahead)
        await workers.kill_oldest()
    return await verdict_on(post, relay)


async def verdict_on(post, relay):
    copies = Counter(mail.header("Message-ID") for mail in relay.mails)
    accepted = await post.admin.fetch("select uid from message where state = 'accepted'")
    lost = {f"<{row['uid']}.invitation@example.com>" for row in accepted} - copies.keys()
    return Verdict(len(lost), copies.total() - len(copies))


async def sent_at_least(relay, count):
    deadline = time.monotonic() + 60
    while len(relay.mails) < count:
        assert time.monotonic() < deadline, len(relay.mails)
        await asyncio.sleep(0.005)


@pytest.fixture
def quick(post):
    post.clock = QuickClock(time.time())
    return post


@pytest.mark.slow
async def test_no_letter_is_lost_and_a_kill_doubles_at_most_one_a_connection(quick):
    verdict = await send_while_killing(quick, 500)

    assert verdict.lost == 0
    assert verdict.extra <= KILLS * CONNECTIONS


@pytest.mark.slow
async def test_a_worker_that_marks_before_it_sends_is_found_out(quick):
    verdict = await send_until_marked_and_kill(quick, 40)

    assert verdict.lost > 0
