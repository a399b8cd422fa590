"""A worker as a process of its own, for tests that kill it.

Arguments: database URL, relay's URL, epoch of the quick clock, and "marks-before-it-sends" to plant
the defect that the tests must find.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime

from delivery_samples import render

from muster.features.delivery import Dispatcher, Pace
from muster.features.delivery.outcomes import Answer, Phase
from muster.features.delivery.senders.relay import Relay
from muster.features.delivery.senders.smtp import SmtpSender
from muster.storage.postgres import Database

CONNECTIONS = 2
SPEED = 2.5


class QuickClock:
    """A clock that all processes share and that runs fast, so that leases lapse in 8 s."""

    def __init__(self, epoch: float) -> None:
        self.epoch = epoch

    def now(self) -> datetime:
        elapsed = datetime.now(UTC).timestamp() - self.epoch  # noqa: TID251 -- a test's clock
        return datetime.fromtimestamp(self.epoch + SPEED * elapsed, UTC)


class EagerSender:
    """The planted defect: says accepted first, and sends a moment later."""

    def __init__(self, sender):
        self.sender = sender

    async def connect(self):
        channel = await self.sender.connect()
        return channel if isinstance(channel, Answer) else EagerChannel(channel)


class EagerChannel:
    def __init__(self, channel):
        self.channel = channel
        self.sending = None

    def __getattr__(self, name):
        return getattr(self.channel, name)

    async def offer(self, letter):
        if self.sending:
            await self.sending
        return await self.channel.offer(letter)

    async def deliver(self, following=None):
        self.sending = asyncio.create_task(self._deliver_later(following))
        return Answer(Phase.CONTENT, 250, "2.0.0 surely")

    async def _deliver_later(self, following):
        await asyncio.sleep(0.5)  # longer than a commit takes on a busy machine
        await self.channel.deliver(following)


async def main(database_url, relay_url, epoch, defect=""):
    sender = SmtpSender(Relay.parse(relay_url), hostname="worker.example.com")
    if defect == "marks-before-it-sends":
        sender = EagerSender(sender)
    database = await Database.connect(database_url, size=4)
    dispatcher = Dispatcher(
        database,
        {"invitation": render},
        sender,
        QuickClock(float(epoch)),
        pace=Pace(connections=CONNECTIONS),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await dispatcher.run(stop)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
